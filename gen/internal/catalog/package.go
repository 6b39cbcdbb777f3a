package catalog

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/packages"
)

// Package is a type-checked package with its syntax, whoever loaded it: the go
// command for a composition, or an analysis driver one package at a time.
type Package struct {
	Path    string // import path
	Name    string // as its clause has it
	Module  string // module path; empty outside modules
	Version string // module version; empty for a main, workspace or replaced-by-directory module
	Types   *types.Package
	Info    *types.Info // Types, Defs, Uses and Selections
	Syntax  []*ast.File
	// Dir and Files are what the package is built from, absolute names; nil where
	// the driver does not tell, and then the package has no digest.
	Dir   string
	Files []string
}

// packageOf is what a load brought of one root.
func packageOf(p *packages.Package) *Package {
	out := &Package{
		Path: p.PkgPath, Name: p.Name, Types: p.Types, Info: p.TypesInfo, Syntax: p.Syntax,
		Dir: p.Dir, Files: slices.Concat(p.GoFiles, p.OtherFiles, p.EmbedFiles),
	}
	if p.Module != nil {
		out.Module, out.Version = p.Module.Path, moduleVersion(p.Module)
	}
	return out
}

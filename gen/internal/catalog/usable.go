package catalog

import (
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/plugingen/plugingen/gen/diag"
)

// usable reports whether a package is there, compiles and can be imported by
// the host; where not, it says so once, at the place that names it.
func (r *reader) usable(p *packages.Package, importPath string, at diag.Position) bool {
	if p == nil {
		r.found.Add(diag.Diagnostic{Code: diag.UnknownPackage, Position: at, Message: fmt.Sprintf("the go command knows no package %s", importPath)})
		return false
	}
	if d, bad := r.unlisted(p, at); bad {
		r.found.Add(d)
		return false
	}
	if why, help := r.unimportable(p); why != "" {
		r.found.Add(diag.Diagnostic{
			Code: diag.UnimportablePackage, Position: at, Help: help,
			Message: fmt.Sprintf("package %s cannot be imported by the wiring in %s: %s", importPath, r.host.Package, why),
		})
		return false
	}
	return r.compiles(p, at)
}

// unlisted turns the go command's refusal of a package into a finding.
func (r *reader) unlisted(p *packages.Package, at diag.Position) (diag.Diagnostic, bool) {
	for _, e := range p.Errors {
		if e.Kind != packages.ListError && (e.Kind != packages.UnknownError || len(p.GoFiles) > 0) {
			continue
		}
		msg := strings.TrimSpace(e.Msg)
		switch {
		case strings.Contains(msg, "import cycle not allowed"):
			return diag.Diagnostic{Code: diag.UnimportablePackage, Position: at, Message: fmt.Sprintf("package %s is part of an import cycle", p.PkgPath), Help: msg}, true
		case strings.Contains(msg, "found packages "):
			which, _, _ := strings.Cut(msg[strings.Index(msg, "found packages ")+len("found packages "):], " in ")
			return diag.Diagnostic{
				Code: diag.BrokenPackage, Position: at,
				Message: fmt.Sprintf("the directory of %s has files of two packages: %s", p.PkgPath, which),
				Help:    "a directory holds one package; move the other's files away",
			}, true
		case strings.Contains(msg, "build constraints exclude all Go files"):
			return diag.Diagnostic{
				Code: diag.UnimportablePackage, Position: at,
				Message: fmt.Sprintf("no file of package %s is built for this system", p.PkgPath),
				Help:    "its build constraints exclude every file; set GOOS, GOARCH or GOFLAGS=-tags as the build does",
			}, true
		case len(p.GoFiles) == 0:
			return r.unknown(p.PkgPath, at, msg), true
		}
	}
	return diag.Diagnostic{}, false
}

// goGet is the command that the go command suggests.
var goGet = regexp.MustCompile(`go (?:get|mod tidy)[^\n;]*`)

func (r *reader) unknown(importPath string, at diag.Position, why string) diag.Diagnostic {
	d := diag.Diagnostic{Code: diag.UnknownPackage, Position: at, Message: "there is no package " + importPath}
	rel, own := strings.CutPrefix(importPath, r.host.Module+"/")
	switch {
	case own:
		d.Message = fmt.Sprintf("module %s has no package in the directory %s", r.host.Module, rel)
		if near, ok := diag.Nearest(path.Base(rel), r.directories(path.Dir(rel))); ok {
			d.Help = "did you mean " + path.Join(r.host.Module, path.Dir(rel), near) + "?"
		}
	case strings.Contains(why, "no required module provides"):
		d.Message = fmt.Sprintf("no module that go.mod requires provides package %s", importPath)
		d.Help = "add the module to the host: go get " + importPath
	case strings.Contains(why, "is not in std"):
		d.Help = "a package of your own module is written with the module's path in front: " + path.Join(r.host.Module, importPath)
	case strings.Contains(why, "no Go files"):
		d.Message = fmt.Sprintf("the directory of %s holds no Go files", importPath)
	default:
		d.Help = "the go command says: " + why
		if cmd := goGet.FindString(why); cmd != "" {
			d.Help += "\nrun: " + cmd
		}
	}
	return d
}

// directories are the folders below one of the host's module.
func (r *reader) directories(rel string) []string {
	entries, err := os.ReadDir(filepath.Join(r.names.root.Dir, filepath.FromSlash(rel)))
	if err != nil {
		return nil
	}
	var out []string
	for _, e := range entries {
		if e.IsDir() {
			out = append(out, e.Name())
		}
	}
	return out
}

// unimportable says why the host cannot import a package and what to do; empty
// where it can.
func (r *reader) unimportable(p *packages.Package) (why, help string) {
	switch {
	case p.PkgPath == r.host.Package:
		return "it is the package that the wiring is written to", "move the declaration to a package of its own, or set output.dir to another directory"
	case p.Name == "main":
		return "it is a command (package main)", "move what is wanted to a package of its own, which the command imports"
	case !internalAllowed(p.PkgPath, r.host.Package):
		parent, _, _ := strings.Cut(p.PkgPath, "/internal/")
		return "it is internal to another part of the tree", fmt.Sprintf("move the package, or set output.dir to a directory of %s or below", parent)
	}
	if chain := r.importChain(p); chain != nil {
		return "it imports the wiring's package, which would close a cycle: " + strings.Join(chain, " -> "),
			"move what is imported to a package of its own, or set output.dir to another directory"
	}
	return "", ""
}

// internalAllowed is the go command's rule for internal packages.
func internalAllowed(importPath, from string) bool {
	i := strings.LastIndex("/"+importPath+"/", "/internal/")
	if i < 0 {
		return true
	}
	parent := strings.TrimSuffix(importPath[:max(i-1, 0)], "/")
	return parent != "" && (from == parent || strings.HasPrefix(from, parent+"/"))
}

// importChain is a path of imports from p to the host's package, nil where
// there is none. Packages that were seen not to lead there are not seen again.
func (r *reader) importChain(p *packages.Package) []string {
	if p.PkgPath == r.host.Package {
		return []string{p.PkgPath}
	}
	if r.apart[p.PkgPath] {
		return nil
	}
	r.apart[p.PkgPath] = true
	for _, imp := range slices.Sorted(maps.Keys(p.Imports)) {
		if rest := r.importChain(p.Imports[imp]); rest != nil {
			delete(r.apart, p.PkgPath)
			return append([]string{p.PkgPath}, rest...)
		}
	}
	return nil
}

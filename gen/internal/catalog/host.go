package catalog

import (
	"cmp"
	"errors"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/plugingen/plugingen/gen/diag"
)

// OutputName is the name of the generated file.
const OutputName = "plugins_gen.go"

// ErrNoModule says that a directory belongs to no Go module.
var ErrNoModule = errors.New("no go.mod in the directory or above it")

// Root is the host module on disk.
type Root struct {
	Dir    string // absolute: where go.mod is
	Module string // its module path
	Output string // absolute: where the wiring goes; inside Dir
}

// FindRoot finds the module that holds the output directory, which need not
// exist yet. The error is ErrNoModule, or the machine's.
func FindRoot(output string) (Root, error) {
	for dir := output; ; dir = filepath.Dir(dir) {
		src, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if err == nil {
			return rootAt(dir, output, src)
		}
		if !errors.Is(err, os.ErrNotExist) && !isNotDir(err) {
			return Root{}, err
		}
		if dir == filepath.Dir(dir) {
			return Root{}, ErrNoModule
		}
	}
}

func rootAt(dir, output string, gomod []byte) (Root, error) {
	module := modfile.ModulePath(gomod)
	if module == "" {
		return Root{}, fmt.Errorf("%s has no module line", filepath.Join(dir, "go.mod"))
	}
	return Root{Dir: dir, Module: module, Output: output}, nil
}

// isNotDir reports an ancestor that is a file.
func isNotDir(err error) bool {
	var pe *os.PathError
	return errors.As(err, &pe) && strings.Contains(pe.Err.Error(), "not a directory")
}

// Rel is a file's name relative to the module root, slash-separated; it starts
// with "../" for a file outside.
func (r Root) Rel(file string) string {
	rel, err := filepath.Rel(r.Dir, file)
	if err != nil {
		return filepath.ToSlash(file)
	}
	return filepath.ToSlash(rel)
}

// Package is the import path of the output directory.
func (r Root) Package() string {
	if rel := r.Rel(r.Output); rel != "." {
		return path.Join(r.Module, rel)
	}
	return r.Module
}

// readHost reads the package clause and the declared names of the output
// directory from its own files, the old wiring left out: the host need not
// compile while its wiring is missing or broken, and it is never loaded.
func readHost(root Root, wanted string) (Host, error) {
	host := Host{Module: root.Module, Package: root.Package(), Declared: map[string]diag.Position{}}
	files, err := os.ReadDir(root.Output)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return host, err
	}
	fset := token.NewFileSet()
	for _, f := range files {
		if !isHostFile(root.Output, f) {
			continue
		}
		name := filepath.Join(root.Output, f.Name())
		src, err := os.ReadFile(name)
		if err != nil {
			return host, err
		}
		// A file that does not parse is the compiler's to report: what it
		// declares up to there still counts.
		file, _ := parser.ParseFile(fset, name, src, parser.SkipObjectResolution)
		if file == nil || file.Name == nil {
			continue
		}
		p := places{fset: fset, sources: map[string][]byte{name: src}, display: root.Rel}
		if host.Existing.Value == "" {
			host.Existing = Fact{Value: file.Name.Name, Position: p.at(file.Name.Pos())}
		}
		noteDeclared(host.Declared, file, p)
	}
	host.Name = cmp.Or(host.Existing.Value, wanted, packageNameFor(host.Package))
	return host, nil
}

func isHostFile(dir string, f os.DirEntry) bool {
	name := f.Name()
	if f.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || name == OutputName {
		return false
	}
	match, err := build.Default.MatchFile(dir, name)
	return match && err == nil
}

func noteDeclared(declared map[string]diag.Position, file *ast.File, p places) {
	note := func(id *ast.Ident) {
		if id.Name != "_" && id.Name != "init" {
			declared[id.Name] = p.at(id.Pos())
		}
	}
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				note(d.Name)
			}
		case *ast.GenDecl:
			for _, s := range d.Specs {
				switch s := s.(type) {
				case *ast.TypeSpec:
					note(s.Name)
				case *ast.ValueSpec:
					for _, id := range s.Names {
						note(id)
					}
				}
			}
		}
	}
}

// packageNameFor names the package of an empty directory after its last path
// element, a major version suffix skipped and what no identifier may hold left out.
func packageNameFor(importPath string) string {
	base := path.Base(importPath)
	if len(base) > 1 && base[0] == 'v' && strings.Trim(base[1:], "0123456789") == "" && path.Dir(importPath) != "." {
		base = path.Base(path.Dir(importPath))
	}
	var b strings.Builder
	for _, r := range strings.ToLower(base) {
		if r >= 'a' && r <= 'z' || r == '_' || b.Len() > 0 && r >= '0' && r <= '9' {
			b.WriteRune(r)
		}
	}
	if name := b.String(); name != "" && !token.IsKeyword(name) {
		return name
	}
	return "main"
}

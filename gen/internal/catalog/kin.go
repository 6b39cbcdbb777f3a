package catalog

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"

	"golang.org/x/tools/go/gcexportdata"
	"golang.org/x/tools/go/packages"

	"github.com/plugingen/plugingen/gen/diag"
)

// node is a package of the import graph, nil where nothing imports it.
func (u *universe) node(path string) *packages.Package {
	if u.graph == nil {
		u.graph = map[string]*packages.Package{}
		for _, p := range u.loaded {
			u.note(p)
		}
	}
	return u.graph[path]
}

func (u *universe) note(p *packages.Package) {
	if u.graph[p.PkgPath] != nil {
		return
	}
	u.graph[p.PkgPath] = p
	for _, imp := range p.Imports {
		u.note(imp)
	}
}

// read parses and type-checks a package that the load brought as export data.
// Its types are its own: they equal those of the roots by name, not by identity.
// What does not compile is reported, once, and nil comes back.
func (r *reader) read(node *packages.Package) *Package {
	if node == nil {
		return nil
	}
	p := packageOf(node)
	if len(p.Syntax) > 0 && p.Info != nil {
		return p // it imports a root, and so the loader had to read it from source as well
	}
	p.Syntax = nil
	p.Info = &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{},
		Uses: map[*ast.Ident]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
	}
	errs := r.parse(p, node.CompiledGoFiles)
	conf := types.Config{
		Importer: r.exportsFor(node), Sizes: r.sizes(),
		Error: func(err error) { errs = append(errs, err) },
	}
	if node.Module != nil && node.Module.GoVersion != "" {
		conf.GoVersion = "go" + node.Module.GoVersion
	}
	p.Types, _ = conf.Check(p.Path, r.fset, p.Syntax, p.Info) // the errors were collected
	if len(errs) > 0 {
		r.unread(p, errs)
		return nil
	}
	return p
}

// sizes are those of the system that the program is built for.
func (u *universe) sizes() types.Sizes {
	for _, p := range u.loaded {
		if p.TypesSizes != nil {
			return p.TypesSizes
		}
	}
	return nil
}

func (r *reader) parse(p *Package, files []string) []error {
	var errs []error
	for _, name := range files {
		src, err := os.ReadFile(name)
		if err == nil {
			r.sources[name] = src
			var file *ast.File
			file, err = parser.ParseFile(r.fset, name, src, parser.ParseComments|parser.SkipObjectResolution)
			p.Syntax = append(p.Syntax, file)
		}
		if err != nil {
			errs = append(errs, err)
		}
	}
	return errs
}

// unread reports the first errors of a package that was to be read.
func (r *reader) unread(p *Package, errs []error) {
	for i, err := range errs {
		if i == mostErrors {
			break
		}
		at, message := r.clause(p), err.Error()
		if e := (types.Error{}); errors.As(err, &e) {
			at, message = r.at(e.Pos), e.Msg
		}
		r.found.Add(diag.Diagnostic{
			Code: diag.BrokenPackage, Position: at,
			Message: fmt.Sprintf("package %s, which a plugin needs, does not compile: %s", p.Path, message),
		})
	}
}

// exports reads packages from the compiler's export data, in a world of their
// own: the types that the loader made of the roots' source are not among them.
type exports struct {
	fset *token.FileSet
	pkgs map[string]*types.Package
}

// exportsFor resolves what one package imports.
func (u *universe) exportsFor(node *packages.Package) types.Importer {
	if u.exports == nil {
		u.exports = &exports{fset: token.NewFileSet(), pkgs: map[string]*types.Package{}}
	}
	return importerFunc(func(path string) (*types.Package, error) {
		if path == "unsafe" {
			return types.Unsafe, nil
		}
		imp := node.Imports[path]
		if imp == nil {
			return nil, fmt.Errorf("package %s was not loaded", path)
		}
		return u.exports.read(imp)
	})
}

func (x *exports) read(node *packages.Package) (*types.Package, error) {
	if p := x.pkgs[node.PkgPath]; p != nil && p.Complete() {
		return p, nil
	}
	f, err := os.Open(node.ExportFile)
	if err != nil {
		return nil, fmt.Errorf("there is no export data of %s: %w", node.PkgPath, err)
	}
	defer f.Close()
	data, err := gcexportdata.NewReader(f)
	if err != nil {
		return nil, fmt.Errorf("the export data of %s: %w", node.PkgPath, err)
	}
	return gcexportdata.Read(data, x.fset, x.pkgs, node.PkgPath)
}

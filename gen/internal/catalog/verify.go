package catalog

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
)

// Verify type-checks a file of wiring in memory against the packages that were
// loaded, as the compiler will. An error is a fault of the generator.
func (l *Loaded) Verify(name string, src []byte) error {
	file, err := parser.ParseFile(l.u.fset, name, src, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	var errs []error
	conf := types.Config{
		Importer: l.u.importer(),
		Error:    func(err error) { errs = append(errs, err) },
	}
	if _, err := conf.Check(l.Catalog.Host.Package, l.u.fset, []*ast.File{file}, nil); err != nil && len(errs) == 0 {
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// importer has the types of the roots and of all that they mention. A package
// that is only mentioned is completed from its export data, what is known of it
// keeping its identity.
func (u *universe) importer() types.Importer {
	x := &exports{fset: token.NewFileSet(), pkgs: map[string]*types.Package{}}
	for _, p := range u.loaded {
		x.mention(p.Types)
	}
	return importerFunc(func(path string) (*types.Package, error) {
		if path == "unsafe" {
			return types.Unsafe, nil
		}
		if p := x.pkgs[path]; p != nil && p.Complete() {
			return p, nil
		}
		node := u.node(path)
		if node == nil {
			return nil, fmt.Errorf("package %s was not loaded", path)
		}
		return x.read(node)
	})
}

// mention notes a package and all that its types refer to.
func (x *exports) mention(p *types.Package) {
	if p == nil || x.pkgs[p.Path()] != nil {
		return
	}
	x.pkgs[p.Path()] = p
	for _, imp := range p.Imports() {
		x.mention(imp)
	}
}

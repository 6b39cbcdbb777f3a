package catalog

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/types"

	"golang.org/x/tools/go/packages"
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

// importer finds packages among the roots and what they import.
type importer map[string]*types.Package

func (u *universe) importer() importer {
	known := importer{"unsafe": types.Unsafe}
	note := func(p *packages.Package) {
		if p.Types != nil && p.Types.Complete() {
			known[p.PkgPath] = p.Types
		}
	}
	for _, p := range u.pkgs {
		note(p)
		for _, imp := range p.Imports {
			note(imp)
		}
	}
	return known
}

// Import is types.Importer's method.
func (i importer) Import(path string) (*types.Package, error) {
	if p, ok := i[path]; ok {
		return p, nil
	}
	return nil, fmt.Errorf("package %s was not loaded", path)
}

package catalog

import (
	"errors"
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"time"

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
	for _, p := range u.loaded {
		note(p)
		for _, imp := range p.Imports {
			note(imp)
		}
	}
	known.borrow()
	return known
}

// borrow adds the packages that no root imports itself: those that the types of
// the known ones mention, with what was mentioned. That is all that the wiring
// can name of them, but for the units of time.
func (i importer) borrow() {
	if runtime := i[RuntimePath]; runtime != nil {
		if unit := runtime.Scope().Lookup("Unit"); unit != nil {
			unit.Type().Underlying() // mentions time.Duration, once it is read
		}
	}
	for _, path := range slices.Sorted(maps.Keys(i)) {
		for _, imp := range i[path].Imports() {
			if i[imp.Path()] == nil {
				addUnits(imp)
				imp.MarkComplete()
				i[imp.Path()] = imp
			}
		}
	}
}

// addUnits declares the units in a package time that only mentions Duration.
func addUnits(p *types.Package) {
	duration := p.Scope().Lookup("Duration")
	if p.Path() != "time" || duration == nil {
		return
	}
	for name, d := range map[string]time.Duration{
		"Nanosecond": time.Nanosecond, "Microsecond": time.Microsecond, "Millisecond": time.Millisecond,
		"Second": time.Second, "Minute": time.Minute, "Hour": time.Hour,
	} {
		p.Scope().Insert(types.NewConst(token.NoPos, p, name, duration.Type(), constant.MakeInt64(int64(d))))
	}
}

// Import is types.Importer's method.
func (i importer) Import(path string) (*types.Package, error) {
	if p, ok := i[path]; ok {
		return p, nil
	}
	return nil, fmt.Errorf("package %s was not loaded", path)
}

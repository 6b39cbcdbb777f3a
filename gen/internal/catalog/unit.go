package catalog

import (
	"go/token"
	"go/types"
	"path"
	"slices"
	"strings"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/fold"
)

// Unit is one package as an analysis driver hands it over: alone, with what it
// imports known only by type, and without a configuration.
type Unit struct {
	Package
	Fset *token.FileSet
	// Read returns the content of one of the package's own files.
	Read func(file string) ([]byte, error)
	// Known returns what a method of another package offers; false where that
	// was not read.
	Known func(*types.Func) (Offer, bool)
}

// Reading is what a unit turned out to be.
type Reading struct {
	// Plugin is nil where the package is no plugin, or where its Init does not
	// tell what the plugin is, which is then in Found.
	Plugin *Facts
	// Contract is what the plugin was held against; its Ident is zero where only
	// the lifecycle is known.
	Contract Contract
	Found    diag.List
	// Half reports that the facts lack what only the source of another package
	// of the module tells, so that their absence says nothing.
	Half   bool
	Offers []Offered
	marks  map[diag.Position]token.Pos
}

// Pos is the place that a position in Plugin or Found was made of; invalid for
// any other.
func (r *Reading) Pos(p diag.Position) token.Pos { return r.marks[p] }

// Inspect reads a package by itself, with the same rules as Load. A package is
// a plugin
//
//   - where it has a function Init whose first result has the method
//     Metadata() runtime.Metadata, or
//   - where an exported type of it has that method and all others of a contract
//     that the package declares or imports, or
//   - where it has a contract directive.
//
// Packages that do not import the runtime, and import none that does, are only
// looked at for the first. Commands and test files are none. Which contract
// counts is said at choose.
// Files are named relative to the package's module.
func Inspect(u Unit) *Reading {
	p := &u.Package
	state := initState(u.Fset, p)
	if state == nil && !nearRuntime(p.Types) || p.Name == "main" || strings.HasSuffix(p.Name, "_test") {
		return &Reading{}
	}
	r := u.reader()
	out := &Reading{Offers: r.offered(p), marks: r.marks}
	directives := r.directives(p)
	if state == nil {
		state = r.likely(p)
	}
	if state == nil && len(directives) == 0 {
		return out // what its comments say concerns nobody
	}
	cat := &Catalog{}
	if r.choose(cat, p, state, directives) {
		r.beside = cat.Contract.Ident.Path
		out.Plugin, _ = r.facts(cat, p, nil)
	}
	out.Contract, out.Found, out.Half = cat.Contract, r.found, r.half
	return out
}

// reader makes the package known as one whose source can be read.
func (u *Unit) reader() *reader {
	sources := map[string][]byte{}
	for _, file := range u.Syntax {
		name := u.Fset.PositionFor(file.Package, false).Filename
		if src, err := u.Read(name); err == nil {
			sources[name] = src
		}
	}
	code := fold.NewSources(hidden)
	code.Know(func(fn *types.Func) (fold.Value, bool) {
		o, ok := u.Known(fn)
		return o.value(), ok
	})
	uni := &universe{
		places: places{fset: u.Fset, sources: sources, display: u.display(sources), marks: map[diag.Position]token.Pos{}},
		pkgs:   map[string]*Package{},
		code:   code,
	}
	uni.add(&u.Package)
	// The host is not known: what can be imported from here is taken to be
	// importable from there.
	return &reader{universe: uni, host: Host{Module: u.Module, Package: u.Path}, partial: u.elsewhere}
}

// elsewhere reports whether a package's source, which is not at hand, is one
// that a composition reads: then it is for the composition to judge.
func (u *Unit) elsewhere(importPath string) bool {
	return u.Module != "" && inModule(u.Module, importPath)
}

// display names the package's files as a composition would, and those of other
// packages, of which only the name is known, by folder and file.
func (u *Unit) display(own map[string][]byte) func(string) string {
	dir := strings.TrimPrefix(strings.TrimPrefix(u.Path, u.Module), "/")
	if u.Version != "" {
		dir = path.Join(u.Module+"@"+u.Version, dir)
	}
	return func(file string) string {
		slashed := strings.ReplaceAll(file, `\`, "/")
		if _, ok := own[file]; ok {
			return path.Join(dir, path.Base(slashed))
		}
		return path.Join(path.Base(path.Dir(slashed)), path.Base(slashed))
	}
}

// imports reports whether a package imports another by name, or is it.
func imports(p *types.Package, importPath string) bool {
	return p.Path() == importPath || slices.ContainsFunc(p.Imports(), func(q *types.Package) bool { return q.Path() == importPath })
}

// nearRuntime reports whether a package, or one that it imports, imports the runtime.
func nearRuntime(p *types.Package) bool {
	return imports(p, RuntimePath) || slices.ContainsFunc(p.Imports(), func(q *types.Package) bool { return imports(q, RuntimePath) })
}

// initState is the first result of the package's Init where that has metadata, else nil.
func initState(fset *token.FileSet, p *Package) types.Type {
	fn, ok := p.Types.Scope().Lookup("Init").(*types.Func)
	if !ok || fn.Type().(*types.Signature).Results().Len() == 0 || inTestFile(fset, fn) {
		return nil
	}
	if t := fn.Type().(*types.Signature).Results().At(0).Type(); describes(t, p.Types) {
		return t
	}
	return nil
}

func inTestFile(fset *token.FileSet, obj types.Object) bool {
	return strings.HasSuffix(fset.PositionFor(obj.Pos(), false).Filename, "_test.go")
}

// describes reports whether a type or its pointer has Metadata() runtime.Metadata.
func describes(t types.Type, from *types.Package) bool {
	obj, _, _ := types.LookupFieldOrMethod(t, true, from, "Metadata")
	fn, ok := obj.(*types.Func)
	return ok && isNamed(resultOf(fn), RuntimePath, "Metadata")
}

package catalog

import (
	"go/types"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/effects"
)

// Effect is one thing that happens when a plugin's package is imported.
type Effect struct {
	Symbol   string // what does it, as a waiver names it: "http.HandleFunc", "go", an import path
	What     string // in the user's words, a verb first: "starts a goroutine"
	Package  string // import path of the package that does it when it is imported
	Position diag.Position
	Path     []Step // from the import to the effect
}

// Step is one place on the way to an effect.
type Step struct {
	What     string // "init runs on import", "calls echo.setup"
	Position diag.Position
}

// effects are what importing a package does, as far as its module's source is
// at hand: all of it in a composition, the package alone otherwise.
func (r *reader) effects(p *Package) []Effect {
	var out []Effect
	for _, e := range r.module(p).Import(p.Path) {
		f := Effect{Symbol: e.Symbol, What: e.What, Package: e.Package, Position: r.at(e.Pos)}
		for _, s := range e.Path {
			f.Path = append(f.Path, Step{What: s.What, Position: r.at(s.Pos)})
		}
		out = append(out, f)
	}
	return out
}

// module is the view of a package's module, one for all its packages.
func (r *reader) module(p *Package) *effects.Module {
	key := p.Module
	if key == "" {
		key = p.Path
	}
	m := r.modules[key]
	if m == nil {
		m = effects.NewModule(r.sameModule(p), r.kin)
		if r.modules == nil {
			r.modules = map[string]*effects.Module{}
		}
		r.modules[key] = m
	}
	return m
}

// sameModule tells which packages stand in the module of a package.
func (r *reader) sameModule(p *Package) func(path string) bool {
	return func(path string) bool {
		switch {
		case path == p.Path:
			return true
		case r.partial != nil:
			return r.partial(path)
		}
		node := r.node(path)
		return p.Module != "" && node != nil && node.Module != nil && node.Module.Path == p.Module
	}
}

// kin is a package for the search of effects: one that was loaded from source
// anyway, else one that is read now, as only such a search needs it.
func (r *reader) kin(path string) *effects.Package {
	p := r.pkgs[path]
	if p == nil {
		if p = r.read(r.node(path)); p == nil {
			return nil
		}
	}
	return &effects.Package{Path: path, Types: p.Types, Info: p.Info, Syntax: p.Syntax}
}

// importerFunc is a function as a types.Importer.
type importerFunc func(path string) (*types.Package, error)

// Import is types.Importer's method.
func (f importerFunc) Import(path string) (*types.Package, error) { return f(path) }

// Package effects finds what a package does when it is merely imported: what
// its init functions and the initial values of its variables call, through
// functions, methods and known function values of the same module. Where the
// module ends a reviewed table says what a call does; nothing is run. A call
// whose target is not known, through an interface or a function value that
// could be one of several, is not followed.
package effects

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"
)

// Package is a type-checked package with its syntax.
type Package struct {
	Path   string
	Types  *types.Package
	Info   *types.Info // Types, Defs, Uses and Selections
	Syntax []*ast.File
}

// Effect is one thing that happens on import.
type Effect struct {
	Symbol  string // what does it, as a waiver names it: "http.HandleFunc", "go", an import path
	What    string // in the user's words, a verb first: "starts a goroutine"
	Package string // import path of the package that does it when it is imported
	Pos     token.Pos
	Path    []Step // from the import to the effect
}

// Step is one place on the way to an effect.
type Step struct {
	What string // "init runs on import", "calls setup"
	Pos  token.Pos
}

// Module looks at the packages of one module. It is not for several goroutines.
type Module struct {
	owns  func(path string) bool
	load  func(path string) *Package
	known map[string]*index // nil where the source is not at hand
}

// NewModule returns a Module that finds its packages with load, which is asked
// once for each path that owns says is the module's, and returns nil where the
// source is not at hand: what happens there is not known.
func NewModule(owns func(path string) bool, load func(path string) *Package) *Module {
	return &Module{owns: owns, load: load, known: map[string]*index{}}
}

// Import returns what importing a package does, including the packages of the
// module that it imports in turn. Every effect stands there once, on the
// shortest chain of imports; the order depends on the source only.
func (m *Module) Import(path string) []Effect {
	type arrival struct {
		path string
		way  []Step
	}
	var out []Effect
	seen := map[string]bool{path: true}
	for queue := []arrival{{path: path}}; len(queue) > 0; queue = queue[1:] {
		at := queue[0]
		x := m.index(at.path)
		if x == nil {
			continue
		}
		for _, e := range m.own(x) {
			e.Path = slices.Concat(at.way, e.Path)
			out = append(out, e)
		}
		for _, spec := range x.imports {
			if next := importPath(spec); !seen[next] {
				seen[next] = true
				step := Step{What: "imports " + next, Pos: spec.Path.Pos()}
				queue = append(queue, arrival{next, append(slices.Clip(at.way), step)})
			}
		}
	}
	return out
}

// own are the effects of one package's own import-time code, found once.
func (m *Module) own(x *index) []Effect {
	if x.found {
		return x.effects
	}
	w := &walker{module: m, visited: map[string]bool{}, reported: map[report]bool{}}
	w.imports(x)
	for _, r := range x.roots {
		w.queue = append(w.queue, visit{index: x, node: r.node, way: []Step{r.step}})
	}
	for len(w.queue) > 0 {
		next := w.queue[0]
		w.queue = w.queue[1:]
		w.run(next)
	}
	for i := range w.effects {
		w.effects[i].Package = x.Path
	}
	x.found, x.effects = true, w.effects
	return x.effects
}

func (m *Module) index(path string) *index {
	x, ok := m.known[path]
	if !ok {
		if m.owns(path) {
			if p := m.load(path); p != nil {
				x = newIndex(p)
			}
		}
		m.known[path] = x
	}
	return x
}

// contains reports whether a package is the module's.
func (m *Module) contains(p *types.Package) bool { return p != nil && m.owns(p.Path()) }

func importPath(spec *ast.ImportSpec) string {
	path, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		return "" // the parser has refused it
	}
	return path
}

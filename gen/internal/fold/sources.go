// Package fold reads from source what a function returns: constants, composite
// literals, package-level variables that nothing changes, append, loops over
// such lists, conditions, and calls of functions that do only that. What it
// cannot know is unknown, with the reason and the place. It never guesses, and
// it never runs what it reads.
package fold

import (
	"go/ast"
	"go/token"
	"go/types"
)

// Package is a type-checked package with its syntax.
type Package struct {
	Types  *types.Package
	Info   *types.Info // Types, Defs, Uses and Selections
	Syntax []*ast.File
}

// Sources are the packages whose code can be read. After the last Add it may be
// used by several goroutines.
type Sources struct {
	hidden func(t types.Type, field string) bool
	funcs  map[*types.Func]function
	vars   map[*types.Var]variable
	known  func(fn *types.Func) (Value, bool) // results of functions without source; may be nil
}

// NewSources returns empty Sources. Fields of struct literals for which hidden
// returns true are left out of the values.
func NewSources(hidden func(t types.Type, field string) bool) *Sources {
	return &Sources{hidden: hidden, funcs: map[*types.Func]function{}, vars: map[*types.Var]variable{}}
}

// Know adds what functions without parameters return whose source cannot be
// added: known gives the value, or false. Its places are not used.
func (s *Sources) Know(known func(fn *types.Func) (Value, bool)) { s.known = known }

// outside is what a function returns whose source was not added.
func (s *Sources) outside(fn *types.Func, at token.Pos) Value {
	if s.known != nil && fn.Type().(*types.Signature).Params().Len() == 0 {
		if v, ok := s.known(fn); ok {
			return v.placed(at)
		}
	}
	return unknown(at, "it is computed by "+fullName(fn)+", outside of the plugin's package").from(fn.Pkg())
}

// Result is what a function without parameters is known to return, a method's
// receiver being unknown; at is where an unknown stands that has no other place.
func (s *Sources) Result(fn *types.Func, at token.Pos) Value {
	f := &folder{sources: s, busy: map[any]bool{}}
	return f.result(fn, at, Value{}, nil)
}

// Declaration returns the declaration of a function and its package, nil where
// its source was not added.
func (s *Sources) Declaration(fn *types.Func) (*ast.FuncDecl, *Package) {
	known := s.funcs[fn.Origin()]
	return known.decl, known.pkg
}

// function is a declared function with the package that it stands in.
type function struct {
	decl *ast.FuncDecl
	pkg  *Package
}

// variable is a package-level variable: its initial value, nil where it has
// none of its own, and whether something in its package may change it later.
type variable struct {
	value   ast.Expr
	pkg     *Package
	changed bool
}

// Add notes the functions and package-level variables of a package.
func (s *Sources) Add(p *Package) {
	for _, file := range p.Syntax {
		for _, d := range file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if fn, ok := p.Info.Defs[d.Name].(*types.Func); ok {
					s.funcs[fn] = function{decl: d, pkg: p}
				}
			case *ast.GenDecl:
				s.indexVars(p, d)
			}
		}
	}
	for _, file := range p.Syntax {
		s.noteChanges(p, file)
	}
	s.noteParts(p)
}

func (s *Sources) indexVars(p *Package, d *ast.GenDecl) {
	for _, spec := range d.Specs {
		vs, ok := spec.(*ast.ValueSpec)
		if !ok || d.Tok != token.VAR {
			continue
		}
		for i, id := range vs.Names {
			v, ok := p.Info.Defs[id].(*types.Var)
			if !ok {
				continue
			}
			known := variable{pkg: p}
			if len(vs.Values) == len(vs.Names) {
				known.value = vs.Values[i]
			}
			s.vars[v] = known
		}
	}
}

// noteChanges marks the package-level variables that code assigns to, in whole
// or in part, or takes the address of.
func (s *Sources) noteChanges(p *Package, file *ast.File) {
	mark := func(e ast.Expr) {
		for _, id := range chain(e) {
			v, _ := p.Info.Uses[id].(*types.Var)
			if known, ok := s.vars[v]; ok {
				known.changed = true
				s.vars[v] = known
			}
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, l := range n.Lhs {
				mark(l)
			}
		case *ast.IncDecStmt:
			mark(n.X)
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				mark(n.X)
			}
		case *ast.RangeStmt:
			mark(n.Key)
			mark(n.Value)
		}
		return true
	})
}

// chain is the identifiers that an assignable expression goes through: x and f
// in x.f, x in x[i], *x, x[:] and (x).
func chain(e ast.Expr) []*ast.Ident {
	switch x := e.(type) {
	case *ast.Ident:
		return []*ast.Ident{x}
	case *ast.SelectorExpr:
		return append(chain(x.X), x.Sel)
	case *ast.IndexExpr:
		return chain(x.X)
	case *ast.StarExpr:
		return chain(x.X)
	case *ast.ParenExpr:
		return chain(x.X)
	case *ast.SliceExpr:
		return chain(x.X)
	}
	return nil
}

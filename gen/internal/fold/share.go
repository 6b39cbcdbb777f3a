package fold

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// Lists and what pointers point to can be reached by several names. Values are
// kept by name, so a change through one name makes the others unknown.

// setField assigns to x.f.
func (s *frame) setField(l *ast.SelectorExpr, to Value) {
	x := s.expr(l.X)
	if x.Form != Struct {
		s.setPart(l)
		return
	}
	s.set(l.X, assignField(x, l.Sel.Name, to))
	if _, shared := s.pkg.Info.TypeOf(l.X).Underlying().(*types.Pointer); shared {
		s.disturb(l.Pos(), s.base(l.X))
	}
}

// setPart gives up on a variable of which a part is changed that is not known.
func (s *frame) setPart(l ast.Expr) {
	for _, id := range chain(l) {
		if v, ok := s.pkg.Info.Uses[id].(*types.Var); ok {
			if _, known := s.vars[v]; known {
				s.vars[v] = unknown(l.Pos(), id.Name+" is changed element by element")
			}
		}
	}
	s.disturb(l.Pos(), nil)
}

// base is the local variable that an assignable expression begins with.
func (s *frame) base(e ast.Expr) *types.Var {
	if ids := chain(e); len(ids) > 0 {
		v, _ := s.pkg.Info.Uses[ids[0]].(*types.Var)
		return v
	}
	return nil
}

// disturb gives up on every variable but one that may share what is changed,
// and notes the change for the callers.
func (s *frame) disturb(at token.Pos, but *types.Var) {
	s.changes++
	for v, x := range s.vars {
		if v != but && x.shareable() {
			s.vars[v] = unknown(at, v.Name()+" may share what is changed here")
		}
	}
}

func (v Value) shareable() bool { return v.Form == List || v.Form == Struct }

// called gives up on what a call may have changed: where the function, as far
// as it was read, changes parts of values, or cannot be read at all, and gets
// something that could be changed.
func (s *frame) called(fn *types.Func, e *ast.CallExpr, before int) {
	_, readable := s.sources.funcs[fn.Origin()]
	if s.changes == before && (readable || harmless(fn)) {
		return
	}
	args := e.Args
	if sel, ok := e.Fun.(*ast.SelectorExpr); ok {
		args = append([]ast.Expr{sel.X}, args...)
	}
	for _, a := range args {
		for _, id := range chain(a) {
			v, _ := s.pkg.Info.Uses[id].(*types.Var)
			if x, ok := s.vars[v]; ok && x.shareable() {
				s.disturb(e.Pos(), nil)
				return
			}
		}
	}
}

// harmless reports functions that leave the elements of their arguments as they
// are: those of the standard library, but for some of package slices.
func harmless(fn *types.Func) bool {
	if fn.Pkg() == nil {
		return true
	}
	first, _, _ := strings.Cut(fn.Pkg().Path(), "/")
	if fn.Pkg().Path() != "slices" {
		return !strings.Contains(first, ".")
	}
	for _, prefix := range []string{"Compact", "Delete", "Insert", "Replace"} {
		if strings.HasPrefix(fn.Name(), prefix) {
			return false
		}
	}
	return true
}

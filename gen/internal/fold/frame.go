package fold

import (
	"go/ast"
	"go/types"
)

// frame is the reading of one function body.
type frame struct {
	*folder
	pkg       *Package
	vars      map[*types.Var]Value
	untrusted map[*types.Var]bool // changed by closures or through pointers
	literals  map[*types.Var]*ast.FuncLit
	spent     map[*types.Var]bool // were appended to, and the result is elsewhere
	results   []*types.Var        // named results
	returns   []Item
	maybe     bool // what follows runs only under a condition
	continues []map[*types.Var]Value
}

func newFrame(f *folder, fn function, args []Value) *frame {
	s := &frame{folder: f, pkg: fn.pkg, vars: map[*types.Var]Value{}}
	s.untrusted = s.untrustedIn(fn.decl.Body)
	s.literals = s.literalsIn(fn.decl.Body)
	s.bind(fn.decl.Type, args)
	return s
}

// bind gives parameters and results the values that they begin with.
func (s *frame) bind(t *ast.FuncType, args []Value) {
	i := 0
	for _, field := range t.Params.List {
		for _, id := range field.Names {
			if v, ok := s.pkg.Info.Defs[id].(*types.Var); ok && i < len(args) {
				s.vars[v] = args[i]
			}
			i++
		}
		if len(field.Names) == 0 {
			i++
		}
	}
	if t.Results == nil {
		return
	}
	for _, field := range t.Results.List {
		for _, id := range field.Names {
			if v, ok := s.pkg.Info.Defs[id].(*types.Var); ok {
				s.vars[v] = zero(v.Type(), id.Pos())
				s.results = append(s.results, v)
			}
		}
	}
}

// bindReceiver gives the receiver its value, if that is known.
func (s *frame) bindReceiver(decl *ast.FuncDecl, recv Value) {
	if recv.Form == Unknown || decl.Recv == nil || len(decl.Recv.List[0].Names) == 0 {
		return
	}
	if v, ok := s.pkg.Info.Defs[decl.Recv.List[0].Names[0]].(*types.Var); ok {
		s.vars[v] = recv
	}
}

// receiver is what a method is called on, where that is known: the zero Value
// where it is not, or is an embedded part of what the call names.
func (s *frame) receiver(e *ast.CallExpr) Value {
	sel, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr)
	if !ok {
		return Value{}
	}
	m := s.pkg.Info.Selections[sel]
	if m == nil || m.Kind() != types.MethodVal || len(m.Index()) != 1 {
		return Value{}
	}
	return s.expr(sel.X)
}

// methodExpression reports a call T.m(x, ...), whose first argument is the receiver.
func (s *frame) methodExpression(e *ast.CallExpr) bool {
	sel, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr)
	m := s.pkg.Info.Selections[sel]
	return ok && m != nil && m.Kind() == types.MethodExpr
}

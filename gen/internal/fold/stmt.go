package fold

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"maps"
)

// block reads statements; true when the end of the list is never reached.
func (s *frame) block(list []ast.Stmt) (ended bool) {
	for _, st := range list {
		if s.steps++; s.steps > maxSteps {
			s.returns = append(s.returns, Item{Value: unknown(st.Pos(), "the code is too long to be read"), Maybe: true})
			return true
		}
		if s.stmt(st) {
			return true
		}
	}
	return false
}

func (s *frame) stmt(st ast.Stmt) (ended bool) {
	switch st := st.(type) {
	case *ast.ReturnStmt:
		s.ret(st)
		return true
	case *ast.BlockStmt:
		return s.block(st.List)
	case *ast.LabeledStmt:
		s.forget(st, "it stands under a label")
		return false
	case *ast.AssignStmt:
		s.assign(st)
	case *ast.DeclStmt:
		s.declare(st)
	case *ast.IfStmt:
		return s.ifStmt(st)
	case *ast.SwitchStmt:
		return s.switchStmt(st)
	case *ast.RangeStmt:
		return s.rangeStmt(st)
	case *ast.ExprStmt:
		return s.exprStmt(st)
	case *ast.BranchStmt:
		return s.branch(st)
	case *ast.EmptyStmt, *ast.DeferStmt, *ast.GoStmt:
	case *ast.ForStmt:
		s.forget(st, "it is built in a loop")
	default:
		s.forget(st, "it is decided by a select or a type switch")
	}
	return false
}

func (s *frame) ret(st *ast.ReturnStmt) {
	out := Item{Maybe: s.maybe}
	switch {
	case len(s.results) > 0 && s.untrusted[s.results[0]]:
		out.Value = unknown(st.Pos(), s.results[0].Name()+" is changed through a pointer or a closure")
	case len(st.Results) > 0:
		out.Value = s.expr(st.Results[0])
	case len(s.results) > 0:
		out.Value = s.local(s.results[0], st.Pos())
	default:
		out.Value = unknown(st.Pos(), "it returns nothing")
	}
	s.returns = append(s.returns, out)
}

func (s *frame) local(v *types.Var, pos token.Pos) Value {
	if s.untrusted[v] {
		return unknown(pos, v.Name()+" is changed through a pointer or a closure")
	}
	return s.vars[v]
}

func (s *frame) assign(st *ast.AssignStmt) {
	if len(st.Lhs) != len(st.Rhs) {
		for _, l := range st.Lhs {
			s.set(l, unknown(st.Pos(), "it is one of several results of a call"))
		}
		return
	}
	values := make([]Value, len(st.Rhs))
	for i, r := range st.Rhs {
		values[i] = s.expr(r)
		if st.Tok != token.ASSIGN && st.Tok != token.DEFINE {
			values[i] = s.updated(st, i, values[i])
		}
	}
	for i, l := range st.Lhs {
		s.set(l, values[i])
	}
}

// updated is the value after x += y.
func (s *frame) updated(st *ast.AssignStmt, i int, y Value) Value {
	x := s.expr(st.Lhs[i])
	if st.Tok == token.ADD_ASSIGN && x.Form == Constant && y.Form == Constant &&
		x.Const.Kind() == constant.String && y.Const.Kind() == constant.String {
		return Value{Form: Constant, Pos: st.Pos(), Const: constant.BinaryOp(x.Const, token.ADD, y.Const)}
	}
	return unknown(st.Pos(), "it is computed")
}

// set assigns to a local variable or to a field of one.
func (s *frame) set(l ast.Expr, to Value) {
	switch l := ast.Unparen(l).(type) {
	case *ast.Ident:
		if v, ok := s.pkg.Info.ObjectOf(l).(*types.Var); ok && l.Name != "_" {
			s.vars[v] = to
			delete(s.spent, v)
		}
	case *ast.SelectorExpr:
		s.setField(l, to)
	case *ast.IndexExpr:
		if !s.setElement(l, to) {
			s.setPart(l)
		}
	default:
		s.setPart(l)
	}
}

func (s *frame) declare(st *ast.DeclStmt) {
	d, ok := st.Decl.(*ast.GenDecl)
	if !ok || d.Tok != token.VAR {
		return
	}
	for _, spec := range d.Specs {
		vs := spec.(*ast.ValueSpec)
		for i, id := range vs.Names {
			v, ok := s.pkg.Info.Defs[id].(*types.Var)
			switch {
			case !ok:
			case len(vs.Values) == 0:
				s.vars[v] = zero(v.Type(), id.Pos())
			case len(vs.Values) == len(vs.Names):
				s.vars[v] = s.expr(vs.Values[i])
			default:
				s.vars[v] = unknown(id.Pos(), "it is one of several results of a call")
			}
		}
	}
}

func (s *frame) ifStmt(st *ast.IfStmt) (ended bool) {
	if st.Init != nil {
		s.stmt(st.Init)
	}
	then := func() bool { return s.block(st.Body.List) }
	otherwise := func() bool { return st.Else != nil && s.stmt(st.Else) }
	if c := s.expr(st.Cond); c.Form == Constant && c.Const.Kind() == constant.Bool {
		if constant.BoolVal(c.Const) {
			return then()
		}
		return otherwise()
	}
	return s.ways(then, otherwise)
}

func (s *frame) switchStmt(st *ast.SwitchStmt) (ended bool) {
	if st.Init != nil {
		s.stmt(st.Init)
	}
	var ways []func() bool
	hasDefault := false
	for _, c := range st.Body.List {
		clause := c.(*ast.CaseClause)
		hasDefault = hasDefault || clause.List == nil
		if jumps(clause, token.FALLTHROUGH) || jumps(clause, token.BREAK) {
			s.forget(st, "it is decided by a switch that falls through or breaks")
			return false
		}
		ways = append(ways, func() bool { return s.block(clause.Body) })
	}
	if !hasDefault {
		ways = append(ways, func() bool { return false })
	}
	return s.ways(ways...)
}

// ways reads branches of which one is taken, and goes on with what they have in common.
func (s *frame) ways(ways ...func() bool) (ended bool) {
	before, was := s.vars, s.maybe
	var after map[*types.Var]Value
	ends := 0
	for _, way := range ways {
		s.vars, s.maybe = maps.Clone(before), true
		if way() {
			ends++
			continue
		}
		after = join(after, s.vars)
	}
	s.maybe = was || ends > 0
	if after == nil {
		s.vars = before
		return true
	}
	s.vars = after
	return false
}

func join(a, b map[*types.Var]Value) map[*types.Var]Value {
	if a == nil {
		return b
	}
	out := map[*types.Var]Value{}
	for v, x := range a {
		if y, ok := b[v]; ok {
			out[v] = either(x, y)
		}
	}
	return out
}

// rangeStmt reads a loop over a list that is known, item by item.
func (s *frame) rangeStmt(st *ast.RangeStmt) (ended bool) {
	list := s.expr(st.X)
	if list.Form == Nil {
		return false
	}
	if n, ok := list.number(); ok {
		list = Value{Form: List, Items: numbers(n, st.X.Pos())}
	}
	if list.Form != List || jumps(st.Body, token.BREAK) || jumps(st.Body, token.GOTO) {
		s.forget(st, "it is built in a loop over "+types.ExprString(st.X))
		return false
	}
	was, before := s.maybe, s.changes
	for i, it := range list.Items {
		if st.Value != nil && s.changes != before {
			it.Value = s.still(st.X, i, it.Value)
		}
		body := func() bool { return s.iteration(st, i, it.Value) }
		if it.Maybe {
			ended = s.ways(body, func() bool { return false })
		} else {
			ended = body()
		}
		if ended {
			return true
		}
	}
	s.maybe = was || s.maybe
	return false
}

// still is an item of the list that a loop runs over after the loop has changed
// parts of lists.
func (s *frame) still(list ast.Expr, i int, was Value) Value {
	if now := s.expr(list); now.Form == List && i < len(now.Items) && same(now.Items[i].Value, was) {
		return was
	}
	return unknown(was.Pos, "the loop changes what it runs over")
}

func (s *frame) iteration(st *ast.RangeStmt, i int, it Value) (ended bool) {
	if st.Key != nil {
		s.set(st.Key, Value{Form: Constant, Pos: st.Key.Pos(), Const: constant.MakeInt64(int64(i))})
	}
	if st.Value != nil {
		s.set(st.Value, it)
	}
	outer := s.continues
	s.continues = nil
	returned, was := len(s.returns), s.maybe
	ended = s.block(st.Body.List)
	jumped := s.continues
	s.continues = outer
	if len(jumped) == 0 {
		return ended
	}
	after := map[*types.Var]Value(nil)
	if !ended {
		after = s.vars
	}
	for _, vars := range jumped {
		after = join(after, vars)
	}
	s.vars = after
	s.maybe = was || len(s.returns) > returned
	return false
}

func (s *frame) branch(st *ast.BranchStmt) (ended bool) {
	if st.Tok == token.CONTINUE && st.Label == nil {
		s.continues = append(s.continues, maps.Clone(s.vars))
		return true
	}
	s.returns = append(s.returns, Item{Value: unknown(st.Pos(), "the code jumps"), Maybe: true})
	return true
}

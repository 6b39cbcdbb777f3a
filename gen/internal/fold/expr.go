package fold

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"maps"
	"strconv"

	"golang.org/x/tools/go/types/typeutil"
)

// expr is what an expression is known to come to.
func (s *frame) expr(e ast.Expr) Value {
	if s.steps++; s.steps > maxSteps {
		return unknown(e.Pos(), "the code is too long to be read")
	}
	tv := s.pkg.Info.Types[e]
	if tv.Value != nil {
		return Value{Form: Constant, Pos: e.Pos(), Const: tv.Value}
	}
	if tv.IsNil() {
		return Value{Form: Nil, Pos: e.Pos()}
	}
	switch e := e.(type) {
	case *ast.ParenExpr:
		return s.expr(e.X)
	case *ast.Ident:
		return s.ident(e)
	case *ast.SelectorExpr:
		return s.selector(e)
	case *ast.CompositeLit:
		return s.composite(e)
	case *ast.UnaryExpr:
		if e.Op == token.AND {
			return s.expr(e.X) // what a pointer to a fresh literal points to
		}
	case *ast.StarExpr:
		return s.expr(e.X)
	case *ast.BinaryExpr:
		return s.binary(e)
	case *ast.IndexExpr:
		return s.index(e)
	case *ast.SliceExpr:
		return s.sliced(e)
	case *ast.CallExpr:
		return s.call(e)
	}
	return unknown(e.Pos(), "it is computed")
}

func (s *frame) ident(id *ast.Ident) Value {
	v, ok := s.pkg.Info.ObjectOf(id).(*types.Var)
	if !ok {
		return unknown(id.Pos(), id.Name+" is computed")
	}
	if s.untrusted[v] {
		return unknown(id.Pos(), id.Name+" is changed through a pointer or a closure")
	}
	if known, ok := s.vars[v]; ok {
		return known
	}
	if v.Parent() != nil && v.Pkg() != nil && v.Parent() == v.Pkg().Scope() {
		return s.variable(v, id.Pos())
	}
	return unknown(id.Pos(), id.Name+" is known only when the program runs")
}

func (s *frame) selector(e *ast.SelectorExpr) Value {
	if v, ok := s.pkg.Info.Uses[e.Sel].(*types.Var); ok && !v.IsField() {
		return s.variable(v, e.Pos())
	}
	x := s.expr(e.X)
	if x.Form != Struct {
		if x.Form == Unknown {
			return unknown(e.Pos(), types.ExprString(e)+" is known only when the program runs")
		}
		return unknown(e.Pos(), types.ExprString(e)+" is computed")
	}
	if f, ok := x.Fields[e.Sel.Name]; ok {
		return f
	}
	return zero(s.pkg.Info.TypeOf(e), e.Pos())
}

// composite reads struct, slice and array literals.
func (s *frame) composite(lit *ast.CompositeLit) Value {
	t := s.pkg.Info.TypeOf(lit)
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	switch u := t.Underlying().(type) {
	case *types.Struct:
		return s.structLit(lit, t, u)
	case *types.Slice, *types.Array:
		return s.listLit(lit, u)
	}
	return unknown(lit.Pos(), "a map has no order that could be read")
}

func (s *frame) structLit(lit *ast.CompositeLit, t types.Type, u *types.Struct) Value {
	out := Value{Form: Struct, Pos: lit.Pos(), Fields: map[string]Value{}}
	for i, el := range lit.Elts {
		name, x := "", el
		if kv, ok := el.(*ast.KeyValueExpr); ok {
			name, x = kv.Key.(*ast.Ident).Name, kv.Value
		} else {
			name = u.Field(i).Name()
		}
		if s.sources.hidden(t, name) {
			continue
		}
		out.Fields[name] = s.expr(x)
	}
	return out
}

// binary folds what the compiler does not, such as the sum of a parameter and a constant.
func (s *frame) binary(e *ast.BinaryExpr) Value {
	x, y := s.expr(e.X), s.expr(e.Y)
	switch {
	case x.Form == Unknown:
		return x
	case y.Form == Unknown:
		return y
	case x.Form != Constant || y.Form != Constant || x.Const.Kind() != y.Const.Kind():
		return unknown(e.Pos(), "it is computed")
	}
	switch e.Op {
	case token.ADD:
		if x.Const.Kind() == constant.String {
			return Value{Form: Constant, Pos: e.Pos(), Const: constant.BinaryOp(x.Const, token.ADD, y.Const)}
		}
	case token.EQL, token.NEQ:
		return Value{Form: Constant, Pos: e.Pos(), Const: constant.MakeBool(constant.Compare(x.Const, e.Op, y.Const))}
	}
	return unknown(e.Pos(), "it is computed")
}

func (s *frame) index(e *ast.IndexExpr) Value {
	x, i := s.expr(e.X), s.expr(e.Index)
	if x.Form == List && i.Form == Constant {
		if n, err := strconv.Atoi(i.Const.ExactString()); err == nil && n >= 0 && n < len(x.Items) && !AnyMaybe(x.Items[:n+1]) {
			return x.Items[n].Value
		}
	}
	return unknown(e.Pos(), types.ExprString(e)+" is known only when the program runs")
}

// AnyMaybe reports whether a condition decides about one of the items.
func AnyMaybe(items []Item) bool {
	for _, it := range items {
		if it.Maybe {
			return true
		}
	}
	return false
}

// call reads conversions, append and functions whose source is at hand.
func (s *frame) call(e *ast.CallExpr) Value {
	info := s.pkg.Info
	if info.Types[e.Fun].IsType() && len(e.Args) == 1 {
		return s.expr(e.Args[0])
	}
	if id, ok := ast.Unparen(e.Fun).(*ast.Ident); ok {
		if b, ok := info.Uses[id].(*types.Builtin); ok {
			return s.builtin(b.Name(), e)
		}
	}
	if lit := s.literal(e); lit != nil {
		return s.callLiteral(lit, e)
	}
	fn := typeutil.StaticCallee(info, e)
	if fn == nil {
		return unknown(e.Pos(), types.ExprString(e.Fun)+" is a value that is called")
	}
	before := s.changes
	defer func() { s.called(fn, e, before) }()
	if fn.Pkg() != nil && fn.Pkg().Path() == "slices" {
		return s.slices(fn.Name(), e)
	}
	sig := fn.Type().(*types.Signature)
	if s.methodExpression(e) {
		return s.result(fn, e.Pos(), s.expr(e.Args[0]), s.arguments(sig, &ast.CallExpr{Fun: e.Fun, Args: e.Args[1:], Ellipsis: e.Ellipsis, Rparen: e.Rparen}))
	}
	return s.result(fn, e.Pos(), s.receiver(e), s.arguments(sig, e))
}

// arguments are the values of a call's arguments, variadic ones gathered in a list.
func (s *frame) arguments(sig *types.Signature, e *ast.CallExpr) []Value {
	var args []Value
	for i, a := range e.Args {
		if sig.Variadic() && i >= sig.Params().Len()-1 && !e.Ellipsis.IsValid() {
			break
		}
		args = append(args, s.expr(a))
	}
	if n := sig.Params().Len(); sig.Variadic() && !e.Ellipsis.IsValid() && len(args) == n-1 {
		rest := Value{Form: List, Pos: e.Pos()}
		for _, a := range e.Args[min(n-1, len(e.Args)):] {
			rest.Items = append(rest.Items, Item{Value: s.expr(a)})
		}
		args = append(args, rest)
	}
	return args
}

func (s *frame) builtin(name string, e *ast.CallExpr) Value {
	switch name {
	case "append":
		list := s.expr(e.Args[0])
		s.overwritten(e, list)
		for i, a := range e.Args[1:] {
			if e.Ellipsis.IsValid() && i == len(e.Args)-2 {
				list = concat(e.Pos(), list, s.expr(a))
			} else {
				list = concat(e.Pos(), list, Value{Form: List, Items: []Item{{Value: s.expr(a)}}})
			}
		}
		return list
	case "make":
		return s.made(e)
	case "len":
		return s.length(e)
	case "new":
		return zero(s.pkg.Info.TypeOf(e.Args[0]), e.Pos())
	}
	return unknown(e.Pos(), "it is computed by "+name)
}

// concat is list followed by more; an unknown part makes the whole unknown only
// as far as that part goes: it stays as an unknown item.
func concat(pos token.Pos, list, more Value) Value {
	if list.Form == Unknown {
		list = Value{Form: List, Pos: list.Pos, Items: []Item{{Value: list}}}
	}
	if more.Form == Unknown {
		more = Value{Form: List, Items: []Item{{Value: more}}}
	}
	if !list.listLike() || !more.listLike() {
		return unknown(pos, "it is computed by append")
	}
	out := Value{Form: List, Pos: pos}
	out.Items = append(append(out.Items, list.Items...), more.Items...)
	return out
}

func (v Value) listLike() bool { return v.Form == List || v.Form == Nil }

// slices reads the functions of package slices that keep every element.
func (s *frame) slices(name string, e *ast.CallExpr) Value {
	switch name {
	case "Concat":
		out := Value{Form: List, Pos: e.Pos()}
		for _, a := range e.Args {
			out = concat(e.Pos(), out, s.expr(a))
		}
		return out
	case "Clone", "Clip", "Grow":
		return s.expr(e.Args[0])
	}
	return unknown(e.Pos(), "it is computed by slices."+name)
}

// assignField is x with one field set, x left as it is.
func assignField(x Value, name string, to Value) Value {
	fields := maps.Clone(x.Fields)
	if fields == nil {
		fields = map[string]Value{}
	}
	fields[name] = to
	x.Fields = fields
	return x
}

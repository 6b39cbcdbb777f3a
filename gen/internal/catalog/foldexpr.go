package catalog

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
func (s *frame) expr(e ast.Expr) value {
	if s.steps++; s.steps > maxSteps {
		return unknown(e.Pos(), "the code is too long to be read")
	}
	tv := s.pkg.TypesInfo.Types[e]
	if tv.Value != nil {
		return value{form: isConstant, pos: e.Pos(), con: tv.Value}
	}
	if tv.IsNil() {
		return value{form: isNil, pos: e.Pos()}
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
		if e.Low == nil && e.High == nil {
			return s.expr(e.X)
		}
	case *ast.CallExpr:
		return s.call(e)
	}
	return unknown(e.Pos(), "it is computed")
}

func (s *frame) ident(id *ast.Ident) value {
	v, ok := s.pkg.TypesInfo.ObjectOf(id).(*types.Var)
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

func (s *frame) selector(e *ast.SelectorExpr) value {
	if v, ok := s.pkg.TypesInfo.Uses[e.Sel].(*types.Var); ok && !v.IsField() {
		return s.variable(v, e.Pos())
	}
	x := s.expr(e.X)
	if x.form != isStruct {
		if x.form == isUnknown {
			return unknown(e.Pos(), types.ExprString(e)+" is known only when the program runs")
		}
		return unknown(e.Pos(), types.ExprString(e)+" is computed")
	}
	if f, ok := x.fields[e.Sel.Name]; ok {
		return f
	}
	return zero(s.pkg.TypesInfo.TypeOf(e), e.Pos())
}

// composite reads struct, slice and array literals.
func (s *frame) composite(lit *ast.CompositeLit) value {
	t := s.pkg.TypesInfo.TypeOf(lit)
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	switch u := t.Underlying().(type) {
	case *types.Struct:
		return s.structLit(lit, t, u)
	case *types.Slice, *types.Array:
		return s.listLit(lit)
	}
	return unknown(lit.Pos(), "a map has no order that could be read")
}

func (s *frame) structLit(lit *ast.CompositeLit, t types.Type, u *types.Struct) value {
	out := value{form: isStruct, pos: lit.Pos(), fields: map[string]value{}}
	component := isNamed(t, RuntimePath, "Component")
	for i, el := range lit.Elts {
		name, x := "", el
		if kv, ok := el.(*ast.KeyValueExpr); ok {
			name, x = kv.Key.(*ast.Ident).Name, kv.Value
		} else {
			name = u.Field(i).Name()
		}
		if component && name == "Value" {
			continue // what a component does is the program's business
		}
		out.fields[name] = s.expr(x)
	}
	return out
}

func (s *frame) listLit(lit *ast.CompositeLit) value {
	out := value{form: isList, pos: lit.Pos()}
	for _, el := range lit.Elts {
		if kv, ok := el.(*ast.KeyValueExpr); ok {
			el = kv.Value
		}
		out.items = append(out.items, item{value: s.expr(el)})
	}
	return out
}

// binary folds what the compiler does not, such as the sum of a parameter and a constant.
func (s *frame) binary(e *ast.BinaryExpr) value {
	x, y := s.expr(e.X), s.expr(e.Y)
	switch {
	case x.form == isUnknown:
		return x
	case y.form == isUnknown:
		return y
	case x.form != isConstant || y.form != isConstant || x.con.Kind() != y.con.Kind():
		return unknown(e.Pos(), "it is computed")
	}
	switch e.Op {
	case token.ADD:
		if x.con.Kind() == constant.String {
			return value{form: isConstant, pos: e.Pos(), con: constant.BinaryOp(x.con, token.ADD, y.con)}
		}
	case token.EQL, token.NEQ:
		return value{form: isConstant, pos: e.Pos(), con: constant.MakeBool(constant.Compare(x.con, e.Op, y.con))}
	}
	return unknown(e.Pos(), "it is computed")
}

func (s *frame) index(e *ast.IndexExpr) value {
	x, i := s.expr(e.X), s.expr(e.Index)
	if x.form == isList && i.form == isConstant {
		if n, err := strconv.Atoi(i.con.ExactString()); err == nil && n >= 0 && n < len(x.items) && !anyMaybe(x.items[:n+1]) {
			return x.items[n].value
		}
	}
	return unknown(e.Pos(), types.ExprString(e)+" is known only when the program runs")
}

func anyMaybe(items []item) bool {
	for _, it := range items {
		if it.maybe {
			return true
		}
	}
	return false
}

// call reads conversions, append and functions whose source is at hand.
func (s *frame) call(e *ast.CallExpr) value {
	info := s.pkg.TypesInfo
	if info.Types[e.Fun].IsType() && len(e.Args) == 1 {
		return s.expr(e.Args[0])
	}
	if id, ok := ast.Unparen(e.Fun).(*ast.Ident); ok {
		if b, ok := info.Uses[id].(*types.Builtin); ok {
			return s.builtin(b.Name(), e)
		}
	}
	fn := typeutil.StaticCallee(info, e)
	if fn == nil {
		return unknown(e.Pos(), types.ExprString(e.Fun)+" is a value that is called")
	}
	if fn.Pkg() != nil && fn.Pkg().Path() == "slices" {
		return s.slices(fn.Name(), e)
	}
	return s.result(fn, e.Pos(), s.arguments(fn, e))
}

// arguments are the values of a call's arguments, variadic ones gathered in a list.
func (s *frame) arguments(fn *types.Func, e *ast.CallExpr) []value {
	sig := fn.Type().(*types.Signature)
	var args []value
	for i, a := range e.Args {
		if sig.Variadic() && i >= sig.Params().Len()-1 && !e.Ellipsis.IsValid() {
			break
		}
		args = append(args, s.expr(a))
	}
	if n := sig.Params().Len(); sig.Variadic() && !e.Ellipsis.IsValid() && len(args) == n-1 {
		rest := value{form: isList, pos: e.Pos()}
		for _, a := range e.Args[min(n-1, len(e.Args)):] {
			rest.items = append(rest.items, item{value: s.expr(a)})
		}
		args = append(args, rest)
	}
	return args
}

func (s *frame) builtin(name string, e *ast.CallExpr) value {
	switch name {
	case "append":
		list := s.expr(e.Args[0])
		for i, a := range e.Args[1:] {
			if e.Ellipsis.IsValid() && i == len(e.Args)-2 {
				list = concat(e.Pos(), list, s.expr(a))
			} else {
				list = concat(e.Pos(), list, value{form: isList, items: []item{{value: s.expr(a)}}})
			}
		}
		return list
	case "make":
		if len(e.Args) == 1 {
			break
		}
		if n := s.expr(e.Args[1]); n.form == isConstant && constant.Sign(n.con) == 0 {
			return value{form: isList, pos: e.Pos()}
		}
	case "new":
		return zero(s.pkg.TypesInfo.TypeOf(e.Args[0]), e.Pos())
	}
	return unknown(e.Pos(), "it is computed by "+name)
}

// concat is list followed by more; an unknown part makes the whole unknown only
// as far as that part goes: it stays as an unknown item.
func concat(pos token.Pos, list, more value) value {
	if list.form == isUnknown {
		list = value{form: isList, pos: list.pos, items: []item{{value: list}}}
	}
	if more.form == isUnknown {
		more = value{form: isList, items: []item{{value: more}}}
	}
	if !list.listLike() || !more.listLike() {
		return unknown(pos, "it is computed by append")
	}
	out := value{form: isList, pos: pos}
	out.items = append(append(out.items, list.items...), more.items...)
	return out
}

func (v value) listLike() bool { return v.form == isList || v.form == isNil }

// slices reads the functions of package slices that keep every element.
func (s *frame) slices(name string, e *ast.CallExpr) value {
	switch name {
	case "Concat":
		out := value{form: isList, pos: e.Pos()}
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
func assignField(x value, name string, to value) value {
	fields := maps.Clone(x.fields)
	if fields == nil {
		fields = map[string]value{}
	}
	fields[name] = to
	x.fields = fields
	return x
}

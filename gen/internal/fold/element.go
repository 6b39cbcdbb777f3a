package fold

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
)

// maxLength is of lists and loops that a number decides.
const maxLength = 1000

// number is the small constant that v is; false where it is none.
func (v Value) number() (int, bool) {
	if v.Form != Constant {
		return 0, false
	}
	n, exact := constant.Int64Val(constant.ToInt(v.Const))
	return int(n), exact && n >= 0 && n <= maxLength
}

// listLit reads a slice or array literal, every element in its place and zero
// values where none is written.
func (s *frame) listLit(lit *ast.CompositeLit, t types.Type) Value {
	elem, length := elements(t)
	out := Value{Form: List, Pos: lit.Pos()}
	next := 0
	for _, el := range lit.Elts {
		if kv, ok := el.(*ast.KeyValueExpr); ok {
			el = kv.Value
			if next, ok = s.expr(kv.Key).number(); !ok {
				return unknown(kv.Pos(), "the list is too long to be read")
			}
		}
		out.pad(next+1, elem)
		out.Items[next].Value = s.expr(el)
		next++
	}
	if length > maxLength {
		return unknown(lit.Pos(), "the list is too long to be read")
	}
	out.pad(int(length), elem)
	return out
}

// elements are the type of a list's elements and, of an array, their number.
func elements(t types.Type) (types.Type, int64) {
	if a, ok := t.(*types.Array); ok {
		return a.Elem(), a.Len()
	}
	return t.(*types.Slice).Elem(), 0
}

// pad makes a list at least n long.
func (v *Value) pad(n int, elem types.Type) {
	for len(v.Items) < n {
		v.Items = append(v.Items, Item{Value: zero(elem, v.Pos)})
	}
}

// length is what len gives for a list.
func (s *frame) length(e *ast.CallExpr) Value {
	v := s.expr(e.Args[0])
	if !v.listLike() || AnyMaybe(v.Items) {
		return unknown(e.Pos(), types.ExprString(e)+" is known only when the program runs")
	}
	return Value{Form: Constant, Pos: e.Pos(), Const: constant.MakeInt64(int64(len(v.Items)))}
}

// sliced is a part of a list whose bounds are known.
func (s *frame) sliced(e *ast.SliceExpr) Value {
	x := s.expr(e.X)
	if e.Low == nil && e.High == nil {
		return x
	}
	low, high, ok := 0, len(x.Items), x.listLike() && !AnyMaybe(x.Items)
	if e.Low != nil && ok {
		low, ok = s.expr(e.Low).number()
	}
	if e.High != nil && ok {
		high, ok = s.expr(e.High).number()
	}
	if !ok || low > high || high > len(x.Items) {
		return unknown(e.Pos(), types.ExprString(e)+" is known only when the program runs")
	}
	return Value{Form: List, Pos: x.Pos, Items: x.Items[low:high:high], spare: x.spare || high < len(x.Items) && !ends(s.pkg, e)}
}

// overwritten gives up on what append may write over: what stands behind a part
// of a list, and what was appended to the same variable before.
func (s *frame) overwritten(e *ast.CallExpr, list Value) {
	t, ok := s.pkg.Info.TypeOf(e).Underlying().(*types.Slice)
	if !ok {
		return
	}
	var v *types.Var
	if id, ok := ast.Unparen(e.Args[0]).(*ast.Ident); ok {
		v, _ = s.pkg.Info.Uses[id].(*types.Var)
	}
	if list.spare || v != nil && s.spent[v] {
		s.disturbType(e.Pos(), v, t.Elem())
	}
	if v != nil {
		if s.spent == nil {
			s.spent = map[*types.Var]bool{}
		}
		s.spent[v] = true
	}
}

// made is a list of zero values.
func (s *frame) made(e *ast.CallExpr) Value {
	t, isSlice := s.pkg.Info.TypeOf(e).Underlying().(*types.Slice)
	if !isSlice || len(e.Args) < 2 {
		return unknown(e.Pos(), "it is computed by make")
	}
	n, ok := s.expr(e.Args[1]).number()
	if !ok {
		return unknown(e.Pos(), "it is computed by make")
	}
	out := Value{Form: List, Pos: e.Pos()}
	out.pad(n, t.Elem())
	return out
}

// numbers are the items of a loop over a number.
func numbers(n int, at token.Pos) []Item {
	out := make([]Item, n)
	for i := range out {
		out[i].Value = Value{Form: Constant, Pos: at, Const: constant.MakeInt64(int64(i))}
	}
	return out
}

// setElement assigns to x[i]; false where list or index are not known.
func (s *frame) setElement(l *ast.IndexExpr, to Value) bool {
	x, i := s.expr(l.X), s.expr(l.Index)
	n, ok := i.number()
	if x.Form != List || !ok || n >= len(x.Items) || AnyMaybe(x.Items) || s.base(l.X) == nil {
		return false
	}
	items := append([]Item(nil), x.Items...)
	items[n].Value = to
	x.Items = items
	s.set(l.X, x)
	s.disturbType(l.Pos(), s.base(l.X), s.pkg.Info.TypeOf(l))
	return true
}

// disturbType is disturb where what is changed is an element of one type.
func (s *frame) disturbType(at token.Pos, but *types.Var, elem types.Type) {
	s.changes++
	for v, x := range s.vars {
		if v != but && x.shareable() && s.sources.reaches(v.Type(), elem, map[types.Type]bool{}) {
			s.vars[v] = unknown(at, v.Name()+" may share what is changed here")
		}
	}
}

package fold

import (
	"go/constant"
	"go/token"
	"go/types"
	"maps"
	"slices"
)

// Form is what kind of thing a value is known to be.
type Form int

const (
	Unknown  Form = iota // with the reason
	Constant             // a constant, as the compiler has it
	Struct               // a struct, or what a pointer to a fresh one points to
	List                 // a slice or an array
	Nil
)

// Value is what an expression is known to come to. The zero Value is unknown
// without a reason: it stands for what was not written.
type Value struct {
	Form   Form
	Pos    token.Pos // where it is written
	Why    string    // Unknown: the reason
	Source string    // Unknown: the import path of the package whose source would tell, where that was not added
	Const  constant.Value
	Fields map[string]Value // Struct: the fields that are written
	Items  []Item           // List

	spare bool // List: append may write over what others see
}

// Item is an element of a list; Maybe says that a condition decides whether it is there.
type Item struct {
	Value
	Maybe bool
}

func unknown(pos token.Pos, why string) Value { return Value{Pos: pos, Why: why} }

// from notes the package whose source would tell more.
func (v Value) from(p *types.Package) Value {
	if p != nil {
		v.Source = p.Path()
	}
	return v
}

// placed is v as if all of it were written in one place.
func (v Value) placed(at token.Pos) Value {
	v.Pos = at
	v.Fields = maps.Clone(v.Fields)
	for name, f := range v.Fields {
		v.Fields[name] = f.placed(at)
	}
	v.Items = slices.Clone(v.Items)
	for i := range v.Items {
		v.Items[i].Value = v.Items[i].placed(at)
	}
	return v
}

// Text is the string constant that v is; false where it is none.
func (v Value) Text() (string, bool) {
	if v.Form != Constant || v.Const.Kind() != constant.String {
		return "", false
	}
	return constant.StringVal(v.Const), true
}

// same reports whether two values are known to be equal, or are the same expression's.
func same(a, b Value) bool {
	switch {
	case a.Form != b.Form:
		return false
	case a.Form == Constant:
		return a.Const.Kind() == b.Const.Kind() && constant.Compare(a.Const, token.EQL, b.Const)
	case a.Form == Nil:
		return true
	case a.Form == List:
		return len(a.Items) == len(b.Items) && commonPrefix(a.Items, b.Items) == len(a.Items)
	case a.Form == Struct:
		return a.Pos == b.Pos && maps.EqualFunc(a.Fields, b.Fields, same)
	}
	return a.Pos == b.Pos
}

func commonPrefix(a, b []Item) int {
	n := 0
	for n < len(a) && n < len(b) && a[n].Maybe == b[n].Maybe && same(a[n].Value, b[n].Value) {
		n++
	}
	return n
}

// either is the value after two ways of which one was taken.
func either(a, b Value) Value {
	if same(a, b) {
		return a
	}
	if a.Form == Struct && b.Form == Struct && a.Pos == b.Pos {
		return eitherField(a, b)
	}
	if a.listLike() && b.listLike() {
		n := commonPrefix(a.Items, b.Items)
		out := Value{Form: List, Pos: a.Pos, Items: append([]Item(nil), a.Items[:n]...)}
		out.Items = append(out.Items, maybe(a.Items[n:])...)
		out.Items = append(out.Items, maybe(b.Items[n:])...)
		return out
	}
	for _, v := range []Value{a, b} {
		if v.Form == Unknown {
			return v
		}
	}
	return unknown(a.Pos, "it depends on a condition")
}

// eitherField is one literal of which a condition changed some fields.
func eitherField(a, b Value) Value {
	out := Value{Form: Struct, Pos: a.Pos, Fields: map[string]Value{}}
	maps.Copy(out.Fields, b.Fields)
	for name, x := range a.Fields {
		y, both := b.Fields[name]
		if !both {
			y = unknown(x.Pos, "it depends on a condition")
		}
		out.Fields[name] = either(x, y)
	}
	for name, y := range b.Fields {
		if _, both := a.Fields[name]; !both {
			out.Fields[name] = unknown(y.Pos, "it depends on a condition")
		}
	}
	return out
}

func maybe(items []Item) []Item {
	out := make([]Item, len(items))
	for i, it := range items {
		out[i] = Item{Value: it.Value, Maybe: true}
	}
	return out
}

// The limits keep a strange package from costing more than it is worth.
const (
	maxDepth = 32     // of calls
	maxSteps = 200000 // statements and expressions for one function asked about
)

// folder is one reading.
type folder struct {
	sources *Sources
	busy    map[any]bool // functions and variables being read
	depth   int
	steps   int
	changes int // of parts of values that others may share
}

// result is what a function returns when called with args; recv is the zero
// Value where it is no method, or where its receiver is not known.
func (f *folder) result(fn *types.Func, at token.Pos, recv Value, args []Value) Value {
	fn = fn.Origin()
	known, ok := f.sources.funcs[fn]
	switch {
	case !ok && isInterfaceMethod(fn):
		return unknown(at, fullName(fn)+" is a method of an interface, and what stands behind it is known only when the program runs")
	case !ok:
		return f.sources.outside(fn, at)
	case known.decl.Body == nil:
		return unknown(at, fullName(fn)+" has no Go body")
	case f.busy[fn]:
		return unknown(at, fullName(fn)+" calls itself")
	case f.depth >= maxDepth:
		return unknown(at, "the calls nest too deeply")
	}
	f.busy[fn] = true
	f.depth++
	defer func() { f.depth--; delete(f.busy, fn) }()
	s := newFrame(f, known, args)
	s.bindReceiver(known.decl, recv)
	if !s.block(known.decl.Body.List) && len(s.returns) == 0 {
		return unknown(at, fullName(fn)+" returns nothing that can be read")
	}
	return s.returned(known.decl.Body.Pos())
}

// variable is the value of a package-level variable that nothing changes.
func (f *folder) variable(v *types.Var, at token.Pos) Value {
	known, ok := f.sources.vars[v]
	switch {
	case !ok:
		return unknown(at, "the value of "+v.Name()+" is not in the source that was read").from(v.Pkg())
	case known.changed:
		return unknown(at, "variable "+v.Name()+" is changed while the program runs")
	case known.value == nil:
		return unknown(at, "variable "+v.Name()+" has no value of its own in the source")
	case f.busy[v]:
		return unknown(at, "variable "+v.Name()+" depends on itself")
	}
	f.busy[v] = true
	defer delete(f.busy, v)
	s := &frame{folder: f, pkg: known.pkg, vars: map[*types.Var]Value{}}
	return s.expr(known.value)
}

func isInterfaceMethod(fn *types.Func) bool {
	recv := fn.Type().(*types.Signature).Recv()
	return recv != nil && types.IsInterface(recv.Type())
}

func fullName(fn *types.Func) string {
	if fn.Pkg() == nil {
		return fn.Name()
	}
	if recv := fn.Type().(*types.Signature).Recv(); recv != nil {
		return types.TypeString(recv.Type(), (*types.Package).Name) + "." + fn.Name()
	}
	return fn.Pkg().Name() + "." + fn.Name()
}

// returned joins what the returns of a body return.
func (s *frame) returned(at token.Pos) Value {
	if len(s.returns) == 0 {
		return unknown(at, "it returns nothing")
	}
	first := s.returns[0]
	if len(s.returns) == 1 && !first.Maybe {
		return first.Value
	}
	out := first.Value
	for _, r := range s.returns[1:] {
		out = either(out, r.Value)
	}
	if out.Form == List && len(s.returns) > 1 {
		out.Items = maybe(out.Items)
	}
	return out
}

// zero is the zero value of a type as far as it matters here.
func zero(t types.Type, pos token.Pos) Value {
	switch u := t.Underlying().(type) {
	case *types.Slice, *types.Pointer, *types.Map, *types.Interface, *types.Signature, *types.Chan:
		return Value{Form: Nil, Pos: pos}
	case *types.Struct:
		return Value{Form: Struct, Pos: pos, Fields: map[string]Value{}}
	case *types.Basic:
		switch {
		case u.Info()&types.IsString != 0:
			return Value{Form: Constant, Pos: pos, Const: constant.MakeString("")}
		case u.Info()&types.IsBoolean != 0:
			return Value{Form: Constant, Pos: pos, Const: constant.MakeBool(false)}
		case u.Info()&types.IsNumeric != 0:
			return Value{Form: Constant, Pos: pos, Const: constant.MakeInt64(0)}
		}
	}
	return unknown(pos, "its zero value is not read")
}

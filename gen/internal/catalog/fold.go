package catalog

import (
	"go/constant"
	"go/token"
	"go/types"
	"maps"

	"golang.org/x/tools/go/packages"
)

// Folding reads what a function returns from its source: constants, composite
// literals, package-level variables that nothing changes, append, loops over
// such lists, conditions, and calls of functions that do only that. What it
// cannot know is unknown, with the reason and the place; it never guesses.

// form is what kind of thing a value is known to be.
type form int

const (
	isUnknown form = iota
	isConstant
	isStruct
	isList
	isNil
)

// value is what an expression is known to come to.
type value struct {
	form   form
	pos    token.Pos // where it is written
	why    string    // isUnknown: the reason
	con    constant.Value
	fields map[string]value // isStruct
	items  []item           // isList
}

// item is an element of a list; maybe says that a condition decides whether it is there.
type item struct {
	value
	maybe bool
}

func unknown(pos token.Pos, why string) value { return value{pos: pos, why: why} }

// text is the string constant that v is.
func (v value) text() (string, bool) {
	if v.form != isConstant || v.con.Kind() != constant.String {
		return "", false
	}
	return constant.StringVal(v.con), true
}

// same reports whether two values are known to be equal, or are the same expression's.
func same(a, b value) bool {
	switch {
	case a.form != b.form:
		return false
	case a.form == isConstant:
		return a.con.Kind() == b.con.Kind() && constant.Compare(a.con, token.EQL, b.con)
	case a.form == isNil:
		return true
	case a.form == isList:
		return len(a.items) == len(b.items) && commonPrefix(a.items, b.items) == len(a.items)
	case a.form == isStruct:
		return a.pos == b.pos && maps.EqualFunc(a.fields, b.fields, same)
	}
	return a.pos == b.pos
}

func commonPrefix(a, b []item) int {
	n := 0
	for n < len(a) && n < len(b) && a[n].maybe == b[n].maybe && same(a[n].value, b[n].value) {
		n++
	}
	return n
}

// either is the value after two ways of which one was taken.
func either(a, b value) value {
	if same(a, b) {
		return a
	}
	if a.form == isStruct && b.form == isStruct && a.pos == b.pos {
		return eitherField(a, b)
	}
	if a.listLike() && b.listLike() {
		n := commonPrefix(a.items, b.items)
		out := value{form: isList, pos: a.pos, items: append([]item(nil), a.items[:n]...)}
		out.items = append(out.items, maybe(a.items[n:])...)
		out.items = append(out.items, maybe(b.items[n:])...)
		return out
	}
	for _, v := range []value{a, b} {
		if v.form == isUnknown {
			return v
		}
	}
	return unknown(a.pos, "it depends on a condition")
}

// eitherField is one literal of which a condition changed some fields.
func eitherField(a, b value) value {
	out := value{form: isStruct, pos: a.pos, fields: map[string]value{}}
	maps.Copy(out.fields, b.fields)
	for name, x := range a.fields {
		y, both := b.fields[name]
		if !both {
			y = unknown(x.pos, "it depends on a condition")
		}
		out.fields[name] = either(x, y)
	}
	for name, y := range b.fields {
		if _, both := a.fields[name]; !both {
			out.fields[name] = unknown(y.pos, "it depends on a condition")
		}
	}
	return out
}

func maybe(items []item) []item {
	out := make([]item, len(items))
	for i, it := range items {
		out[i] = item{value: it.value, maybe: true}
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
	u     *universe
	busy  map[any]bool // functions and variables being read
	depth int
	steps int
}

func (u *universe) fold() *folder { return &folder{u: u, busy: map[any]bool{}} }

// result is what a function returns when called with args.
func (f *folder) result(fn *types.Func, at token.Pos, args []value) value {
	fn = fn.Origin()
	known, ok := f.u.funcs[fn]
	switch {
	case !ok && isInterfaceMethod(fn):
		return unknown(at, fullName(fn)+" is a method of an interface, and what stands behind it is known only when the program runs")
	case !ok:
		return unknown(at, "it is computed by "+fullName(fn)+", outside of the plugin's package")
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
	if !s.block(known.decl.Body.List) && len(s.returns) == 0 {
		return unknown(at, fullName(fn)+" returns nothing that can be read")
	}
	return s.returned(known.decl.Body.Pos())
}

// variable is the value of a package-level variable that nothing changes.
func (f *folder) variable(v *types.Var, at token.Pos) value {
	known, ok := f.u.vars[v]
	switch {
	case !ok:
		return unknown(at, "the value of "+v.Name()+" is not in the source that was read")
	case known.changed:
		return unknown(at, "variable "+v.Name()+" is changed while the program runs")
	case known.value == nil:
		return unknown(at, "variable "+v.Name()+" has no value of its own in the source")
	case f.busy[v]:
		return unknown(at, "variable "+v.Name()+" depends on itself")
	}
	f.busy[v] = true
	defer delete(f.busy, v)
	s := &frame{folder: f, pkg: known.pkg, vars: map[*types.Var]value{}}
	return s.expr(known.value)
}

// frame is the reading of one function body.
type frame struct {
	*folder
	pkg       *packages.Package
	vars      map[*types.Var]value
	untrusted map[*types.Var]bool // changed by closures or through pointers
	results   []*types.Var        // named results
	returns   []item
	maybe     bool // what follows runs only under a condition
	continues []map[*types.Var]value
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
		return textOf(recv.Type()) + "." + fn.Name()
	}
	return fn.Pkg().Name() + "." + fn.Name()
}

func newFrame(f *folder, fn function, args []value) *frame {
	s := &frame{folder: f, pkg: fn.pkg, vars: map[*types.Var]value{}}
	s.untrusted = s.untrustedIn(fn.decl.Body)
	i := 0
	for _, field := range fn.decl.Type.Params.List {
		for _, id := range field.Names {
			if v, ok := s.pkg.TypesInfo.Defs[id].(*types.Var); ok && i < len(args) {
				s.vars[v] = args[i]
			}
			i++
		}
		if len(field.Names) == 0 {
			i++
		}
	}
	if fn.decl.Type.Results != nil {
		for _, field := range fn.decl.Type.Results.List {
			for _, id := range field.Names {
				if v, ok := s.pkg.TypesInfo.Defs[id].(*types.Var); ok {
					s.vars[v] = zero(v.Type(), id.Pos())
					s.results = append(s.results, v)
				}
			}
		}
	}
	return s
}

// returned joins what the returns of a body return.
func (s *frame) returned(at token.Pos) value {
	if len(s.returns) == 0 {
		return unknown(at, "it returns nothing")
	}
	first := s.returns[0]
	if len(s.returns) == 1 && !first.maybe {
		return first.value
	}
	out := first.value
	for _, r := range s.returns[1:] {
		out = either(out, r.value)
	}
	if out.form == isList && len(s.returns) > 1 {
		out.items = maybe(out.items)
	}
	return out
}

// zero is the zero value of a type as far as it matters here.
func zero(t types.Type, pos token.Pos) value {
	switch u := t.Underlying().(type) {
	case *types.Slice, *types.Pointer, *types.Map, *types.Interface, *types.Signature, *types.Chan:
		return value{form: isNil, pos: pos}
	case *types.Struct:
		return value{form: isStruct, pos: pos, fields: map[string]value{}}
	case *types.Basic:
		switch {
		case u.Info()&types.IsString != 0:
			return value{form: isConstant, pos: pos, con: constant.MakeString("")}
		case u.Info()&types.IsBoolean != 0:
			return value{form: isConstant, pos: pos, con: constant.MakeBool(false)}
		case u.Info()&types.IsNumeric != 0:
			return value{form: isConstant, pos: pos, con: constant.MakeInt64(0)}
		}
	}
	return unknown(pos, "its zero value is not read")
}

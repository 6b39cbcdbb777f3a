package effects

import (
	"fmt"
	"go/ast"
	"go/types"
	"path"
	"strings"
)

// deepest is how far a value is followed through variables and parameters.
const deepest = 8

// target is what an expression is known to be: a function, a function literal
// with what its parameters and captured ones are, or a value of another
// module. The zero target is not known.
type target struct {
	fn     *types.Func
	lit    *ast.FuncLit
	index  *index // of lit
	env    *env   // of lit
	shared string // full name of a variable, or of a function that returns the one value
}

func (t target) known() bool { return t.fn != nil || t.lit != nil || t.shared != "" }

func (t target) id() string {
	switch {
	case t.fn != nil:
		return t.fn.FullName()
	case t.lit != nil:
		return fmt.Sprint(t.lit.Pos(), t.env.id())
	}
	return t.shared
}

// env is what the parameters of the functions being called are known to be. A
// nil env knows nothing.
type env struct {
	params map[*types.Var]target
	outer  *env
	key    string
	depth  int
}

func (e *env) id() string {
	if e == nil {
		return ""
	}
	return e.key
}

func (e *env) of(v *types.Var) target {
	for ; e != nil; e = e.outer {
		if t, ok := e.params[v]; ok {
			return t
		}
	}
	return target{}
}

// bind is the env of a function body: what is known of the arguments under the
// names of the parameters.
func (e *env) bind(x *index, fn *ast.FuncType, recv *ast.FieldList, args []target) *env {
	inner := &env{params: map[*types.Var]target{}, outer: e, key: e.id(), depth: 1}
	if e != nil {
		inner.depth = e.depth + 1
	}
	i := 0
	for _, field := range fn.Params.List {
		for _, name := range field.Names {
			if v, ok := x.Info.Defs[name].(*types.Var); ok && i < len(args) && args[i].known() && inner.depth <= deepest {
				inner.params[v] = args[i]
				inner.key += fmt.Sprint("|", v.Pos(), "=", args[i].id())
			}
			i++
		}
		if len(field.Names) == 0 {
			i++
		}
	}
	if len(inner.params) == 0 {
		return e
	}
	return inner
}

func (s *scope) targets(args []ast.Expr) []target {
	out := make([]target, len(args))
	for i, arg := range args {
		out[i] = s.resolve(arg)
	}
	return out
}

// resolve follows an expression to what it is known to be.
func (s *scope) resolve(e ast.Expr) target { return s.follow(s.index, e, s.env, 0) }

// follow resolves an expression of some package of the module.
func (s *scope) follow(x *index, e ast.Expr, in *env, depth int) target {
	if depth > deepest {
		return target{}
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.FuncLit:
		return target{lit: e, index: x, env: in}
	case *ast.IndexExpr: // f[int]
		return s.function(x, e.X, in, depth)
	case *ast.IndexListExpr:
		return s.function(x, e.X, in, depth)
	case *ast.Ident:
		return s.object(x, x.Info.Uses[e], in, depth)
	case *ast.SelectorExpr:
		if sel, ok := x.Info.Selections[e]; ok {
			return method(sel)
		}
		return s.object(x, x.Info.Uses[e.Sel], in, depth)
	case *ast.CallExpr:
		return s.result(x, e, in, depth)
	}
	return target{}
}

// function is the generic function that is instantiated; an element of a list
// or map is not known.
func (s *scope) function(x *index, e ast.Expr, in *env, depth int) target {
	if t := s.follow(x, e, in, depth+1); t.fn != nil {
		return t
	}
	return target{}
}

// method is a method whose receiver has a concrete type.
func method(sel *types.Selection) target {
	fn, ok := sel.Obj().(*types.Func)
	if !ok || types.IsInterface(fn.Signature().Recv().Type()) {
		return target{}
	}
	return target{fn: fn}
}

func (s *scope) object(x *index, obj types.Object, in *env, depth int) target {
	switch obj := obj.(type) {
	case *types.Func:
		return target{fn: obj}
	case *types.Var:
		if t := in.of(obj); t.known() {
			return t
		}
		return s.variable(x, obj, in, depth)
	}
	return target{}
}

// variable is the only value that a variable ever has.
func (s *scope) variable(x *index, v *types.Var, in *env, depth int) target {
	if v.IsField() || v.Pkg() == nil {
		return target{}
	}
	if v.Parent() == v.Pkg().Scope() {
		if !s.module.contains(v.Pkg()) {
			return target{shared: v.Pkg().Path() + "." + v.Name()}
		}
		owner := s.module.index(v.Pkg().Path())
		if owner == nil {
			return target{}
		}
		x, v, in = owner, owner.packageVar(v.Name()), nil
	}
	if value := x.value(v); value != nil {
		return s.follow(x, value, in, depth+1)
	}
	return target{}
}

// result is what a call returns where that is known: the function given to
// sync.OnceFunc and its like, which runs when the result is called, or a value
// that a function of another module always returns.
func (s *scope) result(x *index, call *ast.CallExpr, in *env, depth int) target {
	fn := s.follow(x, call.Fun, in, depth+1).fn
	if fn == nil || fn.Pkg() == nil {
		if x.Info.Types[call.Fun].IsType() && len(call.Args) == 1 {
			return s.follow(x, call.Args[0], in, depth+1)
		}
		return target{}
	}
	switch name := fn.FullName(); {
	case once[name] && len(call.Args) == 1:
		return s.follow(x, call.Args[0], in, depth+1)
	case sharedValues[name].what != "":
		return target{shared: name}
	}
	return target{}
}

// shortName is a function's name as code writes it: http.HandleFunc, exec.Cmd.Run.
func shortName(fn *types.Func) string {
	recv := fn.Signature().Recv()
	if recv == nil {
		return fn.Pkg().Name() + "." + fn.Name()
	}
	t := recv.Type()
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := types.Unalias(t).(*types.Named); ok {
		return fn.Pkg().Name() + "." + n.Obj().Name() + "." + fn.Name()
	}
	return fn.Pkg().Name() + "." + fn.Name()
}

// shortPath leaves out the folders of a full name: net/http.DefaultClient is
// http.DefaultClient.
func shortPath(full string) string {
	dot := strings.LastIndexByte(full, '.')
	dir, name := full[:dot], full[dot:]
	return path.Base(dir) + name
}

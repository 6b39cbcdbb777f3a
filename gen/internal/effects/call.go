package effects

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// call walks a call's parts and does what is known of its target.
func (s *scope) call(n *ast.CallExpr, maybe bool) {
	fun := ast.Unparen(n.Fun)
	if sel, ok := fun.(*ast.SelectorExpr); ok {
		s.walk(sel.X, maybe)
	} else {
		s.walk(fun, maybe)
	}
	for _, arg := range n.Args {
		s.walk(arg, maybe)
	}
	switch tv := s.Info.Types[fun]; {
	case tv.IsType():
	case tv.IsBuiltin():
		s.builtin(n, fun, maybe)
	default:
		s.start(s.resolve(fun), n, n.Args, maybe)
	}
}

// start runs the target of a call at a place.
func (s *scope) start(t target, at ast.Expr, args []ast.Expr, maybe bool) {
	switch {
	case t.lit != nil:
		next := visit{index: t.index, node: t.lit.Body, way: s.way, maybe: maybe, env: t.env.bind(t.index, t.lit.Type, nil, s.targets(args))}
		s.queue = append(s.queue, next)
	case t.fn == nil || t.fn.Pkg() == nil:
	case s.module.contains(t.fn.Pkg()):
		s.enter(t.fn, at, args, maybe)
	default:
		s.outside(t.fn, at, args, maybe)
	}
}

// enter follows a call into a function of the module.
func (s *scope) enter(fn *types.Func, at ast.Expr, args []ast.Expr, maybe bool) {
	x := s.module.index(fn.Pkg().Path())
	if x == nil {
		return // its source is not at hand
	}
	decl := x.funcs[fn.Origin().FullName()]
	if decl == nil {
		return // written in assembly, or a method of an interface
	}
	var none *env
	s.queue = append(s.queue, visit{
		index: x, node: decl.Body, maybe: maybe,
		way: append(slices.Clip(s.way), Step{What: "calls " + shortName(fn), Pos: at.Pos()}),
		env: none.bind(x, decl.Type, decl.Recv, s.targets(args)),
	})
}

// outside looks up what a function of another module does.
func (s *scope) outside(fn *types.Func, at ast.Expr, args []ast.Expr, maybe bool) {
	name := fn.Origin().FullName()
	if what, ok := calls()[name]; ok {
		s.report(at.Pos(), shortName(fn), "calls "+shortName(fn)+", which "+what)
	}
	if call, ok := at.(*ast.CallExpr); ok {
		s.shared(fn, call)
	}
	if runsArguments[name] || runsArguments[fn.Pkg().Path()] {
		for _, arg := range args {
			s.start(s.resolve(arg), arg, nil, true)
		}
	}
}

// shared reports a call that changes a value which the whole process shares:
// a method of it, or a function of package fmt or io that writes to it.
func (s *scope) shared(fn *types.Func, call *ast.CallExpr) {
	var on ast.Expr
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && fn.Signature().Recv() != nil {
		on = sel.X
	} else if writers[fn.FullName()] && len(call.Args) > 0 {
		on = call.Args[0]
	}
	if on == nil {
		return
	}
	name := s.resolve(on).shared
	use, ok := sharedValues[name]
	if !ok || fn.Signature().Recv() != nil && !use.has(fn.Name()) {
		return
	}
	symbol := shortPath(name)
	if fn.Signature().Recv() != nil {
		symbol += "." + fn.Name()
	}
	s.report(call.Pos(), symbol, "uses "+symbol+", which "+use.what)
}

func (s *scope) builtin(n *ast.CallExpr, fun ast.Expr, maybe bool) {
	id, ok := fun.(*ast.Ident)
	if !ok {
		return // of package unsafe
	}
	switch id.Name {
	case "panic":
		if !maybe {
			s.report(n.Pos(), "panic", "panics, always: no program that holds it can start")
		}
	case "print", "println":
		s.report(n.Pos(), id.Name, "calls "+id.Name+", which writes to the standard error")
	case "delete", "clear", "copy":
		if len(n.Args) > 0 {
			s.changed(n.Args[0])
		}
	}
}

// assigned reports an assignment to a variable of another module.
func (s *scope) assigned(to ast.Expr) {
	if id, ok := ast.Unparen(to).(*ast.Ident); ok {
		if v, ok := s.Info.Uses[id].(*types.Var); !ok || !s.foreign(v) {
			return // a variable of the module's own, whatever it holds
		}
	}
	s.changed(to)
}

// changed reports that what an expression leads to is changed, where that is a
// variable of another module or what it holds.
func (s *scope) changed(e ast.Expr) {
	if name := s.foreignRoot(e, 0); name != "" {
		s.report(e.Pos(), shortPath(name), "changes "+shortPath(name))
	}
}

// foreignRoot is the full name of the variable of another module that an
// expression goes through; empty where there is none.
func (s *scope) foreignRoot(e ast.Expr, depth int) string {
	if depth > deepest {
		return ""
	}
	switch x := ast.Unparen(e).(type) {
	case *ast.Ident:
		return s.foreignVar(x, depth)
	case *ast.SelectorExpr:
		if _, field := s.Info.Selections[x]; !field {
			return s.foreignVar(x.Sel, depth)
		}
		return s.foreignRoot(x.X, depth)
	case *ast.IndexExpr:
		return s.foreignRoot(x.X, depth)
	case *ast.SliceExpr:
		return s.foreignRoot(x.X, depth)
	case *ast.StarExpr:
		return s.foreignRoot(x.X, depth)
	case *ast.UnaryExpr:
		if x.Op == token.AND {
			return s.foreignRoot(x.X, depth)
		}
	}
	return ""
}

func (s *scope) foreignVar(id *ast.Ident, depth int) string {
	v, ok := s.Info.Uses[id].(*types.Var)
	switch {
	case !ok:
		return ""
	case s.foreign(v):
		return v.Pkg().Path() + "." + v.Name()
	case !refers(v.Type()):
		return "" // a copy
	}
	if name := s.env.of(v).shared; name != "" {
		return name
	}
	if value := s.value(v); value != nil {
		return s.foreignRoot(value, depth+1)
	}
	return ""
}

// foreign reports a package-level variable of another module.
func (s *scope) foreign(v *types.Var) bool {
	return v.Pkg() != nil && v.Parent() == v.Pkg().Scope() && !s.module.contains(v.Pkg())
}

// refers reports whether a copy of a value leads to the same contents.
func refers(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Map, *types.Slice:
		return true
	}
	return false
}

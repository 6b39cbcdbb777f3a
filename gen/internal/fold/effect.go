package fold

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// exprStmt reads a call for its effect: it may change the lists it is given.
func (s *frame) exprStmt(st *ast.ExprStmt) (ended bool) {
	call, ok := st.X.(*ast.CallExpr)
	if !ok {
		return false
	}
	if id, ok := call.Fun.(*ast.Ident); ok {
		if b, ok := s.pkg.Info.Uses[id].(*types.Builtin); ok && b.Name() == "panic" {
			return true
		}
	}
	if reorders(s.pkg.Info, call) {
		return false
	}
	args := call.Args
	if sel, ok := call.Fun.(*ast.SelectorExpr); ok {
		args = append([]ast.Expr{sel.X}, args...)
	}
	touched := false
	for _, a := range args {
		for _, id := range chain(a) {
			v, _ := s.pkg.Info.Uses[id].(*types.Var)
			if known, ok := s.vars[v]; ok && known.Form != Constant {
				touched = true
				s.vars[v] = unknown(call.Pos(), id.Name+" is handed to "+types.ExprString(call.Fun)+", which may change it")
			}
		}
	}
	if touched {
		s.disturb(call.Pos(), nil)
	}
	return false
}

// reorders reports calls that only sort: which components there are stays known.
func reorders(info *types.Info, call *ast.CallExpr) bool {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	fn, ok := info.Uses[sel.Sel].(*types.Func)
	if !ok || fn.Pkg() == nil {
		return false
	}
	switch fn.Pkg().Path() {
	case "sort":
		return true
	case "slices":
		return strings.HasPrefix(fn.Name(), "Sort") || fn.Name() == "Reverse"
	}
	return false
}

// forget gives up on what a statement does: what it assigns is unknown after
// it, and so is what it returns. A list to which it only appends keeps what it
// had, followed by something unknown.
func (s *frame) forget(st ast.Node, why string) {
	ast.Inspect(st, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.AssignStmt:
			if v := s.appendsTo(n); v != nil {
				s.vars[v] = concat(n.Pos(), s.local(v, n.Pos()), unknown(n.Rhs[0].Pos(), why))
				break
			}
			for _, l := range n.Lhs {
				for _, id := range chain(l) {
					if v, ok := s.pkg.Info.ObjectOf(id).(*types.Var); ok {
						s.vars[v] = unknown(n.Pos(), why)
					}
				}
				if _, whole := l.(*ast.Ident); !whole {
					s.disturb(n.Pos(), nil)
				}
			}
		case *ast.IncDecStmt:
			s.set(n.X, unknown(n.Pos(), why))
		case *ast.ReturnStmt:
			s.returns = append(s.returns, Item{Value: unknown(n.Pos(), why), Maybe: true})
			s.maybe = true
		}
		return true
	})
}

// appendsTo is the variable x of a statement x = append(x, ...), else nil.
func (s *frame) appendsTo(st *ast.AssignStmt) *types.Var {
	if st.Tok != token.ASSIGN || len(st.Lhs) != 1 || len(st.Rhs) != 1 {
		return nil
	}
	call, ok := st.Rhs[0].(*ast.CallExpr)
	to, isName := st.Lhs[0].(*ast.Ident)
	if !ok || !isName || len(call.Args) == 0 {
		return nil
	}
	f, isBuiltin := call.Fun.(*ast.Ident)
	from, same := call.Args[0].(*ast.Ident)
	if !isBuiltin || !same {
		return nil
	}
	b, _ := s.pkg.Info.Uses[f].(*types.Builtin)
	v, _ := s.pkg.Info.Uses[to].(*types.Var)
	if b == nil || b.Name() != "append" || v == nil || s.pkg.Info.Uses[from] != v {
		return nil
	}
	return v
}

// jumps reports a jump of one kind below n.
func jumps(n ast.Node, tok token.Token) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		if b, ok := n.(*ast.BranchStmt); ok && b.Tok == tok {
			found = true
		}
		_, closure := n.(*ast.FuncLit)
		return !closure
	})
	return found
}

// untrustedIn finds the local variables of a body that closures assign to or
// whose address is taken, and those that deferred calls and goroutines are handed:
// what they hold cannot be followed.
func (s *frame) untrustedIn(body *ast.BlockStmt) map[*types.Var]bool {
	out := map[*types.Var]bool{}
	note := func(e ast.Expr) {
		for _, id := range chain(e) {
			if v, ok := s.pkg.Info.ObjectOf(id).(*types.Var); ok && !v.IsField() {
				out[v] = true
			}
		}
	}
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				note(n.X)
			}
		case *ast.CallExpr:
			if sel, ok := n.Fun.(*ast.SelectorExpr); ok && s.takesAddress(sel) {
				note(sel.X)
			}
		case *ast.DeferStmt:
			s.mentioned(n.Call, note)
		case *ast.GoStmt:
			s.mentioned(n.Call, note)
		case *ast.FuncLit:
			ast.Inspect(n.Body, func(n ast.Node) bool {
				if a, ok := n.(*ast.AssignStmt); ok && a.Tok != token.DEFINE {
					for _, l := range a.Lhs {
						note(l)
					}
				}
				return true
			})
		}
		return true
	})
	return out
}

// mentioned notes what a call that runs later could change.
func (s *frame) mentioned(call *ast.CallExpr, note func(ast.Expr)) {
	ast.Inspect(call, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		if v, ok := s.pkg.Info.Uses[id].(*types.Var); ok && !v.IsField() {
			switch v.Type().Underlying().(type) {
			case *types.Slice, *types.Pointer, *types.Struct, *types.Array:
				note(id)
			}
		}
		return true
	})
}

// takesAddress reports a method call that implicitly takes the address of its receiver.
func (s *frame) takesAddress(sel *ast.SelectorExpr) bool {
	m := s.pkg.Info.Selections[sel]
	if m == nil || m.Kind() != types.MethodVal {
		return false
	}
	_, wantsPointer := m.Obj().Type().(*types.Signature).Recv().Type().(*types.Pointer)
	_, isPointer := m.Recv().Underlying().(*types.Pointer)
	return wantsPointer && !isPointer
}

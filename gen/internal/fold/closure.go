package fold

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"
)

// literalsIn finds the function literals of a body that have a name which is
// assigned nothing else.
func (s *frame) literalsIn(body *ast.BlockStmt) map[*types.Var]*ast.FuncLit {
	out := map[*types.Var]*ast.FuncLit{}
	assigned := map[*types.Var]int{}
	note := func(l, r ast.Expr) {
		id, _ := l.(*ast.Ident)
		v, ok := s.pkg.Info.ObjectOf(id).(*types.Var)
		if id == nil || !ok {
			return
		}
		assigned[v]++
		if lit, ok := r.(*ast.FuncLit); ok {
			out[v] = lit
		}
	}
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for i, l := range n.Lhs {
				note(l, n.Rhs[min(i, len(n.Rhs)-1)])
			}
		case *ast.ValueSpec:
			for i, id := range n.Names {
				if len(n.Values) == len(n.Names) {
					note(id, n.Values[i])
				}
			}
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				note(n.X, nil)
				note(n.X, nil)
			}
		}
		return true
	})
	maps.DeleteFunc(out, func(v *types.Var, _ *ast.FuncLit) bool { return assigned[v] != 1 })
	return out
}

// literal is the function literal that a call calls, nil where it calls something else.
func (s *frame) literal(e *ast.CallExpr) *ast.FuncLit {
	switch fn := ast.Unparen(e.Fun).(type) {
	case *ast.FuncLit:
		return fn
	case *ast.Ident:
		if v, ok := s.pkg.Info.Uses[fn].(*types.Var); ok {
			return s.literals[v]
		}
	}
	return nil
}

// callLiteral reads a function literal with what it sees around it. What it
// assigns there is not trusted anywhere; see untrustedIn.
func (s *frame) callLiteral(lit *ast.FuncLit, e *ast.CallExpr) Value {
	switch {
	case s.busy[lit]:
		return unknown(e.Pos(), "the function calls itself")
	case s.depth >= maxDepth:
		return unknown(e.Pos(), "the calls nest too deeply")
	}
	args := s.arguments(s.pkg.Info.TypeOf(lit).(*types.Signature), e)
	s.busy[lit] = true
	s.depth++
	defer func() { s.depth--; delete(s.busy, lit) }()
	in := &frame{folder: s.folder, pkg: s.pkg, vars: maps.Clone(s.vars), untrusted: s.untrusted, literals: s.literals}
	in.bind(lit.Type, args)
	before := s.changes
	ended := in.block(lit.Body.List)
	if s.changes != before {
		s.disturb(e.Pos(), nil)
	}
	if !ended && len(in.returns) == 0 {
		return unknown(e.Pos(), "it returns nothing that can be read")
	}
	return in.returned(lit.Pos())
}

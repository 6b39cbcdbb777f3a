package fold

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/types/typeutil"
)

// uses are the types as which the code of a package gets hold of what its
// package-level variables hold: that of the variable where it is named as a
// whole, that of an element where it is indexed or ranged over.
func (s *Sources) uses(p *Package) map[*types.Var][]types.Type {
	out := map[*types.Var][]types.Type{}
	for _, file := range p.Syntax {
		var path []ast.Node
		ast.Inspect(file, func(n ast.Node) bool {
			if n == nil {
				path = path[:len(path)-1]
				return true
			}
			path = append(path, n)
			id, ok := n.(*ast.Ident)
			if !ok {
				return true
			}
			if v, ok := p.Info.Uses[id].(*types.Var); ok && s.vars[v].pkg == p {
				if t := held(p, path); t != nil {
					out[v] = append(out[v], t)
				}
			}
			return true
		})
	}
	return out
}

// held is the type of what the code gets from the variable at the end of the
// path; nil where nothing of it can be changed by another name.
func held(p *Package, path []ast.Node) types.Type {
	cur := path[len(path)-1].(ast.Expr)
	for i := len(path) - 2; i >= 0; i-- {
		switch parent := path[i].(type) {
		case *ast.ParenExpr:
			cur = parent
			continue
		case *ast.SelectorExpr:
			if m := p.Info.Selections[parent]; m != nil && m.Kind() == types.FieldVal {
				cur = parent
				continue
			}
			return pointed(p, cur) // a method may take the address
		case *ast.SliceExpr:
			return pointed(p, cur)
		case *ast.IndexExpr:
			if parent.X == cur {
				cur = parent
				continue
			}
		case *ast.RangeStmt:
			if parent.X == cur {
				return typeOf(p, parent.Value)
			}
		case *ast.CallExpr:
			return handedOn(p, parent, cur)
		}
		break
	}
	return typeOf(p, cur)
}

func pointed(p *Package, e ast.Expr) types.Type {
	t := p.Info.TypeOf(e)
	switch under(p, e).(type) {
	case *types.Struct, *types.Array:
		return types.NewPointer(t)
	}
	return t
}

func typeOf(p *Package, e ast.Expr) types.Type {
	if e == nil {
		return nil
	}
	if id, ok := e.(*ast.Ident); ok && p.Info.Defs[id] != nil {
		return p.Info.Defs[id].Type()
	}
	return p.Info.TypeOf(e)
}

// handedOn is what a call gets hold of by an argument, or passes on.
func handedOn(p *Package, call *ast.CallExpr, arg ast.Expr) types.Type {
	if id, ok := ast.Unparen(call.Fun).(*ast.Ident); ok {
		if b, ok := p.Info.Uses[id].(*types.Builtin); ok {
			switch {
			case b.Name() == "len", b.Name() == "cap":
				return nil
			case b.Name() == "append" && call.Ellipsis.IsValid() && arg != call.Args[0]:
				if t, ok := under(p, arg).(*types.Slice); ok {
					return t.Elem()
				}
			}
			return typeOf(p, arg)
		}
	}
	fn := typeutil.StaticCallee(p.Info, call)
	if _, basic := under(p, call).(*types.Basic); basic && fn != nil && fn.Pkg() != p.Types && harmless(fn) {
		return nil
	}
	return typeOf(p, arg)
}

package catalog

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	"github.com/plugingen/plugingen/gen/diag"
)

// concrete is the type whose methods tell what the plugin offers: the state
// itself, or, where that is an interface, the one type that Init returns as it.
// Where several can stand behind it this is reported, and the result is nil.
func (r *reader) concrete(in *initFunc) types.Type {
	if !types.IsInterface(in.state) {
		return in.state
	}
	var found types.Type
	for _, t := range r.returnTypes(in) {
		if t == nil || types.IsInterface(t) || found != nil && !types.Identical(found, t) {
			found = nil
			break
		}
		found = t
	}
	if found == nil {
		r.found.Add(diag.Diagnostic{
			Code: diag.WrongInit, Position: r.at(in.fn.Pos()),
			Message: fmt.Sprintf("Init returns the interface %s, and the source does not show one type behind it, whose metadata and components could be read", textOf(in.state)),
			Help:    "return a type that is no interface, or a value of the same such type at every return",
		})
	}
	return found
}

// returnTypes are the types of what Init's returns give as state, nil for one
// that cannot be told; a return of nil counts for nothing.
func (r *reader) returnTypes(in *initFunc) []types.Type {
	var out []types.Type
	decl, p := r.code.Declaration(in.fn)
	if decl == nil || decl.Body == nil {
		return nil
	}
	ast.Inspect(decl.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			if len(n.Results) == 0 {
				out = append(out, nil)
				break
			}
			if tv := p.Info.Types[n.Results[0]]; !tv.IsNil() {
				out = append(out, first(tv.Type))
			}
		}
		return true
	})
	return out
}

// first is the first type of a call's results, else the type itself.
func first(t types.Type) types.Type {
	if tuple, ok := t.(*types.Tuple); ok {
		return tuple.At(0).Type()
	}
	return t
}

// methodPlace is where a method is declared, or where that is not in the
// source that was read, the state's type.
func (r *reader) methodPlace(fn *types.Func, state types.Type) token.Pos {
	if decl, _ := r.code.Declaration(fn); decl != nil {
		return fn.Pos()
	}
	if n := namedOf(state); n != nil {
		return n.Obj().Pos()
	}
	return fn.Pos()
}

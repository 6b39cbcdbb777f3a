package fold

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/types/typeutil"
)

// reaches reports whether a value of type t may lead to a place of type elem
// by a way that is read: not through interfaces, maps and functions, which are
// unknown anyhow, nor through hidden fields.
func (s *Sources) reaches(t, elem types.Type, seen map[types.Type]bool) bool {
	if seen[t] {
		return false
	}
	seen[t] = true
	if types.Identical(t, elem) {
		return true
	}
	_, part := elem.Underlying().(*types.Array) // a slice can share a part of it
	if _, any := types.Unalias(elem).(*types.TypeParam); any {
		part = true
	}
	switch u := t.Underlying().(type) {
	case *types.Slice:
		return part || s.reaches(u.Elem(), elem, seen)
	case *types.Pointer:
		return part || s.reaches(u.Elem(), elem, seen)
	case *types.Array:
		return s.reaches(u.Elem(), elem, seen)
	case *types.Struct:
		if _, basic := elem.Underlying().(*types.Basic); basic {
			return false // a list in a field is of less weight than a false alarm
		}
		for f := range u.Fields() {
			if !s.hidden(t, f.Name()) && s.reaches(f.Type(), elem, seen) {
				return true
			}
		}
	}
	_, open := types.Unalias(t).(*types.TypeParam)
	return open
}

// copyReaches is reaches for a copy of a value, whose own fields are nobody else's.
func (s *Sources) copyReaches(t, elem types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return false
	case *types.Array:
		return s.copyReaches(u.Elem(), elem)
	case *types.Struct:
		if _, basic := elem.Underlying().(*types.Basic); basic {
			return false
		}
		for f := range u.Fields() {
			if !s.hidden(t, f.Name()) && s.copyReaches(f.Type(), elem) {
				return true
			}
		}
		return false
	}
	return s.reaches(t, elem, map[types.Type]bool{})
}

// noteParts marks the package-level variables that may share what code of
// their package changes in parts, through whatever name: a list handed to a
// function, a pointer receiver, a second variable. It goes by types.
func (s *Sources) noteParts(p *Package) {
	var changed []types.Type
	for _, file := range p.Syntax {
		for _, d := range file.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil {
				changed = append(changed, changedParts(p, fn.Body)...)
			}
		}
	}
	for v, held := range s.uses(p) {
		known := s.vars[v]
		known.changed = known.changed || slices.ContainsFunc(held, func(t types.Type) bool {
			return slices.ContainsFunc(changed, func(elem types.Type) bool { return s.copyReaches(t, elem) })
		})
		s.vars[v] = known
	}
}

// changedParts are the types of places in shared memory that a body assigns to.
func changedParts(p *Package, body *ast.BlockStmt) (out []types.Type) {
	fresh := freshIn(p, body)
	note := func(l ast.Expr) {
		if t := sharedPlace(p, l, fresh); t != nil {
			out = append(out, t)
		}
	}
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, l := range n.Lhs {
				note(l)
			}
		case *ast.IncDecStmt:
			note(n.X)
		case *ast.CallExpr:
			for _, l := range writable(p, n) {
				note(&ast.StarExpr{X: l})
			}
		}
		return true
	})
	return out
}

// writable are the arguments of a call into whose memory it may write. What the
// functions of the package write is found in their own bodies.
func writable(p *Package, e *ast.CallExpr) []ast.Expr {
	if id, ok := ast.Unparen(e.Fun).(*ast.Ident); ok && len(e.Args) > 0 {
		if b, ok := p.Info.Uses[id].(*types.Builtin); ok {
			part, isPart := ast.Unparen(e.Args[0]).(*ast.SliceExpr)
			switch {
			case b.Name() == "append" && isPart && !ends(p, part):
				return []ast.Expr{part}
			case b.Name() == "copy", b.Name() == "clear":
				return e.Args[:1]
			}
			return nil
		}
	}
	fn := typeutil.StaticCallee(p.Info, e)
	if fn == nil || fn.Pkg() == p.Types || harmless(fn) {
		return nil
	}
	return e.Args
}

// ends reports a part x[i:j:j], to which append cannot write behind its end.
func ends(p *Package, e *ast.SliceExpr) bool {
	if !e.Slice3 {
		return false
	}
	high, limit := p.Info.Types[e.High].Value, p.Info.Types[e.Max].Value
	return high != nil && limit != nil && constant.Compare(high, token.EQL, limit)
}

// sharedPlace is the type of the struct or element that an assignment to l
// changes where others may see it; nil where it only changes a local value or
// something that the body made itself.
func sharedPlace(p *Package, l ast.Expr, fresh map[*types.Var]bool) types.Type {
	var at types.Type
	for {
		switch x := l.(type) {
		case *ast.ParenExpr:
			l = x.X
			continue
		case *ast.SelectorExpr:
			if ptr, ok := under(p, x.X).(*types.Pointer); ok {
				return unlessFresh(p, x.X, ptr.Elem(), fresh)
			}
			l, at = x.X, p.Info.TypeOf(x.X)
		case *ast.IndexExpr:
			switch u := under(p, x.X).(type) {
			case *types.Slice:
				return unlessFresh(p, x.X, u.Elem(), fresh)
			case *types.Pointer:
				return unlessFresh(p, x.X, u.Elem(), fresh)
			case *types.Map:
				return nil // maps are not read
			}
			l = x.X
		case *ast.StarExpr:
			switch u := under(p, x.X).(type) {
			case *types.Pointer:
				return unlessFresh(p, x.X, u.Elem(), fresh)
			case *types.Slice:
				return unlessFresh(p, x.X, u.Elem(), fresh)
			}
			return at
		default:
			return nil // a local value
		}
	}
}

// under is the underlying type of an expression; the invalid one where there is
// none, as of a package's name or in code that does not compile.
func under(p *Package, x ast.Expr) types.Type {
	if t := p.Info.TypeOf(x); t != nil {
		return t.Underlying()
	}
	return types.Typ[types.Invalid]
}

func unlessFresh(p *Package, x ast.Expr, t types.Type, fresh map[*types.Var]bool) types.Type {
	if id, ok := ast.Unparen(x).(*ast.Ident); ok {
		if v, ok := p.Info.Uses[id].(*types.Var); ok && fresh[v] {
			return nil
		}
	}
	return t
}

// freshIn are the local variables of a body that are only assigned what the
// body makes itself.
func freshIn(p *Package, body *ast.BlockStmt) map[*types.Var]bool {
	fresh := map[*types.Var]bool{}
	note := func(l ast.Expr, made bool) {
		id, ok := l.(*ast.Ident)
		v, isVar := p.Info.ObjectOf(id).(*types.Var)
		if !ok || !isVar {
			return
		}
		before, known := fresh[v]
		fresh[v] = made && (before || !known && p.Info.Defs[id] != nil)
	}
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for i, l := range n.Lhs {
				note(l, len(n.Lhs) == len(n.Rhs) && makes(p, l, n.Rhs[i]))
			}
		case *ast.ValueSpec:
			for i, id := range n.Names {
				note(id, len(n.Values) == 0 || len(n.Values) == len(n.Names) && makes(p, id, n.Values[i]))
			}
		case *ast.RangeStmt:
			for _, l := range []ast.Expr{n.Key, n.Value} {
				if l != nil {
					note(l, false)
				}
			}
		}
		return true
	})
	return fresh
}

// makes reports expressions whose memory nothing else has: literals, make, new,
// and append to nothing or to the variable itself.
func makes(p *Package, to, e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.CompositeLit:
		return true
	case *ast.UnaryExpr:
		_, isLit := ast.Unparen(e.X).(*ast.CompositeLit)
		return e.Op == token.AND && isLit
	case *ast.CallExpr:
		id, _ := ast.Unparen(e.Fun).(*ast.Ident)
		if id == nil {
			return false
		}
		b, isBuiltin := p.Info.Uses[id].(*types.Builtin)
		if !isBuiltin {
			return false
		}
		if b.Name() == "append" && len(e.Args) > 0 {
			from, same := e.Args[0].(*ast.Ident)
			toID, _ := to.(*ast.Ident)
			return same && toID != nil && p.Info.ObjectOf(from) == p.Info.ObjectOf(toID) || p.Info.Types[e.Args[0]].IsNil()
		}
		return b.Name() == "make" || b.Name() == "new"
	}
	return p.Info.Types[e].IsNil()
}

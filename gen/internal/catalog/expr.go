package catalog

import (
	"go/token"
	"go/types"
	"strings"
)

// mark encloses an import path in a type's text; no path and no type text holds it.
const mark = "\x00"

// exprOf writes a type as an Expr, every qualified name an Ident.
func exprOf(t types.Type) Expr {
	names := map[string]string{}
	text := types.TypeString(t, func(p *types.Package) string {
		names[p.Path()] = p.Name()
		return mark + p.Path() + mark
	})
	var expr Expr
	// Text and paths alternate; a path is followed by ".Name".
	for i, part := range strings.Split(text, mark) {
		if i%2 == 1 {
			expr = append(expr, Token{Ident: Ident{Path: part, Package: names[part]}})
			continue
		}
		if i > 0 {
			name, rest := cutIdent(part[1:])
			expr[len(expr)-1].Ident.Name = name
			part = rest
		}
		if part != "" {
			expr = append(expr, Token{Text: part})
		}
	}
	return expr
}

func cutIdent(s string) (name, rest string) {
	end := strings.IndexAny(s, " .,;()[]{}*\n\t")
	if end < 0 {
		return s, ""
	}
	return s[:end], s[end:]
}

// String is the type with import paths: "*database/sql.DB".
func (e Expr) String() string {
	if len(e) == 1 && e[0].Text == "" {
		return e[0].Ident.Path + "." + e[0].Ident.Name // most types, and asked for often
	}
	var b strings.Builder
	for _, t := range e {
		b.WriteString(t.Text)
		if t.Ident.Path != "" {
			b.WriteString(t.Ident.Path + "." + t.Ident.Name)
		}
	}
	return b.String()
}

// textOf is a type for messages, packages by their names.
func textOf(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string { return p.Name() })
}

// unexported finds a name in t that another package cannot write.
func unexported(t types.Type) (string, bool) {
	for _, tok := range exprOf(t) {
		if tok.Ident.Path != "" && !isExported(tok.Ident.Name) {
			return tok.Ident.Name, true
		}
	}
	return "", false
}

func isExported(name string) bool { return token.IsExported(name) }

func identOf(obj types.Object) Ident {
	if obj.Pkg() == nil {
		return Ident{Name: obj.Name()}
	}
	return Ident{Path: obj.Pkg().Path(), Package: obj.Pkg().Name(), Name: obj.Name()}
}

// namedOf is the named type behind t, aliases and one pointer removed; nil where there is none.
func namedOf(t types.Type) *types.Named {
	t = types.Unalias(t)
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	n, _ := t.(*types.Named)
	return n
}

// isNamed reports whether t is the named type path.name.
func isNamed(t types.Type, path, name string) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Name() == name && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == path
}

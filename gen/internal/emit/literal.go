package emit

import (
	"github.com/dave/jennifer/jen"

	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/settings"
)

// literal writes a value as source.
func (w *wiring) literal(l settings.Literal) *jen.Statement {
	switch l.Kind {
	case settings.Scalar:
		return jen.Op(l.Text)
	case settings.DurationLiteral:
		return duration(l.Nanos)
	case settings.TimeLiteral:
		return instant(l.Text)
	case settings.URLLiteral:
		return address(l)
	case settings.CallLiteral:
		return jen.Qual(l.Func.Path, l.Func.Name).Call(jen.Lit(l.Text))
	case settings.BytesLiteral:
		return expr(l.Type.Expr).Parens(jen.Op(l.Text))
	case settings.ZeroLiteral:
		return zero(l)
	case settings.StructLiteral:
		return expr(l.Type.Expr).Add(w.structFields(l))
	case settings.ListLiteral:
		return expr(l.Type.Expr).Add(w.items(l))
	case settings.MapLiteral:
		return expr(l.Type.Expr).Add(w.entries(l))
	case settings.PointerLiteral:
		return w.pointer(l)
	}
	return jen.Nil()
}

func (w *wiring) structFields(l settings.Literal) *jen.Statement {
	var items []jen.Code
	for _, f := range l.Fields {
		items = append(items, field(f.Name, w.literal(f.Value)))
	}
	return braced(items)
}

// items writes a list; scalars stand on one line.
func (w *wiring) items(l settings.Literal) *jen.Statement {
	var items []jen.Code
	short := true
	for _, it := range l.Items {
		items = append(items, w.element(it, l.Type))
		short = short && (it.Kind == settings.Scalar || it.Kind == settings.ZeroLiteral && it.Text != "")
	}
	if short {
		return jen.Values(items...)
	}
	return braced(items)
}

func (w *wiring) entries(l settings.Literal) *jen.Statement {
	var items []jen.Code
	for _, e := range l.Entries {
		items = append(items, w.literal(e.Key).Op(":").Add(w.element(e.Value, l.Type)))
	}
	return braced(items)
}

// element is a literal in a list or a map, which says the type of a composite
// already.
func (w *wiring) element(l settings.Literal, of catalog.Type) *jen.Statement {
	if of.Elem == nil || of.Elem.ID() != l.Type.ID() {
		return w.literal(l)
	}
	switch l.Kind {
	case settings.PointerLiteral:
		if to := l.Items[0]; to.Kind == settings.StructLiteral && l.Type.Elem != nil && l.Type.Elem.ID() == to.Type.ID() {
			return w.structFields(to)
		}
	case settings.StructLiteral:
		return w.structFields(l)
	case settings.ListLiteral:
		return w.items(l)
	case settings.MapLiteral:
		return w.entries(l)
	case settings.ZeroLiteral:
		if l.Text == "" {
			return jen.Values()
		}
	}
	return w.literal(l)
}

// pointer is the address of a composite, or of a copy that the runtime makes:
// of the type pointed to, which may be an interface around the value.
func (w *wiring) pointer(l settings.Literal) *jen.Statement {
	value := l.Items[0]
	to := value.Type
	if l.Type.Elem != nil {
		to = *l.Type.Elem
	}
	if to.ID() == value.Type.ID() {
		switch value.Kind {
		case settings.StructLiteral, settings.ListLiteral, settings.MapLiteral, settings.URLLiteral:
			return jen.Op("&").Add(w.literal(value))
		}
	}
	return w.rt("Ptr").Index(expr(to.Expr)).Call(w.literal(value))
}

func braced(items []jen.Code) *jen.Statement {
	if len(items) == 0 {
		return jen.Values()
	}
	return fields(items...)
}

// zero is what stands in the place of a value that is set at start.
func zero(l settings.Literal) *jen.Statement {
	if l.Text == "" {
		return expr(l.Type.Expr).Values()
	}
	return jen.Op(l.Text)
}

package emit

import (
	"fmt"
	"time"

	"github.com/dave/jennifer/jen"

	"github.com/plugingen/plugingen/gen/internal/plan"
	"github.com/plugingen/plugingen/gen/internal/settings"
)

// configs writes a method for every configuration that sets something.
func (w *wiring) configs(f *jen.File) {
	for _, u := range w.plan.Units {
		if u.Config == nil || len(u.Config.Fields) == 0 {
			continue
		}
		f.Comment(fmt.Sprintf("config%s is the configuration of entry %s.", u.Accessor, u.Entry))
		f.Func().Params(jen.Op("*").Id("Composition")).Id("config" + u.Accessor).Params().Add(expr(u.Config.Type.Expr)).Block(
			jen.Return(w.literal(*u.Config)),
		)
		f.Line()
	}
}

// config is the configuration as an argument.
func (w *wiring) config(u plan.Unit) *jen.Statement {
	if len(u.Config.Fields) == 0 {
		return expr(u.Config.Type.Expr).Values()
	}
	return jen.Id("c").Dot("config" + u.Accessor).Call()
}

// literal writes a value as source.
func (w *wiring) literal(l settings.Literal) *jen.Statement {
	switch l.Kind {
	case settings.Scalar:
		return jen.Op(l.Text)
	case settings.DurationLiteral:
		return duration(l.Nanos)
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
		items = append(items, w.literal(it))
		short = short && it.Kind == settings.Scalar
	}
	if short {
		return jen.Values(items...)
	}
	return braced(items)
}

func (w *wiring) entries(l settings.Literal) *jen.Statement {
	var items []jen.Code
	for _, e := range l.Entries {
		items = append(items, w.literal(e.Key).Op(":").Add(w.literal(e.Value)))
	}
	return braced(items)
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
		case settings.StructLiteral, settings.ListLiteral, settings.MapLiteral:
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

// units of time, largest first.
var timeUnits = []struct {
	name  string
	nanos int64
}{
	{"Hour", int64(time.Hour)},
	{"Minute", int64(time.Minute)},
	{"Second", int64(time.Second)},
	{"Millisecond", int64(time.Millisecond)},
	{"Microsecond", int64(time.Microsecond)},
}

// duration writes a length of time in the largest unit that divides it.
func duration(nanos int64) *jen.Statement {
	if nanos == 0 {
		return jen.Op("0")
	}
	for _, u := range timeUnits {
		if nanos%u.nanos == 0 {
			if nanos == u.nanos {
				return jen.Qual("time", u.name)
			}
			return jen.Op(fmt.Sprint(nanos/u.nanos)).Op("*").Qual("time", u.name)
		}
	}
	return jen.Op(fmt.Sprint(nanos)).Op("*").Qual("time", "Nanosecond")
}

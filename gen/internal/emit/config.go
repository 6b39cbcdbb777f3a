package emit

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/plugingen/plugingen/gen/internal/plan"
	"github.com/plugingen/plugingen/gen/internal/settings"
)

// configured reports whether a plugin's configuration has settings: then it is
// made before any plugin is initialised.
func configured(u plan.Unit) bool { return u.Config != nil && len(u.Config.Binding.Settings) > 0 }

// validated reports whether a plugin's configuration checks itself.
func validated(u plan.Unit) bool { return u.Facts.Config != nil && u.Facts.Config.Validate }

// configs writes the method that makes a plugin's configuration: what is known
// as a literal, what comes at start put into it, then what its type checks.
func (w *wiring) configs(f *jen.File) {
	for _, u := range w.plan.Units {
		if !configured(u) {
			continue
		}
		t := expr(u.Config.Literal.Type.Expr)
		f.Comment(fmt.Sprintf("config%s makes the configuration of entry %s.", u.Accessor, u.Entry))
		f.Func().Params(jen.Id("c").Op("*").Id("Composition")).Id("config"+u.Accessor).
			Params(jen.Id("i").Op("*").Add(w.rt("Instance"))).Params(t, jen.Error()).BlockFunc(func(g *jen.Group) {
			g.Id("config").Op(":=").Add(w.literal(u.Config.Literal))
			configure := jen.Id("i").Dot("Configure").Add(w.toConfigure(u))
			g.Err().Op(":=").Add(configure)
			if validated(u) {
				g.If(jen.Err().Op("==").Nil()).Block(jen.Err().Op("=").Add(w.rt("InvalidConfig")).Call(jen.Id("config").Dot("Validate").Call()))
			}
			g.Return(jen.Id("config"), jen.Err())
		})
		f.Line()
	}
}

// toConfigure are the arguments of Configure: where the settings are kept, and
// what comes at start.
func (w *wiring) toConfigure(u plan.Unit) *jen.Statement {
	items := []jen.Code{jen.Id("c").Dot(w.settingsOf(u)).Call(jen.Op("&").Id("config"))}
	for _, l := range u.Config.Late {
		items = append(items, w.late(l))
	}
	return jen.Custom(jen.Options{Open: "(", Close: ")", Separator: ",", Multi: len(items) > 1}, items...)
}

func (w *wiring) late(l settings.Late) *jen.Statement {
	if l.JSON {
		return w.st("JSONAt").Call(jen.Lit(l.Pointer), document(l.Text))
	}
	return w.st("At").Call(jen.Lit(l.Pointer), jen.Lit(l.Text))
}

// document is JSON as source, between backquotes where it can stand there.
func document(text string) *jen.Statement {
	if strconv.CanBackquote(text) && strings.Contains(text, `"`) {
		return jen.Op("`" + text + "`")
	}
	return jen.Lit(text)
}

// boundBy finds the first entry of each config type: entries with one config
// type share the method that says where its settings are kept.
func boundBy(p *plan.Plan) map[string]string {
	out := map[string]string{}
	for _, u := range p.Units {
		if !configured(u) {
			continue
		}
		if id := u.Config.Literal.Type.ID(); out[id] == "" {
			out[id] = u.Accessor
		}
	}
	return out
}

// settingsOf is the method that says where the settings of a unit's config type
// are kept.
func (w *wiring) settingsOf(u plan.Unit) string {
	return "settings" + w.bound[u.Config.Literal.Type.ID()]
}

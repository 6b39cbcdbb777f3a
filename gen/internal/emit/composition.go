package emit

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/plan"
)

// inputs writes the struct of the host's values, where there are any.
func (w *wiring) inputs(f *jen.File) {
	if len(w.plan.Inputs) == 0 {
		return
	}
	f.Comment("Inputs are the values that the host hands to the plugins.")
	f.Type().Id("Inputs").StructFunc(func(g *jen.Group) {
		for _, in := range w.plan.Inputs {
			g.Id(in.Field).Add(expr(in.Type))
		}
	})
	f.Line()
}

func (w *wiring) composition(f *jen.File) {
	f.Comment("// Composition is the program's plugins: an App that starts and stops them, a typed\n// registry for each kind of component, and an accessor for each plugin.")
	f.Type().Id("Composition").StructFunc(func(g *jen.Group) {
		g.Op("*").Add(w.rt("App"))
		for _, k := range w.plan.Contract.Kinds {
			g.Id(k.Method).Op("*").Add(w.rt("Registry")).Index(expr(k.Type))
		}
		if len(w.plan.Inputs) > 0 {
			g.Line()
			g.Id("inputs").Id("Inputs")
		}
		g.Line()
		for _, u := range w.plan.Units {
			g.Id(u.Field).Add(w.rt("Slot")).Index(expr(u.Facts.State))
		}
	})
	f.Line()
}

func (w *wiring) constructor(f *jen.File) {
	f.Comment("New returns the composition, not started.")
	var params []jen.Code
	if len(w.plan.Inputs) > 0 {
		params = append(params, jen.Id("inputs").Id("Inputs"))
	}
	params = append(params, jen.Id("opts").Op("...").Add(w.rt("Option")))
	f.Func().Id("New").Params(params...).Op("*").Id("Composition").Block(
		jen.Id("c").Op(":=").Op("&").Id("Composition").Add(w.registries()),
		jen.Id("c").Dot("App").Op("=").Add(w.rt("NewApp")).Call(jen.Index().Add(w.rt("Unit")).Add(w.units()), jen.Id("opts").Op("...")),
		jen.Return(jen.Id("c")),
	)
	f.Line()
}

func (w *wiring) registries() *jen.Statement {
	var items []jen.Code
	for _, k := range w.plan.Contract.Kinds {
		items = append(items, field(k.Method, w.rt("NewRegistry").Index(expr(k.Type)).Call(jen.Lit(k.Method))))
	}
	if len(w.plan.Inputs) > 0 {
		items = append(items, field("inputs", jen.Id("inputs")))
	}
	if len(items) == 0 {
		return jen.Values()
	}
	return fields(items...)
}

func (w *wiring) units() *jen.Statement {
	var items []jen.Code
	for _, u := range w.plan.Units {
		items = append(items, w.unit(u))
	}
	if len(items) == 0 {
		return jen.Values()
	}
	return fields(items...)
}

func (w *wiring) unit(u plan.Unit) *jen.Statement {
	items := []jen.Code{
		field("Name", jen.Lit(u.Entry)),
		field("Package", jen.Lit(u.Facts.Package.Path)),
		field("Version", jen.Lit(u.Facts.Metadata.Version.Value)),
	}
	if len(u.Needs) > 0 {
		items = append(items, field("Needs", texts(entries(u.Needs))))
	}
	if len(u.After) > 0 {
		items = append(items, field("After", texts(entries(u.After))))
	}
	if u.Prefix != "" {
		items = append(items, field("Prefix", jen.Lit(u.Prefix)))
	}
	if len(u.Components) > 0 {
		items = append(items, field("Components", jen.Index().String().Add(w.components(u))))
	}
	if u.Timeouts.Init > 0 {
		items = append(items, field("InitTimeout", duration(u.Timeouts.Init)))
	}
	if u.Timeouts.Terminate > 0 {
		items = append(items, field("TerminateTimeout", duration(u.Timeouts.Terminate)))
	}
	if policy := policies[u.OnFailure]; policy != "" {
		items = append(items, field("OnFailure", w.rt(policy)))
	}
	start := jen.Id("c").Dot("init" + u.Accessor)
	if configured(u) {
		return fields(append(items, field("Configure", w.rt("Configured").Call(jen.Id("c").Dot("config"+u.Accessor), start)))...)
	}
	return fields(append(items, field("Init", start))...)
}

// policies are the runtime's names of what on_failure says, but for the default.
var policies = map[string]string{"retry": "Retry", "ignore": "Ignore"}

func (w *wiring) components(u plan.Unit) *jen.Statement {
	var items []jen.Code
	for _, c := range u.Components {
		items = append(items, jen.Lit(c.Kind+"/"+c.Name))
	}
	return fields(items...)
}

func entries(edges []plan.Edge) []string {
	var out []string
	for _, e := range edges {
		out = append(out, e.Entry)
	}
	return out
}

// init writes the method that brings one plugin up.
func (w *wiring) init(f *jen.File, u plan.Unit) {
	ctx := jen.Id("ctx").Qual("context", "Context")
	params := []jen.Code{ctx, jen.Id("i").Op("*").Add(w.rt("Instance"))}
	if configured(u) {
		params = append(params, jen.Id("config").Add(expr(u.Config.Literal.Type.Expr)))
	}
	f.Func().Params(jen.Id("c").Op("*").Id("Composition")).Id("init" + u.Accessor).Params(params...).Error().BlockFunc(func(g *jen.Group) {
		if validated(u) && !configured(u) {
			g.Id("config").Op(":=").Add(expr(u.Config.Literal.Type.Expr).Values())
			g.If(jen.Err().Op(":=").Id("config").Dot("Validate").Call(), jen.Err().Op("!=").Nil()).Block(
				jen.Return(w.rt("InvalidConfig").Call(jen.Err())),
			)
		}
		g.List(jen.Id("p"), jen.Err()).Op(":=").Qual(u.Facts.Package.Path, "Init").Call(w.arguments(u)...)
		g.If(jen.Err().Op("!=").Nil()).Block(jen.Return(jen.Err()))
		g.Add(w.rt("Hold")).Call(jen.Id("i"), jen.Op("&").Id("c").Dot(u.Field), jen.Id("p"))
		for _, hook := range hooks(u) {
			g.Id("i").Dot("On" + hook).Call(jen.Id("p").Dot(hook))
		}
		for _, k := range w.plan.Contract.Kinds {
			g.Add(w.register(k))
		}
		g.Return(jen.Nil())
	})
	f.Line()
}

// register offers the components of a kind, behind guards where it has them.
func (w *wiring) register(k catalog.Kind) *jen.Statement {
	args := []jen.Code{jen.Id("i"), jen.Id("c").Dot(k.Method), jen.Id("p").Dot(k.Method).Call()}
	if len(k.Guard) == 0 {
		return w.rt("Register").Call(args...)
	}
	guard, _ := plan.GuardNames(k)
	return w.rt("RegisterGuarded").Call(append(args, jen.Id(guard))...)
}

// hooks are the lifecycle methods that not every plugin has.
func hooks(u plan.Unit) []string {
	var out []string
	if u.Facts.Start {
		out = append(out, "Start")
	}
	if u.Facts.Health {
		out = append(out, "Health")
	}
	if u.Facts.SideBySide {
		out = append(out, "SideBySide")
	}
	return out
}

// arguments are what Init is called with.
func (w *wiring) arguments(u plan.Unit) []jen.Code {
	args := []jen.Code{jen.Id("ctx")}
	switch {
	case u.Config == nil:
	case configured(u) || validated(u):
		args = append(args, jen.Id("config"))
	default:
		args = append(args, expr(u.Config.Literal.Type.Expr).Values())
	}
	for _, a := range u.Args {
		switch {
		case a.Logger:
			args = append(args, jen.Id("i").Dot("Logger").Call())
		case a.Input != "":
			args = append(args, jen.Id("c").Dot("inputs").Dot(plan.Accessor(a.Input)))
		default:
			args = append(args, jen.Id("c").Dot(w.fieldOf(a.Unit)).Dot("Get").Call())
		}
	}
	return args
}

func (w *wiring) fieldOf(entry string) string {
	for _, u := range w.plan.Units {
		if u.Entry == entry {
			return u.Field
		}
	}
	return entry // not reached: a plan names only its own units
}

func (w *wiring) accessor(f *jen.File, u plan.Unit) {
	f.Comment(fmt.Sprintf("%s is the plugin of entry %s; false while it is not running.", u.Accessor, u.Entry))
	f.Func().Params(jen.Id("c").Op("*").Id("Composition")).Id(u.Accessor).Params().Params(expr(u.Facts.State), jen.Bool()).Block(
		jen.Return(jen.Id("c").Dot(u.Field).Dot("Lookup").Call()),
	)
	f.Line()
}

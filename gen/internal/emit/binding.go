package emit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/plan"
	"github.com/plugingen/plugingen/gen/internal/settings"
)

// bindings writes, for each config type, the method that says where its settings
// are kept and by which rules.
func (w *wiring) bindings(f *jen.File) {
	for _, u := range w.plan.Units {
		if !configured(u) || w.settingsOf(u) != "settings"+u.Accessor {
			continue
		}
		b := binding{wiring: w, names: structNames(u.Config.Binding.Structs)}
		t := expr(u.Config.Literal.Type.Expr)
		f.Comment(fmt.Sprintf("settings%s is where the settings of %s are kept, and their rules.", u.Accessor, u.Config.Literal.Type.Text))
		f.Func().Params(jen.Op("*").Id("Composition")).Id("settings" + u.Accessor).
			Params(jen.Id("config").Op("*").Add(t)).Add(w.st("Setting")).BlockFunc(func(g *jen.Group) {
			b.structs(g, u.Config.Binding.Structs)
			g.Return(b.fields(u.Config.Binding, spot{code: jen.Id("config"), pointer: true}))
		})
		f.Line()
	}
}

// binding writes the settings of one config type.
type binding struct {
	*wiring
	names map[string]string // of the functions for structs that are met again, by type
	anew  bool              // within a value that is made anew
}

// spot is a place in the configuration: code is the value, or its pointer.
type spot struct {
	code    *jen.Statement
	pointer bool
}

func (s spot) address() *jen.Statement {
	if s.pointer {
		return s.code.Clone()
	}
	return jen.Op("&").Add(s.code)
}

func (s spot) field(name string) spot { return spot{code: s.code.Clone().Dot(name)} }

// structs declares a function for each struct that is met again; those that
// contain themselves are declared before they are given a body.
func (b binding) structs(g *jen.Group, structs []settings.StructBinding) {
	b.anew = true
	for _, s := range structs {
		if s.Recursive {
			g.Var().Id(b.names[s.Type.ID()]).Func().Params(
				jen.Op("*").Add(expr(s.Type.Expr)), jen.Op("...").Add(b.st("Rule")),
			).Add(b.st("Setting"))
		}
	}
	for _, s := range structs {
		op := ":="
		if s.Recursive {
			op = "="
		}
		g.Id(b.names[s.Type.ID()]).Op(op).Add(b.function(s.Type, "_", b.fields(s.Binding, spot{code: jen.Id("p"), pointer: true})))
	}
}

// function is a function literal that binds what p points to; it takes rules,
// under a name where it hands them on.
func (b binding) function(t catalog.Type, rules string, body jen.Code) *jen.Statement {
	return jen.Func().Params(
		jen.Id("p").Op("*").Add(expr(t.Expr)),
		jen.Id(rules).Op("...").Add(b.st("Rule")),
	).Add(b.st("Setting")).Block(jen.Return(body))
}

// fields are the settings of a struct.
func (b binding) fields(s settings.Binding, at spot) *jen.Statement {
	var items []jen.Code
	for _, f := range s.Settings {
		items = append(items, jen.Lit(f.Name).Op(":").Add(b.setting(f, f.Path, at)))
	}
	return b.st("Fields").Add(braced(items))
}

// setting follows the path to a field, through embedded structs.
func (b binding) setting(s settings.SettingBinding, path []catalog.Field, at spot) *jen.Statement {
	next := at.field(path[0].Name)
	if !path[0].Exported {
		next = at // Go promotes what is in it
	}
	switch {
	case s.Form == settings.ToUnsettable:
		return b.st("Unsettable").Call(jen.Lit(s.Why))
	case len(path) == 1:
		return b.required(s.Binding, b.value(s.Binding, next))
	case path[0].Type.Kind == catalog.Pointer:
		t := *path[0].Type.Elem
		inner := b.setting(s, path[1:], spot{code: jen.Id("p"), pointer: true})
		return b.st("Embedded").Call(next.address(), b.function(t, "_", inner))
	}
	return b.setting(s, path[1:], next)
}

func (b binding) required(s settings.Binding, code *jen.Statement) *jen.Statement {
	if !b.anew || !s.Required {
		return code
	}
	return b.st("Required").Call(code)
}

// value binds a value with its rules and those handed on.
func (b binding) value(s settings.Binding, at spot, handed ...jen.Code) *jen.Statement {
	if s.Form == settings.ToFields {
		if s.Struct {
			return jen.Id(b.names[s.Type.ID()]).Call(at.address())
		}
		return b.fields(s, at)
	}
	args := []jen.Code{at.address()}
	if s.Form == settings.ToArray {
		args[0] = at.code.Clone().Index(jen.Op(":"))
	}
	if s.Key != nil {
		args = append(args, b.element(*s.Key))
	}
	if s.Elem != nil {
		args = append(args, b.element(*s.Elem))
	}
	args = append(args, b.rules(s.Rules)...)
	return b.st(string(s.Form)).Call(append(args, handed...)...)
}

// element is a function that binds what a pointer, list or map holds.
func (b binding) element(s settings.Binding) *jen.Statement {
	b.anew = true
	p := spot{code: jen.Id("p"), pointer: true}
	switch s.Form {
	case settings.ToFields:
		if s.Struct {
			return jen.Id(b.names[s.Type.ID()])
		}
		return b.function(s.Type, "_", b.fields(s, p))
	case settings.ToUnsettable:
		return b.function(s.Type, "_", b.st("Unsettable").Call(jen.Lit(s.Why)))
	case settings.ToPointer, settings.ToList, settings.ToArray, settings.ToMap:
		return b.function(s.Type, "rules", b.value(s, p, jen.Id("rules").Op("...")))
	case settings.ToText, settings.ToJSON:
		return b.st(string(s.Form)).Index(expr(s.Type.Expr))
	}
	return b.st(string(s.Form))
}

// rules are the arguments that say a setting's rules. What a setting is where
// it is absent matters in a value that is made anew only.
func (b binding) rules(rules []settings.Rule) []jen.Code {
	var out []jen.Code
	for _, r := range rules {
		if r.Func == "Default" && !b.anew {
			continue
		}
		out = append(out, b.st(r.Func).Call(b.ruleArgs(r)...))
	}
	return out
}

func (b binding) ruleArgs(r settings.Rule) []jen.Code {
	args := r.Args
	if r.Kind != "" {
		args = plan.ComponentNames(b.plan.Units, r.Kind)
	}
	out := b.rules(r.Rules)
	for _, a := range args {
		if r.Number() {
			out = append(out, jen.Op(a))
		} else {
			out = append(out, jen.Lit(a))
		}
	}
	return out
}

// structNames names the functions of structs: by the type's name, where two
// would be the same by its package's as well, and else by all of it.
func structNames(structs []settings.StructBinding) map[string]string {
	var open []string
	forms := map[string][3]string{}
	for _, s := range structs {
		id := s.Type.Ident
		open = append(open, s.Type.ID())
		forms[s.Type.ID()] = [3]string{lowerFirst(id.Name), letters(id.Package) + id.Name, "s" + spelt(s.Type.ID())}
	}
	out := map[string]string{}
	for n := 0; len(open) > 0; n++ {
		count := map[string]int{}
		for _, id := range open {
			count[forms[id][n]]++
		}
		open = slices.DeleteFunc(open, func(id string) bool {
			if count[forms[id][n]] > 1 && n < 2 {
				return false
			}
			out[id] = forms[id][n] + "Settings"
			return true
		})
	}
	return out
}

func lowerFirst(name string) string {
	r := []rune(name)
	return strings.ToLower(string(r[:1])) + string(r[1:])
}

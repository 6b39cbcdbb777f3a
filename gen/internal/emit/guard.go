package emit

import (
	"fmt"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/plan"
)

// guards writes, for each kind that is guarded, the type that stands before its
// components, and the function that puts it there.
func (w *wiring) guards(f *jen.File) {
	if len(w.plan.Units) == 0 {
		return
	}
	for _, k := range w.plan.Contract.Kinds {
		if len(k.Guard) == 0 {
			continue
		}
		guard, guarded := plan.GuardNames(k)
		f.Comment(fmt.Sprintf("%s sends the calls of a component of %s through its gate.", guarded, k.Method))
		f.Type().Id(guarded).Struct(
			jen.Id("gate").Op("*").Add(w.rt("Gate")),
			jen.Id("component").Add(expr(k.Type)),
		)
		f.Line()
		f.Func().Id(guard).Params(jen.Id("gate").Op("*").Add(w.rt("Gate")), jen.Id("component").Add(expr(k.Type))).Add(expr(k.Type)).Block(
			jen.Return(jen.Op("&").Id(guarded).Values(jen.Id("gate"), jen.Id("component"))),
		)
		f.Line()
		for _, m := range k.Guard {
			guardMethod(f, guarded, m)
		}
		f.Comment("Unwrap is for runtime.Unwrap.")
		f.Func().Params(jen.Id("g").Op("*").Id(guarded)).Id("Unwrap").Params().Add(expr(k.Type)).Block(jen.Return(jen.Id("g").Dot("component")))
		f.Line()
	}
}

// guardMethod writes a method that lets a call through the gate.
func guardMethod(f *jen.File, guarded string, m catalog.Method) {
	params, results := namesIn(m)
	returned := make([]jen.Code, len(results))
	for k, name := range results {
		returned[k] = jen.Id(name)
	}
	failure := jen.Nil() // where the error of the call is
	if m.Err {
		failure = jen.Op("&").Err()
	}
	call := jen.Id("g").Dot("component").Dot(m.Name).Call(passed(m, params)...)
	if len(results) > 0 {
		call = jen.List(returned...).Op("=").Add(call)
	}
	inside := jen.Id("pass").Dot("In").Call()
	body := []jen.Code{
		jen.Id("pass").Op(":=").Add(atGate("Enter")),
		jen.If(jen.Op("!").Add(inside)).Block(refusal(m, returned)...),
		jen.Defer().Func().Params().Block(
			jen.If(inside.Clone()).Block(atGate("Recovered", jen.Recover(), failure)),
		).Call(),
		call,
	}
	if m.Err {
		body = append(body, jen.If(jen.Err().Op("!=").Nil()).Block(atGate("Failed")))
	}
	body = append(body, jen.Id("pass").Op("=").Add(atGate("Leave", jen.Id("pass"))))
	if len(results) > 0 {
		body = append(body, jen.Return(returned...))
	}
	f.Func().Params(jen.Id("g").Op("*").Id(guarded)).Id(m.Name).
		Params(declared(m.Params, params, m.Variadic)...).
		Params(declared(m.Results, results, false)...).Block(body...)
	f.Line()
}

// refusal is what a call does that the gate does not let in: its results are
// zero, but for the error where it has one.
func refusal(m catalog.Method, returned []jen.Code) []jen.Code {
	if !m.Err {
		return []jen.Code{atGate("Refused"), jen.Return(returned...)}
	}
	zeros := append([]jen.Code(nil), returned[:len(returned)-1]...)
	return []jen.Code{jen.Return(append(zeros, atGate("Refusal"))...)}
}

// atGate calls a method of the guard's gate.
func atGate(method string, args ...jen.Code) *jen.Statement {
	return jen.Id("g").Dot("gate").Dot(method).Call(args...)
}

// declared is a list of parameters or results under these names.
func declared(vars []catalog.Variable, names []string, variadic bool) []jen.Code {
	out := make([]jen.Code, len(vars))
	for k, v := range vars {
		t := expr(v.Type)
		if variadic && k == len(vars)-1 {
			t = jen.Op("...").Add(expr(elementOf(v.Type)))
		}
		out[k] = jen.Id(names[k]).Add(t)
	}
	return out
}

// elementOf is the type that a slice type is of.
func elementOf(t catalog.Expr) catalog.Expr {
	rest, _ := strings.CutPrefix(t[0].Text, "[]")
	if rest == "" {
		return t[1:]
	}
	return append(catalog.Expr{{Text: rest}}, t[1:]...)
}

func passed(m catalog.Method, params []string) []jen.Code {
	out := make([]jen.Code, len(params))
	for k, name := range params {
		out[k] = jen.Id(name)
		if m.Variadic && k == len(params)-1 {
			out[k] = jen.Id(name).Op("...")
		}
	}
	return out
}

// namesIn names the parameters and results of a guard's method: as the
// interface does, where it does and the guard has no other use for the name.
func namesIn(m catalog.Method) (params, results []string) {
	taken := map[string]bool{"": true, "_": true, "g": true, "pass": true, "err": true, "nil": true, "recover": true}
	params, results = make([]string, len(m.Params)), make([]string, len(m.Results))
	if m.Err {
		results[len(results)-1] = "err"
	}
	keepNames(params, m.Params, taken)
	keepNames(results, m.Results, taken)
	for k, v := range m.Params {
		wish := fmt.Sprintf("a%d", k+1)
		if v.Context {
			wish = "ctx"
		}
		nameAs(&params[k], wish, taken)
	}
	for k := range m.Results {
		wish := fmt.Sprintf("r%d", k+1)
		if len(m.Results) == 1 || len(m.Results) == 2 && m.Err {
			wish = "result"
		}
		nameAs(&results[k], wish, taken)
	}
	return params, results
}

// keepNames takes the names that are free.
func keepNames(names []string, vars []catalog.Variable, taken map[string]bool) {
	for k, v := range vars {
		if names[k] == "" && !taken[v.Name] {
			names[k], taken[v.Name] = v.Name, true
		}
	}
}

// nameAs gives a name to what has none.
func nameAs(name *string, wish string, taken map[string]bool) {
	if *name != "" {
		return
	}
	for taken[wish] {
		wish += "_"
	}
	*name, taken[wish] = wish, true
}

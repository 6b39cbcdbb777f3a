package catalog

import (
	"fmt"
	"go/ast"
	"go/types"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/config"
)

// state is what the reader keeps of a plugin while others are compared with it.
type state struct {
	entry string
	typ   types.Type // nil where Init could not be read
	pkg   *types.Package
}

// plugins reads the facts of every enabled entry, a package entered twice only
// once, and then lets the entries' parameters and states meet.
func (r *reader) plugins(cat *Catalog) {
	type reading struct {
		facts *Facts
		init  *initFunc
	}
	done := map[string]reading{}
	var inits []*initFunc
	for i := range cat.Config.Plugins {
		e := &cat.Config.Plugins[i]
		if !e.Enabled || e.Module.Value == "" {
			continue
		}
		got, known := done[e.Module.Value]
		if !known {
			got.facts, got.init = r.plugin(cat, e)
			done[e.Module.Value] = got
		}
		if got.facts == nil {
			r.states = append(r.states, state{entry: e.Name.Value})
			continue
		}
		cat.Plugins = append(cat.Plugins, Plugin{Entry: e, Facts: got.facts})
		inits = append(inits, got.init)
		r.states = append(r.states, state{entry: e.Name.Value, typ: got.init.state, pkg: got.init.pkg.Types})
	}
	for i := range cat.Plugins {
		cat.Plugins[i].Params = r.params(cat, inits[i], cat.Plugins[i].Entry.Name.Value)
	}
}

// plugin reads one package; nil where it cannot be a plugin, which is then reported.
func (r *reader) plugin(cat *Catalog, e *config.Entry) (*Facts, *initFunc) {
	if !r.usable(r.loaded[e.Module.Value], e.Module.Value, e.Module.Position) {
		return nil, nil
	}
	r.agree(cat, r.pkgs[e.Module.Value], e)
	return r.facts(cat, r.pkgs[e.Module.Value], e)
}

// facts reads a package that compiles; nil where Init does not tell what the
// plugin is. The entry only serves messages, and may be nil.
func (r *reader) facts(cat *Catalog, p *Package, e *config.Entry) (*Facts, *initFunc) {
	in := r.init(p, e)
	if in == nil || in.state == nil {
		return nil, nil
	}
	f := &Facts{
		Package: Ident{Path: p.Path, Package: p.Name},
		Init:    r.at(in.fn.Pos()),
		State:   exprOf(in.state),
		StateAt: r.stateAt(p, in.state),
		Module:  p.Module, Version: p.Version,
		Digest: r.digest(p),
	}
	if in.config != nil {
		f.Config = r.configFacts(in.config)
	}
	if r.methods(cat, p, in.state, f) {
		if state := r.concrete(in); state != nil {
			r.metadata(p, state, f)
			r.components(cat, state, f)
		}
	}
	f.Effects = r.effects(p)
	return f, in
}

// stateAt is where the state's type is declared, else the package clause.
func (r *reader) stateAt(p *Package, state types.Type) diag.Position {
	if n := namedOf(state); n != nil && n.Obj().Pkg() == p.Types {
		return r.at(n.Obj().Pos())
	}
	return r.clause(p)
}

// clause is the name in the package clause of the package's first file.
func (r *reader) clause(p *Package) diag.Position {
	if len(p.Syntax) == 0 {
		return diag.Position{}
	}
	return r.at(p.Syntax[0].Name.Pos())
}

// initFunc is Init as its signature has it.
type initFunc struct {
	fn     *types.Func
	pkg    *Package
	config *types.Named // nil where it takes none
	params []*types.Var // the others
	state  types.Type   // nil where the results are wrong
}

const initRule = "the signature is\nfunc Init(ctx context.Context, cfg Config, deps ...) (*Plugin, error)\n" +
	"where cfg and deps are optional: cfg is an exported struct of this package by value, deps are parameters"

// init finds Init and checks its signature.
func (r *reader) init(p *Package, e *config.Entry) *initFunc {
	obj := p.Types.Scope().Lookup("Init")
	if obj == nil {
		r.missingInit(p, e)
		return nil
	}
	fn, ok := obj.(*types.Func)
	if !ok {
		r.wrongInit(obj, "Init is no function")
		return nil
	}
	in := &initFunc{fn: fn, pkg: p}
	sig := fn.Type().(*types.Signature)
	switch {
	case sig.TypeParams().Len() > 0:
		r.wrongInit(fn, "Init has type parameters")
		return nil
	case sig.Variadic():
		r.wrongInit(fn, "Init is variadic")
		return nil
	case sig.Params().Len() == 0 || !isNamed(sig.Params().At(0).Type(), "context", "Context"):
		r.wrongInit(fn, "the first parameter of Init is not context.Context")
		return nil
	}
	in.state = r.results(fn, sig)
	return r.parameters(in, sig)
}

func (r *reader) missingInit(p *Package, e *config.Entry) {
	at, state := r.clause(p), "Plugin"
	for _, name := range p.Types.Scope().Names() {
		tn, ok := p.Types.Scope().Lookup(name).(*types.TypeName)
		if !ok {
			continue
		}
		if m, _, _ := types.LookupFieldOrMethod(tn.Type(), true, p.Types, "Metadata"); m != nil {
			at, state = r.at(tn.Pos()), tn.Name()
			break
		}
	}
	d := diag.Diagnostic{
		Code: diag.MissingInit, Position: at,
		Message: fmt.Sprintf("package %s has no function Init", p.Path),
		Help:    fmt.Sprintf("add\nfunc Init(ctx context.Context) (*%s, error)", state),
	}
	if e != nil {
		d.Related = []diag.Related{{Position: e.Module.Position, Message: fmt.Sprintf("entry %s uses the package", e.Name.Value)}}
	}
	if near, ok := diag.Nearest("Init", p.Types.Scope().Names()); ok {
		if fn, isFunc := p.Types.Scope().Lookup(near).(*types.Func); isFunc {
			d.Related = append(d.Related, diag.Related{Position: r.at(fn.Pos()), Message: fmt.Sprintf("%s was perhaps meant", near)})
		}
	}
	r.found.Add(d)
}

func (r *reader) wrongInit(obj types.Object, why string) {
	d := diag.Diagnostic{Code: diag.WrongInit, Position: r.at(obj.Pos()), Message: why, Help: initRule}
	if fn, ok := obj.(*types.Func); ok {
		d.Help = "it is\nfunc Init" + textOf(fn.Type())[len("func"):] + "\n" + initRule
	}
	r.found.Add(d)
}

// results checks (state, error) and returns the state.
func (r *reader) results(fn *types.Func, sig *types.Signature) types.Type {
	res := sig.Results()
	if res.Len() != 2 || !types.Identical(res.At(1).Type(), types.Universe.Lookup("error").Type()) {
		r.wrongInit(fn, "Init does not return the plugin and an error")
		return nil
	}
	t := res.At(0).Type()
	if name, bad := unexported(t); bad {
		r.wrongInit(fn, fmt.Sprintf("Init returns %s, which other packages cannot name: %s is not exported", textOf(t), name))
		return nil
	}
	if namedOf(t) == nil {
		r.wrongInit(fn, fmt.Sprintf("the first result of Init is %s, not a named type or a pointer to one", textOf(t)))
		return nil
	}
	return t
}

// parameters sorts what follows the context into the configuration and the rest.
func (r *reader) parameters(in *initFunc, sig *types.Signature) *initFunc {
	for i := 1; i < sig.Params().Len(); i++ {
		v := sig.Params().At(i)
		if i == 1 && r.takesConfig(in, v) {
			continue
		}
		if in.config == nil && r.lateConfig(in, v) {
			return nil
		}
		if name, bad := unexported(v.Type()); bad {
			r.wrongInit(in.fn, fmt.Sprintf("parameter %s of Init has type %s, which other packages cannot name: %s is not exported", v.Name(), textOf(v.Type()), name))
			return nil
		}
		in.params = append(in.params, v)
	}
	return in
}

// takesConfig reports whether the second parameter is the configuration, and
// says what is wrong where it was meant to be.
func (r *reader) takesConfig(in *initFunc, v *types.Var) bool {
	t := types.Unalias(v.Type())
	ptr, isPtr := t.(*types.Pointer)
	if isPtr {
		t = types.Unalias(ptr.Elem())
	}
	if _, isStruct := t.Underlying().(*types.Struct); !isStruct {
		return false
	}
	named, _ := t.(*types.Named)
	own := named != nil && named.Obj().Pkg() == in.pkg.Types
	why := ""
	switch {
	case isPtr && !own:
		return false // the state of another plugin, or a host input
	case isPtr && in.state != nil && types.Identical(v.Type(), in.state):
		return false
	case isPtr:
		why = fmt.Sprintf("the configuration is taken by pointer (%s); take it by value", textOf(v.Type()))
	case named == nil:
		why = "the configuration is a struct without a name; declare a type for it"
	case !own:
		why = fmt.Sprintf("the configuration is a struct of another package (%s); declare it in this one", textOf(v.Type()))
	case !named.Obj().Exported():
		why = fmt.Sprintf("the configuration's type %s is not exported", named.Obj().Name())
	case named.TypeArgs().Len() > 0:
		why = fmt.Sprintf("the configuration's type %s is generic", textOf(v.Type()))
	}
	if why != "" {
		r.found.Add(diag.Diagnostic{Code: diag.WrongConfigType, Position: r.paramAt(in, v), Message: why, Help: initRule})
		return true
	}
	in.config = named
	return true
}

// lateConfig reports a struct of the plugin's own that stands too late to be
// the configuration: no other plugin can supply it.
func (r *reader) lateConfig(in *initFunc, v *types.Var) bool {
	n, ok := types.Unalias(v.Type()).(*types.Named)
	if !ok || n.Obj().Pkg() != in.pkg.Types || in.state != nil && types.Identical(n, in.state) {
		return false
	}
	if _, isStruct := n.Underlying().(*types.Struct); !isStruct {
		return false
	}
	r.found.Add(diag.Diagnostic{
		Code: diag.WrongConfigType, Position: r.paramAt(in, v), Help: initRule,
		Message: fmt.Sprintf("%s can only be the configuration, and that is the second parameter, right after the context", textOf(v.Type())),
	})
	return true
}

// paramAt is where a parameter's type is written.
func (r *reader) paramAt(in *initFunc, v *types.Var) diag.Position {
	decl, _ := r.code.Declaration(in.fn)
	if decl == nil {
		return r.at(v.Pos())
	}
	for _, f := range decl.Type.Params.List {
		if covers(f, v) {
			return r.at(f.Type.Pos())
		}
	}
	return r.at(v.Pos())
}

func covers(f *ast.Field, v *types.Var) bool {
	return f.Pos() <= v.Pos() && v.Pos() < f.End()
}

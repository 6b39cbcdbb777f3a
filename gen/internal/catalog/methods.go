package catalog

import (
	"cmp"
	"fmt"
	"go/types"
	"slices"
	"strings"

	"github.com/plugingen/plugingen/gen/diag"
)

// methods checks the state type against the contract, one finding per method,
// and notes the optional ones.
func (r *reader) methods(cat *Catalog, p *Package, state types.Type, f *Facts) bool {
	before := r.found.Errors()
	set := types.NewMethodSet(state)
	var wanted []*types.Func
	for i := range r.iface.NumMethods() {
		wanted = append(wanted, r.iface.Method(i))
	}
	slices.SortFunc(wanted, func(a, b *types.Func) int {
		return cmp.Or(r.at(a.Pos()).Compare(r.at(b.Pos())), cmp.Compare(a.Name(), b.Name()))
	})
	for _, m := range wanted {
		sel := set.Lookup(m.Pkg(), m.Name())
		if sel == nil {
			r.missingMethod(cat, p, state, m, f)
		} else if !types.Identical(sel.Type(), m.Type()) {
			r.wrongMethod(sel.Obj(), state, m.Type(), r.contractPlace(cat, m))
		}
	}
	f.Health = r.optional(set, state, p.Types, "Health", lifecycleHook, "(ctx context.Context) error")
	f.Start = r.optional(set, state, p.Types, "Start", lifecycleHook, "(ctx context.Context) error")
	f.SideBySide = r.optional(set, state, p.Types, "SideBySide", question, "() bool")
	return r.found.Errors() == before
}

// contractPlace relates a finding to the method of the contract that asks for it.
func (r *reader) contractPlace(cat *Catalog, m *types.Func) []diag.Related {
	_, ours := r.pkgs[m.Pkg().Path()]
	switch {
	case ours, m.Pkg().Path() == cat.Contract.Ident.Path:
		return []diag.Related{{Position: r.at(m.Pos()), Message: fmt.Sprintf("the contract %s asks for it", cat.Contract.Ident.Name)}}
	case cat.Contract.Ident.Name == "":
		return []diag.Related{{Position: cat.Contract.Position, Message: "every contract embeds runtime.Lifecycle, which has " + m.Name()}}
	case m.Pkg().Path() == RuntimePath:
		return []diag.Related{{Position: cat.Contract.Position, Message: fmt.Sprintf("the contract %s embeds runtime.Lifecycle, which has %s", cat.Contract.Ident.Name, m.Name())}}
	}
	return []diag.Related{{Position: cat.Contract.Position, Message: fmt.Sprintf("the contract %s embeds an interface that has %s", cat.Contract.Ident.Name, m.Name())}}
}

func (r *reader) missingMethod(cat *Catalog, p *Package, state types.Type, m *types.Func, f *Facts) {
	d := diag.Diagnostic{
		Code: diag.MissingMethod, Position: f.StateAt,
		Message: fmt.Sprintf("%s has no method %s", textOf(state), m.Name()),
		Related: r.contractPlace(cat, m),
		Help:    "add\n" + methodText(state, p.Types, m),
	}
	if obj, _, _ := types.LookupFieldOrMethod(state, true, m.Pkg(), m.Name()); obj != nil {
		if _, isField := obj.(*types.Var); isField {
			d.Message = fmt.Sprintf("%s has a field %s where the contract asks for a method", textOf(state), m.Name())
			d.Related = append(d.Related, diag.Related{Position: r.at(obj.Pos()), Message: "the field"})
		} else {
			d.Message = fmt.Sprintf("%s has no method %s: its receiver is a pointer and Init returns a value", textOf(state), m.Name())
			d.Related = append(d.Related, diag.Related{Position: r.at(obj.Pos()), Message: "the method of the pointer"})
			d.Help = fmt.Sprintf("return *%s from Init", textOf(state))
		}
	} else if near := r.nearMethod(state, m.Name()); near != nil {
		d.Related = append(d.Related, diag.Related{Position: r.at(near.Pos()), Message: fmt.Sprintf("%s was perhaps meant", near.Name())})
	}
	r.found.Add(d)
}

// nearMethod is a method of the state's own package with nearly that name.
func (r *reader) nearMethod(state types.Type, name string) types.Object {
	n := namedOf(state)
	if n == nil {
		return nil
	}
	set := types.NewMethodSet(types.NewPointer(n))
	names, objs := []string{}, map[string]types.Object{}
	for i := range set.Len() {
		if obj := set.At(i).Obj(); obj.Pkg() == n.Obj().Pkg() {
			names, objs[obj.Name()] = append(names, obj.Name()), obj
		}
	}
	near, ok := diag.Nearest(name, names)
	if !ok {
		return nil
	}
	return objs[near]
}

func (r *reader) wrongMethod(have types.Object, state, want types.Type, related []diag.Related) {
	r.found.Add(diag.Diagnostic{
		Code: diag.WrongMethod, Position: r.at(have.Pos()),
		Message: fmt.Sprintf("method %s of %s has the wrong signature", have.Name(), textOf(state)),
		Related: related,
		Help:    fmt.Sprintf("have %s%s\nwant %s%s", have.Name(), signature(have.Type()), have.Name(), signature(want)),
	})
}

// signature is a function's type without the word func.
func signature(t types.Type) string { return strings.TrimPrefix(textOf(t), "func") }

// methodText is the declaration that an author would write.
func methodText(state types.Type, own *types.Package, m *types.Func) string {
	qualify := func(p *types.Package) string {
		if p == own {
			return ""
		}
		return p.Name()
	}
	recv := types.TypeString(state, qualify)
	name := strings.ToLower(strings.TrimLeft(recv, "*")[:1])
	return fmt.Sprintf("func (%s %s) %s%s", name, recv, m.Name(), strings.TrimPrefix(types.TypeString(m.Type(), qualify), "func"))
}

// lifecycleHook is func(context.Context) error.
func lifecycleHook(t types.Type) bool {
	sig, ok := t.(*types.Signature)
	return ok && !sig.Variadic() && sig.Params().Len() == 1 && isNamed(sig.Params().At(0).Type(), "context", "Context") &&
		sig.Results().Len() == 1 && isError(sig.Results().At(0).Type())
}

// question is the signature func() bool.
func question(t types.Type) bool {
	sig, ok := t.(*types.Signature)
	return ok && sig.Params().Len() == 0 && sig.Results().Len() == 1 && types.Identical(sig.Results().At(0).Type(), types.Typ[types.Bool])
}

func isError(t types.Type) bool {
	return types.Identical(t, types.Universe.Lookup("error").Type())
}

// optional reports whether the state has a hook that the contract does not ask
// for but the runtime calls: one of this name with the signature that fits.
func (r *reader) optional(set *types.MethodSet, state types.Type, pkg *types.Package, name string, fits func(types.Type) bool, form string) bool {
	sel := set.Lookup(pkg, name)
	if sel == nil {
		return false
	}
	if asked, _, _ := types.LookupFieldOrMethod(r.iface, false, pkg, name); asked != nil {
		return false // the contract gives the name a meaning of its own
	}
	fn, ok := sel.Obj().(*types.Func)
	if !ok {
		return false
	}
	if fits(sel.Type()) {
		return true
	}
	r.found.Add(diag.Diagnostic{
		Code: diag.WrongMethod, Position: r.at(fn.Pos()),
		Message: fmt.Sprintf("method %s of %s has the wrong signature", name, textOf(state)),
		Help: fmt.Sprintf("have %s%s\nwant %s%s\nthe runtime calls a method of this name; give another purpose another name",
			name, signature(sel.Type()), name, form),
	})
	return false
}

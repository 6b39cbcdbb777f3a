package catalog

import (
	"cmp"
	"fmt"
	"go/types"
	"path"
	"slices"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/config"
)

// choose sets the contract of a plugin that no configuration speaks for: the
// one that a directive names, else the one that the state meets or comes
// nearest to among those that the package declares or imports. Where there is
// none, or the state offers components of other kinds only, all that is known
// is the lifecycle. It is false where a directive names no contract.
func (r *reader) choose(cat *Catalog, p *Package, state types.Type, directives []directive) bool {
	if len(directives) > 0 {
		for _, d := range directives[1:] {
			if d.contract != directives[0].contract {
				r.badDirective(d.at, "the plugin names two contracts", "keep one of the directives",
					diag.Related{Position: directives[0].at, Message: "the other one"})
			}
		}
		return r.named(cat, p, state, directives[0])
	}
	if all := r.candidates(p); len(all) > 0 {
		if best := slices.MinFunc(all, nearest(state)); meant(state, best.iface) {
			return r.take(cat, best.obj) == ""
		}
	}
	r.lifecycleOnly(cat, methodOf(state, "Metadata", p.Types))
	return true
}

// lifecycleOnly makes runtime.Lifecycle the contract. Where the package does
// not import the runtime itself, all that is known of it may be what the method
// Metadata mentions, and then there is no more to ask for.
func (r *reader) lifecycleOnly(cat *Catalog, metadata *types.Func) {
	cat.Contract = Contract{Runtime: RuntimePath}
	obj := namedOf(methodResult(metadata)).Obj().Pkg().Scope().Lookup("Lifecycle")
	if obj != nil {
		if iface, ok := obj.Type().Underlying().(*types.Interface); ok {
			cat.Contract.Position, r.iface = r.at(obj.Pos()), iface
			return
		}
	}
	r.iface = types.NewInterfaceType([]*types.Func{types.NewFunc(metadata.Pos(), metadata.Pkg(), metadata.Name(),
		types.NewSignatureType(nil, nil, nil, nil, metadata.Signature().Results(), false))}, nil).Complete()
}

// named takes the contract of a directive.
func (r *reader) named(cat *Catalog, p *Package, state types.Type, d directive) bool {
	importPath, name := splitName(d.contract)
	known := append([]*types.Package{p.Types}, p.Types.Imports()...)
	i := slices.IndexFunc(known, func(q *types.Package) bool { return q.Path() == importPath })
	if i < 0 {
		help := "import it; this also lets the compiler check the plugin:\nvar _ " + path.Base(importPath) + "." + name + " = (*Plugin)(nil)"
		r.badDirective(d.at, fmt.Sprintf("the directive names a contract of %q, which the package does not import", importPath), help)
		return false
	}
	obj := known[i].Scope().Lookup(name)
	if obj == nil {
		help := ""
		if near, ok := diag.Nearest(name, exportedTypes(known[i])); ok {
			help = fmt.Sprintf("did you mean %s.%s?", importPath, near)
		}
		r.badDirective(d.at, fmt.Sprintf("package %s has no %s", importPath, name), help)
		return false
	}
	if why := r.take(cat, obj); why != "" {
		r.badDirective(d.at, fmt.Sprintf("%s cannot be a contract: %s", name, why), contractRule,
			diag.Related{Position: r.at(obj.Pos()), Message: "it is declared here"})
		return false
	}
	return true
}

// take makes an object the contract, or says why it cannot be.
func (r *reader) take(cat *Catalog, obj types.Object) string {
	cat.Contract = Contract{Ident: identOf(obj), Position: r.at(obj.Pos()), Runtime: RuntimePath}
	probe := &reader{universe: r.universe, host: r.host}
	if why := probe.contractType(obj); why != "" {
		return why
	}
	r.iface = probe.iface
	cat.Contract.Kinds = probe.kinds(cat)
	if len(probe.found) > 0 {
		return probe.found[0].Message
	}
	return ""
}

// meant reports whether a state that may lack methods of a contract was written
// for it: it has one of its kinds, or offers no components at all.
func meant(state types.Type, iface *types.Interface) bool {
	if missing(state, iface) == 0 {
		return true
	}
	others := false
	set := types.NewMethodSet(state)
	for sel := range set.Methods() {
		fn, ok := sel.Obj().(*types.Func)
		if !ok || componentOf(resultOf(fn)) == nil {
			continue
		}
		if asked, _, _ := types.LookupFieldOrMethod(iface, false, fn.Pkg(), fn.Name()); asked != nil {
			return true
		}
		others = true
	}
	return !others
}

// likely is the exported type that was surely meant as a plugin although Init
// does not return it: it has all that a contract asks for.
func (r *reader) likely(p *Package) types.Type {
	contracts := r.candidates(p)
	for _, name := range p.Types.Scope().Names() {
		tn, ok := p.Types.Scope().Lookup(name).(*types.TypeName)
		if !ok || !tn.Exported() || tn.IsAlias() || types.IsInterface(tn.Type()) || inTestFile(r.fset, tn) || !describes(tn.Type(), p.Types) {
			continue
		}
		if n, ok := tn.Type().(*types.Named); !ok || n.TypeParams().Len() > 0 {
			continue
		}
		t := types.NewPointer(tn.Type())
		for _, c := range contracts {
			if missing(t, c.iface) == 0 {
				return t
			}
		}
	}
	return nil
}

// candidate is a contract that a package could be written for.
type candidate struct {
	obj   types.Object
	iface *types.Interface
}

// candidates are the contracts that a package declares or imports.
func (r *reader) candidates(p *Package) []candidate {
	var out []candidate
	for _, q := range append([]*types.Package{p.Types}, p.Types.Imports()...) {
		if q.Path() == RuntimePath || !imports(q, RuntimePath) {
			continue
		}
		for _, name := range exportedTypes(q) {
			obj := q.Scope().Lookup(name)
			if obj.(*types.TypeName).IsAlias() {
				continue
			}
			probe := &reader{universe: r.universe, host: r.host}
			if probe.contractType(obj) == "" && len(probe.kinds(&Catalog{})) > 0 && len(probe.found) == 0 {
				out = append(out, candidate{obj: obj, iface: probe.iface})
			}
		}
	}
	return out
}

// missing counts the methods of a contract that a type lacks or has in another form.
func missing(t types.Type, iface *types.Interface) int {
	set, n := types.NewMethodSet(t), 0
	for m := range iface.Methods() {
		if sel := set.Lookup(m.Pkg(), m.Name()); sel == nil || !types.Identical(sel.Type(), m.Type()) {
			n++
		}
	}
	return n
}

// nearest compares contracts for a state: the fewest methods missing, then the
// most methods, then the default contract, then by name.
func nearest(state types.Type) func(a, b candidate) int {
	name := func(c candidate) string { return c.obj.Pkg().Path() + "." + c.obj.Name() }
	usual := func(c candidate) int {
		if name(c) == config.DefaultContract {
			return 0
		}
		return 1
	}
	return func(a, b candidate) int {
		return cmp.Or(
			cmp.Compare(missing(state, a.iface), missing(state, b.iface)),
			cmp.Compare(b.iface.NumMethods(), a.iface.NumMethods()),
			cmp.Compare(usual(a), usual(b)),
			cmp.Compare(name(a), name(b)),
		)
	}
}

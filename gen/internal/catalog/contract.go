package catalog

import (
	"cmp"
	"fmt"
	"go/types"
	"slices"
	"strings"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/config"
)

// RuntimePath is the import path of the runtime package, whose Lifecycle every
// contract embeds.
const RuntimePath = "github.com/plugingen/plugingen/runtime"

// contract reads the contract; false where it cannot serve.
func (r *reader) contract(cat *Catalog) bool {
	name := cat.Config.Contract
	at := name.Position
	if !at.IsValid() {
		at = cat.Config.Position
	}
	path, id := splitName(name.Value)
	if !r.usable(r.loaded[path], path, at) {
		return false
	}
	p := r.pkgs[path]
	obj := p.Types.Scope().Lookup(id)
	if obj == nil {
		d := diag.Diagnostic{Code: diag.InvalidContract, Position: at, Message: fmt.Sprintf("package %s has no %s", path, id)}
		if near, ok := diag.Nearest(id, exportedTypes(p.Types)); ok {
			d.Help = fmt.Sprintf("did you mean %s.%s?", path, near)
		}
		r.found.Add(d)
		return false
	}
	cat.Contract = Contract{Ident: identOf(obj), Position: r.at(obj.Pos()), Runtime: RuntimePath}
	if why := r.contractType(obj); why != "" {
		r.found.Add(diag.Diagnostic{
			Code: diag.InvalidContract, Position: cat.Contract.Position,
			Message: fmt.Sprintf("%s cannot be a contract: %s", id, why),
			Related: []diag.Related{{Position: at, Message: "the configuration names it here"}},
			Help:    contractRule,
		})
		return false
	}
	before := r.found.Errors()
	cat.Contract.Kinds = r.kinds(cat)
	sound := r.found.Errors() == before
	r.contractDirectives(cat, p)
	return sound
}

const contractRule = "a contract is an exported interface that embeds runtime.Lifecycle;\n" +
	"each of its other methods is func() []runtime.Component[T] for some type T"

// contractType says why an object is no contract; empty where it may be one.
func (r *reader) contractType(obj types.Object) string {
	tn, ok := obj.(*types.TypeName)
	if !ok {
		return "it is no type"
	}
	if !tn.Exported() {
		return "it is not exported"
	}
	iface, ok := tn.Type().Underlying().(*types.Interface)
	switch {
	case !ok:
		return "it is no interface"
	case !iface.IsMethodSet():
		return "it has type elements and can only be a constraint"
	}
	if n, ok := types.Unalias(tn.Type()).(*types.Named); ok && n.TypeParams().Len() > 0 {
		return "it has type parameters"
	}
	r.iface = iface
	return lifecycle(iface)
}

// lifecycle says that an interface does not embed runtime.Lifecycle; empty where it does.
func lifecycle(iface *types.Interface) string {
	own := 0
	for i := range iface.NumMethods() {
		m := iface.Method(i)
		if m.Pkg() != nil && m.Pkg().Path() == RuntimePath && (m.Name() == "Metadata" || m.Name() == "Terminate") {
			own++
		}
	}
	if own < 2 {
		return "it does not embed runtime.Lifecycle"
	}
	return ""
}

// resultOf is the only result of a method without parameters, else nil.
func resultOf(m *types.Func) types.Type {
	sig := m.Type().(*types.Signature)
	if sig.Params().Len() != 0 || sig.Results().Len() != 1 {
		return types.Typ[types.Invalid]
	}
	return sig.Results().At(0).Type()
}

// kinds reads the component kinds in the order in which the methods are written.
func (r *reader) kinds(cat *Catalog) []Kind {
	var methods []*types.Func
	for i := range r.iface.NumMethods() {
		if m := r.iface.Method(i); m.Pkg() == nil || m.Pkg().Path() != RuntimePath {
			methods = append(methods, m)
		}
	}
	slices.SortFunc(methods, func(a, b *types.Func) int {
		return cmp.Or(r.at(a.Pos()).Compare(r.at(b.Pos())), cmp.Compare(a.Name(), b.Name()))
	})
	var kinds []Kind
	for _, m := range methods {
		if k, ok := r.kind(m); ok {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

func (r *reader) kind(m *types.Func) (Kind, bool) {
	elem := componentOf(resultOf(m))
	why := ""
	switch {
	case !m.Exported():
		why = "is not exported, so that no other package can implement it"
	case elem == nil:
		why = fmt.Sprintf("is %s, which is no kind of component", textOf(m.Type()))
	default:
		if name, bad := unexported(elem); bad {
			why = fmt.Sprintf("offers components of a type that other packages cannot name: %s is not exported", name)
		}
	}
	if why != "" {
		r.found.Add(diag.Diagnostic{
			Code: diag.InvalidContract, Position: r.at(m.Pos()),
			Message: fmt.Sprintf("method %s of the contract %s", m.Name(), why), Help: contractRule,
		})
		return Kind{}, false
	}
	k := Kind{Method: m.Name(), Position: r.at(m.Pos()), Type: exprOf(elem), Unguarded: "its type is not an interface"}
	if iface, ok := elem.Underlying().(*types.Interface); ok {
		k.Interface = true
		k.Guard, k.Unguarded = r.guard(m, iface)
	}
	return k, true
}

// componentOf is T of []runtime.Component[T], else nil.
func componentOf(t types.Type) types.Type {
	s, ok := types.Unalias(t).(*types.Slice)
	if !ok || !isNamed(s.Elem(), RuntimePath, "Component") {
		return nil
	}
	args := types.Unalias(s.Elem()).(*types.Named).TypeArgs()
	if args.Len() != 1 {
		return nil
	}
	return args.At(0)
}

// exportedTypes are the names that a configuration can name.
func exportedTypes(p *types.Package) []string {
	return slices.DeleteFunc(p.Scope().Names(), func(name string) bool {
		tn, ok := p.Scope().Lookup(name).(*types.TypeName)
		return !ok || !tn.Exported()
	})
}

// inputs resolves the types of the host's inputs.
func (r *reader) inputs(cat *Catalog) {
	for _, in := range cat.Config.Inputs {
		t := r.inputType(in)
		if t == nil {
			continue
		}
		r.typed = append(r.typed, t)
		cat.Inputs = append(cat.Inputs, Input{Name: in.Name.Value, Position: in.Name.Position, Type: exprOf(t), Text: in.Type.Value})
	}
}

// inputType reads a type such as "[]*import/path.Name" by its prefixes.
func (r *reader) inputType(in config.Input) types.Type {
	text := in.Type.Value
	if rest, ok := strings.CutPrefix(text, "*"); ok {
		if t := r.inputType(config.Input{Name: in.Name, Type: config.Text{Value: rest, Position: in.Type.Position}}); t != nil {
			return types.NewPointer(t)
		}
		return nil
	}
	if rest, ok := strings.CutPrefix(text, "[]"); ok {
		if t := r.inputType(config.Input{Name: in.Name, Type: config.Text{Value: rest, Position: in.Type.Position}}); t != nil {
			return types.NewSlice(t)
		}
		return nil
	}
	path, name := splitName(text)
	if path == "" {
		return r.basicInput(in, name)
	}
	if !r.usable(r.loaded[path], path, in.Type.Position) {
		return nil
	}
	return r.namedInput(in, r.pkgs[path].Types, name)
}

func (r *reader) basicInput(in config.Input, name string) types.Type {
	if tn, ok := types.Universe.Lookup(name).(*types.TypeName); ok {
		return tn.Type()
	}
	r.found.Add(diag.Diagnostic{
		Code: diag.InvalidValue, Position: in.Type.Position, Message: fmt.Sprintf("%s is no predeclared type", name),
		Help: "write a type of a package with its import path: \"*database/sql.DB\"",
	})
	return nil
}

func (r *reader) namedInput(in config.Input, p *types.Package, name string) types.Type {
	tn, ok := p.Scope().Lookup(name).(*types.TypeName)
	if ok && tn.Exported() && p.Path() != r.host.Package {
		return tn.Type()
	}
	d := diag.Diagnostic{Code: diag.InvalidValue, Position: in.Type.Position}
	switch {
	case p.Path() == r.host.Package:
		d.Message = fmt.Sprintf("%s is declared in the package that the wiring is written to, so no plugin can take it", name)
	case ok:
		d.Message = fmt.Sprintf("type %s of package %s is not exported", name, p.Path())
	default:
		d.Message = fmt.Sprintf("package %s has no type %s", p.Path(), name)
		if near, found := diag.Nearest(name, exportedTypes(p)); found {
			d.Help = fmt.Sprintf("did you mean %s.%s?", p.Path(), near)
		}
	}
	r.found.Add(d)
	return nil
}

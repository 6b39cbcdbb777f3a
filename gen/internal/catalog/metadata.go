package catalog

import (
	"fmt"
	"go/constant"
	"go/token"
	"go/types"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/fold"
)

const metadataRule = "return a composite literal of constants from Metadata: it is read from source and never run"

// metadata reads what the state's Metadata method returns.
func (r *reader) metadata(p *Package, state types.Type, f *Facts) {
	fn := methodOf(state, "Metadata", p.Types)
	at := r.methodPlace(fn, state)
	f.Metadata.Position = r.at(at)
	v := r.code.Result(fn, at)
	if v.Form != fold.Struct {
		r.unreadable(v, f.Metadata.Position, "the metadata", "it is no literal")
		return
	}
	m := &metadataReader{reader: r, method: f.Metadata.Position, fields: v.Fields}
	f.Metadata = Metadata{
		Position:    m.method,
		Name:        m.text("Name"),
		Version:     m.text("Version"),
		Description: m.text("Description").Value,
		License:     m.text("License").Value,
		Homepage:    m.text("Homepage").Value,
		Requires:    m.requirements("Requires"),
		Conflicts:   m.requirements("Conflicts"),
		After:       m.texts("After"),
		Before:      m.texts("Before"),
		Permissions: m.texts("Permissions"),
		Provides:    m.texts("Provides"),
		Stability:   m.stability(methodResult(fn)),
		Deprecated:  m.deprecated(),
	}
}

// methodOf is the method that a value of the state type has; the contract
// check has shown that it is there.
func methodOf(state types.Type, name string, pkg *types.Package) *types.Func {
	obj, _, _ := types.LookupFieldOrMethod(state, true, pkg, name)
	return obj.(*types.Func)
}

func methodResult(fn *types.Func) types.Type {
	return fn.Type().(*types.Signature).Results().At(0).Type()
}

func (r *reader) unreadable(v fold.Value, otherwise diag.Position, what, why string) {
	if r.left(v) {
		return
	}
	at := r.at(v.Pos)
	if !at.IsValid() {
		at = otherwise
	}
	if v.Form == fold.Unknown {
		why = v.Why
	}
	r.found.Add(diag.Diagnostic{
		Code: diag.UnreadableMetadata, Position: at,
		Message: fmt.Sprintf("%s cannot be read from the source: %s", what, why), Help: metadataRule,
	})
}

// metadataReader reads the fields of one runtime.Metadata literal.
type metadataReader struct {
	*reader
	method diag.Position
	fields map[string]fold.Value
}

func (m *metadataReader) text(field string) Fact {
	v, written := m.fields[field]
	if !written {
		return Fact{Position: m.method}
	}
	return m.fact(v, field)
}

func (m *metadataReader) fact(v fold.Value, field string) Fact {
	s, ok := v.Text()
	if !ok {
		m.unreadable(v, m.method, field+" of the metadata", "it is no string constant")
	}
	return Fact{Value: s, Position: m.at(v.Pos)}
}

// list reads a list none of whose items depends on a condition.
func (m *metadataReader) list(field string) []fold.Item {
	v, written := m.fields[field]
	if !written || v.Form == fold.Nil {
		return nil
	}
	if v.Form != fold.List {
		m.unreadable(v, m.method, field+" of the metadata", "it is no list of constants")
		return nil
	}
	if fold.AnyMaybe(v.Items) {
		m.unreadable(v, m.method, field+" of the metadata", "it depends on a condition")
		return nil
	}
	return v.Items
}

func (m *metadataReader) texts(field string) []Fact {
	var out []Fact
	for _, it := range m.list(field) {
		out = append(out, m.fact(it.Value, field))
	}
	return out
}

func (m *metadataReader) requirements(field string) []Requirement {
	var out []Requirement
	for _, it := range m.list(field) {
		if it.Form != fold.Struct {
			m.unreadable(it.Value, m.method, field+" of the metadata", "it is no list of literals")
			continue
		}
		one := &metadataReader{reader: m.reader, method: m.at(it.Pos), fields: it.Fields}
		out = append(out, Requirement{Name: one.text("Name"), Range: one.text("Version"), Position: one.method})
	}
	return out
}

// stability is the name of the constant that the field holds: the runtime's
// constants of its type, looked up by value.
func (m *metadataReader) stability(metadata types.Type) string {
	v, written := m.fields["Stability"]
	if !written {
		return "experimental"
	}
	names := map[string]string{"Experimental": "experimental", "Beta": "beta", "Stable": "stable"}
	if v.Form == fold.Constant {
		scope := namedOf(metadata).Obj().Pkg().Scope()
		for _, name := range scope.Names() {
			c, ok := scope.Lookup(name).(*types.Const)
			if ok && names[name] != "" && c.Val().Kind() == v.Const.Kind() && constant.Compare(c.Val(), token.EQL, v.Const) {
				return names[name]
			}
		}
	}
	m.unreadable(v, m.method, "Stability of the metadata", "it is none of runtime.Experimental, runtime.Beta and runtime.Stable")
	return "experimental"
}

func (m *metadataReader) deprecated() *Deprecated {
	v, written := m.fields["Deprecated"]
	if !written || v.Form == fold.Nil {
		return nil
	}
	if v.Form != fold.Struct {
		m.unreadable(v, m.method, "Deprecated of the metadata", "it is no literal")
		return nil
	}
	one := &metadataReader{reader: m.reader, method: m.at(v.Pos), fields: v.Fields}
	return &Deprecated{
		Since: one.text("Since").Value, RemovedIn: one.text("RemovedIn").Value, Use: one.text("Use").Value,
		Position: one.method,
	}
}

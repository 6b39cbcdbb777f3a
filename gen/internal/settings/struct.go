package settings

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/config"
	"github.com/plugingen/plugingen/gen/internal/schema"
)

// structure binds a mapping to a struct; v is nil where the struct is absent
// and only its defaults count.
func (b *binder) structure(v *config.Value, t catalog.Type, p place) (Literal, bool) {
	if v != nil && v.Kind != config.Mapping {
		return b.wrongType(v, t, p)
	}
	props := b.schema.Properties(t)
	meant, ok := b.checkNames(v, props, p)
	lit := Literal{Kind: StructLiteral, Type: t}
	if v != nil {
		lit.Fields = make([]FieldLiteral, 0, len(v.Members))
	}
	for i := range props {
		prop := &props[i]
		m := v.Member(prop.Name)
		if m == nil && slices.Contains(meant, prop.Name) {
			continue // it is there under a mistyped name, which has been reported
		}
		if m == nil {
			m = v.Taken(prop.Name) // absent, but that is where it would be missed
		}
		x, set, good := b.field(m, prop, t, p)
		ok = ok && good
		if set && good && x.Kind != ZeroLiteral {
			insert(&lit, prop.Path, x)
		}
	}
	if !p.lenient && len(meant) == 0 {
		ok = b.checkGroups(v, props, p) && ok
	}
	return lit, ok
}

// checkNames reports the keys of a mapping that are no settings, and returns
// the settings that were probably meant by them.
func (b *binder) checkNames(v *config.Value, props []schema.Property, p place) (meant []string, ok bool) {
	if v == nil {
		return nil, true
	}
	var names []string
	for _, prop := range props {
		names = append(names, prop.Name)
	}
	ok = true
	for _, m := range v.Members {
		if slices.Contains(names, m.Key) {
			continue
		}
		near, found := diag.Nearest(m.Key, names)
		if found {
			meant = append(meant, near)
		}
		_, ok = b.fail(p, finding{code: diag.UnknownSetting, at: m.Position,
			message: fmt.Sprintf("has no setting %q", short(m.Key)), help: unknownHelp(m.Key, near, names)})
	}
	return meant, ok
}

// manyNames is the number of settings from which a list of all is noise.
const manyNames = 12

// unknownHelp says what was probably meant. A key that is the beginning of settings was
// meant as a block of them, as optimization is for optimization_enabled.
func unknownHelp(key, near string, names []string) string {
	var help []string
	if near != "" {
		help = append(help, fmt.Sprintf("did you mean %q?", near))
	}
	switch sorted := slices.Sorted(slices.Values(names)); {
	case len(sorted) == 0:
		help = append(help, "it takes no settings")
	case len(sorted) <= manyNames:
		help = append(help, "it takes: "+strings.Join(sorted, ", "))
	default:
		begun := slices.DeleteFunc(sorted, func(name string) bool { return !strings.HasPrefix(name, key+"_") })
		if len(begun) > 0 {
			help = append(help, "settings that begin with it stand flat, without a block: "+strings.Join(begun, ", "))
		}
	}
	return strings.Join(help, "\n")
}

// field binds one setting: its literal, whether it is set at all, and whether
// all is well.
func (b *binder) field(m *config.Member, prop *schema.Property, in catalog.Type, p place) (lit Literal, set, ok bool) {
	at := b.setting(p, prop.Name)
	at.in, at.late = in, p.late || b.lateOnly(prop)
	at.rules, at.items, at.secret = &prop.Rules, &prop.Items, p.secret || prop.Secret
	if m == nil || m.Value.Kind == config.Null {
		if m != nil {
			at.at = m.Value.Position
		}
		return b.absent(*prop, at)
	}
	at.at, at.lenient = m.Position, false
	if why := b.unsettable(*prop, in); why != "" {
		lit, ok = b.fail(at, finding{code: diag.WrongSettingType, at: m.Value.Position, message: why})
		return lit, true, ok
	}
	before := len(b.late)
	if prop.Quoted && b.form(behind(prop.Field().Type)) == structural && b.underlying(behind(prop.Field().Type)).Kind == catalog.Basic {
		lit, ok = b.quoted(&m.Value, prop.Field().Type, at)
	} else {
		lit, ok = b.value(&m.Value, prop.Field().Type, at)
	}
	b.nameComponents(&m.Value, prop, at)
	if at.late && ok {
		lit, ok = b.lateField(&m.Value, prop.Field().Type, at, before)
	}
	return lit, true, ok
}

// quoted binds a value that the json tag puts into a string: "5" for 5, and
// "\"a\"" for a.
func (b *binder) quoted(v *config.Value, t catalog.Type, p place) (Literal, bool) {
	if v.Kind != config.String {
		return b.wrongType(v, basic("string"), p)
	}
	if referring(v) {
		return b.reference(v, t, p)
	}
	text := b.plain(v)
	if b.underlying(behind(t)).Name == "string" {
		if json.Unmarshal([]byte(text), &text) != nil {
			return b.fail(p, finding{code: diag.InvalidSetting, at: v.Position,
				message: "must be a string in quotes of its own, found " + b.found(v, p), help: "write it as '\"" + short(text) + "\"'"})
		}
	} else if !b.checkText(v, text, p) {
		return Literal{}, false
	}
	inner := b.written(text, t)
	inner.Position, inner.Alias = v.Position, v.Alias
	p.rules = nil // they are about the text
	return b.value(&inner, t, p)
}

// absent gives a setting that is not written its default; a struct's defaults
// are those of its fields.
func (b *binder) absent(prop schema.Property, p place) (lit Literal, set, ok bool) {
	t := prop.Field().Type
	switch {
	case prop.Default != nil && prop.Secret:
		return Literal{}, false, true // which is the author's to mend
	case prop.Default != nil:
		if lit, ok = b.defaultOf(prop, p); ok && p.late {
			lit, ok = b.lateDefault(prop, p)
		}
		return lit, true, ok
	case prop.Required && !p.lenient:
		return Literal{}, false, b.missing(prop, p)
	case b.underlying(t).Kind == catalog.Struct && !b.within[t.ID()]:
		return b.nestedDefaults(prop, t, p)
	}
	return Literal{}, false, true
}

// missing reports a required setting that is not there, with what the host
// can write where it can write anything.
func (b *binder) missing(prop schema.Property, p place) bool {
	f := finding{code: diag.MissingSetting, at: p.at, message: "is required", help: b.authorsWayOut(prop, p)}
	if why := b.unreachable(prop, p); why != "" {
		f.message += ", but it " + why
	} else {
		f.help = fmt.Sprintf("add %q, %s\n%s", prop.Name, b.want(prop.Field().Type), f.help)
	}
	_, ok := b.fail(p, f)
	return ok
}

// authorsWayOut says how the plugin's author makes a setting optional.
func (b *binder) authorsWayOut(prop schema.Property, p place) string {
	t := prop.Field().Type
	word := "omitempty"
	if k := b.underlying(t).Kind; k == catalog.Struct || k == catalog.Array {
		word = "omitzero" // what omitempty never leaves out of JSON
	}
	out := "the plugin's author can make it optional with " + word + " in the json tag"
	if prop.Asked() {
		out += ` and without the word "required"`
	}
	if b.unsettable(prop, p.in) == "" && b.takesDefault(t) {
		out += ", or with a default in the jsonschema tag"
	}
	return out
}

// takesDefault reports whether a default in a tag can say a value of the type.
func (b *binder) takesDefault(t catalog.Type) bool {
	one := behind(t)
	if item := b.item(t); item.Kind != "" {
		one = behind(item)
	}
	f := b.form(one)
	return b.unwritable(t) == "" && f != rawForm && f != jsonForm && (f != structural || b.underlying(one).Kind == catalog.Basic)
}

// unreachable says why the host cannot write the setting; empty where it can.
func (b *binder) unreachable(prop schema.Property, p place) string {
	if why := b.unsettable(prop, p.in); why != "" || p.late && b.byValue(prop.Field().Type) {
		return why
	}
	return b.unwritable(prop.Field().Type)
}

func (b *binder) nestedDefaults(prop schema.Property, t catalog.Type, p place) (lit Literal, set, ok bool) {
	b.within[t.ID()] = true // facts that hold a struct by value inside itself must not loop
	defer delete(b.within, t.ID())
	p.lenient = true
	lit, ok = b.structure(nil, t, p)
	if ok && len(lit.Fields) > 0 {
		if why := b.unreachable(prop, p); why != "" {
			b.blame(prop, "the field "+prop.Field().Name, "has defaults inside it, but "+why)
			return Literal{}, false, false
		}
	}
	return lit, len(lit.Fields) > 0, ok
}

// behind is the type that a pointer points to, else the type itself.
func behind(t catalog.Type) catalog.Type {
	for t.Kind == catalog.Pointer {
		t = *t.Elem
	}
	return t
}

// insert sets a field, creating the embedded structs on the way to it.
func insert(into *Literal, path []catalog.Field, x Literal) {
	if len(path) > 1 {
		insert(embedded(into, path[0]), path[1:], x)
		return
	}
	into.Fields = append(into.Fields, FieldLiteral{Name: path[0].Name, Value: x})
}

// embedded is the literal of a struct embedded by value or by pointer.
func embedded(into *Literal, f catalog.Field) *Literal {
	i := slices.IndexFunc(into.Fields, func(l FieldLiteral) bool { return l.Name == f.Name })
	if i < 0 {
		i = len(into.Fields)
		x := Literal{Kind: StructLiteral, Type: behind(f.Type)}
		if f.Type.Kind == catalog.Pointer {
			x = Literal{Kind: PointerLiteral, Type: f.Type, Items: []Literal{x}}
		}
		into.Fields = append(into.Fields, FieldLiteral{Name: f.Name, Value: x})
	}
	x := &into.Fields[i].Value
	if x.Kind == PointerLiteral {
		x = &x.Items[0]
	}
	return x
}

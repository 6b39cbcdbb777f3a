package settings

import (
	"strconv"
	"strings"

	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/schema"
)

// Form names the function of the runtime's package settings that binds a value.
type Form string

// The forms of a Binding.
const (
	ToFields     Form = "Fields" // a struct
	ToBool       Form = "Bool"
	ToString     Form = "String"
	ToInteger    Form = "Integer"
	ToFloat      Form = "Float"
	ToDuration   Form = "Duration"
	ToTime       Form = "Time"
	ToURL        Form = "URL"
	ToBytes      Form = "Bytes"
	ToNumber     Form = "Number" // json.Number
	ToText       Form = "Text"
	ToJSON       Form = "JSON"
	ToAny        Form = "Any"
	ToPointer    Form = "Pointer" // Elem is what it points to
	ToList       Form = "List"    // Elem is an item
	ToArray      Form = "Array"
	ToMap        Form = "Map" // Key, Elem
	ToUnsettable Form = "Unsettable"
)

// Binding is how values that come at start are put where a setting is kept.
type Binding struct {
	Form     Form
	Type     catalog.Type
	Rules    []Rule
	Required bool   // where what holds it is made anew
	Why      string // ToUnsettable
	Key      *Binding
	Elem     *Binding
	Settings []SettingBinding // ToFields, in declaration order
	// Struct is true where the settings are those of Type, which stand once in
	// Structs of the Binding at the top, because the type is met again below it
	// or elsewhere.
	Struct bool
	// Structs are, in the Binding at the top only, the struct types that are met
	// more than once, each after those that it needs, but for recursion.
	Structs []StructBinding
}

// SettingBinding is one setting of a struct.
type SettingBinding struct {
	Name string
	Path []catalog.Field // from the struct, through embedded ones
	Binding
}

// StructBinding is a struct type whose settings stand apart.
type StructBinding struct {
	Binding
	Recursive bool // it contains itself
}

// Rule is a rule of the runtime's package settings: a function and its arguments.
type Rule struct {
	Func string
	Args []string // texts; of MinLength and its like a number each
	// Kind is the kind of component whose names are the arguments; else empty.
	Kind  string
	Rules []Rule // of Items
}

// Number reports whether the arguments are numbers rather than texts.
func (r Rule) Number() bool {
	return strings.HasPrefix(r.Func, "Min") && r.Func != "Minimum" || strings.HasPrefix(r.Func, "Max") && r.Func != "Maximum"
}

// bindings builds the Binding of a config type.
type bindings struct {
	*binder
	met  map[string]int // how often a struct type is met
	open map[string]bool
	loop map[string]bool // contains itself
	done map[string]bool
	out  []StructBinding
}

// binding describes where all settings of a struct type are kept.
func (b *binder) binding(t catalog.Type) Binding {
	w := &bindings{binder: b, met: map[string]int{}, open: map[string]bool{}, loop: map[string]bool{}, done: map[string]bool{}}
	w.count(t)
	top := w.structBinding(t)
	top.Structs = w.out
	return top
}

// count notes how often each named struct is met below a type, going into each once.
func (w *bindings) count(t catalog.Type) {
	if w.form(t) != structural {
		return
	}
	u := w.underlying(t)
	for _, part := range []*catalog.Type{u.Elem, u.Key} {
		if part != nil {
			w.count(*part)
		}
	}
	if u.Kind != catalog.Struct {
		return
	}
	if t.Kind == catalog.Named {
		id := t.ID()
		w.loop[id] = w.loop[id] || w.open[id]
		if w.met[id]++; w.met[id] > 1 {
			return
		}
		w.open[id] = true
		defer delete(w.open, id)
	}
	for _, p := range w.schema.Properties(t) {
		w.count(p.Field().Type)
	}
}

// structBinding has the settings of a struct in it.
func (w *bindings) structBinding(t catalog.Type) Binding {
	out := Binding{Form: ToFields, Type: t}
	for _, p := range w.schema.Properties(t) {
		out.Settings = append(out.Settings, SettingBinding{Name: p.Name, Path: p.Path, Binding: w.setting(p, t)})
	}
	return out
}

// setting is the Binding of one setting, with its rules.
func (w *bindings) setting(p schema.Property, in catalog.Type) Binding {
	why := w.unsettable(p, in)
	if why == "" {
		why = w.unwritableAtStart(p.Field().Type)
	}
	if why != "" {
		return Binding{Form: ToUnsettable, Type: p.Field().Type, Why: why}
	}
	out := w.typed(p.Field().Type)
	out.Required = p.Required
	out.Rules = w.rulesOf(p)
	return out
}

// unwritableAtStart says why generated code cannot name what it would have to
// make; a struct by value is reached without its name.
func (w *bindings) unwritableAtStart(t catalog.Type) string {
	if w.form(t) == structural && w.underlying(t).Kind == catalog.Struct {
		return ""
	}
	return w.unwritable(t)
}

// typed is the Binding of a type without rules.
func (w *bindings) typed(t catalog.Type) Binding {
	if f, own := ownForms[w.form(t)]; own {
		return Binding{Form: f, Type: t}
	}
	switch u := w.underlying(t); u.Kind {
	case catalog.Basic:
		return Binding{Form: basicForm(u.Name), Type: t}
	case catalog.Pointer:
		return w.nested(ToPointer, t, u)
	case catalog.Slice:
		return w.nested(ToList, t, u)
	case catalog.Array:
		return w.nested(ToArray, t, u)
	case catalog.Map:
		out := w.nested(ToMap, t, u)
		key := w.typed(*u.Key)
		out.Key = &key
		return out
	case catalog.Struct:
		return w.structure(t)
	}
	return Binding{Form: ToAny, Type: t}
}

func (w *bindings) nested(f Form, t, u catalog.Type) Binding {
	elem := w.typed(*u.Elem)
	return Binding{Form: f, Type: t, Elem: &elem}
}

// structure puts a struct that is met again into a place of its own.
func (w *bindings) structure(t catalog.Type) Binding {
	id := t.ID()
	if t.Kind != catalog.Named || w.met[id] < 2 && !w.loop[id] || w.unwritable(t) != "" {
		return w.structBinding(t)
	}
	if !w.done[id] {
		w.done[id] = true
		s := StructBinding{Binding: w.structBinding(t), Recursive: w.loop[id]}
		w.out = append(w.out, s)
	}
	return Binding{Form: ToFields, Type: t, Struct: true}
}

var ownForms = map[form]Form{
	durationForm: ToDuration, timeForm: ToTime, urlForm: ToURL, bytesForm: ToBytes,
	numberForm: ToNumber, rawForm: ToJSON, textForm: ToText, jsonForm: ToJSON,
}

func basicForm(name string) Form {
	switch name {
	case "bool":
		return ToBool
	case "string":
		return ToString
	case "float32", "float64":
		return ToFloat
	}
	return ToInteger
}

// rulesOf are a setting's rules as the runtime has them.
func (w *bindings) rulesOf(p schema.Property) []Rule {
	out := valueRules(p.Rules)
	if items := valueRules(p.Items); len(items) > 0 {
		out = append(out, Rule{Func: "Items", Rules: items})
	}
	if kind := p.Component; kind != "" {
		names := Rule{Func: "OneOf", Kind: kind}
		if w.item(p.Field().Type).Kind != "" {
			names = Rule{Func: "Items", Rules: []Rule{names}}
		}
		out = append(out, names)
	}
	if p.Quoted {
		out = []Rule{{Func: "Quoted"}} // the rules are about the text in the file
	}
	if p.Secret {
		out = append(out, Rule{Func: "Hidden"})
	} else if p.Default != nil {
		out = append(out, Rule{Func: "Default", Args: p.Default})
	}
	return out
}

func valueRules(r schema.Rules) []Rule {
	var out []Rule
	if len(r.Enum) > 0 {
		out = append(out, Rule{Func: "OneOf", Args: r.Enum})
	}
	for _, text := range []struct{ name, arg string }{
		{"Minimum", r.Minimum}, {"Maximum", r.Maximum}, {"MoreThan", r.ExclusiveMinimum}, {"LessThan", r.ExclusiveMaximum},
		{"MultipleOf", r.MultipleOf}, {"Pattern", r.Pattern},
	} {
		if text.arg != "" {
			out = append(out, Rule{Func: text.name, Args: []string{text.arg}})
		}
	}
	for _, n := range []struct {
		name string
		arg  *uint64
	}{{"MinLength", r.MinLength}, {"MaxLength", r.MaxLength}, {"MinItems", r.MinItems}, {"MaxItems", r.MaxItems}} {
		if n.arg != nil {
			out = append(out, Rule{Func: n.name, Args: []string{strconv.FormatUint(*n.arg, 10)}})
		}
	}
	if r.UniqueItems {
		out = append(out, Rule{Func: "UniqueItems"})
	}
	return out
}

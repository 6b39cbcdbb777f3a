package schema

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/invopop/jsonschema"

	"github.com/plugingen/plugingen/gen/internal/catalog"
)

// properties reads a struct's settings out of its definition.
func (b *builder) properties(t catalog.Type, def *jsonschema.Schema) []Property {
	members := b.members(t)
	out := make([]Property, 0, len(members))
	for _, m := range members {
		s, ok := def.Properties.Get(m.name)
		if !ok {
			continue
		}
		s = unwrapped(s, m)
		p := b.property(m, s)
		p.Required = slices.Contains(def.Required, m.name) && p.Default == nil
		b.checkTag(p, s)
		b.checkExtras(p.Field(), s)
		if b.unread(t) {
			// The tags do not tell what the type accepts.
			p.Required, p.Rules, p.Items = false, Rules{}, Rules{}
		}
		out = append(out, p)
	}
	return out
}

// settle makes optional, in the settings and in the document, what is filled
// where it is absent: by a default of its own or by those inside it.
func (b *builder) settle() {
	known := map[string]bool{}
	for _, k := range b.order {
		for i, p := range b.structs[k] {
			b.structs[k][i].Required = p.Required && !b.fills(p.Field().Type, known)
		}
	}
	for _, o := range b.objects {
		o.def.Required = slices.DeleteFunc(o.def.Required, func(name string) bool {
			return slices.ContainsFunc(b.structs[o.key], func(p Property) bool { return p.Name == name && !p.Required })
		})
	}
}

// fills reports whether a value of the type needs nothing from the file: a
// struct for which an empty mapping would do. A pointer is not one, since
// where it is absent it is nil.
func (b *builder) fills(t catalog.Type, known map[string]bool) bool {
	k := key(t)
	props, met := b.structs[k]
	if _, stated := b.stated[k]; !met || stated || b.ownForm(t) {
		return false
	}
	if answer, ok := known[k]; ok {
		return answer
	}
	known[k] = false // facts that hold a struct by value inside itself must not loop
	known[k] = !slices.ContainsFunc(props, func(p Property) bool {
		return p.Required && !b.fills(p.Field().Type, known) || oneOfSeveral(p)
	})
	return known[k]
}

// oneOfSeveral reports whether the tag asks for this setting or another.
func oneOfSeveral(p Property) bool {
	return slices.ContainsFunc(tagWords(p.Field()), func(w string) bool {
		return strings.HasPrefix(w, "oneof_required=") || strings.HasPrefix(w, "anyof_required=")
	})
}

// unwrapped is the schema of the value itself where null is accepted as well.
// The Reflector looks for the word behind every comma, in a description too.
func unwrapped(s *jsonschema.Schema, m member) *jsonschema.Schema {
	tag := reflect.StructTag(m.path[len(m.path)-1].Tag).Get("jsonschema")
	if slices.Contains(strings.Split(tag, ","), "nullable") && len(s.OneOf) == 2 {
		return s.OneOf[0]
	}
	return s
}

func (b *builder) property(m member, s *jsonschema.Schema) Property {
	p := Property{
		Name:    m.name,
		Path:    m.path,
		Default: defaults(s.Default),
		Quoted:  slices.Contains(m.opts, "string"),
		Rules:   rules(s),

		Description: s.Description,
	}
	if s.Items != nil {
		p.Items = rules(s.Items)
	}
	p.Secret = writeOnly(p.Field()) || b.holdsSecret(p.Field().Type, map[string]bool{})
	p.Component = b.component(p.Field())
	return p
}

// defaults writes a default as text, a list's items one by one.
func defaults(v any) []string {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return texts(v)
	}
	return []string{fmt.Sprint(v)}
}

func texts(vs []any) []string {
	var out []string
	for _, v := range vs {
		out = append(out, fmt.Sprint(v))
	}
	return out
}

func rules(s *jsonschema.Schema) Rules {
	r := Rules{
		Enum:             texts(s.Enum),
		Minimum:          string(s.Minimum),
		Maximum:          string(s.Maximum),
		ExclusiveMinimum: string(s.ExclusiveMinimum),
		ExclusiveMaximum: string(s.ExclusiveMaximum),
		MultipleOf:       string(s.MultipleOf),
		Pattern:          s.Pattern,
		Format:           s.Format,
		MinLength:        s.MinLength,
		MaxLength:        s.MaxLength,
		MinItems:         s.MinItems,
		MaxItems:         s.MaxItems,
		UniqueItems:      s.UniqueItems,
	}
	if r.Pattern == durationPattern {
		r.Pattern = "" // for editors; the value is parsed as what it is
	}
	return r
}

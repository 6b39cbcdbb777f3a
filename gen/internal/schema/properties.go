package schema

import (
	"fmt"
	"slices"

	"github.com/invopop/jsonschema"

	"github.com/plugingen/plugingen/gen/internal/catalog"
)

// properties reads a struct's settings out of its definition, and makes
// optional in it what has a default.
func (b *builder) properties(t catalog.Type, def *jsonschema.Schema) []Property {
	var out []Property
	for _, m := range b.members(t) {
		s, ok := def.Properties.Get(m.name)
		if !ok {
			continue
		}
		s = unwrapped(s, m)
		p := property(m, s)
		p.Required = slices.Contains(def.Required, m.name) && p.Default == nil
		b.checkTag(p, s)
		out = append(out, p)
	}
	optional := map[string]bool{}
	for _, p := range out {
		optional[p.Name] = !p.Required
	}
	def.Required = slices.DeleteFunc(def.Required, func(name string) bool { return optional[name] })
	return out
}

// unwrapped is the schema of the value itself where null is accepted as well.
func unwrapped(s *jsonschema.Schema, m member) *jsonschema.Schema {
	if slices.Contains(tagWords(m.path[len(m.path)-1]), "nullable") && len(s.OneOf) == 2 {
		return s.OneOf[0]
	}
	return s
}

func property(m member, s *jsonschema.Schema) Property {
	p := Property{
		Name:    m.name,
		Path:    m.path,
		Default: defaults(s.Default),
		Secret:  s.WriteOnly,
		Quoted:  slices.Contains(m.opts, "string"),
		Rules:   rules(s),
	}
	if s.Items != nil {
		p.Items = rules(s.Items)
	}
	for _, w := range tagWords(p.Field()) {
		// Told for strings only; a secret of another type is no less secret.
		p.Secret = p.Secret || w == "writeOnly=true"
	}
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
	return r
}

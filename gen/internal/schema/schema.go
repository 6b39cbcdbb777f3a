// Package schema says what a plugin's config type accepts: the JSON Schema of
// the type, made from its Facts without running plugin code, and the same
// rules field by field for checking settings.
//
// The meaning of `json` and `jsonschema` tags stays with the Reflector of
// invopop/jsonschema, so that a plugin author who uses it gets the same answer
// here, down to which settings are required. What is different on purpose: what
// is filled where it is absent is not required, Go's own rule says which of two
// fields has a name, and a type is described as its values are written in YAML
// (see wellKnown) or as a directive states. The Reflector wants reflect types, which
// source does not have: it is told of a struct's fields one by one with their
// original tags, and every named type among them is a marker that stands for a
// reference, which is also what ends recursion.
package schema

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/catalog"
)

// Schema is what a config type and all that it reaches accept. It is never
// changed after Of and may be shared.
type Schema struct {
	json    func() ([]byte, error)
	order   []string       // keys of structs, in the order in which they were found
	types   []catalog.Type // of order
	structs map[string][]Property
	stated  map[string]statement // by ID
}

// Property is one setting of a struct. In a struct whose schema a directive
// states or only its own code would tell, nothing is required and there are no
// rules.
type Property struct {
	Name string // in the file
	// Path leads from the struct to the Go field, through embedded structs
	// where it has more than one element; the last one is the field itself.
	Path []catalog.Field
	// Required is true where the file must have the setting: its json tag has
	// neither omitempty nor omitzero, or its jsonschema tag has the word
	// required, and nothing fills it where it is absent. A default does, and so
	// does a struct held by value of which an empty mapping would be accepted.
	Required bool
	// Default is nil where there is none, else one text, or the items of a list.
	Default []string
	// Secret marks a value that no message may show: it is of the type
	// runtime.Secret or holds values of it, or its tag or its type's directive says
	// writeOnly.
	Secret bool
	// Component is the kind of component, the contract's method, of which the
	// value is the name; of a list or a mapping the items are the names. It is
	// empty where the field's jsonschema_extras tag has no x-plugingen-component.
	Component string
	// Quoted marks a number or boolean that the file holds as a string.
	Quoted bool
	Rules  Rules // of the value
	Items  Rules // of the items of a list
	// Description is that of the tag, else the field's comment; it may be empty.
	Description string
}

// Field is the Go field that the property is kept in.
func (p Property) Field() catalog.Field { return p.Path[len(p.Path)-1] }

// Asked reports whether the word required stands in the field's jsonschema tag.
func (p Property) Asked() bool { return slices.Contains(tagWords(p.Field()), "required") }

// Groups are the names that the field's jsonschema tag gives with a word such
// as oneof_required: all settings with one name are asked for together.
func (p Property) Groups(word string) []string {
	var out []string
	for _, w := range tagWords(p.Field()) {
		if name, ok := strings.CutPrefix(w, word+"="); ok {
			out = append(out, name)
		}
	}
	return out
}

// Rules are the constraints on a value; the zero value has none. Numbers are
// decimal texts, empty where there is no such rule.
type Rules struct {
	Enum             []string
	Minimum          string
	Maximum          string
	ExclusiveMinimum string
	ExclusiveMaximum string
	MultipleOf       string
	Pattern          string
	Format           string
	MinLength        *uint64 // in characters
	MaxLength        *uint64
	MinItems         *uint64
	MaxItems         *uint64
	UniqueItems      bool
}

// Of reads the schema of a config type. The Schema is nil where a finding is
// an error: a field that no file can hold, or a tag or a directive that cannot
// be read.
// Warnings are for types whose schema only running code would tell and for
// tags without effect.
func Of(c *catalog.ConfigFacts) (*Schema, diag.List) {
	b := newBuilder(c)
	b.readStated()
	b.checkTypes()
	if b.list.Errors() > 0 {
		return nil, b.list.Sorted()
	}
	b.build()
	b.checkRefs()
	if b.list.Errors() > 0 {
		return nil, b.list.Sorted()
	}
	return b.finish(), b.list.Sorted()
}

// JSON is the JSON Schema (draft 2020-12) of the config type, one line, the
// same bytes for the same facts. It is written at the first call. An error is
// a fault of this package: whatever an author can write was checked by Of.
func (s *Schema) JSON() ([]byte, error) {
	data, err := s.json()
	return slices.Clone(data), err
}

// Stated is the JSON Schema that a directive in the type's doc comment states,
// one line, a document of its own; false where there is none.
func (s *Schema) Stated(t catalog.Type) (json string, ok bool) {
	st, ok := s.stated[t.ID()]
	return st.json, ok
}

// Properties are the settings of a struct type, in declaration order. It is
// nil for a type that Of did not meet, and for one that reads its values itself.
func (s *Schema) Properties(t catalog.Type) []Property { return s.structs[key(t)] }

// Structs are the struct types that the config type reaches, itself first.
func (s *Schema) Structs() []catalog.Type { return slices.Clone(s.types) }

// Settings are the properties of the struct behind a name under $defs, in
// declaration order.
func (s *Schema) Settings(def string) []Property {
	for _, k := range s.order {
		if defName(k) == def {
			return s.structs[k]
		}
	}
	return nil
}

// finish joins the definitions under a reference to the config type's own.
func (b *builder) finish() *Schema {
	return &Schema{
		json:    sync.OnceValues(func() ([]byte, error) { return json.Marshal(b.document()) }),
		order:   b.order,
		types:   b.types,
		structs: b.structs,
		stated:  b.stated,
	}
}

// key identifies a type by content, and struct literals by the places of their
// fields as well: those with other tags or comments stay apart, and a finding
// about a field is told of each.
func key(t catalog.Type) string {
	if t.Kind != catalog.Struct {
		return cmp.Or(t.ID(), t.Text)
	}
	k := "struct{"
	for _, f := range t.Fields {
		k += fmt.Sprintf("%s %s %s %s:%d:%d;", f.Name, nested(f.Type), f.Tag, f.Position.File, f.Position.Line, f.Position.Column)
	}
	return k + "}"
}

// nested is the key of a type below a struct literal.
func nested(t catalog.Type) string {
	switch {
	case t.Kind == catalog.Struct:
		return key(t)
	case t.Elem != nil && t.Key != nil:
		return string(t.Kind) + " " + nested(*t.Key) + " " + nested(*t.Elem)
	case t.Elem != nil:
		return string(t.Kind) + " " + t.Text + " " + nested(*t.Elem)
	}
	return cmp.Or(t.ID(), t.Text)
}

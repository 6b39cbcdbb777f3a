package schemavalidator

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/plugingen/plugingen/runtime/pipeline"
)

// Signature says what a program takes and what it answers: typed, named fields.
type Signature struct {
	Description  string // what the program does; may be empty
	InputFields  []Field
	OutputFields []Field
}

// Field is one input or output of a signature.
type Field struct {
	Name        string          // a letter or _, then letters, digits, _ and -
	Type        string          // string, number, integer, boolean, array or object
	Description string          // may be empty
	Schema      pipeline.Schema // what the value must meet beyond its type; empty for nothing
	Template    string          // of an input: where its value comes from; the text is the host's to read
}

// ParseSignature reads a signature from a decoded document:
//
//	description: Sort a ticket            # optional
//	input_fields:
//	  - {name: ticket, type: string, description: The text}
//	output_fields:
//	  - name: urgency
//	    type: integer
//	    schema: {minimum: 1, maximum: 5}  # optional JSON Schema, any depth
//
// A field is {name, type, description, schema, template}, the template only for an
// input. All faults come back at once with their paths in spec: an unknown type or
// key, a missing or ill-formed name, a name that stands twice among all fields, a
// schema that does not compile or contradicts the type, no output at all. The
// signature is nil where there are faults.
func (p *Plugin) ParseSignature(spec any) (*Signature, []Fault) {
	if faults := unsound(spec); faults != nil {
		return nil, faults
	}
	r := &signatureReader{plugin: p, seen: map[string]string{}}
	sig := r.signature(spec)
	if r.faults != nil {
		slices.SortStableFunc(r.faults, func(a, b Fault) int { return comparePointers(a.Path, b.Path) })
		return nil, r.faults
	}
	return sig, nil
}

type signatureReader struct {
	plugin *Plugin
	seen   map[string]string // field name to its place
	faults []Fault
}

func (r *signatureReader) add(path, format string, args ...any) {
	r.faults = append(r.faults, Fault{Path: path, Keyword: "signature", Message: fmt.Sprintf(format, args...)})
}

func (r *signatureReader) signature(spec any) *Signature {
	m, ok := spec.(map[string]any)
	if !ok {
		r.add("", "a signature is an object with input_fields and output_fields, got %s", show(spec))
		return nil
	}
	r.keys(m, "", "description", "input_fields", "output_fields")
	sig := &Signature{Description: r.text(m, "", "description")}
	sig.InputFields = r.fields(m, "input_fields", "template")
	sig.OutputFields = r.fields(m, "output_fields")
	if list, ok := m["output_fields"].([]any); ok && len(list) == 0 {
		r.add("/output_fields", "a signature has at least one output field")
	}
	return sig
}

// keys refuses what a signature does not have.
func (r *signatureReader) keys(m map[string]any, path string, known ...string) {
	for _, key := range slices.Sorted(maps.Keys(m)) {
		if !slices.Contains(known, key) {
			r.add(join(path, key), "the key %s is not known here, known are %s", quote(key), strings.Join(known, ", "))
		}
	}
}

func (r *signatureReader) text(m map[string]any, path, key string) string {
	v, ok := m[key]
	if !ok {
		return ""
	}
	s, ok := v.(string)
	if !ok {
		r.add(join(path, key), "%s is a string, got %s", key, show(v))
	}
	return s
}

func (r *signatureReader) fields(m map[string]any, key string, extra ...string) []Field {
	v, ok := m[key]
	if !ok {
		r.add("", "the key %s is missing", quote(key))
		return nil
	}
	list, ok := v.([]any)
	if !ok {
		r.add("/"+key, "%s is a list of fields, got %s", key, show(v))
		return nil
	}
	fields := make([]Field, 0, len(list))
	for i, item := range list {
		fields = append(fields, r.field(item, joinIndex("/"+key, i), extra))
	}
	return fields
}

func (r *signatureReader) field(item any, path string, extra []string) Field {
	m, ok := item.(map[string]any)
	if !ok {
		r.add(path, "a field is an object with name and type, got %s", show(item))
		return Field{}
	}
	r.keys(m, path, append([]string{"name", "type", "description", "schema"}, extra...)...)
	f := Field{
		Name:        r.name(m, path),
		Type:        r.fieldType(m, path),
		Description: r.text(m, path, "description"),
	}
	if slices.Contains(extra, "template") {
		f.Template = r.text(m, path, "template")
	}
	if nested, ok := m["schema"]; ok {
		f.Schema = r.schema(nested, f.Type, join(path, "schema"))
	}
	return f
}

func (r *signatureReader) name(m map[string]any, path string) string {
	if _, ok := m["name"]; !ok {
		r.add(path, "the key %q is missing", "name")
		return ""
	}
	name := r.text(m, path, "name")
	if _, isText := m["name"].(string); !isText {
		return ""
	}
	if !isFieldName(name) {
		r.add(join(path, "name"), "%s is no field name: a letter or _, then letters, digits, _ and -", quote(name))
		return name
	}
	if first, twice := r.seen[name]; twice {
		r.add(join(path, "name"), "the field %s stands already at %s", quote(name), first)
		return name
	}
	r.seen[name] = path
	return name
}

func isFieldName(s string) bool {
	for i, c := range s {
		letter := c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
		if !letter && (i == 0 || c != '-' && (c < '0' || c > '9')) {
			return false
		}
	}
	return s != ""
}

func fieldTypes() []string {
	return []string{"string", "number", "integer", "boolean", "array", "object"}
}

func (r *signatureReader) fieldType(m map[string]any, path string) string {
	if _, ok := m["type"]; !ok {
		r.add(path, "the key %q is missing", "type")
		return ""
	}
	t := r.text(m, path, "type")
	if _, isText := m["type"].(string); isText && !slices.Contains(fieldTypes(), t) {
		r.add(join(path, "type"), "%s is no field type, known are %s", quote(t), strings.Join(fieldTypes(), ", "))
	}
	return t
}

func (r *signatureReader) schema(nested any, fieldType, path string) pipeline.Schema {
	m, ok := nested.(map[string]any)
	if !ok {
		r.add(path, "a field's schema is an object, got %s", show(nested))
		return ""
	}
	if t, ok := m["type"]; ok && fieldType != "" && !allows(t, fieldType) {
		r.add(join(path, "type"), "the schema's type contradicts the field's type %s", fieldType)
	}
	text, err := encode(m)
	if err != nil {
		r.add(path, "%v", err)
		return ""
	}
	if _, err := r.plugin.Compile(pipeline.Schema(text)); err != nil {
		for _, f := range err.(*SchemaError).Faults {
			f.Path = path + f.Path
			r.faults = append(r.faults, f)
		}
	}
	return pipeline.Schema(text)
}

// allows says whether a schema's type, one or a list, lets the field's type be.
func allows(schemaType any, fieldType string) bool {
	switch t := schemaType.(type) {
	case string:
		return t == fieldType || t == "number" && fieldType == "integer" || t == "integer" && fieldType == "number"
	case []any:
		return slices.ContainsFunc(t, func(one any) bool { return allows(one, fieldType) })
	}
	return true
}

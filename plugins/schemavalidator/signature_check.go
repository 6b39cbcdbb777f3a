package schemavalidator

import (
	"slices"
	"strings"

	"github.com/plugingen/plugingen/runtime/pipeline"
)

// InputSchema returns the JSON Schema of the inputs: an object that has every
// input field and nothing else. Fields keep their nested schemas and descriptions.
func (s *Signature) InputSchema() pipeline.Schema { return fieldsSchema(s.InputFields) }

// OutputSchema returns the JSON Schema of the answer, in the same form.
func (s *Signature) OutputSchema() pipeline.Schema { return fieldsSchema(s.OutputFields) }

// ValidateInputs checks the inputs of a call: every input field is there, nothing
// else is, and each value has the field's type and meets its schema. It returns a
// copy of the values, each with the Go type that it was given in; nothing is ever
// converted, so "3" is no number and json.Number("3") stays what it is. With faults
// (paths in values) the result is nil. A nested schema may narrow a number to an
// integer, and allow null where its list of types has it; else the field's type
// holds.
func (p *Plugin) ValidateInputs(sig *Signature, values map[string]any) (map[string]any, []Fault) {
	return p.checkFields(sig.InputSchema(), values)
}

// ValidateOutput checks an answer against the output fields, as ValidateInputs
// does. It takes any value, because an answer may turn out to be no object.
func (p *Plugin) ValidateOutput(sig *Signature, answer any) (map[string]any, []Fault) {
	return p.checkFields(sig.OutputSchema(), answer)
}

func (p *Plugin) checkFields(schema pipeline.Schema, value any) (map[string]any, []Fault) {
	if m, ok := value.(map[string]any); ok && m == nil {
		value = map[string]any{}
	}
	compiled, err := p.Compile(schema)
	if err != nil {
		return nil, []Fault{{Keyword: "signature", Message: "the signature is unusable: " + err.Error()}}
	}
	if faults := compiled.Validate(value); faults != nil {
		return nil, faults
	}
	return clone(value).(map[string]any), nil // the schema has type object
}

// fieldsSchema wants an object with every field and nothing else. The properties
// stand in the order of the fields: a service that enforces a schema
// lets its model answer in this order, and what is to be thought first must come first.
func fieldsSchema(fields []Field) pipeline.Schema {
	properties := make([]string, len(fields))
	required := make([]string, len(fields))
	for i, f := range fields {
		name, err := encode(f.Name)
		if err != nil {
			return "" // cannot be, as below
		}
		schema, err := encode(fieldSchema(f))
		if err != nil {
			return "" // cannot be: the parts came from JSON; an empty schema does not compile
		}
		properties[i] = name + ":" + schema
		required[i] = name
	}
	return pipeline.Schema(`{"additionalProperties":false,"properties":{` + strings.Join(properties, ",") +
		`},"required":[` + strings.Join(required, ",") + `],"type":"object"}`)
}

// fieldSchema is the nested schema with the field's type and description. A schema
// that refers to places of its own gets an address, so that "#/$defs/x" still means
// its own $defs and not those of the object around it.
func fieldSchema(f Field) map[string]any {
	schema := map[string]any{}
	if f.Schema != "" {
		v, err := decode(string(f.Schema))
		object, ok := v.(map[string]any)
		if err != nil || !ok { // of a signature made by hand: refuse every value rather than accept any
			return map[string]any{"not": map[string]any{}}
		}
		schema = object
	}
	if _, named := schema["$id"]; !named && mentions(schema, "$ref", "$dynamicRef", "$anchor", "$dynamicAnchor", "$schema") {
		schema["$id"] = home + "fields/" + f.Name
	}
	schema["type"] = narrowed(schema["type"], f.Type)
	if _, described := schema["description"]; !described && f.Description != "" {
		schema["description"] = f.Description
	}
	return schema
}

// narrowed is the type that both the nested schema and the field allow. The nested
// schema may add null, for an output that can be absent, and may narrow a number
// to an integer.
func narrowed(nested any, fieldType string) any {
	switch t := nested.(type) {
	case nil:
		return fieldType
	case string:
		if t == "integer" {
			return t
		}
		return fieldType
	case []any:
		if slices.Contains(t, any("null")) {
			return []any{fieldType, "null"}
		}
		return fieldType
	}
	return nested // no type at all; compiling says so
}

package schemavalidator

import (
	"errors"
	"fmt"
	"strings"

	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// Base is the owner, in a [Conflict], of what the base schema says.
const Base = "base"

// Conflict is a place that two schemas want to define in different ways.
type Conflict struct {
	// Pointer is the place in the composed schema, as a JSON Pointer.
	Pointer string

	// First said it before: [Base], or the name of an extension.
	First string

	// Second is the extension that differs. It equals First where a schema is at
	// fault alone, for example because it is no JSON.
	Second string

	// Message says what differs.
	Message string
}

// String returns the place, the owners and the message.
func (c Conflict) String() string {
	if c.First == c.Second {
		return fmt.Sprintf("%s, at %s: %s", c.Second, place(c.Pointer), c.Message)
	}
	return fmt.Sprintf("%s and %s, at %s: %s", c.First, c.Second, place(c.Pointer), c.Message)
}

// Compose merges extensions into a base schema and returns the composed schema
// with every conflict. Without conflicts the composed schema compiles. With them,
// what was said first stands, so that a caller can still show it. The order of
// the extensions is that of their registration; the same input gives the same
// bytes.
//
// A fragment has the shape of the schema that it extends, and says only what it
// adds:
//
//	{"properties": {"workflow": {"properties": {"my_config": {"type": "object"}}}}}
//
// The rules:
//
//   - properties, patternProperties, dependentSchemas, $defs and items are merged
//     level by level. What is new is added; what is there already must be equal,
//     apart from annotations such as a description, or be an object or array that
//     is merged further. Anything else is a conflict at that place.
//   - required and dependentRequired become the union of both.
//   - Of annotations (title, description, examples, ...) the first stands.
//   - An object that the base closes with additionalProperties or
//     unevaluatedProperties stays closed, and allows what extensions add. An
//     extension cannot close an object of another owner, nor open it.
//   - Where the base has a local $ref, the schema that it refers to is extended, so
//     every use of it has the addition.
//   - An addition that an allOf, anyOf, oneOf, then or else of the base would refuse
//     is a conflict: it could never be used.
func (p *Plugin) Compose(base pipeline.Schema, extensions []runtime.Component[pipeline.Schema]) (pipeline.Schema, []Conflict) {
	root, err := fragmentOf(base)
	if err != nil {
		return base, []Conflict{{First: Base, Second: Base, Message: err.Error()}}
	}
	m := &merger{root: root, owners: map[string]string{"": Base}}
	for _, extension := range extensions {
		m.extend(extension.Name, extension.Value)
	}
	text, err := encode(m.root)
	if err != nil {
		return base, append(m.conflicts, Conflict{First: Base, Second: Base, Message: err.Error()})
	}
	composed := pipeline.Schema(text)
	return composed, append(m.conflicts, p.uncompiled(composed, m)...)
}

// fragmentOf reads a schema that is to be merged. true says nothing and is {}.
func fragmentOf(schema pipeline.Schema) (map[string]any, error) {
	if len(schema) > maxSchemaBytes {
		return nil, fmt.Errorf("the schema has %d bytes, and at most %d are read", len(schema), maxSchemaBytes)
	}
	v, err := decode(string(schema))
	if err != nil {
		return nil, fmt.Errorf("the schema is not readable: %w", err)
	}
	switch v := v.(type) {
	case map[string]any:
		return v, nil
	case bool:
		if v {
			return map[string]any{}, nil
		}
	}
	return nil, errors.New("the schema is no JSON object")
}

// uncompiled turns what is wrong with the composed schema into findings against
// whoever wrote that place.
func (p *Plugin) uncompiled(composed pipeline.Schema, m *merger) []Conflict {
	_, err := p.compile(composed)
	if err == nil {
		return nil
	}
	var invalid *SchemaError
	if !errors.As(err, &invalid) {
		return []Conflict{{First: Base, Second: Base, Message: err.Error()}}
	}
	var conflicts []Conflict
	for _, f := range invalid.Faults {
		owner := m.owner(f.Path)
		conflicts = append(conflicts, Conflict{Pointer: f.Path, First: owner, Second: owner, Message: f.Message})
	}
	return conflicts
}

// owner returns who wrote a place: the owner of the longest known place above it.
func (m *merger) owner(pointer string) string {
	for {
		if owner, ok := m.owners[pointer]; ok {
			return owner
		}
		pointer = pointer[:max(0, strings.LastIndexByte(pointer, '/'))]
	}
}

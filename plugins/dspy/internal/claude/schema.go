package claude

import (
	"bytes"
	"encoding/json"
	"slices"

	"github.com/plugingen/plugingen/runtime/pipeline"
)

// The service's limits over a whole schema, as its documentation has them.
const (
	maxOptional = 24 // properties that are not required
	maxUnions   = 16 // places with anyOf or a list of types
)

// formats of strings that the service takes.
var formats = []any{"date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid"}

// supported reports whether the service takes the schema: one JSON object, made of
// the part of JSON Schema that it documents. In doubt it is not: references, which
// must not be recursive, and patterns, of which it takes some, are left out.
func supported(schema pipeline.Schema) bool {
	decoder := json.NewDecoder(bytes.NewReader([]byte(schema)))
	decoder.UseNumber()
	var root map[string]any
	if decoder.Decode(&root) != nil || root["type"] != "object" {
		return false
	}
	var s survey
	return s.schema(root) && s.optional <= maxOptional && s.unions <= maxUnions
}

// survey goes through a schema and counts what is limited.
type survey struct{ optional, unions int }

func (s *survey) schema(v any) bool {
	m, ok := v.(map[string]any)
	if !ok {
		return false
	}
	for key, value := range m {
		if !s.keyword(key, value) {
			return false
		}
	}
	switch m["type"] {
	case "object":
		return s.object(m)
	case "array":
		return s.schema(m["items"])
	}
	return shaped(m)
}

// keyword judges a keyword by itself.
func (s *survey) keyword(key string, value any) bool {
	switch key {
	case "description", "title", "required", "properties", "items":
		return true // read with the type, or free
	case "const":
		return scalar(value)
	case "type":
		return s.types(value)
	case "enum":
		return scalars(value)
	case "anyOf":
		s.unions++
		return s.all(value)
	case "additionalProperties":
		return value == false
	case "minItems":
		return value == json.Number("0") || value == json.Number("1")
	case "format":
		return slices.Contains(formats, value)
	}
	return false
}

func (s *survey) types(value any) bool {
	if list, ok := value.([]any); ok {
		s.unions++
		return !slices.Contains(list, any("object")) && !slices.Contains(list, any("array"))
	}
	_, ok := value.(string)
	return ok
}

func (s *survey) all(value any) bool {
	list, ok := value.([]any)
	return ok && len(list) > 0 && !slices.ContainsFunc(list, func(v any) bool { return !s.schema(v) })
}

// object must be closed: the service takes no other.
func (s *survey) object(m map[string]any) bool {
	properties, ok := m["properties"].(map[string]any)
	if !ok || m["additionalProperties"] != false {
		return false
	}
	required, _ := m["required"].([]any)
	for name, property := range properties {
		if !slices.Contains(required, any(name)) {
			s.optional++
		}
		if !s.schema(property) {
			return false
		}
	}
	return true
}

// shaped reports whether a schema of no object and no array says what it wants.
func shaped(m map[string]any) bool {
	for _, key := range []string{"type", "enum", "const", "anyOf"} {
		if _, ok := m[key]; ok {
			return true
		}
	}
	return false
}

func scalars(value any) bool {
	list, ok := value.([]any)
	return ok && !slices.ContainsFunc(list, func(v any) bool { return !scalar(v) })
}

func scalar(value any) bool {
	switch value.(type) {
	case map[string]any, []any:
		return false
	}
	return true
}

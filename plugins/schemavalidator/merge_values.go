package schemavalidator

import (
	"encoding/json"
	"maps"
	"math/big"
	"slices"
)

// union adds the names that a list does not have yet.
func (m *merger) union(have map[string]any, key string, add any, here string) {
	additions, ok := add.([]any)
	if !ok {
		m.fault(here, "this is a list of names")
		return
	}
	existing, _ := have[key].([]any)
	for _, name := range additions {
		if !slices.ContainsFunc(existing, func(v any) bool { return sameSchema(v, name) }) {
			m.owners[joinIndex(here, len(existing))] = m.name
			existing = append(existing, name)
		}
	}
	have[key] = existing
}

func (m *merger) unions(have map[string]any, key string, add any, here string) {
	additions, ok := add.(map[string]any)
	if !ok {
		m.fault(here, "this is an object of lists")
		return
	}
	existing, ok := have[key].(map[string]any)
	if !ok {
		existing = map[string]any{}
		have[key] = existing
	}
	for _, name := range slices.Sorted(maps.Keys(additions)) {
		m.union(existing, name, additions[name], join(here, name))
	}
}

// sameSchema compares two schemas by what they assert: numbers by value, objects
// without their annotations, a list of types or of required names in any order.
func sameSchema(a, b any) bool {
	switch x := a.(type) {
	case map[string]any:
		y, ok := b.(map[string]any)
		return ok && sameObject(withoutAnnotations(x), withoutAnnotations(y))
	case []any:
		y, ok := b.([]any)
		return ok && slices.EqualFunc(x, y, sameSchema)
	case json.Number:
		y, ok := b.(json.Number)
		return ok && sameNumber(string(x), string(y))
	}
	return isScalar(b) && a == b
}

func isScalar(v any) bool {
	switch v.(type) {
	case nil, bool, string:
		return true
	}
	return false
}

func sameObject(a, b map[string]any) bool {
	if len(a) != len(b) {
		return false
	}
	for key, x := range a {
		y, ok := b[key]
		if !ok || !sameKeyword(key, x, y) {
			return false
		}
	}
	return true
}

// sameKeyword does not let withoutAnnotations into maps whose keys are names that
// authors chose, such as a property called "title".
func sameKeyword(key string, a, b any) bool {
	x, okX := a.(map[string]any)
	y, okY := b.(map[string]any)
	switch {
	case isSchemaMap(key) && okX && okY:
		return maps.EqualFunc(x, y, sameSchema)
	case key == "required" || key == "type":
		return sameNames(a, b)
	case key == "const" || key == "enum" || key == "default":
		return sameData(a, b)
	}
	return sameSchema(a, b)
}

func sameData(a, b any) bool {
	x, errX := encode(a)
	y, errY := encode(b)
	return errX == nil && errY == nil && x == y
}

func sameNames(a, b any) bool {
	x, okX := a.([]any)
	y, okY := b.([]any)
	if !okX || !okY {
		return sameData(a, b)
	}
	within := func(v any, list []any) bool {
		return slices.ContainsFunc(list, func(w any) bool { return sameData(v, w) })
	}
	return len(x) == len(y) && !slices.ContainsFunc(x, func(v any) bool { return !within(v, y) })
}

func sameNumber(a, b string) bool {
	if a == b {
		return true
	}
	if !smallExponent(a) || !smallExponent(b) {
		return false
	}
	x, okX := new(big.Rat).SetString(a)
	y, okY := new(big.Rat).SetString(b)
	return okX && okY && x.Cmp(y) == 0
}

func withoutAnnotations(schema map[string]any) map[string]any {
	rest := maps.Clone(schema)
	maps.DeleteFunc(rest, func(key string, _ any) bool { return isAnnotation(key) })
	return rest
}

// brief shows a schema in a message.
func brief(schema any) string {
	const shown = 80
	if m, ok := schema.(map[string]any); ok {
		schema = withoutAnnotations(m)
	}
	text, err := encode(schema)
	if err != nil {
		return "?"
	}
	if r := []rune(text); len(r) > shown {
		return string(r[:shown]) + "…"
	}
	return text
}

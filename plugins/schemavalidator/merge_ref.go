package schemavalidator

import (
	"maps"
	"slices"
	"strings"
)

// follow goes from a local $ref to the schema that it refers to, because a keyword
// beside the $ref could not open what that schema closes. The fragment's own $ref
// is no reason to leave: it is an assertion like any other.
func (m *merger) follow(have, add map[string]any, pointer string) (map[string]any, string) {
	for range maxDepth {
		ref, ok := have["$ref"].(string)
		if !ok || !hasParts(add) {
			break
		}
		target, at := m.local(ref)
		if target == nil {
			m.conflict(join(pointer, "$ref"), "what the reference "+quote(ref)+" leads to cannot be extended")
			return map[string]any{}, pointer
		}
		have, pointer = target, at
	}
	return have, pointer
}

// hasParts says that a fragment adds more than annotations and an equal $ref.
func hasParts(add map[string]any) bool {
	rest := withoutAnnotations(add)
	delete(rest, "$ref")
	return len(rest) > 0
}

// resolved returns the schema at the end of a chain of local references.
func (m *merger) resolved(schema map[string]any) map[string]any {
	for range maxDepth {
		ref, ok := schema["$ref"].(string)
		if !ok {
			return schema
		}
		target, _ := m.local(ref)
		if target == nil {
			return schema
		}
		schema = target
	}
	return schema
}

// local returns the schema object that "#/..." refers to, with its place.
func (m *merger) local(ref string) (map[string]any, string) {
	if ref != "#" && !strings.HasPrefix(ref, "#/") {
		return nil, ""
	}
	pointer := fragment(ref)
	v, ok := at(m.root, tokensOf(pointer))
	if !ok {
		return nil, ""
	}
	schema, _ := v.(map[string]any)
	return schema, pointer
}

// refused reports a property that the object would not let through, because a
// branch beside its properties is closed and does not know it.
func (m *merger) refused(have map[string]any, name, pointer string) bool {
	if m.known(have, name) {
		return false
	}
	closed := m.closedBranch(have, name, pointer, 0)
	if closed == "" {
		return false
	}
	m.conflict(closed, "the object is closed here, so "+quote(name)+" could never be used")
	return true
}

func (m *merger) known(schema map[string]any, name string) bool {
	properties, _ := schema["properties"].(map[string]any)
	_, ok := properties[name]
	return ok
}

// closedBranch returns the place of the keyword that closes a branch, or "".
func (m *merger) closedBranch(schema map[string]any, name, pointer string, depth int) string {
	if depth > maxDepth {
		return ""
	}
	for _, b := range branches(schema, pointer) {
		branch := m.resolved(b.schema)
		if key := closedBy(branch); key != "" && !m.known(branch, name) {
			return join(b.pointer, key)
		}
		if closed := m.closedBranch(branch, name, b.pointer, depth+1); closed != "" {
			return closed
		}
	}
	return ""
}

func closedBy(schema map[string]any) string {
	for _, key := range []string{"additionalProperties", "unevaluatedProperties"} {
		if v, ok := schema[key]; ok && v != true {
			return key
		}
	}
	return ""
}

type branch struct {
	schema  map[string]any
	pointer string
}

// branches lists the schemas that apply to the same value as schema does.
func branches(schema map[string]any, pointer string) []branch {
	var found []branch
	for _, key := range []string{"allOf", "anyOf", "oneOf"} {
		list, _ := schema[key].([]any)
		for i, item := range list {
			if s, ok := item.(map[string]any); ok {
				found = append(found, branch{s, joinIndex(join(pointer, key), i)})
			}
		}
	}
	for _, key := range []string{"then", "else"} {
		if s, ok := schema[key].(map[string]any); ok {
			found = append(found, branch{s, join(pointer, key)})
		}
	}
	dependent, _ := schema["dependentSchemas"].(map[string]any)
	for _, key := range slices.Sorted(maps.Keys(dependent)) {
		if s, ok := dependent[key].(map[string]any); ok {
			found = append(found, branch{s, join(join(pointer, "dependentSchemas"), key)})
		}
	}
	return found
}

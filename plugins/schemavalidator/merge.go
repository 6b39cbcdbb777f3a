package schemavalidator

import (
	"maps"
	"slices"

	"github.com/plugingen/plugingen/runtime/pipeline"
)

// merger puts fragments into one schema and remembers who wrote what.
type merger struct {
	root      map[string]any
	owners    map[string]string // place to owner, for places that an owner added as a whole
	conflicts []Conflict
	name      string // the extension being merged
}

func (m *merger) conflict(pointer, message string) {
	m.conflicts = append(m.conflicts, Conflict{Pointer: pointer, First: m.owner(pointer), Second: m.name, Message: message})
}

// fault is a finding against the extension alone.
func (m *merger) fault(pointer, message string) {
	m.conflicts = append(m.conflicts, Conflict{Pointer: pointer, First: m.name, Second: m.name, Message: message})
}

func (m *merger) extend(name string, schema pipeline.Schema) {
	m.name = name
	fragment, err := fragmentOf(schema)
	if err != nil {
		m.fault("", err.Error())
		return
	}
	for _, key := range []string{"$id", "$anchor", "$dynamicAnchor"} {
		if _, ok := fragment[key]; ok {
			m.fault("/"+key, "a fragment becomes part of another schema and cannot have "+key)
			return
		}
	}
	if declared, ok := fragment["$schema"]; ok && declared != draft2020 {
		m.fault("/$schema", "a fragment is written in draft 2020-12, "+draft2020)
		return
	}
	delete(fragment, "$schema")
	m.merge(m.root, fragment, "")
}

const draft2020 = "https://json-schema.org/draft/2020-12/schema"

// merge adds the keywords of one schema object to another, both at pointer.
func (m *merger) merge(have, add map[string]any, pointer string) {
	have, pointer = m.follow(have, add, pointer)
	for _, key := range slices.Sorted(maps.Keys(add)) {
		m.keyword(have, key, add[key], pointer)
	}
}

func (m *merger) keyword(have map[string]any, key string, add any, pointer string) {
	here := join(pointer, key)
	switch {
	case isSchemaMap(key):
		m.schemaMap(have, key, add, pointer)
	case key == "required":
		m.union(have, key, add, here)
	case key == "dependentRequired":
		m.unions(have, key, add, here)
	case isAnnotation(key):
		m.absent(have, key, add, here)
	case key == "items":
		m.items(have, key, add, here)
	case closes(key):
		m.closing(have, key, add, here)
	default:
		m.assertion(have, key, add, here)
	}
}

func isSchemaMap(key string) bool {
	return slices.Contains([]string{"properties", "patternProperties", "$defs", "definitions", "dependentSchemas"}, key)
}

func isAnnotation(key string) bool {
	return slices.Contains([]string{"title", "description", "$comment", "examples", "deprecated", "readOnly", "writeOnly"}, key)
}

func closes(key string) bool {
	return key == "additionalProperties" || key == "unevaluatedProperties"
}

// absent adds what nobody said yet, and reports whether it did.
func (m *merger) absent(have map[string]any, key string, add any, here string) bool {
	if _, ok := have[key]; ok {
		return false
	}
	have[key] = add
	m.owners[here] = m.name
	return true
}

func (m *merger) assertion(have map[string]any, key string, add any, here string) {
	if !m.absent(have, key, add, here) && !sameSchema(have[key], add) {
		m.conflict(here, key+" is "+brief(have[key])+" and "+brief(add))
	}
}

// closing never lets an extension decide what others may add to their object.
func (m *merger) closing(have map[string]any, key string, add any, here string) {
	old, ok := have[key]
	if add == true && !ok || ok && sameSchema(old, add) {
		return
	}
	if ok {
		m.conflict(here, key+" is "+brief(old)+" and "+brief(add))
		return
	}
	m.conflict(here, "the object is open, and an extension cannot close it for others")
}

func (m *merger) items(have map[string]any, key string, add any, here string) {
	if !m.absent(have, key, add, here) {
		m.schema(have, key, add, here)
	}
}

func (m *merger) schemaMap(have map[string]any, key string, add any, pointer string) {
	here := join(pointer, key)
	additions, ok := add.(map[string]any)
	if !ok {
		m.fault(here, key+" is an object of schemas")
		return
	}
	if _, ok := have[key]; !ok {
		have[key] = map[string]any{}
	}
	existing, ok := have[key].(map[string]any)
	if !ok {
		m.fault(here, "the schema before has no object of schemas here")
		return
	}
	for _, name := range slices.Sorted(maps.Keys(additions)) {
		if key == "properties" && m.refused(have, name, pointer) {
			continue
		}
		if !m.absent(existing, name, additions[name], join(here, name)) {
			m.schema(existing, name, additions[name], join(here, name))
		}
	}
}

// schema merges a schema that both sides have.
func (m *merger) schema(have map[string]any, key string, add any, here string) {
	if sameSchema(have[key], add) || add == true {
		return
	}
	old, oldIsObject := have[key].(map[string]any)
	fragment, addIsObject := add.(map[string]any)
	switch {
	case addIsObject && len(withoutAnnotations(fragment)) == 0:
		return
	case !oldIsObject || !addIsObject || !isContainer(m.resolved(old)) || !isContainer(fragment):
		m.conflict(here, "defined twice, as "+brief(have[key])+" and as "+brief(add))
	default:
		m.merge(old, fragment, here)
	}
}

// isContainer says that a schema describes something with parts, which others may
// add to; any other schema is a definition that stands as it is.
func isContainer(schema map[string]any) bool {
	for _, key := range []string{"properties", "patternProperties", "items", "$defs", "required"} {
		if _, ok := schema[key]; ok {
			return true
		}
	}
	t := schema["type"]
	return t == "object" || t == "array"
}

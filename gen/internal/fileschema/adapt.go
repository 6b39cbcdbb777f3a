package fileschema

import (
	"slices"
	"strings"

	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/schema"
)

// referencePattern is found in what is looked up when the program starts.
const referencePattern = `\$\{(env|file):`

// reference is a text that stands for a value which is known only then.
func reference() object {
	return object{{"title", "a value known at start"}, {"type", "string"}, {"pattern", referencePattern}}
}

const secretHelp = "A secret: give it as ${env:NAME} or ${file:PATH}, not as text."

// scope is what is known of the Go value that a schema is for.
type scope struct {
	schema *schema.Schema
	props  []schema.Property // of the struct whose properties come next, where it is one
	secret bool              // and so is all that is in it
}

// adapt makes the schema of a Go value one of what a file may say in its
// place: a reference where the value is known at start only, no secret in
// plain, null for a setting that may be absent, and of names of components those
// that there are. Where wrap is false, the schema around this one accepts the
// reference.
func (b *builder) adapt(v any, in scope, wrap bool) any {
	node, ok := v.(object)
	if !ok {
		return v
	}
	if in.secret = in.secret || node.get("writeOnly") == true; in.secret {
		if s, ok := secret(node); ok {
			return s
		}
		node = node.without("default", "examples")
	}
	node = b.named(node)
	scalar := isScalar(node) && !in.secret
	out := make(object, 0, len(node))
	for _, m := range node {
		out = append(out, b.below(m, in, !scalar))
	}
	if scalar && wrap {
		return wrapped(out)
	}
	return out
}

// below adapts the schemas inside one keyword.
func (b *builder) below(m member, in scope, wrap bool) member {
	switch m.key {
	case "properties", "patternProperties":
		return member{m.key, b.properties(m.value, in)}
	case "items", "additionalProperties":
		return member{m.key, b.adapt(m.value, in, true)}
	case "oneOf", "anyOf", "allOf":
		list, _ := m.value.([]any)
		out := make([]any, 0, len(list))
		for _, v := range list {
			out = append(out, b.adapt(v, in, wrap))
		}
		if in.secret && m.key == "oneOf" {
			return member{"anyOf", out} // a reference may stand for each
		}
		return member{m.key, out}
	case "$ref":
		if ref, ok := m.value.(string); ok && in.secret {
			return member{m.key, b.secretDefinition(ref)}
		}
	}
	return m
}

func (b *builder) properties(v any, in scope) object {
	inner, _ := v.(object)
	out := make(object, 0, len(inner))
	for _, p := range inner {
		i := slices.IndexFunc(in.props, func(prop schema.Property) bool { return prop.Name == p.key })
		if i < 0 {
			out = append(out, member{p.key, b.adapt(p.value, scope{schema: in.schema, secret: in.secret}, true)})
		} else {
			out = append(out, member{p.key, b.setting(p.value, in.props[i], in)})
		}
	}
	return out
}

// setting adapts the schema of one setting of a struct. Null is as absent.
func (b *builder) setting(v any, prop schema.Property, in scope) any {
	in.secret = in.secret || prop.Secret
	in.props = in.schema.Properties(literalStruct(prop.Field().Type))
	node, ok := v.(object)
	if !ok {
		return v
	}
	if prop.Secret {
		node = node.with("writeOnly", true)
	}
	node, _ = b.adapt(node, in, true).(object)
	if prop.Required {
		return node
	}
	return nullable(node)
}

// literalStruct is the type inside pointers, lists and mappings that have no name,
// whose schema stands where it is used.
func literalStruct(t catalog.Type) catalog.Type {
	for t.Elem != nil {
		t = *t.Elem
	}
	if t.Kind != catalog.Struct {
		return catalog.Type{}
	}
	return t
}

// secretDefinition refers to the definition that another reference leads to, with
// all of it secret. A Go type has no such name.
func (b *builder) secretDefinition(ref string) string {
	name := strings.TrimPrefix(ref, definitions)
	hidden := name + ":secret"
	if raw, known := b.raw[name]; known && b.defs[hidden] == nil {
		b.defs[hidden] = object{} // it may be made of itself
		raw.in.secret = true
		b.defs[hidden] = b.adapt(raw.node, raw.in, true)
	}
	return definitions + hidden
}

// null is what is left empty. It is said by what it is not, so that no editor
// offers it as a value, or tells that it expects "integer | null".
var null = object{{"not", object{{"type", []string{"array", "boolean", "number", "object", "string"}}}}}

// nullable accepts null as well, unless the schema does already.
func nullable(node object) object {
	kinds, _ := node.get("type").([]any)
	either, _ := node.get("anyOf").([]any)
	one, _ := node.get("oneOf").([]any)
	if slices.Contains(kinds, any("null")) || slices.ContainsFunc(slices.Concat(either, one), isNull) {
		return node
	}
	var inner, outer object
	for _, m := range node {
		if slices.Contains(annotations, m.key) {
			outer = append(outer, m)
		} else {
			inner = append(inner, m)
		}
	}
	switch {
	case inner == nil:
		return node // which accepts everything
	case len(inner) == 1 && either != nil:
		return node.with("anyOf", append(slices.Clone(either), null))
	}
	return append(object{{"anyOf", []any{inner, null}}}, outer...)
}

func isNull(v any) bool {
	node, _ := v.(object)
	return node.get("type") == "null"
}

// annotations are the keywords that describe a value and refuse none.
var annotations = []string{"title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly", schema.ComponentKey}

// constraints are the keywords that a reference need not meet.
var constraints = []string{
	"type", "enum", "const", "oneOf", "anyOf", "allOf", "not", "format", "pattern", "minLength", "maxLength",
	"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "contentEncoding",
}

// isScalar reports whether a schema would refuse a reference where the value
// that it stands for is welcome: a number, a truth value, a string with rules.
func isScalar(node object) bool {
	switch node.get("type") {
	case "integer", "number", "boolean":
		return true
	case "string":
		for _, rule := range []string{"enum", "const", "format", "pattern", "minLength", "maxLength"} {
			if node.get(rule) != nil {
				return true
			}
		}
		return false
	case nil:
		return node.get("enum") != nil || node.get("const") != nil || hasScalar(node.get("oneOf")) || hasScalar(node.get("anyOf"))
	}
	return false
}

func hasScalar(alternatives any) bool {
	list, _ := alternatives.([]any)
	return slices.ContainsFunc(list, func(v any) bool {
		node, ok := v.(object)
		return ok && isScalar(node)
	})
}

// wrapped accepts a reference as well. What describes the value stays outside,
// where editors look for it.
func wrapped(node object) object {
	var inner, outer object
	for _, m := range node {
		if slices.Contains(constraints, m.key) {
			inner = append(inner, m)
		} else {
			outer = append(outer, m)
		}
	}
	return append(object{{"anyOf", []any{inner, reference()}}}, outer...)
}

// secret accepts nothing but a reference, for every value of a list or a
// mapping; false where the value has parts of its own, which know what they are.
func secret(node object) (object, bool) {
	switch node.get("type") {
	case "array", "object":
		key := "items"
		if node.get("type") == "object" {
			key = "additionalProperties"
		}
		inner, ok := node.get(key).(object)
		if ok {
			inner, ok = secret(inner)
		}
		return node.with(key, inner).without("default", "examples", "writeOnly"), ok && node.get("properties") == nil
	case "string", "integer", "number", "boolean", nil:
		if node.get("type") == nil && node.get("enum") == nil && node.get("const") == nil {
			return nil, false
		}
		doc, _ := node.get("description").(string)
		out := object{{"type", "string"}, {"pattern", referencePattern}, {"patternErrorMessage", secretHelp}}
		if title := node.get("title"); title != nil {
			out = append(out, member{"title", title})
		}
		return append(out, member{"description", strings.TrimSpace(doc + "\n" + secretHelp)}, member{"writeOnly", true}), true
	}
	return nil, false
}

// named limits a setting that names components to those of this composition.
// Where there is none of the kind, the check of the composition says so.
func (b *builder) named(node object) object {
	kind, _ := node.get(schema.ComponentKey).(string)
	names := b.components[kind]
	if len(names) == 0 {
		return node
	}
	switch node.get("type") {
	case "string":
		return node.with("enum", names)
	case "array":
		return namedInside(node, "items", names)
	case "object":
		return namedInside(node, "additionalProperties", names)
	}
	return node
}

func namedInside(node object, key string, names []string) object {
	if inner, ok := node.get(key).(object); ok && inner.get("type") == "string" {
		return node.with(key, inner.with("enum", names))
	}
	return node
}

package fileschema

import (
	"slices"
	"strings"

	"github.com/plugingen/plugingen/gen/internal/schema"
)

// referencePattern is found in what is looked up when the program starts.
const referencePattern = `\$\{(env|file):`

// reference is a text that stands for a value which is known only then.
func reference() object {
	return object{{"title", "a value known at start"}, {"type", "string"}, {"pattern", referencePattern}}
}

const secretHelp = "A secret: give it as ${env:NAME} or ${file:PATH}, not as text."

// adaptDefinition is adapt for the definition of a struct, of which some
// settings are secret.
func (b *builder) adaptDefinition(v any, secrets []string) any {
	def, ok := v.(object)
	if !ok {
		return v
	}
	props, ok := def.get("properties").(object)
	if ok && len(secrets) > 0 {
		props = slices.Clone(props)
		for i, p := range props {
			if node, ok := p.value.(object); ok && slices.Contains(secrets, p.key) {
				props[i].value = node.with("writeOnly", true)
			}
		}
		def = def.with("properties", props)
	}
	return b.adapt(def, true)
}

// adapt makes the schema of a Go value one of what a file may say in its
// place: a reference where the value is known at start only, no secret in
// plain, and of names of components those that there are. Where wrap is false,
// the schema around this one accepts the reference.
func (b *builder) adapt(v any, wrap bool) any {
	node, ok := v.(object)
	if !ok {
		return v
	}
	if node.get("writeOnly") == true {
		if s, ok := secret(node); ok {
			return s
		}
	}
	node = b.named(node)
	scalar := isScalar(node)
	out := make(object, 0, len(node))
	for _, m := range node {
		out = append(out, member{m.key, b.below(m, !scalar)})
	}
	if scalar && wrap {
		return wrapped(out)
	}
	return out
}

// below adapts the schemas inside one keyword.
func (b *builder) below(m member, wrap bool) any {
	switch m.key {
	case "properties", "patternProperties":
		inner, _ := m.value.(object)
		out := make(object, 0, len(inner))
		for _, p := range inner {
			out = append(out, member{p.key, b.adapt(p.value, true)})
		}
		return out
	case "items", "additionalProperties":
		return b.adapt(m.value, true)
	case "oneOf", "anyOf", "allOf":
		list, _ := m.value.([]any)
		out := make([]any, 0, len(list))
		for _, v := range list {
			out = append(out, b.adapt(v, wrap))
		}
		return out
	}
	return m.value
}

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
	case "string", "integer", "number", "boolean":
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

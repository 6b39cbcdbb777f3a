package engine

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// CheckOutput returns the faults of an output: a field that is missing, one that the
// signature does not have, a value of another type, a value that is none of its
// schema's enum. A schema's type list with null in it allows null. The rest of a field's
// schema is not looked at; a caller with a JSON Schema validator sets [LM.Check].
func CheckOutput(sig *Signature, output Values) []string {
	return checkFields(sig.Outputs, output)
}

func checkFields(fields []Field, values Values) []string {
	var faults []string
	known := map[string]bool{}
	for _, f := range fields {
		known[f.Name] = true
		v, ok := values[f.Name]
		if !ok {
			faults = append(faults, "the field "+f.Name+" is missing")
			continue
		}
		if fault := f.check(v); fault != "" {
			faults = append(faults, fault)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if !known[name] {
			faults = append(faults, fmt.Sprintf("there is no field %q", name))
		}
	}
	return faults
}

func (f Field) check(v any) string {
	schema, err := f.schema()
	if err != nil {
		return err.Error()
	}
	types, _ := schema["type"].([]any)
	if v == nil && slices.Contains(types, any("null")) {
		return ""
	}
	if !hasType(v, f.Type) {
		return fmt.Sprintf("the field %s must be of type %s, got %s", f.Name, f.Type, show(v))
	}
	enum, ok := schema["enum"].([]any)
	if !ok {
		return ""
	}
	want := canonical(v)
	allowed := make([]string, len(enum))
	for i, one := range enum {
		if canonical(one) == want {
			return ""
		}
		allowed[i] = show(one)
	}
	return fmt.Sprintf("the field %s must be one of %s, got %s", f.Name, strings.Join(allowed, ", "), show(v))
}

func hasType(v any, name string) bool {
	switch v := v.(type) {
	case string:
		return name == "string"
	case bool:
		return name == "boolean"
	case json.Number:
		return name == "number" || name == "integer" && isInteger(v)
	case []any:
		return name == "array"
	case map[string]any:
		return name == "object"
	case nil:
		return false
	}
	return hasGoType(v, name)
}

// hasGoType is for values that a Go program made by hand: what JSON makes of them
// decides.
func hasGoType(v any, name string) bool {
	text, err := encode(v)
	if err != nil {
		return false
	}
	plain, err := decode([]byte(text))
	return err == nil && plain != nil && hasType(plain, name)
}

// show writes a value for a message, cut to a readable length.
func show(v any) string {
	text, err := encode(v)
	if err != nil {
		return fmt.Sprintf("a %T", v)
	}
	if runes := []rune(text); len(runes) > 80 {
		return string(runes[:80]) + "…"
	}
	return text
}

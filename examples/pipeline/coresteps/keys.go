package coresteps

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/plugingen/plugingen/plugins/schemavalidator"
)

// common are the keys that the host gives to every step.
func common() []string {
	return []string{"name", "type", "description", "condition", "output_schema", "output_to_file", "steps"}
}

// only refuses keys that a step of the type does not have, and misses those that it
// needs.
func only(spec map[string]any, needs []string, may ...string) []schemavalidator.Fault {
	own := append(slices.Clone(needs), may...)
	var faults []schemavalidator.Fault
	for _, key := range slices.Sorted(maps.Keys(spec)) {
		if !slices.Contains(own, key) && !slices.Contains(common(), key) {
			faults = append(faults, unknown("/"+escape(key), "a step of type %s has no key %q; it has %s", kind(spec), key, strings.Join(own, ", ")))
		}
	}
	for _, key := range needs {
		if _, ok := spec[key]; !ok {
			faults = append(faults, wrong("", "a step of type %s needs the key %q", kind(spec), key))
		}
	}
	return faults
}

func kind(spec map[string]any) string { return text(spec, "type") }

// unknown is a fault at a key, wrong one at a value.
func unknown(path, format string, args ...any) schemavalidator.Fault {
	return schemavalidator.Fault{Path: path, Keyword: "additionalProperties", Message: fmt.Sprintf(format, args...)}
}

func wrong(path, format string, args ...any) schemavalidator.Fault {
	return schemavalidator.Fault{Path: path, Keyword: "core_steps", Message: fmt.Sprintf(format, args...)}
}

func escape(token string) string {
	return strings.ReplaceAll(strings.ReplaceAll(token, "~", "~0"), "/", "~1")
}

func text(m map[string]any, key string) string {
	s, _ := m[key].(string)
	return s
}

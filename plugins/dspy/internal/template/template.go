// Package template fills {{steps.NAME.FIELD}} in a step's inputs from the
// results of earlier steps.
package template

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/plugingen/plugingen/runtime/pipeline"
)

// Fill returns a copy of value in which every reference in a string, at any
// depth, is replaced. A string that is one reference and nothing else becomes
// the value referred to, with its type; in the middle of text a value becomes
// its text, or its JSON where it is no string. What was filled in is not looked
// at again, so that data cannot refer to other data. A reference that is
// malformed or leads nowhere is an error that names what there is.
func Fill(value any, results map[string]pipeline.StepResult) (any, error) {
	switch v := value.(type) {
	case string:
		return fillText(v, results)
	case []any:
		filled := make([]any, len(v))
		for i, item := range v {
			f, err := Fill(item, results)
			if err != nil {
				return nil, fmt.Errorf("item %d: %w", i+1, err)
			}
			filled[i] = f
		}
		return filled, nil
	case map[string]any:
		return fillMap(v, results)
	}
	return value, nil
}

func fillMap(m map[string]any, results map[string]pipeline.StepResult) (any, error) {
	filled := make(map[string]any, len(m))
	for _, key := range slices.Sorted(maps.Keys(m)) {
		f, err := Fill(m[key], results)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
		filled[key] = f
	}
	return filled, nil
}

func fillText(text string, results map[string]pipeline.StepResult) (any, error) {
	var b strings.Builder
	for rest := text; ; {
		before, after, found := strings.Cut(rest, "{{")
		b.WriteString(before)
		if !found {
			return b.String(), nil
		}
		reference, behind, closed := strings.Cut(after, "}}")
		if !closed {
			return nil, fmt.Errorf("%q has {{ without }}", text)
		}
		value, err := lookup(reference, results)
		if err != nil {
			return nil, err
		}
		if b.Len() == 0 && behind == "" && strings.HasPrefix(text, "{{") && len(reference)+4 == len(text) {
			return value, nil
		}
		if err := write(&b, value); err != nil {
			return nil, err
		}
		rest = behind
	}
}

func write(b *strings.Builder, value any) error {
	if s, ok := value.(string); ok {
		b.WriteString(s)
		return nil
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		return err
	}
	b.WriteString(strings.TrimSuffix(buf.String(), "\n"))
	return nil
}

// lookup follows steps.NAME.FIELD and, in an object, further keys.
func lookup(reference string, results map[string]pipeline.StepResult) (any, error) {
	parts := strings.Split(strings.TrimSpace(reference), ".")
	if len(parts) < 3 || parts[0] != "steps" || slices.Contains(parts, "") {
		return nil, fmt.Errorf("{{%s}} is no reference; the form is {{steps.NAME.FIELD}}", reference)
	}
	result, ok := results[parts[1]]
	if !ok {
		return nil, fmt.Errorf("{{%s}}: there is no step %s before this one%s", reference, parts[1], known(results))
	}
	var value any = result.Values
	for _, key := range parts[2:] {
		object, ok := value.(map[string]any)
		if !ok {
			return nil, fmt.Errorf("{{%s}}: %s is looked for in what is no object", reference, key)
		}
		if value, ok = object[key]; !ok {
			return nil, fmt.Errorf("{{%s}}: there is no %s%s", reference, key, known(object))
		}
	}
	return value, nil
}

func known[V any](m map[string]V) string {
	if len(m) == 0 {
		return ""
	}
	return "; there is " + strings.Join(slices.Sorted(maps.Keys(m)), ", ")
}

package coresteps

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/plugingen/plugingen/examples/pipeline/internal/expression"
	"github.com/plugingen/plugingen/examples/pipeline/steptype"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// partKeys are the keys that a part of a prompt needs, and those that it may have.
func partKeys(kind string) (needs, may []string) {
	switch kind {
	case "static":
		return []string{"content"}, nil
	case "file":
		return []string{"path"}, []string{"from"}
	case "previous_response":
		return []string{"step"}, []string{"extract", "strict"}
	}
	return nil, nil
}

// describeParts checks the parts of a prompt.
func describeParts(parts []any, traits *steptype.Traits) {
	for i, item := range parts {
		path := fmt.Sprintf("/prompt/%d", i)
		part, _ := item.(map[string]any)
		kind := text(part, "type")
		switch kind {
		case "session_context", "claude_continue":
			traits.Faults = append(traits.Faults, wrong(path+"/type",
				"%s needs a provider that keeps conversations between steps, and there is none; previous_response hands a step's result on", kind))
			continue
		case "previous_response":
			traits.References = append(traits.References, steptype.Reference{Path: path + "/step"})
		}
		needs, may := partKeys(kind)
		if needs == nil {
			continue // reported by the schema
		}
		for _, key := range slices.Sorted(maps.Keys(part)) {
			if key != "type" && !slices.Contains(append(needs, may...), key) {
				traits.Faults = append(traits.Faults, unknown(path+"/"+escape(key), "a part of type %s has no key %q; it has %s", kind, key, strings.Join(append(needs, may...), ", ")))
			}
		}
		for _, key := range needs {
			if _, ok := part[key]; !ok {
				traits.Faults = append(traits.Faults, wrong(path, "a part of type %s needs the key %q", kind, key))
			}
		}
	}
}

// render makes the text of a prompt, its parts joined by newlines.
func render(req pipeline.StepRequest) (string, error) {
	if s, ok := req.Spec["prompt"].(string); ok {
		return s, nil
	}
	items, _ := req.Spec["prompt"].([]any)
	var texts []string
	for i, item := range items {
		part, _ := item.(map[string]any)
		content, keep, err := renderPart(req, part, fmt.Sprintf("/prompt/%d", i))
		if err != nil {
			return "", err
		}
		if keep {
			texts = append(texts, content)
		}
	}
	return strings.Join(texts, "\n"), nil
}

// renderPart returns a part's text, and whether the part is there at all.
func renderPart(req pipeline.StepRequest, part map[string]any, path string) (string, bool, error) {
	switch kind := text(part, "type"); kind {
	case "static":
		return text(part, "content"), true, nil
	case "file":
		content, err := fileOf(req, part)
		if err != nil {
			return "", false, at(path+"/path", err)
		}
		return content, true, nil
	case "previous_response":
		content, err := responseOf(req, part)
		if err != nil && part["strict"] == false {
			return "", false, nil // asked for: what is not there is left out
		}
		if err != nil {
			return "", false, at(path, err)
		}
		return content, true, nil
	default:
		return "", false, failure(path+"/type", "a part of type %q cannot be rendered", kind)
	}
}

func fileOf(req pipeline.StepRequest, part map[string]any) (string, error) {
	name := "dir"
	if text(part, "from") == "workspace" {
		name = "workspace_dir"
	}
	root, err := openFolder(req, name)
	if err != nil {
		return "", err
	}
	defer root.Close()
	content, err := readIn(root, filepath.FromSlash(text(part, "path")))
	return string(content), err
}

// responseOf is a step's result as text: the field asked for, or else the field text,
// or else all of it as JSON.
func responseOf(req pipeline.StepRequest, part map[string]any) (string, error) {
	step := text(part, "step")
	previous, ok := req.Results[step]
	if !ok {
		return "", fmt.Errorf("there is no step %q before this one", step)
	}
	if previous.Values["skipped"] == true {
		return "", fmt.Errorf("the step %q was skipped", step)
	}
	if extract := text(part, "extract"); extract != "" {
		v, err := follow(previous.Values, extract)
		if err != nil {
			return "", fmt.Errorf("the result of step %q: %w", step, err)
		}
		return expression.Text(v), nil
	}
	if content, ok := previous.Values["text"].(string); ok {
		return content, nil
	}
	return expression.Text(previous.Values), nil
}

// follow goes along a path of fields and list items with dots between them.
func follow(value any, path string) (any, error) {
	for key := range strings.SplitSeq(path, ".") {
		switch v := value.(type) {
		case map[string]any:
			child, ok := v[key]
			if !ok {
				return nil, fmt.Errorf("there is no %s; there is %s", key, strings.Join(slices.Sorted(maps.Keys(v)), ", "))
			}
			value = child
		case []any:
			i, err := strconv.Atoi(key)
			if err != nil || i < 0 || i >= len(v) {
				return nil, fmt.Errorf("there is no item %s in a list of %d", key, len(v))
			}
			value = v[i]
		default:
			return nil, fmt.Errorf("%s is looked for in what is no object and no list", key)
		}
	}
	return value, nil
}

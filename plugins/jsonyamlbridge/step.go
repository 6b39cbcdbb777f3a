package jsonyamlbridge

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/plugingen/plugingen/runtime/pipeline"
)

// stepKeys is what the step adds to the keys of a workflow's steps.
const stepKeys pipeline.Schema = `{
  "properties": {"workflow": {"properties": {"steps": {"items": {"properties": {
    "convert": {
      "description": "What convert_format converts, and to what.",
      "type": "object",
      "properties": {
        "to": {"description": "The format to write.", "enum": ["json", "yaml"]},
        "value": {"description": "The value to write, or a text in the other format."},
        "step": {"description": "Convert the result of this earlier step instead.", "type": "string"},
        "field": {"description": "Only this field of the result.", "type": "string"},
        "indent": {"description": "Spaces for each level.", "type": "integer", "minimum": 0, "maximum": 9}
      },
      "required": ["to"],
      "oneOf": [{"required": ["value"]}, {"required": ["step"]}],
      "dependentRequired": {"field": ["step"]},
      "additionalProperties": false
    }
  }}}}}}
}`

// ConvertStep is the step convert_format. A string is taken as text in the other
// format and converted; any other value is written in the format:
//
//   - name: as_yaml
//     type: convert_format
//     convert:
//     to: yaml              # or json
//     step: classify        # or value: ...
//     field: answer         # optional: one field of the result
//     indent: 2             # optional
//
// Its result has success, text and format. Text that cannot be converted is an
// [Errors] with places in the text.
//
// It comes from [Plugin.StepTypes]; its zero value is of no use.
type ConvertStep struct{ plugin *Plugin }

// conversion is what stands under `convert`.
type conversion struct {
	to     string
	value  any
	indent int
}

// Run converts the value. It may be called from several goroutines.
func (s *ConvertStep) Run(ctx context.Context, req pipeline.StepRequest) (pipeline.StepResult, error) {
	if err := ctx.Err(); err != nil {
		return pipeline.StepResult{}, err
	}
	c, err := readConversion(req)
	if err != nil {
		return pipeline.StepResult{}, fmt.Errorf("step %q: %w", req.Name, err)
	}
	out, err := s.convert(c, req.Name)
	if err != nil {
		return pipeline.StepResult{}, err
	}
	return pipeline.StepResult{Values: map[string]any{
		"success": true, "format": c.to, "text": string(out),
	}}, nil
}

func (s *ConvertStep) convert(c conversion, name string) ([]byte, error) {
	source, isText := c.value.(string)
	switch {
	case isText && c.to == "json":
		return s.plugin.ToJSON([]byte(source), JSONOptions{Name: name, Indent: c.indent})
	case isText:
		return s.plugin.ToYAML([]byte(source), YAMLOptions{Name: name, Indent: c.indent})
	}
	n, err := s.plugin.fromValue(c.value)
	if err != nil {
		return nil, err
	}
	if c.to == "json" {
		return writeJSON(n, c.indent), nil
	}
	indent, err := YAMLOptions{Indent: c.indent}.indent()
	if err != nil {
		return nil, err
	}
	return s.plugin.writeYAML(n, indent)
}

func readConversion(req pipeline.StepRequest) (conversion, error) {
	spec, ok := req.Spec["convert"].(map[string]any)
	if !ok {
		return conversion{}, fmt.Errorf("the key convert is missing or no object")
	}
	known := []string{"to", "value", "step", "field", "indent"}
	for key := range spec {
		if !slices.Contains(known, key) {
			return conversion{}, fmt.Errorf("convert has a key %q, known are %s", key, strings.Join(known, ", "))
		}
	}
	to, _ := spec["to"].(string)
	if to != "json" && to != "yaml" {
		return conversion{}, fmt.Errorf("convert.to is json or yaml, got %v", spec["to"])
	}
	indent, err := readIndent(spec["indent"])
	if err != nil {
		return conversion{}, err
	}
	value, err := subject(spec, req.Results)
	return conversion{to: to, value: value, indent: indent}, err
}

func readIndent(v any) (int, error) {
	if v == nil {
		return 0, nil
	}
	n, ok := v.(json.Number)
	if !ok {
		return 0, fmt.Errorf("convert.indent is a whole number, got %v", v)
	}
	i, err := n.Int64()
	if err != nil || i < 0 || i > 9 {
		return 0, fmt.Errorf("convert.indent is a whole number from 0 to 9, got %v", v)
	}
	return int(i), nil
}

// subject returns what is to be converted: the inline value or an earlier result.
func subject(spec map[string]any, results map[string]pipeline.StepResult) (any, error) {
	value, inline := spec["value"]
	step, fromStep := spec["step"]
	if inline == fromStep {
		return nil, fmt.Errorf("convert has either value or step")
	}
	field, oneField := spec["field"]
	switch {
	case inline && oneField:
		return nil, fmt.Errorf("convert.field goes with convert.step")
	case inline:
		return value, nil
	}
	name, ok := step.(string)
	if !ok {
		return nil, fmt.Errorf("convert.step is the name of a step, got %v", step)
	}
	result, ok := results[name]
	if !ok {
		return nil, fmt.Errorf("there is no step %q before this one", name)
	}
	if !oneField {
		return result.Values, nil
	}
	key, _ := field.(string)
	found, ok := result.Values[key]
	if !ok {
		return nil, fmt.Errorf("the result of step %q has no field %q", name, field)
	}
	return found, nil
}

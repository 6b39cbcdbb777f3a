package schemavalidator

import (
	"context"
	"fmt"

	"github.com/plugingen/plugingen/runtime/pipeline"
)

// stepKeys is what the step adds to the keys of a workflow's steps.
const stepKeys pipeline.Schema = `{
  "properties": {"workflow": {"properties": {"steps": {"items": {"properties": {
    "validate": {
      "description": "What validate_schema checks, and against what.",
      "type": "object",
      "properties": {
        "schema": {"description": "A JSON Schema.", "type": ["object", "boolean"]},
        "value": {"description": "The value to check."},
        "step": {"description": "Check the result of this earlier step instead.", "type": "string"},
        "field": {"description": "Only this field of the result.", "type": "string"},
        "on_invalid": {"description": "Whether an invalid value stops the workflow.", "enum": ["fail", "report"], "default": "fail"}
      },
      "required": ["schema"],
      "oneOf": [{"required": ["value"]}, {"required": ["step"]}],
      "dependentRequired": {"field": ["step"]},
      "additionalProperties": false
    }
  }}}}}}
}`

// specSchema is the same for the step itself, which must not rely on a host that
// checked the workflow.
const specSchema pipeline.Schema = `{
  "type": "object",
  "properties": {"validate": {
    "type": "object",
    "properties": {
      "schema": {"type": ["object", "boolean"]},
      "value": true,
      "step": {"type": "string"},
      "field": {"type": "string"},
      "on_invalid": {"enum": ["fail", "report"]}
    },
    "required": ["schema"],
    "oneOf": [{"required": ["value"]}, {"required": ["step"]}],
    "dependentRequired": {"field": ["step"]},
    "additionalProperties": false
  }},
  "required": ["validate"]
}`

// ValidateStep is the step validate_schema. It checks an inline value or an
// earlier result against an inline schema:
//
//   - name: check
//     type: validate_schema
//     validate:
//     schema: {type: object, required: [label]}
//     step: classify        # or value: ...
//     field: answer         # optional: one field of the result
//     on_invalid: fail      # or report
//
// Its result has success, valid and faults (a list of path, keyword, message).
// An invalid value is a *[InvalidError], unless on_invalid is report.
//
// It comes from [Plugin.StepTypes]; its zero value is of no use.
type ValidateStep struct{ plugin *Plugin }

// InvalidError says that a value does not meet a schema.
type InvalidError struct {
	What   string // what was checked, for the message: "the result of step \"a\""
	Faults []Fault
}

// Error names what was checked and its faults.
func (e *InvalidError) Error() string { return e.What + " is not valid: " + sentence(e.Faults) }

// Run checks the value. It may be called from several goroutines.
func (s *ValidateStep) Run(ctx context.Context, req pipeline.StepRequest) (pipeline.StepResult, error) {
	if err := ctx.Err(); err != nil {
		return pipeline.StepResult{}, err
	}
	spec, err := s.spec(req)
	if err != nil {
		return pipeline.StepResult{}, err
	}
	value, what, err := subject(spec, req.Results)
	if err != nil {
		return pipeline.StepResult{}, err
	}
	text, err := encode(spec["schema"])
	if err != nil {
		return pipeline.StepResult{}, err
	}
	schema, err := s.plugin.Compile(pipeline.Schema(text))
	if err != nil {
		return pipeline.StepResult{}, err
	}
	faults := schema.Validate(value)
	if len(faults) > 0 && spec["on_invalid"] != "report" {
		return pipeline.StepResult{}, &InvalidError{What: what, Faults: faults}
	}
	return report(faults), nil
}

// spec returns the keys under `validate`, checked.
func (s *ValidateStep) spec(req pipeline.StepRequest) (map[string]any, error) {
	schema, err := s.plugin.Compile(specSchema)
	if err != nil {
		return nil, err
	}
	if faults := schema.Validate(req.Spec); faults != nil {
		return nil, &InvalidError{What: fmt.Sprintf("the step %q", req.Name), Faults: faults}
	}
	return req.Spec["validate"].(map[string]any), nil // the schema has just said so
}

// subject returns the value to check and its name in messages.
func subject(spec map[string]any, results map[string]pipeline.StepResult) (any, string, error) {
	step, ok := spec["step"].(string)
	if !ok {
		return spec["value"], "the value", nil
	}
	result, ok := results[step]
	if !ok {
		return nil, "", fmt.Errorf("there is no step %q before this one", step)
	}
	field, ok := spec["field"].(string)
	if !ok {
		return result.Values, fmt.Sprintf("the result of step %q", step), nil
	}
	value, ok := result.Values[field]
	if !ok {
		return nil, "", fmt.Errorf("the result of step %q has no field %q", step, field)
	}
	return value, fmt.Sprintf("the field %q of step %q", field, step), nil
}

func report(faults []Fault) pipeline.StepResult {
	list := make([]any, len(faults))
	for i, f := range faults {
		list[i] = map[string]any{"path": f.Path, "keyword": f.Keyword, "message": f.Message}
	}
	return pipeline.StepResult{Values: map[string]any{
		"success": true,
		"valid":   len(faults) == 0,
		"faults":  list,
	}}
}

package schemavalidator

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

func runStep(t *testing.T, validate string) (pipeline.StepResult, error) {
	t.Helper()
	components := validator(t).StepTypes()
	if len(components) != 1 || components[0].Name != "validate_schema" {
		t.Fatalf("StepTypes is %v", components)
	}
	spec := map[string]any{"name": "s", "type": "validate_schema"}
	if validate != "" {
		spec["validate"] = value(t, validate)
	}
	return components[0].Value.Run(context.Background(), pipeline.StepRequest{
		Name: "s", Type: "validate_schema", Spec: spec,
		Results: map[string]pipeline.StepResult{
			"before": {Values: map[string]any{"label": "bug", "n": json.Number("1.0")}},
		},
	})
}

func TestStepReports(t *testing.T) {
	fine := map[string]any{"success": true, "valid": true, "faults": []any{}}
	tests := []struct {
		name, validate string
		want           map[string]any
	}{
		{"inline", `{"schema":{"type":"number"},"value":1}`, fine},
		{"null is a value", `{"schema":{"type":"null"},"value":null}`, fine},
		{"a result", `{"schema":{"required":["label"]},"step":"before"}`, fine},
		{"a field", `{"schema":{"type":"integer"},"step":"before","field":"n"}`, fine},
		{"invalid", `{"schema":{"properties":{"label":{"const":"x"}}},"step":"before","on_invalid":"report"}`, map[string]any{
			"success": true, "valid": false,
			"faults": []any{map[string]any{"path": "/label", "keyword": "const", "message": `want "x", got "bug"`}},
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := runStep(t, tt.validate)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got.Values); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestStepRefuses(t *testing.T) {
	tests := []struct{ name, validate, want string }{
		{"nothing", ``, `the step "s" is not valid: at the top level: the key "validate" is missing`},
		{"no value", `{"schema":{}}`, "at /validate: fits none of the 2 alternatives"},
		{"both", `{"schema":{},"value":1,"step":"before"}`, "at /validate: fits alternatives 1 and 2"},
		{"unknown key", `{"schema":{},"value":1,"valu":1}`, `at /validate/valu: the key "valu" is not allowed`},
		{"no such step", `{"schema":{},"step":"after"}`, `there is no step "after" before this one`},
		{"no such field", `{"schema":{},"step":"before","field":"x"}`, `the result of step "before" has no field "x"`},
		{"broken schema", `{"schema":{"type":1},"value":1}`, "not a valid JSON Schema: at /type"},
		{"invalid", `{"schema":{"type":"string"},"step":"before","field":"n"}`, `the field "n" of step "before" is not valid: at the top level: want a string, got 1.0`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := runStep(t, tt.validate)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
	_, err := runStep(t, `{"schema":false,"value":1}`)
	var invalid *InvalidError
	if !errors.As(err, &invalid) || len(invalid.Faults) != 1 {
		t.Errorf("got %v, want an *InvalidError with one fault", err)
	}
}

func TestStepStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := validator(t).StepTypes()[0].Value.Run(ctx, pipeline.StepRequest{})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

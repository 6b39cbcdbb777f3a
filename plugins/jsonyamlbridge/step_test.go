package jsonyamlbridge

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

func runStep(t *testing.T, convert any) (pipeline.StepResult, error) {
	t.Helper()
	components := bridge(t).StepTypes()
	if len(components) != 1 || components[0].Name != "convert_format" {
		t.Fatalf("StepTypes is %v", components)
	}
	return components[0].Value.Run(context.Background(), pipeline.StepRequest{
		Name: "s",
		Type: "convert_format",
		Spec: map[string]any{"name": "s", "convert": convert},
		Results: map[string]pipeline.StepResult{
			"before": {Values: map[string]any{"answer": map[string]any{"n": json.Number("1.0"), "d": "2024-01-01"}}},
		},
	})
}

func TestStepConverts(t *testing.T) {
	tests := []struct {
		name string
		spec map[string]any
		want string
	}{
		{"yaml to json", map[string]any{"to": "json", "value": "b: 1.0\na: <&>"}, `{"b":1.0,"a":"<&>"}`},
		{"json to yaml", map[string]any{"to": "yaml", "value": `{"b": [1]}`, "indent": json.Number("4")}, "b:\n    - 1\n"},
		{"a field", map[string]any{"to": "yaml", "step": "before", "field": "answer"}, "d: \"2024-01-01\"\n\"n\": 1.0\n"},
		{"a result", map[string]any{"to": "json", "step": "before"}, `{"answer":{"d":"2024-01-01","n":1.0}}`},
		{"null", map[string]any{"to": "yaml", "value": nil}, "null\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := runStep(t, tt.spec)
			if err != nil {
				t.Fatal(err)
			}
			want := map[string]any{"success": true, "format": tt.spec["to"], "text": tt.want}
			if diff := cmp.Diff(want, got.Values); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestStepRefuses(t *testing.T) {
	tests := []struct {
		name string
		spec any
		want string
	}{
		{"no convert", nil, "the key convert is missing"},
		{"unknown key", map[string]any{"to": "json", "value": 1, "form": 1}, `a key "form"`},
		{"format", map[string]any{"to": "toml", "value": "x"}, "json or yaml, got toml"},
		{"both", map[string]any{"to": "json", "value": 1, "step": "before"}, "either value or step"},
		{"neither", map[string]any{"to": "json"}, "either value or step"},
		{"field alone", map[string]any{"to": "json", "value": 1, "field": "x"}, "goes with convert.step"},
		{"no such step", map[string]any{"to": "json", "step": "after"}, `no step "after"`},
		{"no such field", map[string]any{"to": "json", "step": "before", "field": "x"}, `no field "x"`},
		{"step is a number", map[string]any{"to": "json", "step": json.Number("1")}, "the name of a step"},
		{"indent", map[string]any{"to": "json", "value": "a", "indent": json.Number("10")}, "from 0 to 9"},
		{"indent 1 in yaml", map[string]any{"to": "yaml", "value": []any{}, "indent": json.Number("1")}, "from 2 to 9"},
		{"indent as text", map[string]any{"to": "json", "value": "a", "indent": "2"}, "a whole number"},
		{"text with a fault", map[string]any{"to": "json", "value": "a: 1\nb: .nan"}, "s:2:4: .nan"},
		{"no json at all", map[string]any{"to": "json", "value": make(chan int)}, "unsupported type"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := runStep(t, tt.spec)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := bridge(t).StepTypes()[0].Value.Run(ctx, pipeline.StepRequest{}); !errors.Is(err, context.Canceled) {
		t.Errorf("with a context that is over: %v", err)
	}
}

func TestContract(t *testing.T) {
	p := bridge(t)
	var _ pipeline.Behaviour = p
	for _, c := range p.SchemaExtensions() {
		if !json.Valid([]byte(c.Value)) {
			t.Errorf("the extension %s is no JSON", c.Name)
		}
	}
	if p.Metadata().Name != "json_yaml_bridge" || p.Providers() != nil || p.Terminate(context.Background()) != nil {
		t.Error("the plugin does not say what its entry says")
	}
}

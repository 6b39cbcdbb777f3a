package workflow_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/examples/pipeline/internal/workflow"
	"github.com/plugingen/plugingen/examples/pipeline/steptype"
	"github.com/plugingen/plugingen/plugins/jsonyamlbridge"
	"github.com/plugingen/plugingen/plugins/schemavalidator"
	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

type stepFunc func(context.Context, pipeline.StepRequest) (pipeline.StepResult, error)

func (f stepFunc) Run(ctx context.Context, req pipeline.StepRequest) (pipeline.StepResult, error) {
	return f(ctx, req)
}

type named string

func (n named) Generate(context.Context, pipeline.GenerateRequest) (pipeline.GenerateResult, error) {
	return pipeline.GenerateResult{Model: string(n)}, nil
}

var steps = []runtime.Component[pipeline.Step]{
	{Name: "echo", Value: stepFunc(func(ctx context.Context, req pipeline.StepRequest) (pipeline.StepResult, error) {
		values := map[string]any{"value": req.Spec["value"], "before": len(req.Results), "provider": req.ProviderName}
		if req.Provider != nil {
			res, err := req.Provider.Generate(ctx, pipeline.GenerateRequest{})
			values["model"] = res.Model
			return pipeline.StepResult{Values: values}, err
		}
		return pipeline.StepResult{Values: values}, nil
	})},
	{Name: "fail", Value: stepFunc(func(context.Context, pipeline.StepRequest) (pipeline.StepResult, error) {
		return pipeline.StepResult{}, errBroken
	})},
	{Name: "panic", Value: stepFunc(func(context.Context, pipeline.StepRequest) (pipeline.StepResult, error) { panic("oh") })},
}

var errBroken = errors.New("broken")

var providers = []runtime.Component[pipeline.Provider]{
	{Name: "small", Capabilities: []string{"text"}, Value: named("s")},
	{Name: "large", Capabilities: []string{"text", "vision"}, Value: named("l")},
}

var valueKey = runtime.Component[pipeline.Schema]{
	Name: "echo", Value: `{"properties":{"workflow":{"properties":{"steps":{"items":{"properties":{"value":{"type":"string"}}}}}}}}`,
}

// engine runs a plugin with the components above and the given extensions.
func engine(t *testing.T, extensions ...runtime.Component[pipeline.Schema]) *workflow.Engine {
	t.Helper()
	return with(t, steps, extensions)
}

// with runs a plugin with these steps.
func with(t testing.TB, steps []runtime.Component[pipeline.Step], extensions []runtime.Component[pipeline.Schema]) *workflow.Engine {
	t.Helper()
	ctx := context.Background()
	e := &workflow.Engine{
		Steps:      runtime.NewRegistry[pipeline.Step]("StepTypes"),
		Providers:  runtime.NewRegistry[pipeline.Provider]("Providers"),
		Extensions: runtime.NewRegistry[pipeline.Schema]("SchemaExtensions"),
	}
	components := []string{"Providers/small", "Providers/large"}
	for _, x := range steps {
		components = append(components, "StepTypes/"+x.Name)
	}
	for _, x := range extensions {
		components = append(components, "SchemaExtensions/"+x.Name)
	}
	app := runtime.NewApp([]runtime.Unit{{Name: "test", Components: components, Init: func(_ context.Context, i *runtime.Instance) error {
		runtime.Register(i, e.Steps, steps)
		runtime.Register(i, e.Providers, providers)
		runtime.Register(i, e.Extensions, extensions)
		return nil
	}}})
	if err := app.Start(ctx); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := app.Stop(ctx); err != nil {
			t.Error(err)
		}
	})
	var err error
	if e.Validator, err = schemavalidator.Init(ctx, schemavalidator.DefaultConfig()); err != nil {
		t.Fatal(err)
	}
	if e.Bridge, err = jsonyamlbridge.Init(ctx, jsonyamlbridge.DefaultConfig()); err != nil {
		t.Fatal(err)
	}
	return e
}

func TestLoadFaults(t *testing.T) {
	e := engine(t, valueKey)
	tests := []struct {
		name, src string
		want      []string // each the start of a line, after the file's name
	}{
		{"no YAML", "workflow: [", []string{"1:"}},
		{"empty", "", []string{"1:1: "}},
		{"no workflow", "{}", []string{`1:1: the key "workflow" is missing`}},
		{"no steps", "workflow: {name: x, steps: []}", []string{"1:28: want at least 1 item"}},
		{"step is text", "workflow: {name: x, steps: [echo]}", []string{"1:29: "}},
		{"unknown key", "workflow:\n  name: x\n  steps:\n    - {name: a, type: echo, valu: x}", []string{`4:29: the key "valu" is not allowed`}},
		{"extension's key", "workflow:\n  name: x\n  steps:\n    - {name: a, type: echo, value: 7}", []string{"4:36: want a string"}},
		{"bad name", "workflow: {name: x, steps: [{name: a.b, type: echo}]}", []string{"1:36: "}},
		{"type is a number", "workflow: {name: x, steps: [{name: a, type: 1}]}", []string{"1:45: want a string"}},
		{"unknown type", "workflow: {name: x, steps: [{name: a, type: ech}]}", []string{`1:45: there is no step type "ech", did you mean "echo"; the plugins offer echo, fail, panic`}},
		{"unknown provider", "workflow: {name: x, steps: [{name: a, type: echo, provider: tiny}]}", []string{`1:61: there is no provider "tiny"; the plugins offer small, large`}},
		{"unknown capability", "workflow: {name: x, steps: [{name: a, type: echo, capabilities: [text, smell]}]}",
			[]string{"1:65: no provider has text and smell; there is small (text), large (text, vision)"}},
		{"both ways", "workflow: {name: x, steps: [{name: a, type: echo, provider: small, capabilities: [text]}]}",
			[]string{"1:29: a step has either provider or capabilities"}},
		{"names and types at once, in order", "workflow:\n  name: x\n  steps:\n    - {name: a, type: no}\n    - {name: a, type: neither}", []string{
			`4:23: there is no step type "no"`, `5:14: the name "a" is that of the step in line 4`, `5:23: there is no step type "neither"`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w, err := e.Load("f.yaml", []byte(tt.src))
			var faults jsonyamlbridge.Errors
			if !errors.As(err, &faults) || w != nil {
				t.Fatalf("got %v, %v", w, err)
			}
			if len(faults) != len(tt.want) {
				t.Fatalf("got %v", err)
			}
			for i, f := range faults {
				if !strings.HasPrefix(f.Error(), "f.yaml:"+tt.want[i]) {
					t.Errorf("got %v, want %s", f, tt.want[i])
				}
			}
		})
	}
}

// careless is a step type that panics when it is asked about a step.
type careless struct{ stepFunc }

func (careless) Describe(map[string]any) steptype.Traits { panic("oh") }

func TestAPanicWhileLoading(t *testing.T) {
	e := with(t, []runtime.Component[pipeline.Step]{{Name: "careless", Value: careless{}}}, nil)
	_, err := e.Load("f.yaml", []byte("workflow: {name: x, steps: [{name: a, type: careless}]}"))
	if err == nil || err.Error() != "f.yaml:1:45: the plugin of this type panicked when it was asked about the step: oh" {
		t.Errorf("got %v", err)
	}
}

func TestExtensionsThatDoNotFitTogether(t *testing.T) {
	other := runtime.Component[pipeline.Schema]{Name: "other", Value: pipeline.Schema(strings.Replace(string(valueKey.Value), "string", "integer", 1))}
	_, err := engine(t, valueKey, other).Load("f.yaml", []byte("workflow: {name: x, steps: [{name: a, type: echo}]}"))
	var faults jsonyamlbridge.Errors
	if err == nil || errors.As(err, &faults) || !strings.Contains(err.Error(), "echo and other, at ") {
		t.Errorf("got %v", err)
	}
}

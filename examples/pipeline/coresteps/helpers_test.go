package coresteps_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/plugingen/plugingen/examples/pipeline/coresteps"
	"github.com/plugingen/plugingen/examples/pipeline/internal/workflow"
	"github.com/plugingen/plugingen/plugins/jsonyamlbridge"
	"github.com/plugingen/plugingen/plugins/schemavalidator"
	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// recorder is a provider that answers with what it is told to and keeps what it was
// asked.
type recorder struct {
	answer string
	err    error
	asked  []pipeline.GenerateRequest
}

func (r *recorder) Generate(_ context.Context, req pipeline.GenerateRequest) (pipeline.GenerateResult, error) {
	r.asked = append(r.asked, req)
	return pipeline.GenerateResult{Text: r.answer, Model: "m", Usage: pipeline.Usage{InputTokens: 3, OutputTokens: 4}, CostUSD: 0.25}, r.err
}

// engine runs the plugin, as a host does, with a provider of each kind.
func engine(t *testing.T, claude, gemini pipeline.Provider) *workflow.Engine {
	t.Helper()
	ctx := context.Background()
	validator, err := schemavalidator.Init(ctx, schemavalidator.DefaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	bridge, err := jsonyamlbridge.Init(ctx, jsonyamlbridge.DefaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	p, err := coresteps.Init(ctx, validator, bridge)
	if err != nil {
		t.Fatal(err)
	}
	e := &workflow.Engine{
		Bridge: bridge, Validator: validator,
		Steps:      runtime.NewRegistry[pipeline.Step]("StepTypes"),
		Providers:  runtime.NewRegistry[pipeline.Provider]("Providers"),
		Extensions: runtime.NewRegistry[pipeline.Schema]("SchemaExtensions"),
	}
	providers := []runtime.Component[pipeline.Provider]{
		{Name: "for_claude", Capabilities: []string{"claude_compatible"}, Value: claude},
		{Name: "for_gemini", Capabilities: []string{"gemini_compatible"}, Value: gemini},
	}
	var components []string
	for _, c := range p.StepTypes() {
		components = append(components, "StepTypes/"+c.Name)
	}
	for _, c := range p.SchemaExtensions() {
		components = append(components, "SchemaExtensions/"+c.Name)
	}
	components = append(components, "Providers/for_claude", "Providers/for_gemini")
	app := runtime.NewApp([]runtime.Unit{{Name: "core_steps", Components: components, Init: func(_ context.Context, i *runtime.Instance) error {
		runtime.Register(i, e.Steps, p.StepTypes())
		runtime.Register(i, e.Providers, providers)
		runtime.Register(i, e.Extensions, p.SchemaExtensions())
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
	return e
}

// runIn runs steps in a workflow file of a folder and returns the results by name.
func runIn(t *testing.T, e *workflow.Engine, dir, steps string) (map[string]map[string]any, error) {
	t.Helper()
	w, err := e.Load(filepath.Join(dir, "f.yaml"), []byte("workflow:\n  name: x\n  steps:\n"+steps))
	if err != nil {
		t.Fatal(err)
	}
	results := map[string]map[string]any{}
	err = w.Run(context.Background(), workflow.Options{Observe: func(e workflow.Event) {
		if e.State == workflow.Done {
			results[e.Step.Name] = e.Result.Values
		}
	}})
	return results, err
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

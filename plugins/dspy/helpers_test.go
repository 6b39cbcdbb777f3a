package dspy_test

import (
	"context"
	"io"
	"log/slog"
	"slices"
	"testing"

	"github.com/plugingen/plugingen/plugins/dspy"
	"github.com/plugingen/plugingen/plugins/jsonyamlbridge"
	"github.com/plugingen/plugingen/plugins/schemavalidator"
	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

func services(t testing.TB) (*schemavalidator.Plugin, *jsonyamlbridge.Plugin) {
	t.Helper()
	ctx := context.Background()
	v, err := schemavalidator.Init(ctx, schemavalidator.DefaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	b, err := jsonyamlbridge.Init(ctx, jsonyamlbridge.DefaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	return v, b
}

// start runs Init with optimization_enabled set and the log going to w.
func start(t testing.TB, cfg dspy.Config, w io.Writer) (*dspy.Plugin, error) {
	t.Helper()
	v, b := services(t)
	cfg.OptimizationEnabled = true
	return dspy.Init(context.Background(), cfg, v, b, slog.New(slog.NewTextHandler(w, nil)))
}

func mustStart(t testing.TB, cfg dspy.Config) *dspy.Plugin {
	t.Helper()
	p, err := start(t, cfg, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Terminate(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return p
}

func find[T any](t testing.TB, list []runtime.Component[T], name string) T {
	t.Helper()
	i := slices.IndexFunc(list, func(c runtime.Component[T]) bool { return c.Name == name })
	if i < 0 {
		t.Fatalf("there is no %s", name)
	}
	return list[i].Value
}

// script answers with its texts in turn and keeps the requests.
type script struct {
	answers  []string
	requests []pipeline.GenerateRequest
}

func (s *script) Generate(_ context.Context, req pipeline.GenerateRequest) (pipeline.GenerateResult, error) {
	s.requests = append(s.requests, req)
	if len(s.requests) > len(s.answers) {
		return pipeline.GenerateResult{}, io.EOF
	}
	return pipeline.GenerateResult{Text: s.answers[len(s.requests)-1], Model: "scripted"}, nil
}

// run runs a step that is written as YAML.
func run(t testing.TB, p *dspy.Plugin, stepType, spec string, provider pipeline.Provider) (map[string]any, error) {
	t.Helper()
	_, b := services(t)
	doc, err := b.Parse("step.yaml", []byte(spec))
	if err != nil {
		t.Fatal(err)
	}
	req := pipeline.StepRequest{
		Name: "s", Type: stepType, Spec: doc.Value().(map[string]any),
		Results: map[string]pipeline.StepResult{"fetch": {Values: map[string]any{"text": "it crashes"}}},
	}
	if provider != nil {
		req.Provider, req.ProviderName = provider, "test"
	}
	res, err := find(t, p.StepTypes(), stepType).Run(context.Background(), req)
	return res.Values, err
}

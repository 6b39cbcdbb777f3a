package pipeline_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// Shouter is a plugin with one kind of step; Base supplies the rest.
type Shouter struct{ pipeline.Base }

func (*Shouter) Terminate(context.Context) error { return nil }

func (*Shouter) Metadata() runtime.Metadata {
	return runtime.Metadata{Name: "shouter", Version: "1.0.0", Stability: runtime.Stable}
}

func (*Shouter) StepTypes() []runtime.Component[pipeline.Step] {
	return []runtime.Component[pipeline.Step]{{Name: "shout", Value: shout{}}}
}

type shout struct{}

func (shout) Run(_ context.Context, req pipeline.StepRequest) (pipeline.StepResult, error) {
	text, ok := req.Spec["text"].(string)
	if !ok {
		return pipeline.StepResult{}, fmt.Errorf("step %s: text is missing", req.Name)
	}
	return pipeline.StepResult{Values: map[string]any{"text": strings.ToUpper(text)}}, nil
}

var _ pipeline.Behaviour = (*Shouter)(nil)

func ExampleBase() {
	var p pipeline.Behaviour = &Shouter{}
	for _, c := range p.StepTypes() {
		r, err := c.Value.Run(context.Background(), pipeline.StepRequest{Name: "greet", Spec: map[string]any{"text": "hello"}})
		fmt.Println(c.Name, r.Values["text"], err)
	}
	fmt.Println(p.Providers() == nil, p.SchemaExtensions() == nil, p.Metadata().Stability)
	// Output:
	// shout HELLO <nil>
	// true true stable
}

// parrot is a provider that can stream.
type parrot struct{}

func (p parrot) Generate(ctx context.Context, req pipeline.GenerateRequest) (pipeline.GenerateResult, error) {
	return p.Stream(ctx, req, func(string) error { return nil })
}

func (parrot) Stream(_ context.Context, req pipeline.GenerateRequest, delta func(string) error) (pipeline.GenerateResult, error) {
	for piece := range strings.SplitAfterSeq(req.Prompt, " ") {
		if err := delta(piece); err != nil {
			return pipeline.GenerateResult{}, err
		}
	}
	return pipeline.GenerateResult{Text: req.Prompt, Model: "parrot"}, nil
}

// guard has the shape of a generated guard: of its component it shows one method.
type guard struct{ component pipeline.Provider }

func (g guard) Generate(ctx context.Context, req pipeline.GenerateRequest) (pipeline.GenerateResult, error) {
	return g.component.Generate(ctx, req)
}

func (g guard) Unwrap() pipeline.Provider { return g.component }

func ExampleStreamer() {
	var provider pipeline.Provider = guard{parrot{}}
	if s, ok := runtime.Unwrap(provider).(pipeline.Streamer); ok {
		result, err := s.Stream(context.Background(), pipeline.GenerateRequest{Prompt: "piece by piece"}, func(text string) error {
			fmt.Printf("%q ", text)
			return nil
		})
		fmt.Println(result.Model, err)
	}
	// Output: "piece " "by " "piece" parrot <nil>
}

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

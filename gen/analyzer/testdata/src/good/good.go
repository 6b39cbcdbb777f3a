// want package:`plugin good 1.2.0 \(pipeline.Behaviour\)`

// Package good is a plugin that embeds the base of its contract.
package good

import (
	"context"
	"errors"

	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

type Config struct {
	Mode string `json:"mode" jsonschema:"enum=fast,enum=slow,default=fast"`
	Size int    `json:"size,omitempty"`
}

type Plugin struct{ pipeline.Base }

func Init(ctx context.Context, cfg Config) (*Plugin, error) { return &Plugin{}, nil }

func (*Plugin) Terminate(ctx context.Context) error { return nil }

func (*Plugin) Metadata() runtime.Metadata { // want Metadata:"offer"
	return runtime.Metadata{Name: "good", Version: "1.2.0", Provides: []string{"StepTypes/late"}}
}

func (*Plugin) StepTypes() []runtime.Component[pipeline.Step] { // want StepTypes:"offer"
	return []runtime.Component[pipeline.Step]{{Name: "good_echo", Value: echo{}}}
}

type echo struct{}

func (echo) Run(context.Context, pipeline.StepRequest) (pipeline.StepResult, error) {
	return pipeline.StepResult{}, errors.New("not today")
}

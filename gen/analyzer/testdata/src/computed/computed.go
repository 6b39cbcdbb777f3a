// want package:`plugin computed  \(pipeline.Behaviour\)`

// Package computed has a name that only running it would tell.
package computed

import (
	"context"
	"strings"

	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

type Plugin struct{ pipeline.Base }

func Init(ctx context.Context) (*Plugin, error) { return &Plugin{}, nil }

func (*Plugin) Terminate(ctx context.Context) error { return nil }

func (*Plugin) Metadata() runtime.Metadata {
	return runtime.Metadata{Name: "computed", Version: strings.ToLower("1.0.0")} // want `unreadable-metadata: Version of the metadata cannot be read`
}

func (*Plugin) StepTypes() []runtime.Component[pipeline.Step] {
	return []runtime.Component[pipeline.Step]{{Name: strings.ToLower("X")}} // want `unreadable-component: the name of a component of StepTypes`
}

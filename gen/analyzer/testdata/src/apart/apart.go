// want package:`plugin apart 1.0.0 \(runtime.Lifecycle\)`

// Package apart meets a contract that it does not import, with the components
// of one that it does: nothing is asked of it but the lifecycle.
package apart

import (
	"context"

	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

type Plugin struct{}

func Init(ctx context.Context) (*Plugin, error) { return &Plugin{}, nil }

func (*Plugin) Terminate(ctx context.Context) error { return nil }

func (*Plugin) Metadata() runtime.Metadata { // want Metadata:"offer"
	return runtime.Metadata{Name: "apart", Version: "1.0.0", Provides: []string{"Chores/sweep"}}
}

func (*Plugin) Chores() []runtime.Component[pipeline.Step] { return nil } // want Chores:"offer"

// want package:`plugin polite 1.0.0 \(greet.Behaviour\)`

// Package polite is written for the host's contract, and uses the steps of another.
package polite

import (
	"context"

	"example.com/host/greet"
	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

type Plugin struct{ step pipeline.Step }

func Init(ctx context.Context) (*Plugin, error) { return &Plugin{}, nil }

func (*Plugin) Terminate(ctx context.Context) error { return nil }

func (*Plugin) Metadata() runtime.Metadata { return runtime.Metadata{Name: "polite", Version: "1.0.0"} } // want Metadata:"offer"

func (*Plugin) Greeters() []runtime.Component[greet.Greeter] { // want Greeters:"offer"
	return []runtime.Component[greet.Greeter]{{Name: "hello"}}
}

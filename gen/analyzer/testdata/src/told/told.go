// want package:`plugin   \(pipeline.Behaviour\)`

// Package told says for which contract it is written, which it would else not
// be held against.
package told

import (
	"context"

	"example.com/host/greet"
	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

type Plugin struct{ step pipeline.Step } // want `missing-method: .* StepTypes` `missing-method: .* Providers` `missing-method: .* SchemaExtensions`

// Init is the callback.
//
//plugingen:contract github.com/plugingen/plugingen/runtime/pipeline.Behaviour
func Init(ctx context.Context) (*Plugin, error) { return &Plugin{}, nil }

func (*Plugin) Terminate(ctx context.Context) error { return nil }

func (*Plugin) Metadata() runtime.Metadata { // want Metadata:"offer"
	return runtime.Metadata{Name: "told", Version: "1.0.0"}
}

func (*Plugin) Greeters() []runtime.Component[greet.Greeter] { return nil } // want Greeters:"offer"

//plugingen:contract example.com/host/greet.Behaviour // want `unknown-directive: a contract directive has no effect here`

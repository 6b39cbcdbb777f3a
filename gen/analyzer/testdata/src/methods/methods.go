// want package:`plugin   \(pipeline.Behaviour\)`

// Package methods lacks methods of its contract, and has others in a wrong form.
package methods

import (
	"context"

	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

//plugingen:ignore missing-method // want `unknown-directive: findings cannot be ignored`

type Plugin struct{} // want `missing-method: \*methods.Plugin has no method Providers` `missing-method: \*methods.Plugin has no method SchemaExtensions`

func Init(ctx context.Context) (*Plugin, error) { return &Plugin{}, nil }

func (*Plugin) Terminate() {} // want `wrong-method: method Terminate`

func (*Plugin) Metadata() runtime.Metadata { // want Metadata:"offer"
	return runtime.Metadata{Name: "methods", Version: "1.0.0"}
}

func (*Plugin) StepTypes() []runtime.Component[pipeline.Step] { return nil } // want StepTypes:"offer"

func (*Plugin) Health() bool { return true } // want `wrong-method: method Health`

// want package:`plugin   \(greet.Behaviour\)`

// Package helped has metadata that another package of the module builds: the
// generator reads its source, and here nothing is said.
package helped

import (
	"context"

	"example.com/host/greet"
	"github.com/plugingen/plugingen/runtime"
)

type Plugin struct{ greet.Base }

func Init(ctx context.Context) (*Plugin, error) { return &Plugin{}, nil }

func (*Plugin) Terminate(ctx context.Context) error { return nil }

func (*Plugin) Metadata() runtime.Metadata { return greet.Named("helped") }

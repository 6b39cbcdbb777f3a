// Package library is no plugin: it has an Init of another kind, a base for
// plugins, and comments that speak to nobody here.
package library

import (
	"context"

	"github.com/plugingen/plugingen/runtime"
)

//plugingen:whatever

func Init(name string) error { return nil }

// Base describes itself, and has not all that a contract asks for.
type Base struct{}

func (Base) Terminate(ctx context.Context) error { return nil }

func (Base) Metadata() runtime.Metadata { // want Metadata:"offer"
	return runtime.Metadata{Name: "based", Version: "1.0.0"}
}

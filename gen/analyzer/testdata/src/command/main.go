// Command command has an Init, and nobody can import it.
package main

import (
	"context"

	"github.com/plugingen/plugingen/runtime"
)

type Plugin struct{}

func Init(ctx context.Context) *Plugin { return nil }

func (*Plugin) Metadata() runtime.Metadata { return runtime.Metadata{} }

func main() {}

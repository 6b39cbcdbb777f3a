// Package wronginit takes its configuration by pointer and returns no error.
package wronginit

import (
	"context"

	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

type Config struct{}

type Plugin struct{ pipeline.Base }

func Init(ctx context.Context, cfg *Config) *Plugin { return &Plugin{} } // want `wrong-init: Init does not return the plugin and an error` `wrong-config-type: the configuration is taken by pointer`

func (*Plugin) Terminate(ctx context.Context) error { return nil }

func (*Plugin) Metadata() runtime.Metadata { // want Metadata:"offer"
	return runtime.Metadata{Name: "wronginit", Version: "1.0.0"}
}

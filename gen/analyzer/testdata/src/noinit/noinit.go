// Package noinit is a plugin whose Init was forgotten.
package noinit

import (
	"context"

	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

type Plugin struct{ pipeline.Base } // want `missing-init: package example.com/host/noinit has no function Init`

func (*Plugin) Terminate(ctx context.Context) error { return nil }

func (*Plugin) Metadata() runtime.Metadata { // want Metadata:"offer"
	return runtime.Metadata{Name: "noinit", Version: "1.0.0"}
}

// Package voice is a plugin without settings.
package voice

import (
	"context"

	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// Plugin answers what it was asked.
type Plugin struct{ pipeline.Base }

// Init starts nothing.
func Init(context.Context) (*Plugin, error) { return &Plugin{}, nil }

// Terminate stops nothing.
func (*Plugin) Terminate(context.Context) error { return nil }

// Metadata describes the plugin.
func (*Plugin) Metadata() runtime.Metadata {
	return runtime.Metadata{Name: "voice", Version: "1.2.0", Description: "Says what it hears"}
}

// Providers is one provider.
func (*Plugin) Providers() []runtime.Component[pipeline.Provider] {
	return []runtime.Component[pipeline.Provider]{{Name: "say", Capabilities: []string{"text"}, Value: echo{}}}
}

type echo struct{}

func (echo) Generate(context.Context, pipeline.GenerateRequest) (pipeline.GenerateResult, error) {
	return pipeline.GenerateResult{}, nil
}

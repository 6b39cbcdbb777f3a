// want package:`plugin Bad one \(pipeline.Behaviour\)`

// Package bad has one fault of every kind that needs no other package.
//
//plugingen:contrct github.com/plugingen/plugingen/runtime/pipeline.Behaviour // want `unknown-directive: there is no directive //plugingen:contrct`
package bad

import (
	"context"

	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

type Config struct {
	Limit int `json:"limit" jsonschema:"default=many"` // want `wrong-config-type: the default "many" of the field Limit`
}

type Plugin struct{ pipeline.Base }

func Init(ctx context.Context, cfg Config) (*Plugin, error) { return &Plugin{}, nil }

func (*Plugin) Terminate(ctx context.Context) error { return nil }

func (*Plugin) Metadata() runtime.Metadata { // want Metadata:"offer"
	return runtime.Metadata{
		Name:     "Bad",                                      // want `invalid-metadata: "Bad" is no plugin name`
		Version:  "one",                                      // want `invalid-metadata: Version is "one"`
		Requires: []runtime.Requirement{{"good", "~>>nope"}}, // want `invalid-metadata: "~>>nope" is no version range`
		Provides: []string{"Steps/x"},                        // want `invalid-metadata: Provides has "Steps/x"`
	}
}

// want package:`plugin stated 1.0.0 \(pipeline.Behaviour\)`

// Package stated has types whose directives state their schema.
package stated

import (
	"context"

	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

type Plugin struct{ pipeline.Base }

type Config struct {
	Size Size   `json:"size"`
	Open *Open  `json:"open"`
	Bad  Broken `json:"bad"`
}

// Size is a number of bytes with a unit.
//
//plugingen:schema {"type": "string",
//plugingen:schema  "pattern": "^[0-9]+[KMG]$"}
type Size struct{ bytes int64 }

func (*Size) UnmarshalJSON([]byte) error { return nil }

// Open accepts anything.
//
//plugingen:schema true
type Open struct{ seen chan int }

func (*Open) UnmarshalJSON([]byte) error { return nil }

// Broken is no JSON.
//
//plugingen:schema {"type": // want `wrong-config-type: the schema that the directive states cannot be used: it is no JSON`
type Broken string

//plugingen:schema true // want `unknown-directive: a schema directive has no effect here`
func Init(ctx context.Context, cfg Config) (*Plugin, error) { return &Plugin{}, nil }

func (*Plugin) Terminate(ctx context.Context) error { return nil }

func (*Plugin) Metadata() runtime.Metadata { // want Metadata:"offer"
	return runtime.Metadata{Name: "stated", Version: "1.0.0"}
}

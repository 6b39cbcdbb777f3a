// want package:`plugin based 1.0.0 \(runtime.Lifecycle\)`

// Package based takes its metadata from another package's type, and knows no
// contract but the lifecycle.
package based

import (
	"context"

	"example.com/host/library"
)

type Plugin struct{ library.Base }

func Init(ctx context.Context) (*Plugin, error) { return &Plugin{}, nil }

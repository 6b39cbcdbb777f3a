// Package mistold names no contract.
package mistold

import (
	"context"

	"example.com/host/greet"
)

type Plugin struct{ greet.Base }

//plugingen:contract example.com/host/greet.Wrong // want `invalid-contract: Wrong cannot be a contract: it does not embed runtime.Lifecycle`
func Init(ctx context.Context) (*Plugin, error) { return &Plugin{}, nil }

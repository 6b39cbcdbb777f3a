package gen

import (
	"fmt"

	"github.com/plugingen/plugingen/gen/internal/lock"
)

// CompareLocks tells what changed between two locks, in sentences for a
// reviewer and in a fixed order; empty where both compose the same. The error
// says which of the two cannot be read.
func CompareLocks(old, new []byte) ([]string, error) {
	a, err := lock.Decode(old)
	if err != nil {
		return nil, fmt.Errorf("the old lock cannot be read: %w", err)
	}
	b, err := lock.Decode(new)
	if err != nil {
		return nil, fmt.Errorf("the new lock cannot be read: %w", err)
	}
	return lock.Changes(a, b), nil
}

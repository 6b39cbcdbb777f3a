package runtime

import "fmt"

// Ptr returns the address of a copy of v. Wiring uses it for the optional
// settings of a configuration; a host may use it too.
func Ptr[T any](v T) *T { return &v }

// InvalidConfig marks the error of a configuration's Validate method, so that
// the start fails with [ErrValidation] and with that error.
func InvalidConfig(err error) error {
	return fmt.Errorf("%w: config: %w", ErrValidation, err)
}

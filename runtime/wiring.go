package runtime

import (
	"context"
)

// Ptr returns the address of a copy of v. Wiring uses it for the optional
// settings of a configuration; a host may use it too.
func Ptr[T any](v T) *T { return &v }

// InvalidConfig marks the error of a configuration's Validate method, so that
// the start fails with [ErrValidation] and with that error; nil stays nil.
func InvalidConfig(err error) error {
	if err == nil {
		return nil
	}
	return failed(ErrValidation, err)
}

// Configured makes a Unit.Configure of a function that reads a plugin's
// configuration and one that brings the plugin up with it.
func Configured[C any](config func(*Instance) (C, error), init func(context.Context, *Instance, C) error) func(*Instance) (func(context.Context, *Instance) error, error) {
	return func(i *Instance) (func(context.Context, *Instance) error, error) {
		c, err := config(i)
		if err != nil {
			return nil, err
		}
		return func(ctx context.Context, i *Instance) error { return init(ctx, i, c) }, nil
	}
}

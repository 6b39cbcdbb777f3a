// Package greet declares a contract of this host.
package greet

import "github.com/plugingen/plugingen/runtime"

type Greeter func(name string) string

type Behaviour interface {
	runtime.Lifecycle
	Greeters() []runtime.Component[Greeter]
}

type Base struct{}

func (Base) Greeters() []runtime.Component[Greeter] { return nil } // want Greeters:"offer"

// Wrong is no contract.
type Wrong interface{ Greet(name string) string }

// Named builds metadata, which only this package's source tells.
func Named(name string) runtime.Metadata {
	return runtime.Metadata{Name: name, Version: "1.0.0"}
}

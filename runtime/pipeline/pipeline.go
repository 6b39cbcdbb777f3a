// Package pipeline is the default contract: plugins that bring steps, model
// providers and schema extensions to a workflow.
//
// A plugin implements [Behaviour]; by embedding [Base] it writes only the
// methods of what it offers. Nothing in the generator or in the runtime knows
// the names of this package: a host that needs other kinds of components
// declares a contract of its own in the same form.
package pipeline

import "github.com/plugingen/plugingen/runtime"

// Behaviour is what a plugin of this contract implements. The runtime calls the
// three lists once per start, after Init has returned and before any component
// is used.
type Behaviour interface {
	runtime.Lifecycle

	// StepTypes are the kinds of step that a workflow can name as `type`.
	StepTypes() []runtime.Component[Step]

	// Providers are the model providers that a step can name as `provider`.
	Providers() []runtime.Component[Provider]

	// SchemaExtensions extend the schema that workflows are checked against.
	SchemaExtensions() []runtime.Component[Schema]
}

// Base offers nothing. Embedded in a plugin's state it supplies the lists that
// the plugin does not write itself. Its zero value is ready.
type Base struct{}

// StepTypes returns nil.
func (Base) StepTypes() []runtime.Component[Step] { return nil }

// Providers returns nil.
func (Base) Providers() []runtime.Component[Provider] { return nil }

// SchemaExtensions returns nil.
func (Base) SchemaExtensions() []runtime.Component[Schema] { return nil }

// Schema is a JSON Schema (draft 2020-12) fragment as JSON text. The empty
// Schema is no schema; it is not the schema that accepts everything.
type Schema string

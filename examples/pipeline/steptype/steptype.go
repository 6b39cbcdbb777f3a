// Package steptype is what a step type of this host may tell the loader beyond
// its schema: a condition in one of its keys, the file of another workflow, the names
// that the steps inside it see. Every plugin may implement it; none has to.
package steptype

import "github.com/plugingen/plugingen/plugins/schemavalidator"

// Describer is implemented by a step type, beside pipeline.Step, whose steps have
// more to check than a schema can.
type Describer interface {
	// Describe tells about one step. It is called when a workflow is loaded, where a
	// text with {{...}} still stands in place of the value that it will have, and
	// again before the step runs, when it has it. spec has the shape that the schema
	// asks for, apart from such texts and from what the schema has reported already,
	// which Describe passes over. It changes nothing.
	Describe(spec map[string]any) Traits
}

// Traits are what the loader has to know about a step. Paths are JSON Pointers in
// the step.
type Traits struct {
	// Faults are wrong whatever the values of {{...}} will be. The keyword
	// additionalProperties puts a fault at the key in place of its value.
	Faults []schemavalidator.Fault

	// Expressions are values that are expressions as they stand, without {{ and }}.
	Expressions []Expression

	// References are values that name a step before this one.
	References []Reference

	// Variables are the names of the variables that the step sets. A reference to a
	// variable that no step of the workflow sets is refused. AnyVariable says that they are
	// known only when the step runs.
	Variables   []string
	AnyVariable bool

	// Provider are the capabilities of the provider that the step uses where the
	// workflow names none. Empty where it needs none.
	Provider []string

	// Steps are the rules for the steps inside this one, which stand under its key
	// `steps`. Nil where the type has none.
	Steps *Steps

	// Include is the path of the key that names another workflow file, which becomes
	// what is inside this step. Empty where there is none.
	Include string
}

// Expression is a value of a step that is an expression.
type Expression struct {
	Path  string
	Names []string // what it sees in addition
}

// Reference is a value of a step that is the name of another step.
type Reference struct{ Path string }

// Steps are the rules for the steps inside a step.
type Steps struct {
	Names      []string // what their expressions see in addition
	Concurrent bool     // they run at the same time, so none can refer to another
}

// Error is a failure at one place of a step. The host shows it there.
type Error struct {
	Path string // in the step, as a JSON Pointer
	Err  error
}

// Error returns the reason; the place is the host's to tell.
func (e *Error) Error() string { return e.Err.Error() }

// Unwrap returns the reason.
func (e *Error) Unwrap() error { return e.Err }

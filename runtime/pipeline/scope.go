package pipeline

import "context"

// Scope is what a host lends to the step that it runs: the workflow's expressions,
// its variables, and the steps that stand inside this one. A step that loops,
// branches or sets variables uses it; most steps need only their request.
//
// It is valid until Run returns and may be used from several goroutines.
type Scope interface {
	// Eval evaluates an expression of the workflow's language. names are seen beside
	// what the workflow has, and hide what has the same name; nil for none. The value
	// is as those of StepRequest.Spec, and read only.
	Eval(expression string, names map[string]any) (any, error)

	// SetVariable sets a variable for what runs after this step. The value is as
	// those of StepRequest.Spec and must not change any more.
	SetVariable(name string, value any)

	// Run runs the steps inside this one and returns their results in the order in
	// which they are written. The first that fails ends it with its error, as does
	// the end of ctx. It may be called any number of times, none included.
	Run(ctx context.Context, how Nested) ([]NamedResult, error)
}

// Nested says how the steps inside a step are run.
type Nested struct {
	Names    map[string]any // what their expressions see in addition; nil for nothing
	Label    string         // which of several runs this is, for progress and errors; may be empty
	Parallel int            // how many may run at the same time; below 2 one after the other
}

// NamedResult is the result of one step.
type NamedResult struct {
	Name string // the step's name
	StepResult
}

package pipeline

import "context"

// Step runs the steps of one type.
//
// Run is called from several goroutines, at times for the same workflow. It
// keeps nothing of the request after it has returned, and changes nothing in
// it. It should return when ctx is over. Where it returns an error, the host
// does not use the result.
type Step interface {
	Run(ctx context.Context, req StepRequest) (StepResult, error)
}

// Checker is what a Step is too where it can tell before it runs what is wrong with its
// keys. A host may ask when it loads a workflow: the request then has no results, strings
// that refer to them are as they are written, and nothing runs or is asked for. A guard
// hides it, so it is found by
//
//	c, ok := runtime.Unwrap(step).(pipeline.Checker)
type Checker interface {
	Step
	Check(req StepRequest) error
}

// StepRequest is one step of a workflow.
type StepRequest struct {
	Name string // the step's name in the workflow
	Type string // the name of the component that it was found under

	// Spec has the step's keys as the workflow writes them. Its values are nil,
	// bool, string, json.Number, []any and map[string]any, and nothing else, so
	// that no number loses digits on the way. Read only.
	Spec map[string]any

	// Results has the results of the steps before this one, by their name.
	// Read only.
	Results map[string]StepResult

	// Provider is what the step's key `provider` names, found by the host. It is
	// nil where the step names none; a name that is not found never gets here.
	Provider     Provider
	ProviderName string // the name it was found under, empty where there is none

	// Scope is what the host lends to steps that loop, branch or set variables. It
	// is nil where the host has none of it.
	Scope Scope

	// Workflow has the keys of the workflow beside its steps, as it writes them, for
	// settings that hold for all steps. It may be nil. Read only.
	Workflow map[string]any
}

// StepResult is what a step yields: its output fields by name, and beside them
// what the step tells about itself. The map is flat: a later step refers to
// a value by one name. Whoever receives a result may read it from several
// goroutines and must not change it.
type StepResult struct {
	Values map[string]any
}

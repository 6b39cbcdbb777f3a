package workflow

import (
	"context"
	"fmt"
	"maps"

	"github.com/plugingen/plugingen/runtime/pipeline"
)

// StepError says which step failed.
type StepError struct {
	Step string // its name
	Err  error
}

// Error names the step and the reason.
func (e *StepError) Error() string { return fmt.Sprintf("step %s: %v", e.Step, e.Err) }

// Unwrap returns the reason.
func (e *StepError) Unwrap() error { return e.Err }

// Run runs the steps in order, each with the results of those before it, and
// calls done after each that succeeded. The first that fails ends the run with
// a *StepError, as does the end of ctx.
func (w *Workflow) Run(ctx context.Context, done func(Step, pipeline.StepResult)) error {
	results := map[string]pipeline.StepResult{}
	for _, s := range w.Steps {
		result, err := s.run(ctx, maps.Clone(results))
		if err != nil {
			return &StepError{Step: s.Name, Err: err}
		}
		results[s.Name] = result
		done(s, result)
	}
	return nil
}

// run contains a panic: one plugin's mistake must not keep the others from being
// stopped in order.
func (s Step) run(ctx context.Context, results map[string]pipeline.StepResult) (_ pipeline.StepResult, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the step panicked: %v", r)
		}
	}()
	if err := ctx.Err(); err != nil {
		return pipeline.StepResult{}, err
	}
	return s.step.Run(ctx, pipeline.StepRequest{
		Name:         s.Name,
		Type:         s.Type,
		Spec:         s.spec,
		Results:      results,
		Provider:     s.modelService,
		ProviderName: s.Provider,
	})
}

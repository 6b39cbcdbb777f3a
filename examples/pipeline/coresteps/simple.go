package coresteps

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/plugingen/plugingen/examples/pipeline/steptype"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// setVariable is the step set_variable.
type setVariable struct{}

// Describe checks the step's keys and tells the names.
func (setVariable) Describe(spec map[string]any) steptype.Traits {
	variables, _ := spec["variables"].(map[string]any)
	_, later := spec["variables"].(string) // {{...}} in place of all of them
	return steptype.Traits{
		Faults:      only(spec, []string{"variables"}),
		Variables:   slices.Sorted(maps.Keys(variables)),
		AnyVariable: later,
	}
}

// Run sets the variables.
func (setVariable) Run(_ context.Context, req pipeline.StepRequest) (pipeline.StepResult, error) {
	scope, err := lent(req)
	if err != nil {
		return pipeline.StepResult{}, err
	}
	variables, _ := req.Spec["variables"].(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(variables)) {
		scope.SetVariable(name, variables[name])
	}
	return result(map[string]any{"variables": variables}), nil
}

// testEcho is the step test_echo.
type testEcho struct{}

// Describe checks the step's keys.
func (testEcho) Describe(spec map[string]any) steptype.Traits {
	faults := only(spec, nil, "value", "fail", "error_message")
	if _, ok := spec["error_message"]; ok && spec["fail"] == nil {
		faults = append(faults, unknown("/error_message", "error_message goes with fail"))
	}
	return steptype.Traits{Faults: faults}
}

// Run yields the value, or fails where it is told to.
func (testEcho) Run(_ context.Context, req pipeline.StepRequest) (pipeline.StepResult, error) {
	if req.Spec["fail"] == true {
		return pipeline.StepResult{}, errors.New(cmp.Or(text(req.Spec, "error_message"), "the step was told to fail"))
	}
	return result(map[string]any{"value": req.Spec["value"]}), nil
}

// nestedPipeline is the step pipeline.
type nestedPipeline struct{}

// Describe names the file that the step runs.
func (nestedPipeline) Describe(spec map[string]any) steptype.Traits {
	return steptype.Traits{Faults: only(spec, []string{"file"}, "inputs"), Include: "/file"}
}

// Run runs the workflow.
func (nestedPipeline) Run(ctx context.Context, req pipeline.StepRequest) (pipeline.StepResult, error) {
	scope, err := lent(req)
	if err != nil {
		return pipeline.StepResult{}, err
	}
	inputs, _ := req.Spec["inputs"].(map[string]any)
	results, err := scope.Run(ctx, pipeline.Nested{Names: inputs})
	if err != nil {
		return pipeline.StepResult{}, err
	}
	return result(map[string]any{"steps": byName(results)}), nil
}

// defaultParallel is how many steps of parallel run at the same time where the
// step does not say.
const defaultParallel = 4

// parallel is the step parallel.
type parallel struct{}

// Describe says that the steps inside run at the same time.
func (parallel) Describe(spec map[string]any) steptype.Traits {
	return steptype.Traits{Faults: only(spec, nil, "max_parallel"), Steps: &steptype.Steps{Concurrent: true}}
}

// Run runs the steps inside at the same time.
func (parallel) Run(ctx context.Context, req pipeline.StepRequest) (pipeline.StepResult, error) {
	scope, err := lent(req)
	if err != nil {
		return pipeline.StepResult{}, err
	}
	results, err := scope.Run(ctx, pipeline.Nested{Parallel: integer(req.Spec, "max_parallel", defaultParallel)})
	if err != nil {
		return pipeline.StepResult{}, err
	}
	order := make([]any, len(results))
	for i, r := range results {
		order[i] = r.Name
	}
	return result(map[string]any{"steps": byName(results), "order": order}), nil
}

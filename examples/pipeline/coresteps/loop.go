package coresteps

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/plugingen/plugingen/examples/pipeline/steptype"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// forLoop is the step for_loop.
type forLoop struct{}

// Describe gives the steps inside the current item and its index.
func (forLoop) Describe(spec map[string]any) steptype.Traits {
	faults := only(spec, []string{"items"}, "as")
	name := cmp.Or(text(spec, "as"), "item")
	if strings.Contains(name, "{{") {
		faults = append(faults, wrong("/as", "the name is read when the workflow is loaded, so it cannot have {{...}}"))
	}
	if slices.Contains([]string{"steps", "variables", "inputs", "workflow", "index"}, name) {
		faults = append(faults, wrong("/as", "the name %s is taken by the workflow; choose another", name))
	}
	return steptype.Traits{Faults: faults, Steps: &steptype.Steps{Names: []string{name, "index"}}}
}

// Run runs the steps inside once for each item.
func (forLoop) Run(ctx context.Context, req pipeline.StepRequest) (pipeline.StepResult, error) {
	scope, err := lent(req)
	if err != nil {
		return pipeline.StepResult{}, err
	}
	items, _ := req.Spec["items"].([]any)
	name := cmp.Or(text(req.Spec, "as"), "item")
	results := make([]any, len(items))
	for i, item := range items {
		done, err := scope.Run(ctx, pipeline.Nested{
			Names: map[string]any{name: item, "index": whole(i)},
			Label: fmt.Sprintf("[%d]", i),
		})
		if err != nil {
			return pipeline.StepResult{}, err
		}
		results[i] = byName(done)
	}
	return result(map[string]any{"iterations": whole(len(items)), "results": results}), nil
}

// defaultIterations bounds a while_loop that does not say max_iterations.
const defaultIterations = 100

// whileLoop is the step while_loop.
type whileLoop struct{}

// Describe makes the key `while` an expression.
func (whileLoop) Describe(spec map[string]any) steptype.Traits {
	return steptype.Traits{
		Faults:      only(spec, []string{"while"}, "max_iterations", "on_limit"),
		Expressions: []steptype.Expression{{Path: "/while", Names: []string{"iteration"}}},
		Steps:       &steptype.Steps{Names: []string{"iteration"}},
	}
}

// Run runs the steps inside as long as the expression holds.
func (whileLoop) Run(ctx context.Context, req pipeline.StepRequest) (pipeline.StepResult, error) {
	scope, err := lent(req)
	if err != nil {
		return pipeline.StepResult{}, err
	}
	most := integer(req.Spec, "max_iterations", defaultIterations)
	results := []any{}
	for i := 0; ; i++ {
		names := map[string]any{"iteration": whole(i)}
		goes, err := holds(scope, text(req.Spec, "while"), names)
		if err != nil {
			return pipeline.StepResult{}, at("/while", err)
		}
		if goes && i == most && text(req.Spec, "on_limit") != "stop" {
			return pipeline.StepResult{}, failure("/while", "the condition still holds after %d iterations, which are the most; on_limit: stop makes that an end like any other", most)
		}
		if !goes || i == most {
			return result(map[string]any{"iterations": whole(i), "limit_reached": goes, "results": results}), nil
		}
		done, err := scope.Run(ctx, pipeline.Nested{Names: names, Label: fmt.Sprintf("[%d]", i)})
		if err != nil {
			return pipeline.StepResult{}, err
		}
		results = append(results, byName(done))
	}
}

// holds evaluates a condition.
func holds(scope pipeline.Scope, expression string, names map[string]any) (bool, error) {
	v, err := scope.Eval(expression, names)
	if err != nil {
		return false, err
	}
	b, ok := v.(bool)
	if !ok {
		return false, fmt.Errorf("the condition %q is neither true nor false", expression)
	}
	return b, nil
}

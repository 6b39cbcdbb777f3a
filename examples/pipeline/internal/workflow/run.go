package workflow

import (
	"context"
	"fmt"
	"maps"
	"sync"
	"time"

	"github.com/plugingen/plugingen/examples/pipeline/internal/expression"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// Options are what one run is given. Its zero value is a run without inputs.
type Options struct {
	// Inputs are values of the inputs that the workflow declares, by name.
	Inputs map[string]any

	// Resume goes on after the last step that an earlier run finished. It needs that
	// run's checkpoint, and refuses it where the workflow is another now.
	Resume bool

	// Observe is told every change of a step's state, also of the steps inside of
	// others, one after the other. It should return soon. May be nil.
	Observe func(Event)
}

// Run runs the steps in order, each with the results of those before it. The first
// that fails ends the run with a *[StepError], as does the end of ctx. Other errors
// say why the run could not begin, or that a checkpoint could not be written.
func (w *Workflow) Run(ctx context.Context, o Options) error {
	inputs, err := w.inputs(o.Inputs)
	if err != nil {
		return err
	}
	r := &run{observe: o.Observe}
	f := r.frame(w, inputs, nil)
	c, err := w.checkpoint(inputs)
	if err != nil {
		return err
	}
	begin := 0
	if o.Resume {
		if begin, err = c.restore(f); err != nil {
			return err
		}
	}
	for _, s := range w.Steps[begin:] {
		if _, err := f.next(ctx, s); err != nil {
			return err
		}
		if err := c.save(f, s); err != nil {
			return err
		}
	}
	return nil
}

// run is what the frames of one run share.
type run struct {
	mu      sync.Mutex // one event at a time
	observe func(Event)
	exprs   sync.Map // text of an expression to *expression.Expr
}

func (r *run) tell(e Event) {
	if r.observe == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.observe(e)
}

// frame is where steps run: a workflow, an iteration of a loop, a branch. It is used
// by one goroutine; what it hands out does not change any more.
type frame struct {
	*run
	flow    *Workflow
	around  []string
	inputs  map[string]any
	about   map[string]any // the workflow
	vars    *variables
	names   map[string]any                 // that loops around give
	results map[string]pipeline.StepResult // of the steps before; replaced, never changed
	values  map[string]any                 // the same for expressions
}

// frame begins a workflow.
func (r *run) frame(w *Workflow, inputs map[string]any, around []string) *frame {
	globals, _ := w.keys["global_vars"].(map[string]any)
	return &frame{run: r, flow: w, around: around, inputs: inputs, about: w.about(), vars: &variables{values: globals}}
}

// next runs the next step and keeps its result for those after it.
func (f *frame) next(ctx context.Context, s *Step) (pipeline.StepResult, error) {
	began := time.Now()
	f.tell(Event{Step: s, Around: f.around, State: Running})
	result, state, err := f.step(ctx, s)
	if err != nil {
		err = f.failed(s, err)
		f.tell(Event{Step: s, Around: f.around, State: Failed, Duration: time.Since(began), Err: err})
		return result, err
	}
	f.keep(s, result)
	f.tell(Event{Step: s, Around: f.around, State: state, Duration: time.Since(began), Result: result})
	return result, nil
}

func (f *frame) keep(s *Step, result pipeline.StepResult) {
	f.results, f.values = maps.Clone(f.results), maps.Clone(f.values)
	if f.results == nil {
		f.results, f.values = map[string]pipeline.StepResult{}, map[string]any{}
	}
	f.results[s.Name], f.values[s.Name] = result, result.Values
}

// step runs one step: its condition, its keys with {{...}} replaced, itself, and what
// is asked of its result.
func (f *frame) step(ctx context.Context, s *Step) (pipeline.StepResult, State, error) {
	none := pipeline.StepResult{}
	if err := ctx.Err(); err != nil {
		return none, Failed, err
	}
	scope := f.scope(nil)
	if s.condition != nil {
		holds, err := s.condition.holds(scope, f.flow.doc)
		if err != nil {
			return none, Failed, err
		}
		if !holds {
			return skipped(s.condition), Skipped, nil
		}
	}
	spec, err := s.fill(scope)
	if err != nil {
		return none, Failed, err
	}
	if err := s.recheck(spec); err != nil {
		return none, Failed, err
	}
	result, err := f.call(ctx, s, spec)
	if err != nil {
		return none, Failed, err
	}
	return result, Done, f.deliver(s, spec, result)
}

func skipped(c condition) pipeline.StepResult {
	return pipeline.StepResult{Values: map[string]any{
		"success": true, "skipped": true, "reason": "the condition is false: " + c.String(),
	}}
}

// recheck holds the step against its schema again now that its values are known.
func (s *Step) recheck(spec map[string]any) error {
	if len(s.templates) == 0 {
		return nil
	}
	const at = "/workflow/steps/0"
	alone := map[string]any{"workflow": map[string]any{"name": s.flow.Name, "steps": []any{spec}}}
	faults := s.flow.schema.Validate(alone)
	for i := range faults {
		faults[i].Path = faults[i].Path[min(len(at), len(faults[i].Path)):]
	}
	if len(faults) == 0 {
		faults = describe(s.component, spec).Faults
	}
	if len(faults) == 0 {
		return nil
	}
	var errs []*fault
	for _, f := range faults {
		errs = append(errs, s.placed(f))
	}
	return faultsOf(errs...)
}

// call contains a panic: one plugin's mistake must not keep the others from being
// stopped in order.
func (f *frame) call(ctx context.Context, s *Step, spec map[string]any) (_ pipeline.StepResult, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the step panicked: %v", r)
		}
	}()
	return s.component.Run(ctx, pipeline.StepRequest{
		Name:         s.Name,
		Type:         s.Type,
		Spec:         spec,
		Results:      f.results,
		Provider:     s.service,
		ProviderName: s.Provider,
		Scope:        &scope{frame: f, step: s},
		Workflow:     s.flow.keys,
	})
}

// scope is what expressions see now.
func (f *frame) scope(names map[string]any) *expression.Scope {
	values := f.values
	if values == nil {
		values = map[string]any{}
	}
	return expression.NewScope(map[string]any{
		"steps":     values,
		"variables": f.vars.all(),
		"inputs":    f.inputs,
		"workflow":  f.about,
	}).With(f.names).With(names)
}

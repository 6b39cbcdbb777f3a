package workflow

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/plugingen/plugingen/examples/pipeline/internal/expression"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// variables are those of one workflow. What all returns never changes.
type variables struct {
	mu     sync.Mutex
	values map[string]any
	set    map[string]bool // those that were set here
}

func (v *variables) all() map[string]any {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.values == nil {
		v.values = map[string]any{}
	}
	return v.values
}

func (v *variables) put(name string, value any) {
	v.mu.Lock()
	defer v.mu.Unlock()
	values := maps.Clone(v.values)
	if values == nil {
		values = map[string]any{}
	}
	values[name] = value
	v.values = values
	if v.set == nil {
		v.set = map[string]bool{}
	}
	v.set[name] = true
}

// take sets what a branch has set.
func (v *variables) take(branch *variables) {
	for _, name := range sortedKeys(branch.set) {
		v.put(name, branch.values[name])
	}
}

// scope implements pipeline.Scope for one step.
type scope struct {
	frame *frame
	step  *Step
}

// Eval reads an expression once in a run.
func (s *scope) Eval(source string, names map[string]any) (any, error) {
	parsed, ok := s.frame.exprs.Load(source)
	if !ok {
		e, err := expression.Parse(source)
		if err != nil {
			return nil, err
		}
		parsed, _ = s.frame.exprs.LoadOrStore(source, e)
	}
	return parsed.(*expression.Expr).Eval(s.frame.scope(names))
}

func (s *scope) SetVariable(name string, value any) { s.frame.vars.put(name, value) }

// Run runs the steps inside, or the workflow that the step includes. That one sees
// nothing of this one but its inputs.
func (s *scope) Run(ctx context.Context, how pipeline.Nested) ([]pipeline.NamedResult, error) {
	around := append(slices.Clip(s.frame.around), s.step.Name+how.Label)
	if w := s.step.included; w != nil {
		inputs, err := w.inputs(how.Names)
		if err != nil {
			return nil, err
		}
		return s.frame.frame(w, inputs, around).all(ctx, w.Steps, how.Parallel)
	}
	if len(s.step.Steps) == 0 {
		return nil, fmt.Errorf("there are no steps inside the step %q", s.step.Name)
	}
	inner := s.frame.fork(s.frame.vars)
	inner.around = around
	inner.names = maps.Clone(s.frame.names)
	if inner.names == nil {
		inner.names = map[string]any{}
	}
	maps.Copy(inner.names, how.Names)
	return inner.all(ctx, s.step.Steps, how.Parallel)
}

// fork is a frame of its own that begins with what this one knows.
func (f *frame) fork(vars *variables) *frame {
	inner := *f
	inner.vars = vars
	return &inner
}

// all runs the steps, so many at a time.
func (f *frame) all(ctx context.Context, steps []*Step, parallel int) ([]pipeline.NamedResult, error) {
	if parallel > 1 {
		return f.parallel(ctx, steps, parallel)
	}
	results := make([]pipeline.NamedResult, len(steps))
	for i, s := range steps {
		result, err := f.next(ctx, s)
		if err != nil {
			return nil, err
		}
		results[i] = pipeline.NamedResult{Name: s.Name, StepResult: result}
	}
	return results, nil
}

// parallel gives each step a frame of its own. The first failure cancels the
// others, and is the error. The variables that they set are set in the order of the
// steps once all are done, so that the outcome does not depend on who was faster.
func (f *frame) parallel(ctx context.Context, steps []*Step, most int) ([]pipeline.NamedResult, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var running sync.WaitGroup
	var failure error
	var once sync.Once
	slots := make(chan struct{}, most)
	results := make([]pipeline.NamedResult, len(steps))
	branches := make([]*variables, len(steps))
	for i, s := range steps {
		slots <- struct{}{} // what runs ends by itself, or by the cancelled context
		if ctx.Err() != nil {
			break
		}
		branches[i] = &variables{values: f.vars.all()}
		branch := f.fork(branches[i])
		running.Go(func() {
			defer func() { <-slots }()
			result, err := branch.next(ctx, s)
			if err != nil {
				once.Do(func() { failure = err; cancel(err) })
			}
			results[i] = pipeline.NamedResult{Name: s.Name, StepResult: result}
		})
	}
	running.Wait()
	if err := cmp.Or(failure, ctx.Err()); err != nil {
		return nil, err
	}
	for _, b := range branches {
		f.vars.take(b)
	}
	return results, nil
}

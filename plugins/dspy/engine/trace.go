package engine

import (
	"context"
	"fmt"
	"maps"
	"sync"
)

// Step is one call of a predictor in a run.
type Step struct {
	Predictor string
	Input     Values
	Output    Values
	Model     string // that answered, as it names itself
	Repaired  bool   // the first answer had faults, the second had none
}

// Trace is the calls of one run that were answered, in the order in which they
// started. Calls that a forward function makes at the same time start in any order.
type Trace []Step

// Run answers one input. The trace has what was answered until an error, too. Its
// errors are those of the forward function, of the calls ([LM.Call]) and of the
// context; a panic of the forward function is an error.
func (p *Program) Run(ctx context.Context, lm *LM, input Values) (Values, Trace, error) {
	r := &recorder{program: p, lm: lm}
	output, err := r.run(ctx, input)
	return output, r.trace(), err
}

// recorder is the call function of one run and keeps what was answered.
type recorder struct {
	program *Program
	lm      *LM

	mu    sync.Mutex
	steps []*Step // by start; nil until answered
	stop  error   // ends the whole work, whatever the forward function makes of it
}

func (r *recorder) run(ctx context.Context, input Values) (output Values, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	defer recovered("the forward function", &err)
	ctx = context.WithValue(ctx, runKey{}, r)
	output, err = r.program.forward(ctx, r.call, maps.Clone(input))
	if stop := r.stopped(); stop != nil {
		err = stop // a forward function may get by without an answer, but not without a budget
	}
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	if err != nil {
		return nil, err
	}
	return output, nil
}

func (r *recorder) stopped() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.stop
}

// runKey marks the context of a run, so that a call with another one is noticed:
// neither a cancellation nor a budget would reach it.
type runKey struct{}

func (r *recorder) call(ctx context.Context, predictor string, input Values) (Values, error) {
	p := r.program.Predictor(predictor)
	if p == nil {
		return nil, fmt.Errorf("%w: it has no predictor %q, only %s", ErrProgram, predictor, r.program.names())
	}
	if ctx.Value(runKey{}) != r {
		return nil, fmt.Errorf("%w: its forward function must call with the context that it is given", ErrProgram)
	}
	r.mu.Lock()
	place := len(r.steps)
	r.steps = append(r.steps, nil)
	r.mu.Unlock()

	step, err := r.lm.ask(ctx, p, maps.Clone(input))
	r.mu.Lock()
	defer r.mu.Unlock()
	if err != nil {
		if ctx.Err() == nil && stops(ctx, err) { // a forward function may cancel calls of its own
			r.stop = err
		}
		return nil, err
	}
	r.steps[place] = step
	return maps.Clone(step.Output), nil // what the forward function adds to it was not the answer
}

func (r *recorder) trace() Trace {
	r.mu.Lock()
	defer r.mu.Unlock()
	var t Trace
	for _, step := range r.steps {
		if step != nil {
			t = append(t, *step)
		}
	}
	return t
}

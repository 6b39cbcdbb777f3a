package engine

import (
	"context"
	"fmt"
	"math"
	"sync"
)

const (
	defaultThreshold = 1.0
	defaultMaxErrors = 10
)

// Options say how to evaluate. The zero value is usable.
type Options struct {
	Concurrency int     // examples at a time; 0 for 4
	MaxErrors   int     // failed examples that are put up with; 0 for 10, negative for any number
	Threshold   float64 // the score at which an example passes; 0 for 1

	// Progress is told after every example how many are done; nil for nobody. It is
	// called from one goroutine at a time and holds the work up.
	Progress func(done, total int)
}

// Outcome is what became of one example.
type Outcome struct {
	ID     string
	Output Values // nil where the program failed
	Score  float64
	Passed bool
	Err    error // of the program or the metric; then the score is 0
}

// Report is the result of an evaluation.
type Report struct {
	N        int       // examples
	Score    float64   // mean over all examples, a failed one as 0
	Passed   int       // examples that reached the threshold
	Errors   int       // examples that failed
	Outcomes []Outcome // in the order of the examples
	Usage    Usage
}

// Evaluate runs the program on every example and scores its outputs. The report does
// not depend on the order in which they finish. Errors: the context's, at once;
// ErrBudget and ErrCapability; ErrTooManyErrors; ErrNoValidation for no examples. A
// single example's failure is no error but stands in its outcome.
func Evaluate(ctx context.Context, p *Program, lm *LM, examples []Example, metric Metric, o Options) (*Report, error) {
	if p == nil || lm == nil || metric == nil {
		return nil, fmt.Errorf("%w: evaluating needs a program, an LM and a metric", ErrProgram)
	}
	if len(examples) == 0 {
		return nil, fmt.Errorf("%w: nothing to evaluate on", ErrNoValidation)
	}
	meter := &Meter{}
	report, err := evaluate(WithMeter(ctx, meter), p, lm, examples, metric, o)
	if err != nil {
		return nil, err
	}
	report.Usage = meter.Usage()
	return report, nil
}

// evaluate returns what was scored also where too many examples failed.
func evaluate(ctx context.Context, p *Program, lm *LM, examples []Example, metric Metric, o Options) (*Report, error) {
	e := &evaluation{Options: o, outcomes: make([]Outcome, len(examples)), firstBad: -1}
	err := each(ctx, o.Concurrency, len(examples), func(i int) error {
		outcome, _, err := attempt(ctx, p, lm, &examples[i], metric, o.threshold())
		if err != nil {
			return err
		}
		return e.done(i, outcome)
	})
	report := e.report()
	return report, err
}

// evaluation collects outcomes.
type evaluation struct {
	Options
	mu       sync.Mutex
	outcomes []Outcome
	count    int
	errors   int
	firstBad int // the least index of a failed example; -1 for none
}

func (e *evaluation) done(i int, outcome Outcome) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.outcomes[i] = outcome
	e.count++
	if e.Progress != nil {
		e.Progress(e.count, len(e.outcomes))
	}
	if outcome.Err == nil {
		return nil
	}
	e.errors++
	if e.firstBad < 0 || i < e.firstBad {
		e.firstBad = i
	}
	if most := e.maxErrors(); most >= 0 && e.errors > most {
		bad := e.outcomes[e.firstBad]
		return fmt.Errorf("%w: %d of %d so far, example %s: %w", ErrTooManyErrors, e.errors, len(e.outcomes), bad.ID, bad.Err)
	}
	return nil
}

func (e *evaluation) report() *Report {
	r := &Report{N: len(e.outcomes), Outcomes: e.outcomes, Errors: e.errors}
	sum := 0.0
	for _, o := range e.outcomes {
		sum += o.Score
		if o.Passed {
			r.Passed++
		}
	}
	r.Score = sum / float64(r.N)
	return r
}

func (o Options) threshold() float64 { return thresholdOr(o.Threshold) }

func thresholdOr(t float64) float64 {
	if t == 0 {
		return defaultThreshold
	}
	return t
}

func (o Options) maxErrors() int {
	if o.MaxErrors == 0 {
		return defaultMaxErrors
	}
	return o.MaxErrors
}

// attempt runs and scores one example. An error ends the whole work; the example's
// own failure is in the outcome.
func attempt(ctx context.Context, p *Program, lm *LM, example *Example, metric Metric, threshold float64) (Outcome, Trace, error) {
	o := Outcome{ID: example.name()}
	output, trace, err := p.Run(ctx, lm, example.Input)
	if err == nil {
		o.Output = output
		o.Score, err = measure(ctx, metric, *example, output, trace)
	}
	if err != nil {
		if stops(ctx, err) {
			return o, nil, err
		}
		o.Err = err
		return o, trace, nil
	}
	o.Passed = o.Score >= threshold
	return o, trace, nil
}

// measure applies the metric.
func measure(ctx context.Context, metric Metric, example Example, output Values, trace Trace) (score float64, err error) {
	defer recovered("the metric", &err)
	example.hash = "" // a copy that goes out may get another input
	score, err = metric(ctx, example, output, trace)
	if err == nil && (math.IsNaN(score) || math.IsInf(score, 0)) {
		err = fmt.Errorf("the metric gave %v, want a finite number", score)
	}
	if err != nil {
		return 0, err
	}
	return score, nil
}

package engine

import (
	"context"
	"fmt"
	"slices"
)

// BootstrapFewShot lets a teacher run the training examples and shows the student
// what the teacher did where the metric passed it: each predictor its own calls. The
// rest is filled with labelled examples that have all of a predictor's fields. It is
// the optimiser of that name in Khattab et al., "DSPy: Compiling Declarative Language
// Model Calls into Self-Improving Pipelines", 2023.
//
// The teacher is the student's program with labelled demonstrations, or the task's
// own; while it runs an example it never sees that example. Labels matter: a teacher
// that guesses passes only what it guessed right, and shows one side of the matter.
type BootstrapFewShot struct {
	MaxBootstrapped int // demonstrations from the teacher for each predictor; 0 for 4, negative for none
	MaxLabelled     int // demonstrations for each predictor together, filled with labelled ones; 0 for 16, negative for none
	MaxRounds       int // how often the teacher may try an example; 0 for 1; from the second time at a temperature of 0.7
	MaxErrors       int // examples that the teacher may fail with an error; 0 for 10, negative for any number
}

// Optimize bootstraps once and adopts the outcome where it is better; see [Optimizer].
func (o BootstrapFewShot) Optimize(ctx context.Context, task Task) (*Result, error) {
	return optimize(ctx, task, func(s *search) error {
		b := newBootstrap(s, o)
		s.warnings = append(s.warnings, labelWarnings(b.labels)...)
		p, err := b.compile("bootstrap", s.Train, b.maxBootstrapped)
		if err != nil {
			return err
		}
		return s.score("bootstrap", p)
	})
}

// bootstrap makes programs with demonstrations from the teacher.
type bootstrap struct {
	*search
	maxBootstrapped, maxLabelled, maxRounds, maxErrors int

	labels []labels
}

func newBootstrap(s *search, o BootstrapFewShot) *bootstrap {
	return &bootstrap{
		search:          s,
		maxBootstrapped: orDefault(o.MaxBootstrapped, 4),
		maxLabelled:     orDefault(o.MaxLabelled, 16),
		maxRounds:       max(o.MaxRounds, 1),
		maxErrors:       Options{MaxErrors: o.MaxErrors}.maxErrors(),
		labels:          labelsOf(s.student, s.Train),
	}
}

// compile returns the student with at most size demonstrations from the teacher,
// which goes through the examples in their order, and labelled ones for the rest.
func (b *bootstrap) compile(name string, train []Example, size int) (*Program, error) {
	passed, err := b.teach(name, train, size)
	if err != nil {
		return nil, err
	}
	p := b.student.without()
	for i, one := range p.predictors {
		for _, run := range passed {
			if d, ok := run.demo(one); ok {
				one.Demos = append(one.Demos, d)
			}
		}
		rest := slices.DeleteFunc(slices.Clone(b.labels[i].demos), func(d Demo) bool {
			return slices.ContainsFunc(passed, func(run passedRun) bool { return d.isOf(run.example) })
		})
		one.Demos = append(one.Demos, pick(random(b.Seed, name+" labels "+one.Name), rest, b.maxLabelled-len(one.Demos))...)
	}
	return p, nil
}

// passedRun is a run of the teacher that the metric passed.
type passedRun struct {
	example *Example
	trace   Trace
}

// demo shows what the run did with that predictor. Of several calls it takes the one
// whose text is least, since the order of calls made at the same time is chance. A call
// whose answer only the LM's own check let through is not shown.
func (r *passedRun) demo(p *Predictor) (Demo, bool) {
	var least *Step
	text := ""
	for i := range r.trace {
		step := &r.trace[i]
		if step.Predictor != p.Name || len(CheckOutput(p.Signature, step.Output)) > 0 {
			continue
		}
		if t := canonical([]any{step.Input, step.Output}); least == nil || t < text {
			least, text = step, t
		}
	}
	if least == nil {
		return Demo{}, false
	}
	return Demo{
		Input: least.Input, Output: least.Output, Source: Bootstrapped,
		ID: r.example.name(), content: r.example.content(),
	}, true
}

// teach runs the teacher until size examples have passed. It takes as many at a time
// as are still wanted: that never runs one that going one by one would not have run, and
// what it finds does not depend on the concurrency.
func (b *bootstrap) teach(name string, train []Example, size int) ([]passedRun, error) {
	teacher := b.teacherProgram(name)
	var passed []passedRun
	failed, next := 0, 0
	for len(passed) < size && next < len(train) {
		wave := train[next:min(next+size-len(passed), len(train))]
		runs := make([]lesson, len(wave))
		err := each(b.ctx, b.Concurrency, len(wave), func(i int) (err error) {
			runs[i], err = b.lesson(teacher, &wave[i])
			return err
		})
		if err != nil {
			return nil, err
		}
		for i, run := range runs {
			if run.passed {
				passed = append(passed, passedRun{&wave[i], run.trace})
			}
			if run.err == nil {
				continue
			}
			if failed++; b.maxErrors >= 0 && failed > b.maxErrors {
				return nil, fmt.Errorf("%w: the teacher failed %d, the last %s: %w", ErrTooManyErrors, failed, wave[i].name(), run.err)
			}
		}
		next += len(wave)
		b.tell(Event{Stage: StageBootstrap, Name: name, Done: len(passed), Total: size})
	}
	b.tell(Event{Stage: StageBootstrap, Name: name, Done: len(passed), Total: size, Ended: true})
	return passed, nil
}

// teacherProgram shows every predictor demonstrations: its own, or labelled ones.
func (b *bootstrap) teacherProgram(name string) *Program {
	p := b.TeacherProgram
	if p == nil {
		p = b.student
	}
	p = p.Clone()
	for _, l := range b.labels {
		if one := p.Predictor(l.predictor.Name); len(one.Demos) == 0 {
			one.Demos = pick(random(b.Seed, name+" teacher "+one.Name), l.demos, b.maxLabelled)
		}
	}
	return p
}

// lesson is what became of one training example.
type lesson struct {
	trace  Trace
	passed bool
	err    error
}

// lesson lets the teacher try an example that it does not see.
func (b *bootstrap) lesson(teacher *Program, e *Example) (lesson, error) {
	blind := teacher.Clone()
	for _, one := range blind.predictors {
		one.Demos = slices.DeleteFunc(one.Demos, func(d Demo) bool { return d.isOf(e) })
	}
	lm := b.teacher()
	var last lesson
	for round := range b.maxRounds {
		if round > 0 {
			lm = b.teacher().withTemperature(0.7 + 0.001*float64(round)) // a little apart, so that no cache gives the same answer
		}
		outcome, trace, err := attempt(b.ctx, blind, lm, e, b.Metric, thresholdOr(b.Threshold))
		if err != nil {
			return lesson{}, err
		}
		last = lesson{trace, outcome.Passed, outcome.Err}
		if last.passed {
			break
		}
	}
	return last, nil
}

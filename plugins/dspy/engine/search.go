package engine

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// search is one run of an optimiser: it scores candidates, keeps the best and
// decides what is adopted.
type search struct {
	Task
	ctx     context.Context
	meter   *Meter
	student *Program // as it was given

	baseline   *Report
	candidates []Candidate
	best       *Program
	bestReport *Report
	scored     map[string]*scored // by state and set of examples
	warnings   []string
	advanced   bool // a candidate was scored that is not the student again

	mu sync.Mutex // guards calls of Progress
}

// scored is an evaluation that need not be made again.
type scored struct {
	report *Report
	err    error
}

// optimize is what all optimisers share: checks, the baseline, the search of their
// own, and the decision.
func optimize(ctx context.Context, task Task, find func(*search) error) (*Result, error) {
	task.Train, task.Validation = hashed(task.Train), hashed(task.Validation)
	if err := task.check(); err != nil {
		return nil, err
	}
	s := &search{Task: task, meter: &Meter{Budget: task.Budget}, student: task.Program.Clone(), scored: map[string]*scored{}}
	s.ctx = WithMeter(ctx, s.meter)
	if err := s.measureStudent(); err != nil {
		return nil, err
	}
	err := find(s)
	if stopped := ctx.Err(); stopped != nil {
		return nil, stopped
	}
	return s.finish(err)
}

// measureStudent scores the program as it was given. One that fails all the time,
// as a model may without demonstrations, counts as 0 and does not end the search.
func (s *search) measureStudent() error {
	report, err := s.evaluate(StageBaseline, "student", s.student, s.Validation, "validation")
	if errors.Is(err, ErrTooManyErrors) {
		s.warn("the program as it is fails too often to be scored and counts as 0: %v", err)
		report = &Report{N: report.N, Errors: report.Errors, Outcomes: report.Outcomes}
	} else if err != nil {
		return err
	}
	s.baseline, s.best, s.bestReport = report, s.student, report
	s.tell(Event{Stage: StageBaseline, Name: "student", Done: report.N, Total: report.N, Ended: true, Score: report.Score})
	return nil
}

// score evaluates a candidate on all of validation. A candidate that fails too
// often is out, which is no error.
func (s *search) score(name string, p *Program) error {
	report, err := s.evaluate(StageCandidate, name, p, s.Validation, "validation")
	if err != nil && !errors.Is(err, ErrTooManyErrors) {
		return err
	}
	c := Candidate{Name: name, Program: p, Score: report.Score, Passed: report.Passed, Errors: report.Errors, Err: err}
	if err != nil {
		c.Score, c.Passed = 0, 0
		s.warn("%s fails too often to be scored: %v", name, err)
	}
	s.candidates = append(s.candidates, c)
	s.advanced = s.advanced || report != s.baseline
	if err == nil && report.Score > s.bestReport.Score {
		s.best, s.bestReport = p, report
	}
	s.tell(Event{Stage: StageCandidate, Name: name, Done: report.N, Total: report.N, Ended: true, Score: c.Score})
	return nil
}

// evaluate scores a program on examples that set names, once for the same state: a
// second try would only let chance in. The report is there with ErrTooManyErrors, too.
func (s *search) evaluate(stage Stage, name string, p *Program, examples []Example, set string) (*Report, error) {
	state, err := Marshal(p)
	if err != nil {
		return nil, err
	}
	key := set + "\n" + string(state)
	if known, ok := s.scored[key]; ok {
		return known.report, known.err
	}
	report, err := evaluate(s.ctx, p, s.LM, examples, s.Metric, s.options(func(done, total int) {
		s.tell(Event{Stage: stage, Name: name, Done: done, Total: total})
	}))
	if err == nil || errors.Is(err, ErrTooManyErrors) && s.ctx.Err() == nil {
		s.scored[key] = &scored{report, err}
	}
	return report, err
}

// finish decides what is adopted.
func (s *search) finish(err error) (*Result, error) {
	over := errors.Is(err, ErrBudget)
	if err != nil && (!over || !s.advanced) {
		return nil, err
	}
	if over {
		s.warn("the search ended early: %v", err)
	}
	if failed := s.allFailed(); failed != nil {
		return nil, failed
	}
	r := &Result{
		Program: s.student.Clone(), Baseline: s.baseline, Best: s.baseline, Candidates: s.candidates,
		Usage: s.meter.Usage(), OverBudget: over, Warnings: s.warnings,
	}
	const rounding = 1e-9 // 0.80 is 0.05 more than 0.75
	gain := s.bestReport.Score - s.baseline.Score
	if gain > 0 && gain >= s.MinGain-rounding {
		r.Program, r.Adopted, r.Best = s.best.Clone(), true, s.bestReport
	}
	return r, nil
}

// allFailed returns an error where nothing could be scored, neither the student nor
// any candidate.
func (s *search) allFailed() error {
	most := s.options(nil).maxErrors()
	if most < 0 || s.baseline.Errors <= most || len(s.candidates) == 0 {
		return nil
	}
	for _, c := range s.candidates {
		if c.Err == nil {
			return nil
		}
	}
	return s.candidates[0].Err
}

func (s *search) warn(format string, args ...any) {
	s.warnings = append(s.warnings, fmt.Sprintf(format, args...))
}

// tell passes an event on with what was used and reached so far.
func (s *search) tell(e Event) {
	if s.Progress == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	e.Usage = s.meter.Usage()
	if s.bestReport != nil {
		e.Best = s.bestReport.Score
	}
	s.Progress(e)
}

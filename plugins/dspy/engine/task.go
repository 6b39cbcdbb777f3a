package engine

import (
	"context"
	"fmt"
)

// Optimizer looks for demonstrations or instructions that make a program better.
type Optimizer interface {
	// Optimize improves the task's program without changing it. Errors: ErrProgram,
	// ErrNoTraining, ErrNoValidation, ErrOverlap and ErrCapability before the first
	// call; the context's, at once; ErrBudget where it did not suffice for the
	// program as it is and one candidate; ErrTooManyErrors; what a model or a
	// metric returned where that ends the work.
	Optimize(ctx context.Context, task Task) (*Result, error)
}

// Task is what to optimise, on what, by what.
type Task struct {
	Program    *Program  // the student; not changed
	Train      []Example // to learn from
	Validation []Example // to choose by; shares neither an ID nor an input with Train
	Metric     Metric
	Threshold  float64 // the score at which an example passes; 0 for 1, which a judge rarely gives

	LM       *LM // answers the student
	Teacher  *LM // answers the teacher; nil for LM
	Prompter *LM // writes instructions; nil for LM

	// TeacherProgram is run for demonstrations; nil for the student. A predictor of it
	// that has none is given labelled ones.
	TeacherProgram *Program

	Seed        uint64
	Concurrency int     // examples at a time; 0 for 4
	MaxErrors   int     // failed examples in one evaluation; 0 for 10, negative for any number
	Budget      Budget  // for everything together
	MinGain     float64 // what the validation score must rise by for a program to be adopted; any rise at 0

	// Progress is told what happens; nil for nobody. It is called from one goroutine at
	// a time and holds the work up.
	Progress func(Event)
}

// Stage is a part of an optimisation.
type Stage string

// The stages, of which an optimiser may have several or return to one.
const (
	StageBaseline  Stage = "baseline"  // the student as it is, on validation
	StageBootstrap Stage = "bootstrap" // the teacher, on training
	StagePropose   Stage = "propose"   // the prompter writes instructions
	StageTrial     Stage = "trial"     // a candidate on training or a part of validation
	StageCandidate Stage = "candidate" // a candidate on all of validation
)

// Event is a step of an optimisation.
type Event struct {
	Stage Stage
	Name  string  // of the candidate, or what is worked on
	Done  int     // of Total, examples or proposals
	Total int     // 0 where it is not known
	Ended bool    // the last event of this stage for this name
	Score float64 // of the candidate; where Ended is true
	Best  float64 // validation score so far
	Usage Usage   // so far
}

// Candidate is a program that was scored on all of validation.
type Candidate struct {
	Name    string   // what it is, such as "shuffle 3" or "depth 2"
	Program *Program // not to be changed
	Score   float64
	Passed  int
	Errors  int
	Err     error // ErrTooManyErrors: then the score does not count
}

// Result is what an optimiser found.
type Result struct {
	Program    *Program    // the best candidate where it was adopted, else a copy of the student
	Adopted    bool        // the best candidate gained at least MinGain, and something
	Baseline   *Report     // of the student
	Best       *Report     // of Program
	Candidates []Candidate // in the order in which they were scored; the student is not among them
	Usage      Usage       // of everything
	OverBudget bool        // the budget ended the search before it was through
	Warnings   []string    // what a person should know, each a sentence
}

// check refuses a task that cannot be worked on.
func (t *Task) check() error {
	switch {
	case t.Program == nil || t.LM == nil || t.Metric == nil:
		return fmt.Errorf("%w: a task has a program, an LM and a metric", ErrProgram)
	case len(t.Train) == 0:
		return ErrNoTraining
	case len(t.Validation) == 0:
		return ErrNoValidation
	}
	if t.TeacherProgram != nil {
		for _, p := range t.Program.predictors {
			other := t.TeacherProgram.Predictor(p.Name)
			if other == nil {
				return fmt.Errorf("%w: the teacher's program has no predictor %s", ErrProgram, p.Name)
			}
			if err := p.Signature.differs(other.Signature); err != nil {
				return fmt.Errorf("%w: the teacher's predictor %s: %w", ErrProgram, p.Name, err)
			}
		}
	}
	return apart(t.Train, t.Validation)
}

func (t *Task) teacher() *LM {
	if t.Teacher != nil {
		return t.Teacher
	}
	return t.LM
}

// prompter returns the LM that writes instructions.
func (t *Task) prompter() (*LM, error) {
	lm := t.Prompter
	if lm == nil {
		lm = t.LM
	}
	if lm != nil && lm.NoText { // check refuses nil
		return nil, fmt.Errorf("%w: instructions have to be written, and this model writes no text; give the task another Prompter, or use an optimiser of demonstrations", ErrCapability)
	}
	return lm, nil
}

func (t *Task) options(progress func(done, total int)) Options {
	return Options{Concurrency: t.Concurrency, MaxErrors: t.MaxErrors, Threshold: t.Threshold, Progress: progress}
}

package engine

import (
	"context"
	"fmt"
	"math"
)

// MIPROv2 searches over demonstrations and instructions together, after Opsahl-Ong
// et al., "Optimizing Instructions and Demonstrations for Multi-Stage Language Model
// Programs", 2024, as DSPy's MIPROv2 does it:
//
//  1. sets of demonstrations for every predictor: the student's own, labelled ones, and
//     bootstrapped ones over shuffles;
//  2. instructions for every predictor: its own, and what the prompter writes given the
//     task, a summary of the training data, a description of the program, the
//     demonstrations of a set and a tip;
//  3. trials: a surrogate chooses an instruction and a set for every predictor, which are
//     scored on a batch of validation examples; every FullEvery trials, and at the end, the
//     choice with the best mean so far is scored on all of validation.
//
// The surrogate is a tree-structured Parzen estimator over categories (Bergstra et
// al., "Algorithms for Hyper-Parameter Optimization", 2011), each choice on its own: it
// does not model how choices go together, which the multivariate one of the original
// does. The summary is made from one sample, not in rounds over all of the data.
type MIPROv2 struct {
	Candidates      int // instructions, and sets of demonstrations, for each predictor; 0 for 10, 1 at least
	Trials          int // 0 for the larger of 2·choices·log2(Candidates) and 1.5·Candidates
	Minibatch       int // validation examples of a trial; 0 for 35; all where there are no more
	FullEvery       int // trials between full evaluations; 0 for 5
	MaxBootstrapped int // as in BootstrapFewShot; 0 for 4
	MaxLabelled     int // as in BootstrapFewShot; 0 for 4
}

// Optimize searches and adopts the best where it is better; see [Optimizer]. It needs a
// prompter that writes text: ErrCapability otherwise.
func (o MIPROv2) Optimize(ctx context.Context, task Task) (*Result, error) {
	if _, err := task.prompter(); err != nil {
		return nil, err
	}
	return optimize(ctx, task, func(s *search) error {
		m := &mipro{search: s, MIPROv2: o.withDefaults(s.student)}
		if err := m.demonstrations(); err != nil {
			return err
		}
		if err := m.instructions(); err != nil {
			return err
		}
		return m.trials()
	})
}

func (o MIPROv2) withDefaults(p *Program) MIPROv2 {
	o.Candidates = max(orDefault(o.Candidates, 10), 1)
	if o.Trials <= 0 {
		choices := 2 * float64(len(p.predictors))
		n := float64(o.Candidates)
		o.Trials = int(math.Ceil(max(2*choices*math.Log2(n), 1.5*n)))
	}
	o.Minibatch = max(orDefault(o.Minibatch, 35), 1)
	o.FullEvery = max(orDefault(o.FullEvery, 5), 1)
	if o.MaxLabelled == 0 {
		o.MaxLabelled = 4
	}
	return o
}

type mipro struct {
	*search
	MIPROv2
	sets  [][][]Demo // by predictor: the sets of demonstrations
	texts [][]string // by predictor: the instructions
}

// program puts a choice together: an instruction and a set for each predictor in turn.
func (m *mipro) program(choice []int) *Program {
	p := m.student.Clone()
	for i, one := range p.predictors {
		if text := choice[2*i]; text > 0 {
			one.instruct(m.texts[i][text])
		}
		one.Demos = m.sets[i][choice[2*i+1]]
	}
	return p
}

// name tells a choice.
func (m *mipro) name(choice []int) string {
	name := ""
	for i, one := range m.student.predictors {
		if i > 0 {
			name += "; "
		}
		name += fmt.Sprintf("%s: instruction %d, demonstrations %d", one.Name, choice[2*i]+1, choice[2*i+1]+1)
	}
	return name
}

// trials searches the choices.
func (m *mipro) trials() error {
	sizes := make([]int, 0, 2*len(m.texts))
	for i := range m.texts {
		sizes = append(sizes, len(m.texts[i]), len(m.sets[i]))
	}
	t := newSurrogate(sizes, random(m.Seed, "mipro surrogate"))
	t.add(make([]int, len(sizes)), m.baseline.Score, true)
	for trial := range m.Trials {
		choice := t.choose()
		if choice == nil {
			break // all are scored
		}
		batch, set := m.batch(trial)
		score, err := m.trial(fmt.Sprintf("trial %d: %s", trial+1, m.name(choice)), m.program(choice), batch, set)
		if err != nil {
			return err
		}
		t.add(choice, score, false)
		if (trial+1)%m.FullEvery == 0 || trial+1 == m.Trials || len(batch) == len(m.Validation) {
			if err := m.full(t); err != nil {
				return err
			}
		}
	}
	return m.full(t)
}

// full scores the best choice that was not scored on all of validation yet.
func (m *mipro) full(t *surrogate) error {
	choice := t.promising()
	if choice == nil {
		return nil
	}
	if err := m.score(m.name(choice), m.program(choice)); err != nil {
		return err
	}
	t.add(choice, m.candidates[len(m.candidates)-1].Score, true)
	return nil
}

// batch returns a trial's validation examples and a name for the selection.
func (m *mipro) batch(trial int) ([]Example, string) {
	if m.Minibatch >= len(m.Validation) {
		return m.Validation, "validation"
	}
	set := fmt.Sprintf("batch %d", trial)
	return pick(random(m.Seed, set), m.Validation, m.Minibatch), set
}

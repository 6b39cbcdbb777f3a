package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// RandomSearch bootstraps several times over shuffled training examples and keeps
// what scores best on validation. It is BootstrapFewShotWithRandomSearch of Khattab
// et al., "DSPy: Compiling Declarative Language Model Calls into Self-Improving
// Pipelines", 2023, with two differences: it never validates on training examples, and
// every predictor's labelled demonstrations are drawn from its own labels.
//
// The candidates are the student without demonstrations, with labelled ones only,
// bootstrapped in the order given, and then Candidates times bootstrapped over a seeded
// shuffle with a seeded number of demonstrations from the teacher.
type RandomSearch struct {
	BootstrapFewShot     // MaxBootstrapped is the most of a shuffle
	Candidates       int // shuffles; 0 for 16, negative for none
}

// Optimize searches and adopts the best where it is better; see [Optimizer]. A shuffle
// for which the teacher fails too often is left out with a warning.
func (o RandomSearch) Optimize(ctx context.Context, task Task) (*Result, error) {
	return optimize(ctx, task, func(s *search) error {
		b := newBootstrap(s, o.BootstrapFewShot)
		s.warnings = append(s.warnings, labelWarnings(b.labels)...)
		if err := s.score("no demonstrations", s.student.without()); err != nil {
			return err
		}
		if err := s.score("labelled", labelled(s.student, b.labels, b.maxLabelled, s.Seed, "labelled")); err != nil {
			return err
		}
		if err := o.try(b, "bootstrap", s.Train, b.maxBootstrapped); err != nil {
			return err
		}
		for i := range orDefault(o.Candidates, 16) {
			name := fmt.Sprintf("shuffle %d", i+1)
			train, size := b.shuffled(name)
			if err := o.try(b, name, train, size); err != nil {
				return err
			}
		}
		return nil
	})
}

func (o RandomSearch) try(b *bootstrap, name string, train []Example, size int) error {
	p, err := b.compile(name, train, size)
	if errors.Is(err, ErrTooManyErrors) {
		b.warn("%s is left out: %v", name, err)
		return nil
	}
	if err != nil {
		return err
	}
	return b.score(name, p)
}

// shuffled returns the training examples in another order and how many
// demonstrations to take from the teacher.
func (b *bootstrap) shuffled(name string) ([]Example, int) {
	r := random(b.Seed, name)
	train := slices.Clone(b.Train)
	r.Shuffle(len(train), func(i, j int) { train[i], train[j] = train[j], train[i] })
	if b.maxBootstrapped == 0 {
		return train, 0
	}
	return train, 1 + r.IntN(b.maxBootstrapped)
}

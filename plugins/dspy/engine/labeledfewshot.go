package engine

import "context"

// LabeledFewShot shows K labelled examples, drawn at random for each predictor. It
// is few-shot prompting (Brown et al., "Language Models are Few-Shot Learners", 2020)
// under DSPy's name (Khattab et al., 2023). It is what to use with fewer than about ten
// examples. It makes no calls but those that score the student and the one candidate.
type LabeledFewShot struct {
	K int // demonstrations for each predictor; 0 for 16
}

// Optimize draws the examples and adopts them where they help; see [Optimizer].
func (o LabeledFewShot) Optimize(ctx context.Context, task Task) (*Result, error) {
	return optimize(ctx, task, func(s *search) error {
		all := labelsOf(s.student, s.Train)
		s.warnings = append(s.warnings, labelWarnings(all)...)
		return s.score("labelled", labelled(s.student, all, orDefault(o.K, 16), s.Seed, "labelled"))
	})
}

// ShowLabelled returns a copy of a program whose predictors show k labelled examples each,
// drawn by the seed, in place of their own demonstrations, or all where there are fewer.
// It asks no model; the draws of several seeds are what an optimiser has to beat.
func ShowLabelled(p *Program, examples []Example, k int, seed uint64) *Program {
	return labelled(p, labelsOf(p, hashed(examples)), k, seed, "draw")
}

// orDefault reads a setting of which 0 is the default and a negative one is none.
func orDefault(n, fallback int) int {
	if n == 0 {
		return fallback
	}
	return max(n, 0)
}

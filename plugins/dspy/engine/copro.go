package engine

import (
	"cmp"
	"context"
	"fmt"
	"slices"
)

// COPRO lets a model write instructions, shows it how earlier ones scored, and goes
// through the predictors one after the other. The loop is that of Yang et al., "Large
// Language Models as Optimizers", 2023 (OPRO); DSPy's COPRO does it coordinate by
// coordinate, as here. Demonstrations stay as they are.
//
// Attempts are scored on training examples; after each round the best so far is
// scored on validation. An attempt's score belongs to the other predictors'
// instructions of its time.
type COPRO struct {
	Breadth int // instructions a round and predictor; 0 for 10, 2 at least
	Depth   int // rounds; 0 for 3
	Sample  int // training examples to score an attempt on, the same for all; 0 for all
}

// Optimize searches and adopts the best where it is better; see [Optimizer]. It needs a
// prompter that writes text: ErrCapability otherwise.
func (o COPRO) Optimize(ctx context.Context, task Task) (*Result, error) {
	if _, err := task.prompter(); err != nil {
		return nil, err
	}
	return optimize(ctx, task, func(s *search) error {
		c := &copro{search: s, breadth: max(orDefault(o.Breadth, 10), 2), sample: s.Train, current: s.student.Clone()}
		if o.Sample > 0 {
			c.sample = pick(random(s.Seed, "copro sample"), s.Train, o.Sample)
		}
		c.history = make([][]tried, len(s.student.predictors))
		for depth := range max(orDefault(o.Depth, 3), 1) {
			if err := c.round(depth + 1); err != nil {
				return err
			}
		}
		return nil
	})
}

// tried is an instruction with its score.
type tried struct {
	instruction string
	score       float64
}

type copro struct {
	*search
	breadth int
	sample  []Example
	current *Program  // with the best instructions so far
	history [][]tried // by predictor, in the order tried
}

// round improves every predictor once.
func (c *copro) round(depth int) error {
	for i := range c.current.predictors {
		proposals, err := c.propose(i, depth)
		if err != nil {
			return err
		}
		for _, text := range proposals {
			if err := c.attempt(i, depth, text); err != nil {
				return err
			}
		}
		c.current.predictors[i].instruct(c.ranked(i)[0].instruction)
	}
	return c.score(fmt.Sprintf("depth %d", depth), c.current.Clone())
}

// propose returns new instructions; the first round tries the present one as well.
func (c *copro) propose(i, depth int) ([]string, error) {
	p := c.current.predictors[i]
	want := c.breadth
	var own []string
	if depth == 1 {
		own = []string{p.instruction()}
		want--
	}
	past := c.ranked(i)
	past = past[:min(c.breadth, len(past))]
	slices.Reverse(past) // the best last, where a model minds it most
	label := fmt.Sprintf("depth %d, %s", depth, p.Name)
	written, err := c.write(label, want, func(n int) Values {
		return proposalInput(p, past, n)
	})
	if err != nil {
		return nil, err
	}
	return c.unknown(i, append(own, written...)), nil
}

// unknown leaves out what stands twice and what was tried.
func (c *copro) unknown(i int, texts []string) []string {
	var fresh []string
	for _, text := range texts {
		known := slices.ContainsFunc(c.history[i], func(a tried) bool { return a.instruction == text })
		if !known && !slices.Contains(fresh, text) {
			fresh = append(fresh, text)
		}
	}
	return fresh
}

// attempt scores an instruction. One with which the program fails too often scores 0.
func (c *copro) attempt(i, depth int, text string) error {
	p := c.current.Clone()
	p.predictors[i].instruct(text)
	name := fmt.Sprintf("depth %d, %s, attempt %d", depth, p.predictors[i].Name, len(c.history[i])+1)
	score, err := c.trial(name, p, c.sample, "training sample")
	if err != nil {
		return err
	}
	c.history[i] = append(c.history[i], tried{text, score})
	return nil
}

// ranked returns a predictor's attempts, the best first, equals in the order tried.
func (c *copro) ranked(i int) []tried {
	ranked := slices.Clone(c.history[i])
	slices.SortStableFunc(ranked, func(a, b tried) int { return cmp.Compare(b.score, a.score) })
	return ranked
}

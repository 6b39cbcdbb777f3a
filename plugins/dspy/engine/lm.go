package engine

import (
	"context"
	"errors"
	"fmt"
)

// LM asks a model to answer predictors. Its fields are not changed while it is in use.
type LM struct {
	Model Model

	Name        string   // of the model in requests; empty for the default of the one who answers
	MaxTokens   int      // 0 for the default
	Temperature *float64 // nil for the model's default

	// NoText says that the model cannot write text of its own, as a classifier. The
	// optimisers that let a model write instructions refuse it with ErrCapability.
	NoText bool

	// Check returns the faults of a parsed answer, each in words that a model can act
	// on; nil stands for [CheckOutput].
	Check func(sig *Signature, output Values) []string
}

// Call asks for one predictor's output and checks the answer. An answer with faults
// goes back once with the faults. Errors: ErrInput, *OutputError, ErrBudget, the
// context's, and what the model returns.
func (lm *LM) Call(ctx context.Context, p *Predictor, input Values) (Values, error) {
	step, err := lm.ask(ctx, p, input)
	if err != nil {
		return nil, err
	}
	return step.Output, nil
}

func (lm *LM) ask(ctx context.Context, p *Predictor, input Values) (*Step, error) {
	if faults := checkFields(p.Signature.Inputs, input); len(faults) > 0 {
		return nil, fmt.Errorf("%w of %s: %s", ErrInput, p.Name, faults[0])
	}
	req, err := p.Request(input)
	if err != nil {
		return nil, fmt.Errorf("%w of %s: %w", ErrInput, p.Name, err)
	}
	req.Model, req.MaxTokens, req.Temperature = lm.Name, lm.MaxTokens, lm.Temperature
	step := &Step{Predictor: p.Name, Input: input}
	text, faults, err := lm.once(ctx, p, req, step)
	if err == nil && len(faults) > 0 {
		step.Repaired = true
		_, faults, err = lm.once(ctx, p, req.repair(text, faults), step)
	}
	switch {
	case err != nil:
		return nil, err
	case len(faults) > 0:
		return nil, &OutputError{Predictor: p.Name, Faults: faults}
	}
	return step, nil
}

// once sends one request and fills the step where the answer has no faults.
func (lm *LM) once(ctx context.Context, p *Predictor, req Request, step *Step) (text string, faults []string, err error) {
	res, err := generate(ctx, lm.Model, req)
	if err != nil {
		if stops(ctx, err) {
			return "", nil, err
		}
		return "", nil, fmt.Errorf("asking for %s: %w", p.Name, err)
	}
	output, faults := ParseAnswer(res.Text)
	if len(faults) == 0 {
		faults = lm.check(p.Signature, output)
	}
	if len(faults) > 0 {
		return res.Text, faults, nil
	}
	step.Output, step.Model = output, res.Model
	return res.Text, nil, nil
}

func (lm *LM) check(sig *Signature, output Values) []string {
	if lm.Check != nil {
		return lm.Check(sig, output)
	}
	return CheckOutput(sig, output)
}

// withTemperature returns a copy that asks with that temperature.
func (lm *LM) withTemperature(t float64) *LM {
	c := *lm
	c.Temperature = &t
	return &c
}

// stops reports whether an error ends the whole work and not one example only. A
// model's own timeout is one example's matter as long as the context goes on.
func stops(ctx context.Context, err error) bool {
	return ctx.Err() != nil ||
		errors.Is(err, ErrBudget) || errors.Is(err, ErrCapability) || errors.Is(err, ErrProgram)
}

package engine

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// write asks the prompter n times for an instruction and returns what it wrote, in
// the order of the questions. A proposal that fails is left out with a warning; the
// error is there when all fail.
func (s *search) write(name string, n int, input func(n int) Values) ([]string, error) {
	lm, err := s.prompter()
	if err != nil {
		return nil, err
	}
	p := &Predictor{Name: "instruction", Signature: proposalSignature()}
	texts, faults := make([]string, n), make([]error, n)
	err = each(s.ctx, s.Concurrency, n, func(i int) error {
		output, err := lm.Call(s.ctx, p, input(i+1))
		if err != nil {
			if stops(s.ctx, err) {
				return err
			}
			faults[i] = err
			return nil
		}
		text, _ := output["instruction"].(string)
		texts[i] = strings.TrimSpace(text)
		return nil
	})
	if err != nil {
		return nil, err
	}
	written := s.keep(name, texts, faults)
	s.tell(Event{Stage: StagePropose, Name: name, Done: len(written), Total: n, Ended: true})
	if failed := errors.Join(faults...); n > 0 && len(written) == 0 && failed != nil {
		return nil, fmt.Errorf("%s: no instruction was written: %w", name, failed)
	}
	return written, nil
}

func (s *search) keep(name string, texts []string, faults []error) []string {
	var written []string
	for i, text := range texts {
		switch {
		case faults[i] != nil:
			s.warn("%s: proposal %d is left out: %v", name, i+1, faults[i])
		case text == "":
			s.warn("%s: proposal %d is empty and left out", name, i+1)
		default:
			written = append(written, text)
		}
	}
	return written
}

// trial scores a program for the search only. One that fails too often scores 0.
func (s *search) trial(name string, p *Program, examples []Example, set string) (float64, error) {
	report, err := s.evaluate(StageTrial, name, p, examples, set)
	score := 0.0
	if err == nil {
		score = report.Score
	} else if !errors.Is(err, ErrTooManyErrors) {
		return 0, err
	} else {
		s.warn("%s fails too often and counts as 0: %v", name, err)
	}
	s.tell(Event{Stage: StageTrial, Name: name, Done: len(examples), Total: len(examples), Ended: true, Score: score})
	return score, nil
}

// proposalSignature is what the prompter answers.
func proposalSignature() *Signature {
	return &Signature{
		Description: "You write instructions for a language model. Write one that makes it answer the task better than those before. " +
			"Say what decides between possible answers and name the mistakes to avoid. Do not repeat the list of fields or the format of the answer: the model is told these anyway.",
		Inputs: []Field{
			{Name: "task", Type: "string", Description: "The fields of the task"},
			{Name: "present_instruction", Type: "string", Description: "What the model is told now"},
			{Name: "attempts", Type: "array", Description: "Instructions tried so far with their scores, the best last; empty at first"},
			{Name: "context", Type: "object", Description: "What is known about the program, the data, and examples of the task; may be empty"},
			{Name: "variation", Type: "integer", Description: "Number of this proposal; another number asks for another idea"},
		},
		Outputs: []Field{{Name: "instruction", Type: "string", Description: "The instruction, and nothing but it"}},
	}
}

// proposalInput asks for an instruction of a predictor.
func proposalInput(p *Predictor, past []tried, variation int) Values {
	attempts := make([]any, len(past))
	for i, a := range past {
		attempts[i] = map[string]any{"instruction": a.instruction, "score": json.Number(fmt.Sprintf("%.4f", a.score))}
	}
	return Values{
		"task":                describe(p),
		"present_instruction": p.instruction(),
		"attempts":            attempts,
		"context":             map[string]any{},
		"variation":           json.Number(fmt.Sprint(variation)),
	}
}

// describe tells a predictor's fields.
func describe(p *Predictor) string { return p.Name + ":\n" + system("", p.Signature) }

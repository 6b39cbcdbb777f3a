package engine

import (
	"context"
	"encoding/json"
)

// Judge scores by a model: it sees the input, the label where there is one, the
// output and the criteria, and gives a number from 0 to 1. A score out of this range
// goes back once as a fault; errors are those of [LM.Call]. The calls count for the
// budget of the work that the metric serves. Zheng et al., "Judging LLM-as-a-Judge with
// MT-Bench and Chatbot Arena", 2023, describe what such a judge is good for, and its
// biases: towards long answers and towards its own.
func Judge(lm *LM, criteria string) Metric {
	judge := *lm
	judge.Check = func(sig *Signature, output Values) []string {
		faults := CheckOutput(sig, output)
		if score, ok := scoreOf(output); len(faults) == 0 && (!ok || score < 0 || score > 1) {
			faults = append(faults, "the field score must be from 0 to 1, got "+show(output["score"]))
		}
		return faults
	}
	p := &Predictor{Name: "judge", Signature: judgeSignature()}
	return func(ctx context.Context, example Example, output Values, _ Trace) (float64, error) {
		verdict, err := judge.Call(ctx, p, Values{
			"criteria": criteria, "question": orEmpty(example.Input), "reference": orEmpty(example.Output), "answer": orEmpty(output),
		})
		if err != nil {
			return 0, err
		}
		score, _ := scoreOf(verdict) // checked above
		return score, nil
	}
}

func judgeSignature() *Signature {
	return &Signature{
		Description: "Judge how well an answer meets the criteria. Judge the content and not the length or the style, unless the criteria speak of them.",
		Inputs: []Field{
			{Name: "criteria", Type: "string", Description: "What a good answer does"},
			{Name: "question", Type: "object", Description: "What was asked"},
			{Name: "reference", Type: "object", Description: "A right answer; empty where none is known"},
			{Name: "answer", Type: "object", Description: "The answer to judge"},
		},
		Outputs: []Field{
			{Name: "reason", Type: "string", Description: "One or two sentences that the score follows from"},
			{Name: "score", Type: "number", Description: "From 0, meets nothing, to 1, meets everything", Schema: json.RawMessage(`{"minimum":0,"maximum":1}`)},
		},
	}
}

func scoreOf(output Values) (float64, bool) {
	n, ok := output["score"].(json.Number)
	if !ok {
		return 0, false
	}
	f, err := n.Float64()
	return f, err == nil
}

// orEmpty is an object also where there are no values.
func orEmpty(v Values) Values {
	if v == nil {
		return Values{}
	}
	return v
}

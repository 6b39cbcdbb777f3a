package engine_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/plugingen/plugingen/plugins/dspy/engine"
)

// echo stands for a language model: it knows no sentiment but what it is shown.
type echo struct{}

func (echo) Generate(_ context.Context, req engine.Request) (engine.Response, error) {
	for i := 0; i < len(req.Turns); i += 2 {
		word := strings.Fields(req.Turns[i].Text)[1]
		if strings.Contains(req.Prompt, word) {
			return engine.Response{Text: req.Turns[i+1].Text}, nil
		}
	}
	return engine.Response{Text: `{"mood":"good"}`}, nil
}

func ExampleLabeledFewShot() {
	program, err := engine.Predict("mood", &engine.Signature{
		Description: "Tell the mood of a text.",
		Inputs:      []engine.Field{{Name: "text", Type: "string"}},
		Outputs:     []engine.Field{{Name: "mood", Type: "string", Schema: []byte(`{"enum":["good","bad"]}`)}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	labelled := func(text, mood string) engine.Example {
		return engine.Example{Input: engine.Values{"text": text}, Output: engine.Values{"mood": mood}}
	}
	result, err := engine.LabeledFewShot{K: 4}.Optimize(context.Background(), engine.Task{
		Program:    program,
		Train:      []engine.Example{labelled("awful", "bad"), labelled("great", "good"), labelled("dreadful", "bad")},
		Validation: []engine.Example{labelled("an awful day", "bad"), labelled("a great day", "good")},
		Metric:     engine.Exact("mood"),
		LM:         &engine.LM{Model: echo{}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.Adopted, result.Baseline.Score, result.Best.Score, len(result.Program.Predictor("mood").Demos))
	// Output: true 0.5 1 3
}

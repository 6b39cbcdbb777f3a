package dspy_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/plugins/dspy"
)

func TestEvaluateCompares(t *testing.T) {
	p := mustStart(t, dspy.Config{})
	step := dspy.StepSpec{Name: "sort", Type: "dspy_claude", Spec: parseSpec(t, sorting)}
	provider := localProvider(t)
	train, test := examplesFile(t, 1, 30), examplesFile(t, 30, 60)
	o := dspy.EvaluateOptions{Data: test, TrainingData: train, Provider: provider, ProviderName: "test", Demos: 4, Draws: 3, Seed: 3}
	res, err := p.Evaluate(context.Background(), step, o)
	if err != nil || res.Optimized != nil || res.N != 31 || len(res.Draws) != 3 {
		t.Fatalf("got %+v, %v", res, err)
	}
	if want := 16.0 / 31; res.Chance != want || res.ZeroShot != want { // always billing
		t.Errorf("chance %v, zero-shot %v", res.Chance, res.ZeroShot)
	}
	if res.RandomDemos == nil || *res.RandomDemos <= res.Chance || res.Overlap != 1 || len(res.Warnings) != 1 {
		t.Errorf("random %v, overlap %d, %q", *res.RandomDemos, res.Overlap, res.Warnings)
	}
	if _, err := p.Optimize(context.Background(), step, dspy.OptimizeOptions{Data: train, Provider: provider, ProviderName: "test", Candidates: 2}); err != nil {
		t.Fatal(err)
	}
	if res, err = p.Evaluate(context.Background(), step, o); err != nil || res.Optimized == nil || *res.Optimized != 1 || res.Fields["queue"] != 1 {
		t.Errorf("got %+v, %v", res, err)
	}
}

func TestEvaluationStep(t *testing.T) {
	p := mustStart(t, dspy.Config{})
	spec := strings.Replace(sorting, "inputs: {ticket: an error and a crash again}", "", 1) +
		"dspy_config: {test_data_path: " + examplesFile(t, 1, 9) + "}\n"
	got, err := run(t, p, "dspy_evaluation", spec, learner())
	if err != nil {
		t.Fatal(err)
	}
	fields := got["fields"].(map[string]any)
	if got["n"] != json.Number("9") || got["score"] != json.Number("0.5555555555555556") || got["chance"] != got["score"] ||
		got["dspy_optimization_applied"] != false || fields["queue"] != got["score"] || got["model"] != "answering-1" {
		t.Errorf("got %v", got)
	}
	shown := "examples: [{input: {ticket: a crash with error 1}, output: {queue: bug}}]\n"
	if got, err = run(t, p, "dspy_evaluation", spec+shown, learner()); err != nil || !strings.Contains(fmt.Sprint(got["warnings"]), "1 of the 9 examples are demonstrations") {
		t.Errorf("got %v, %v", got, err)
	}
	for name, tt := range map[string]struct{ spec, mention string }{
		"no data":   {sorting, "test_data_path"},
		"elsewhere": {spec + "  ", ""},
	} {
		kind := "dspy_evaluation"
		if name == "elsewhere" {
			kind, tt.mention = "dspy_claude", "test_data_path belongs to a step of type dspy_evaluation"
		}
		if _, err := run(t, p, kind, tt.spec, learner()); err == nil || !strings.Contains(err.Error(), tt.mention) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

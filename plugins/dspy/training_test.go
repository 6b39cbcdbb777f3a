package dspy_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/plugingen/plugingen/plugins/dspy"
)

// TestOptimizedProgramGoesOverTheWire optimises, stores, loads in another instance, and
// looks for the demonstrations in the bytes that are sent.
func TestOptimizedProgramGoesOverTheWire(t *testing.T) {
	server, seen := claudeServer(t, func(body string) (int, string) {
		return 200, learned(body)
	})
	cfg := dspy.Config{CacheEnabled: true, StorePath: t.TempDir(), Claude: claudeAt(server.URL)}
	step := dspy.StepSpec{Name: "sort", Type: "dspy_claude", Spec: parseSpec(t, sorting)}
	res, err := mustStart(t, cfg).Optimize(context.Background(), step, dspy.OptimizeOptions{Data: examplesFile(t, 1, 20), Candidates: 2})
	if err != nil {
		t.Fatal(err)
	}
	if !res.Adopted || res.Best <= res.Baseline || res.Path == "" || res.Optimizer != "bootstrap_few_shot" || res.Model != "cm" || len(res.Candidates) != 5 {
		t.Fatalf("got %+v", res)
	}
	if info, err := os.Stat(res.Path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("stored as %v, %v", info, err)
	}
	before := len(seen.all())
	got, err := run(t, mustStart(t, cfg), "dspy_claude", sorting, nil)
	if err != nil || got["dspy_optimization_applied"] != true || got["execution_mode"] != "dspy" || got["dspy_fallback_reason"] != nil {
		t.Fatalf("got %v, %v", got, err)
	}
	sent := seen.all()[before:]
	if len(sent) != 1 {
		t.Fatalf("%d requests", len(sent))
	}
	demos := res.Program.Predictors()[0].Demos
	if len(demos) == 0 {
		t.Fatal("no demonstrations")
	}
	for _, d := range demos {
		if !strings.Contains(sent[0], d.Input["ticket"].(string)) {
			t.Errorf("%v is not in %s", d.Input, sent[0])
		}
	}
}

func TestCancelledOptimizationMakesNoFurtherCall(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	var n atomic.Int64
	server, seen := claudeServer(t, func(string) (int, string) {
		if n.Add(1) == 8 {
			cancel()
		}
		return 200, `{"queue":"bug"}`
	})
	p := mustStart(t, dspy.Config{Claude: claudeAt(server.URL)})
	step := dspy.StepSpec{Name: "sort", Type: "dspy_claude", Spec: parseSpec(t, sorting)}
	_, err := p.Optimize(ctx, step, dspy.OptimizeOptions{Data: examplesFile(t, 1, 60)})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	server.Config.SetKeepAlivesEnabled(false)
	server.Close() // waits for the requests under way
	if made := len(seen.all()); made < 8 || made > 8+4 {
		t.Errorf("%d requests, want those under way at most", made)
	}
}

const chained = `
dspy_config:
  signatures:
    kind: {input_fields: [{name: ticket, type: string}], output_fields: [{name: kind, type: string, schema: {enum: [money, code]}}]}
    queue: {input_fields: [{name: kind, type: string}], output_fields: [{name: queue, type: string, schema: {enum: [billing, bug]}}]}
  chain_steps: [{signature: kind}, {signature: queue}]
inputs: {ticket: a refund of an invoice}
`

func TestChainOptimizesBothPredictors(t *testing.T) {
	var b strings.Builder
	for i, line := range strings.Split(strings.TrimSpace(exampleLines(1, 24)), "\n") {
		kind := []string{"code", "money"}[i%2]
		b.WriteString(strings.TrimSuffix(line, "}") + `,"steps":{"kind":{"kind":"` + kind + `"}}}` + "\n")
	}
	cfg := dspy.Config{CacheEnabled: true, StorePath: t.TempDir()}
	step := dspy.StepSpec{Name: "both", Type: "dspy_chain", Spec: parseSpec(t, chained)}
	provider := localProvider(t)
	res, err := mustStart(t, cfg).Optimize(context.Background(), step, dspy.OptimizeOptions{
		Data: writeFile(t, "chain.jsonl", b.String()), Provider: provider, ProviderName: "test", Candidates: 3,
	})
	if err != nil {
		t.Fatal(err)
	}
	if !res.Adopted || res.Best != 1 {
		t.Errorf("adopted %v with %v over %v", res.Adopted, res.Best, res.Baseline)
	}
	for _, p := range res.Program.Predictors() {
		if len(p.Demos) == 0 {
			t.Errorf("%s has no demonstrations", p.Name)
		}
	}
	got, err := run(t, mustStart(t, cfg), "dspy_chain", chained, provider)
	if err != nil || got["queue"] != "billing" || got["dspy_optimization_applied"] != true {
		t.Errorf("got %v, %v", got, err)
	}
	outputs := got["chain_outputs"].([]any)
	if len(outputs) != 2 || outputs[0].(map[string]any)["kind"] != "money" {
		t.Errorf("chain_outputs %v", outputs)
	}
}

func TestOptimizeIsReproducible(t *testing.T) {
	p := mustStart(t, dspy.Config{})
	step := dspy.StepSpec{Name: "sort", Type: "dspy_claude", Spec: parseSpec(t, sorting)}
	o := dspy.OptimizeOptions{Data: examplesFile(t, 1, 40), Provider: localProvider(t), ProviderName: "test", Candidates: 3, Seed: 7, NoStore: true}
	first, err := p.Optimize(context.Background(), step, o)
	if err != nil {
		t.Fatal(err)
	}
	second, err := p.Optimize(context.Background(), step, o)
	if err != nil {
		t.Fatal(err)
	}
	if first.Best != second.Best || fmt.Sprint(demoIDs(first)) != fmt.Sprint(demoIDs(second)) || first.Path != "" {
		t.Errorf("got %v %v, then %v %v", first.Best, demoIDs(first), second.Best, demoIDs(second))
	}
}

func demoIDs(res *dspy.OptimizeResult) []string {
	var ids []string
	for _, p := range res.Program.Predictors() {
		for _, d := range p.Demos {
			ids = append(ids, d.ID)
		}
	}
	return ids
}

func TestOptimizeChoosesByTheNumberOfExamples(t *testing.T) {
	p := mustStart(t, dspy.Config{})
	step := dspy.StepSpec{Name: "sort", Type: "dspy_claude", Spec: parseSpec(t, sorting)}
	for n, want := range map[int]string{9: "labeled_few_shot", 10: "bootstrap_few_shot"} {
		res, err := p.Optimize(context.Background(), step, dspy.OptimizeOptions{
			Data: examplesFile(t, 1, n), Provider: learner(), ProviderName: "test", Candidates: 1, NoStore: true,
		})
		if err != nil || res.Optimizer != want {
			t.Errorf("%d examples: got %+v, %v", n, res, err)
		}
	}
}

// TestNothingFoundTakesNothingAway: a search that finds nothing leaves what is stored.
func TestNothingFoundTakesNothingAway(t *testing.T) {
	cfg := stored(t, dspy.Config{})
	step := dspy.StepSpec{Name: "s", Type: "dspy_claude", Spec: parseSpec(t, sorting+"dspy_config: {min_gain: 0.99}")}
	res, err := mustStart(t, cfg).Optimize(context.Background(), step, dspy.OptimizeOptions{
		Data: examplesFile(t, 1, 20), Provider: learner(), ProviderName: "test", Candidates: 1,
	})
	if err != nil || res.Adopted || res.Path != "" || !strings.Contains(strings.Join(res.Warnings, " "), " stays") {
		t.Errorf("got %+v, %v", res, err)
	}
	got, err := run(t, mustStart(t, cfg), "dspy_claude", sorting, learner())
	if err != nil || got["dspy_optimization_applied"] != true {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestOptimizeStaysInItsBudget(t *testing.T) {
	p := mustStart(t, dspy.Config{})
	step := dspy.StepSpec{Name: "sort", Type: "dspy_claude", Spec: parseSpec(t, sorting)}
	model := learner()
	o := dspy.OptimizeOptions{Data: examplesFile(t, 1, 40), Provider: model, ProviderName: "test", NoStore: true}
	o.Budget.Calls = 75
	res, err := p.Optimize(context.Background(), step, o)
	if err != nil || !res.OverBudget || model.calls.Load() > 75 || res.Usage.Calls != int(model.calls.Load()) {
		t.Errorf("%d calls, %+v, %v", model.calls.Load(), res, err)
	}
}

func TestBadExamples(t *testing.T) {
	bad := `{"id":"b","input":{"ticket":7},"expected_output":{"queue":"none"}}` + "\n"
	p := mustStart(t, dspy.Config{})
	step := dspy.StepSpec{Name: "sort", Type: "dspy_claude", Spec: parseSpec(t, sorting)}
	optimize := func(text string) (*dspy.OptimizeResult, string, error) {
		path := writeFile(t, "a.jsonl", text)
		res, err := p.Optimize(context.Background(), step, dspy.OptimizeOptions{Data: path, Provider: learner(), ProviderName: "test", Candidates: 1, NoStore: true})
		return res, path, err
	}
	res, path, err := optimize(exampleLines(1, 18) + bad)
	if err != nil || res.Train+res.Validation != 18 || len(res.Warnings) == 0 ||
		!strings.Contains(res.Warnings[0], "1 of 19 examples are bad") || !strings.Contains(res.Warnings[0], path+":19:29: ") {
		t.Errorf("few bad ones: %+v, %v", res, err)
	}
	_, path, err = optimize(exampleLines(1, 8) + bad)
	var data *dspy.DataError
	if !errors.As(err, &data) || data.Bad != 1 || data.Total != 9 || len(data.Faults) != 2 ||
		!strings.Contains(err.Error(), path+":9:29: ") || !strings.Contains(err.Error(), path+":9:59: ") {
		t.Errorf("many bad ones: %v", err)
	}
}

func TestInstructionsNeedAModelThatWrites(t *testing.T) {
	p := mustStart(t, dspy.Config{EvaluationMode: "copro"})
	if _, err := run(t, p, "dspy_claude", sorting, localProvider(t)); err == nil || !strings.Contains(err.Error(), "classifier that writes no text") {
		t.Errorf("got %v", err)
	}
	if _, err := run(t, p, "dspy_claude", sorting, learner()); err != nil {
		t.Error(err)
	}
	step := dspy.StepSpec{Name: "s", Type: "dspy_claude", Spec: parseSpec(t, sorting+"dspy_config: {evaluation_mode: mipro}")}
	if err := p.Check(step, localProvider(t), "local"); err == nil || !strings.Contains(err.Error(), "evaluation_mode mipro") {
		t.Errorf("got %v", err)
	}
}

// TestExamplesOfTheStepAreLearnedFrom: they may stand in the data too, and whatever has the
// ID of one that is there is never validated on.
func TestExamplesOfTheStepAreLearnedFrom(t *testing.T) {
	own := "examples:\n"
	for i := 1; i <= 4; i++ {
		own += fmt.Sprintf("  - {input: {ticket: a crash with error %d}, output: {queue: bug}}\n", 2*i-1)
	}
	data := exampleLines(1, 20) + strings.ReplaceAll(strings.ReplaceAll(exampleLines(1, 3), "error", "fault"), "invoice", "bill")
	p := mustStart(t, dspy.Config{})
	step := dspy.StepSpec{Name: "sort", Type: "dspy_claude", Spec: parseSpec(t, sorting+own)}
	for seed := range uint64(5) {
		res, err := p.Optimize(context.Background(), step, dspy.OptimizeOptions{
			Data: writeFile(t, "a.jsonl", data), Provider: learner(), ProviderName: "test", Candidates: 1, Seed: seed, NoStore: true,
		})
		if err != nil || res.Train+res.Validation != 23 || res.Validation > 9 {
			t.Errorf("seed %d: %+v, %v", seed, res, err)
		}
	}
}

package engine_test

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/plugingen/plugingen/plugins/dspy/engine"
)

func nothing(context.Context, engine.Call, engine.Values) (engine.Values, error) { return nil, nil }

func TestNewProgramRefuses(t *testing.T) {
	good := &engine.Predictor{Name: "p", Signature: triage()}
	tests := []struct {
		name, mention string
		forward       engine.Forward
		predictors    []*engine.Predictor
		want          error
	}{
		{"no forward", "forward", nil, []*engine.Predictor{good}, engine.ErrProgram},
		{"no predictor", "predictor", nothing, nil, engine.ErrProgram},
		{"nil", "signature", nothing, []*engine.Predictor{nil}, engine.ErrProgram},
		{"no signature", "signature", nothing, []*engine.Predictor{{Name: "p"}}, engine.ErrProgram},
		{"name", "name", nothing, []*engine.Predictor{{Name: "p q", Signature: triage()}}, engine.ErrProgram},
		{"twice", "twice", nothing, []*engine.Predictor{good, good}, engine.ErrProgram},
		{"signature", "predictor p", nothing, []*engine.Predictor{{Name: "p", Signature: &engine.Signature{}}}, engine.ErrSignature},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := engine.NewProgram(tt.forward, tt.predictors...)
			if !errors.Is(err, tt.want) || !strings.Contains(err.Error(), tt.mention) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// draftAndReview is a chain whose second predictor needs what the first one says.
func draftAndReview(t testing.TB) *engine.Program {
	t.Helper()
	p, err := engine.Chain(
		&engine.Predictor{Name: "hint", Signature: &engine.Signature{
			Description: "Find the hint.", Inputs: []engine.Field{field("text")}, Outputs: []engine.Field{field("hint")}}},
		&engine.Predictor{Name: "sort", Signature: &engine.Signature{
			Description: "Sort by the hint.", Inputs: []engine.Field{field("hint")}, Outputs: []engine.Field{enum("label", "red", "green", "blue")}}},
	)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestChain(t *testing.T) {
	m := scripted(`{"hint":"sky"}`, `{"label":"blue"}`)
	got, trace, err := draftAndReview(t).Run(context.Background(), &engine.LM{Model: m}, engine.Values{"text": "the sky"})
	if err != nil || !reflect.DeepEqual(got, engine.Values{"label": "blue"}) {
		t.Fatalf("got %v, %v", got, err)
	}
	want := engine.Trace{
		{Predictor: "hint", Input: engine.Values{"text": "the sky"}, Output: engine.Values{"hint": "sky"}, Model: "fake"},
		{Predictor: "sort", Input: engine.Values{"hint": "sky"}, Output: engine.Values{"label": "blue"}, Model: "fake"},
	}
	if !reflect.DeepEqual(trace, want) {
		t.Errorf("got %+v", trace)
	}
	_, trace, err = draftAndReview(t).Run(context.Background(), &engine.LM{Model: m}, nil)
	if !errors.Is(err, engine.ErrInput) || trace != nil || !strings.Contains(err.Error(), "text is missing") {
		t.Errorf("got %+v, %v", trace, err)
	}
}

func TestChainRefusesWhatItDoesNotTake(t *testing.T) {
	_, _, err := draftAndReview(t).Run(context.Background(), &engine.LM{Model: neighbour()}, engine.Values{"text": "x", "txet": "y"})
	if !errors.Is(err, engine.ErrInput) || !strings.Contains(err.Error(), `input "txet"`) {
		t.Errorf("got %v", err)
	}
}

func TestChainTakesTheLatestOutput(t *testing.T) {
	step := func(name, in, out string) *engine.Predictor {
		return &engine.Predictor{Name: name, Signature: &engine.Signature{Inputs: []engine.Field{field(in)}, Outputs: []engine.Field{field(out)}}}
	}
	p, err := engine.Chain(step("one", "a", "b"), step("two", "b", "c"), step("three", "c", "b"), step("four", "b", "d"))
	if err != nil {
		t.Fatal(err)
	}
	m := scripted(`{"b":"1"}`, `{"c":"2"}`, `{"b":"3"}`, `{"d":"4"}`)
	input := engine.Values{"a": "x", "b": "outside"}
	_, trace, err := p.Run(context.Background(), &engine.LM{Model: m}, input)
	if err != nil || trace[1].Input["b"] != "1" || trace[3].Input["b"] != "3" {
		t.Errorf("got %+v, %v", trace, err)
	}
	if input["b"] != "outside" {
		t.Error("the input was changed")
	}
}

func TestCloneUsesItsOwnPredictors(t *testing.T) {
	original := draftAndReview(t)
	clone := original.Clone()
	for _, p := range clone.Predictors() {
		p.Instruction = "Other."
		p.Demos = append(p.Demos, engine.Demo{Input: engine.Values{"text": "demo", "hint": "demo"}, Output: engine.Values{"hint": "x", "label": "red"}})
	}
	m := scripted(`{"hint":"sky"}`, `{"label":"blue"}`, `{"hint":"sky"}`, `{"label":"blue"}`)
	for _, p := range []*engine.Program{original, clone} {
		if _, _, err := p.Run(context.Background(), &engine.LM{Model: m}, engine.Values{"text": "t"}); err != nil {
			t.Fatal(err)
		}
	}
	for i, req := range m.all() {
		changed := strings.HasPrefix(req.System, "Other.") && len(req.Turns) == 2
		if changed != (i >= 2) {
			t.Errorf("request %d: %+v", i+1, req)
		}
	}
}

func TestForwardInParallel(t *testing.T) {
	p, err := engine.NewProgram(func(ctx context.Context, call engine.Call, input engine.Values) (engine.Values, error) {
		var wg sync.WaitGroup
		errs := make([]error, 8)
		for i := range errs {
			wg.Go(func() { _, errs[i] = call(ctx, "triage", input) })
		}
		wg.Wait()
		return engine.Values{}, errors.Join(errs...)
	}, &engine.Predictor{Name: "triage", Signature: triage()})
	if err != nil {
		t.Fatal(err)
	}
	_, trace, err := p.Run(context.Background(), &engine.LM{Model: neighbour()}, engine.Values{"text": "x"})
	if err != nil || len(trace) != 8 {
		t.Errorf("got %d calls, %v", len(trace), err)
	}
}

func TestForwardMayAddToWhatItGets(t *testing.T) {
	p, err := engine.NewProgram(func(ctx context.Context, call engine.Call, input engine.Values) (engine.Values, error) {
		output, err := call(ctx, "triage", input)
		if err != nil {
			return nil, err
		}
		input["more"], output["more"] = 1, 1
		return output, nil
	}, &engine.Predictor{Name: "triage", Signature: triage()})
	if err != nil {
		t.Fatal(err)
	}
	input := engine.Values{"text": "x"}
	output, trace, err := p.Run(context.Background(), &engine.LM{Model: neighbour()}, input)
	if err != nil || len(output) != 2 || len(input) != 1 || len(trace[0].Input) != 1 || len(trace[0].Output) != 1 {
		t.Errorf("got %v, %+v, %v, input %v", output, trace, err, input)
	}
}

func TestForwardFaults(t *testing.T) {
	tests := []struct {
		name, mention string
		forward       engine.Forward
		want          error
	}{
		{"panic", "ouch", func(context.Context, engine.Call, engine.Values) (engine.Values, error) { panic("ouch") }, nil},
		{"unknown predictor", `no predictor "sort", only triage`, func(ctx context.Context, call engine.Call, in engine.Values) (engine.Values, error) {
			return call(ctx, "sort", in)
		}, engine.ErrProgram},
		{"context of its own", "context", func(_ context.Context, call engine.Call, in engine.Values) (engine.Values, error) {
			return call(context.Background(), "triage", in)
		}, engine.ErrProgram},
		{"gets by without a budget", "", func(ctx context.Context, call engine.Call, in engine.Values) (engine.Values, error) {
			for range 2 {
				if _, err := call(ctx, "triage", in); err != nil {
					return engine.Values{"label": "red"}, nil
				}
			}
			return nil, nil
		}, engine.ErrBudget},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, err := engine.NewProgram(tt.forward, &engine.Predictor{Name: "triage", Signature: triage()})
			if err != nil {
				t.Fatal(err)
			}
			ctx := engine.WithMeter(context.Background(), &engine.Meter{Budget: engine.Budget{Calls: 1}})
			_, _, err = p.Run(ctx, &engine.LM{Model: neighbour()}, engine.Values{"text": "x"})
			if err == nil || !strings.Contains(err.Error(), tt.mention) || tt.want != nil && !errors.Is(err, tt.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}

package engine_test

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/plugingen/plugingen/plugins/dspy/engine"
)

func ticket() *engine.Predictor {
	return &engine.Predictor{
		Name: "ticket",
		Signature: &engine.Signature{
			Description: "Sort a ticket.\n",
			Inputs:      []engine.Field{{Name: "ticket", Type: "string", Description: "What the customer wrote"}, {Name: "orders", Type: "array"}},
			Outputs:     []engine.Field{enum("queue", "a&b", "c"), {Name: "amount", Type: "number", Description: "In euros"}},
		},
		Demos: []engine.Demo{{
			Input:  engine.Values{"ticket": "one\ntwo", "orders": []any{json.Number("12345678901234567890")}},
			Output: engine.Values{"queue": "a&b", "amount": json.Number("1.0")},
		}},
	}
}

func TestRequest(t *testing.T) {
	p := ticket()
	got, err := p.Request(engine.Values{"ticket": "<hi>", "orders": []any{}})
	if err != nil {
		t.Fatal(err)
	}
	want := engine.Request{
		System: "Sort a ticket.\n\nInputs, each between tags of its name:\n- ticket (string): What the customer wrote\n- orders (array)\n\n" +
			"Answer with one JSON object and nothing else. Its fields:\n- queue (string)\n- amount (number): In euros",
		Prompt: "<ticket>\n<hi>\n</ticket>\n<orders>\n[]\n</orders>",
		Schema: p.Signature.OutputSchema(),
		Turns: []engine.Turn{
			{Role: engine.User, Text: "<ticket>\none\ntwo\n</ticket>\n<orders>\n[12345678901234567890]\n</orders>"},
			{Role: engine.Assistant, Text: `{"queue":"a&b","amount":1.0}`},
		},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	p.Instruction = "Be quick."
	if got, _ = p.Request(engine.Values{"ticket": "", "orders": nil}); !strings.HasPrefix(got.System, "Be quick.\n\nInputs") {
		t.Errorf("got %q", got.System)
	}
}

func TestRequestWithoutInputs(t *testing.T) {
	p := &engine.Predictor{Name: "p", Signature: &engine.Signature{Outputs: []engine.Field{field("queue")}}}
	got, err := p.Request(nil)
	if err != nil || got.Prompt != "Answer." || got.System != "Answer with one JSON object and nothing else. Its fields:\n- queue (string)" {
		t.Errorf("got %+v, %v", got, err)
	}
}

var asked = engine.Values{"ticket": "hi", "orders": []any{}}

func TestCallKeepsEveryDigit(t *testing.T) {
	m := scripted("Sure:\n```json\n{\"queue\":\"c\",\"amount\":12345678901234567890.123456789}\n```")
	temperature := 0.3
	lm := &engine.LM{Model: m, Name: "big", MaxTokens: 7, Temperature: &temperature}
	got, err := lm.Call(context.Background(), ticket(), asked)
	want := engine.Values{"queue": "c", "amount": json.Number("12345678901234567890.123456789")}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Fatalf("got %v, %v", got, err)
	}
	if req := m.all()[0]; req.Model != "big" || req.MaxTokens != 7 || *req.Temperature != 0.3 {
		t.Errorf("got %+v", req)
	}
}

func TestRepair(t *testing.T) {
	m := scripted(`{"queue":"x","amount":1}`, `{"queue":"c","amount":1}`)
	got, err := (&engine.LM{Model: m}).Call(context.Background(), ticket(), asked)
	if err != nil || got["queue"] != "c" {
		t.Fatalf("got %v, %v", got, err)
	}
	first, second := m.all()[0], m.all()[1]
	if len(first.Turns) != 2 || len(second.Turns) != 4 || second.Turns[3].Text != `{"queue":"x","amount":1}` || second.Turns[2].Text != first.Prompt {
		t.Errorf("got %+v", second)
	}
	if !strings.Contains(second.Prompt, `- the field queue must be one of "a&b", "c", got "x"`) {
		t.Errorf("got %q", second.Prompt)
	}
}

func TestNoMoreThanOneRepair(t *testing.T) {
	m := scripted("", `{"queue":"x"}`)
	_, err := (&engine.LM{Model: m}).Call(context.Background(), ticket(), asked)
	var bad *engine.OutputError
	if !errors.As(err, &bad) || bad.Predictor != "ticket" || len(bad.Faults) != 2 || m.calls() != 2 {
		t.Fatalf("got %v after %d calls", err, m.calls())
	}
	if text := m.all()[1].Turns[3].Text; text == "" {
		t.Error("a turn is empty")
	}
}

func TestOwnCheck(t *testing.T) {
	m := scripted(`{"anything":1}`)
	lm := &engine.LM{Model: m, Check: func(*engine.Signature, engine.Values) []string { return nil }}
	if got, err := lm.Call(context.Background(), ticket(), asked); err != nil || got["anything"] != json.Number("1") {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestInputIsChecked(t *testing.T) {
	for name, input := range map[string]engine.Values{
		"missing": {"ticket": "x"}, "additional": {"ticket": "x", "orders": []any{}, "more": 1}, "type": {"ticket": 1, "orders": []any{}},
		"not JSON": {"ticket": "x", "orders": []any{func() {}}},
	} {
		m := scripted("{}")
		if _, err := (&engine.LM{Model: m}).Call(context.Background(), ticket(), input); !errors.Is(err, engine.ErrInput) || m.calls() > 0 {
			t.Errorf("%s: got %v after %d calls", name, err, m.calls())
		}
	}
}

func TestModelErrorAndPanic(t *testing.T) {
	broken := errors.New("broken")
	m := &model{answer: func(context.Context, engine.Request) (string, error) { return "", broken }}
	if _, err := (&engine.LM{Model: m}).Call(context.Background(), ticket(), asked); !errors.Is(err, broken) || m.calls() != 1 {
		t.Errorf("got %v after %d calls", err, m.calls())
	}
	m = &model{answer: func(context.Context, engine.Request) (string, error) { panic("ouch") }}
	if _, err := (&engine.LM{Model: m}).Call(context.Background(), ticket(), asked); err == nil || !strings.Contains(err.Error(), "ouch") {
		t.Errorf("got %v", err)
	}
	if _, err := (&engine.LM{}).Call(context.Background(), ticket(), asked); !errors.Is(err, engine.ErrProgram) {
		t.Errorf("got %v", err)
	}
}

func TestCallDoesNotWaitForAModelThatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		m := &model{answer: func(context.Context, engine.Request) (string, error) { <-release; return "{}", nil }}
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
		defer cancel()
		start := time.Now()
		_, err := (&engine.LM{Model: m}).Call(ctx, ticket(), asked)
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 20*time.Millisecond {
			t.Errorf("got %v after %s", err, time.Since(start))
		}
		close(release)
	})
}

func TestNoRepairAfterCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	m := &model{answer: func(context.Context, engine.Request) (string, error) { cancel(); return "not JSON", nil }}
	if _, err := (&engine.LM{Model: m}).Call(ctx, ticket(), asked); !errors.Is(err, context.Canceled) || m.calls() != 1 {
		t.Errorf("got %v after %d calls", err, m.calls())
	}
}

func TestNoCallAfterCancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		m := scripted(`{"queue":"c","amount":1}`)
		_, err := (&engine.LM{Model: m}).Call(ctx, ticket(), asked)
		synctest.Wait() // for a call in the background, if there is one
		if !errors.Is(err, context.Canceled) || m.calls() != 0 {
			t.Errorf("got %v after %d calls", err, m.calls())
		}
	})
}

func TestMeter(t *testing.T) {
	m := scripted(`{"queue":"c","amount":1}`)
	lm := &engine.LM{Model: m}
	outer := &engine.Meter{}
	ctx := engine.WithMeter(context.Background(), outer)
	calls := engine.WithMeter(ctx, &engine.Meter{Budget: engine.Budget{Calls: 2}})
	for i := range 3 {
		if _, err := lm.Call(calls, ticket(), asked); errors.Is(err, engine.ErrBudget) != (i == 2) {
			t.Errorf("call %d: %v", i+1, err)
		}
	}
	money := &engine.Meter{Budget: engine.Budget{CostUSD: 0.0015}}
	for i := range 3 {
		if _, err := lm.Call(engine.WithMeter(ctx, money), ticket(), asked); errors.Is(err, engine.ErrBudget) != (i > 0) {
			t.Errorf("call %d: %v", i+1, err)
		}
	}
	if got, want := outer.Usage(), (engine.Usage{Calls: 4, InputTokens: 40, OutputTokens: 8, CostUSD: 0.004}); got != want || m.calls() != 4 {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

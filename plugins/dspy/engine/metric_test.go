package engine_test

import (
	"context"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/plugins/dspy/engine"
)

func TestMetrics(t *testing.T) {
	v := func(pairs ...any) engine.Values {
		m := engine.Values{}
		for i := 0; i < len(pairs); i += 2 {
			m[pairs[i].(string)] = pairs[i+1]
		}
		return m
	}
	refuse := engine.SchemaValid(func(output engine.Values) []string {
		return engine.CheckOutput(triage(), output)
	})
	tests := []struct {
		name      string
		metric    engine.Metric
		want, got engine.Values
		score     float64
		fails     bool
	}{
		{"exact", engine.Exact(), v("a", "x", "n", json.Number("1")), v("a", "x", "n", json.Number("1.0"), "more", 1), 1, false},
		{"exact differs", engine.Exact(), v("a", "x", "b", "y"), v("a", "x", "b", "Y"), 0, false},
		{"exact of one field", engine.Exact("a"), v("a", "x", "b", "y"), v("a", "x"), 1, false},
		{"exact, field missing", engine.Exact("a"), v("a", "x"), v(), 0, false},
		{"exact, null is not missing", engine.Exact("a"), v("a", nil), v(), 0, false},
		{"exact, no label", engine.Exact("a"), v("b", "x"), v("a", "x"), 0, true},
		{"exact, no output", engine.Exact(), v(), v("a", "x"), 0, true},
		{"exact, big numbers", engine.Exact(), v("a", json.Number("9007199254740993")), v("a", json.Number("9007199254740992")), 0, false},
		{"f1, same words", engine.F1("a"), v("a", "The quick, brown fox!"), v("a", "quick brown   FOX"), 1, false},
		{"f1, half", engine.F1("a"), v("a", "one two three four"), v("a", "one two"), 2 * 1 * 0.5 / 1.5, false},
		{"f1, repeated words count", engine.F1("a"), v("a", "one"), v("a", "one one one"), 0.5, false},
		{"f1, nothing shared", engine.F1("a"), v("a", "one"), v("a", "two"), 0, false},
		{"f1, best of several", engine.F1("a"), v("a", []any{"no", "one two"}), v("a", "one two"), 1, false},
		{"f1, both empty", engine.F1("a"), v("a", "the"), v("a", ""), 1, false},
		{"f1, output is no text", engine.F1("a"), v("a", "1"), v("a", json.Number("1")), 0, false},
		{"f1, label is no text", engine.F1("a"), v("a", json.Number("1")), v("a", "1"), 0, true},
		{"f1, no label", engine.F1("a"), v(), v("a", "1"), 0, true},
		{"valid", refuse, nil, v("label", "red"), 1, false},
		{"not valid", refuse, nil, v("label", "pink"), 0, false},
		{"own", engine.Func(func(e engine.Example, o engine.Values) float64 { return float64(len(o)) / 4 }), nil, v("a", 1), 0.25, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.metric(context.Background(), engine.Example{Output: tt.want}, tt.got, nil)
			if math.Abs(got-tt.score) > 1e-12 || (err != nil) != tt.fails {
				t.Errorf("got %v, %v, want %v", got, err, tt.score)
			}
		})
	}
}

func TestJudge(t *testing.T) {
	m := scripted(`{"reason":"r","score":1.5}`, `{"reason":"r","score":0.75}`)
	metric := engine.Judge(&engine.LM{Model: m}, "Polite.")
	meter := &engine.Meter{}
	got, err := metric(engine.WithMeter(context.Background(), meter), engine.Example{Input: engine.Values{"text": "hello"}}, engine.Values{"reply": "hi"}, nil)
	if err != nil || got != 0.75 {
		t.Fatalf("got %v, %v", got, err)
	}
	first, second := m.all()[0], m.all()[1]
	for _, want := range []string{"Polite.", `{"text":"hello"}`, `{"reply":"hi"}`} {
		if !strings.Contains(first.Prompt, want) {
			t.Errorf("%q is not in %q", want, first.Prompt)
		}
	}
	if !strings.Contains(second.Prompt, "from 0 to 1, got 1.5") || meter.Usage().Calls != 2 {
		t.Errorf("got %q, %+v", second.Prompt, meter.Usage())
	}
	if _, err := engine.Judge(&engine.LM{Model: scripted(`{"reason":"r","score":-1}`)}, "")(context.Background(), engine.Example{}, nil, nil); err == nil {
		t.Error("a score of -1 was accepted")
	}
}

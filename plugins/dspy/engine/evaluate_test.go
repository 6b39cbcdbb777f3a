package engine_test

import (
	"context"
	"errors"
	"math"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/plugingen/plugingen/plugins/dspy/engine"
)

func TestEvaluate(t *testing.T) {
	m := answering(func(req engine.Request) string {
		switch {
		case strings.Contains(req.Prompt, "fire"):
			return `{"label":"red"}`
		case strings.Contains(req.Prompt, "leaf"), len(req.Turns) > 0 && strings.Contains(req.Turns[0].Text, "leaf"):
			return "no JSON"
		}
		return `{"label":"blue"}`
	})
	examples := sorted(0, 6) // fire, leaf, sky, blood, grass, sea
	var want *engine.Report
	for _, concurrency := range []int{1, 3, 16} {
		done := 0
		got, err := engine.Evaluate(context.Background(), predict(t, "triage", triage()), &engine.LM{Model: m}, examples, engine.Exact(),
			engine.Options{Concurrency: concurrency, Progress: func(n, total int) { done = n*10 + total }})
		if err != nil {
			t.Fatal(err)
		}
		if got.N != 6 || got.Passed != 3 || got.Errors != 1 || got.Score != 0.5 || got.Usage.Calls != 7 || done != 66 {
			t.Errorf("got %+v, progress %d", got, done)
		}
		if o := got.Outcomes[1]; o.ID != "e1" || o.Err == nil || o.Output != nil || got.Outcomes[0].Output["label"] != "red" {
			t.Errorf("got %+v", got.Outcomes)
		}
		for i := range got.Outcomes {
			if got.Outcomes[i].Err != nil {
				got.Outcomes[i].Err = nil // compared above
			}
		}
		if want != nil && !reflect.DeepEqual(got, want) {
			t.Errorf("with a concurrency of %d %+v, before %+v", concurrency, got, want)
		}
		want = got
	}
}

func TestEvaluateThreshold(t *testing.T) {
	half := engine.Func(func(engine.Example, engine.Values) float64 { return 0.5 })
	got, err := engine.Evaluate(context.Background(), predict(t, "triage", triage()), &engine.LM{Model: neighbour()}, sorted(0, 2), half, engine.Options{Threshold: 0.5})
	if err != nil || got.Passed != 2 || got.Score != 0.5 {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestEvaluateStops(t *testing.T) {
	broken := errors.New("broken")
	failing := func(err error) *model {
		return &model{answer: func(context.Context, engine.Request) (string, error) { return "", err }}
	}
	tests := []struct {
		name  string
		model *model
		o     engine.Options
		want  error
		calls int
	}{
		{"too many errors", failing(broken), engine.Options{Concurrency: 1, MaxErrors: 2}, engine.ErrTooManyErrors, 3},
		{"ten by default", failing(broken), engine.Options{Concurrency: 1}, engine.ErrTooManyErrors, 11},
		{"any number", failing(broken), engine.Options{Concurrency: 1, MaxErrors: -1}, nil, 20},
		{"capability", failing(engine.ErrCapability), engine.Options{Concurrency: 1}, engine.ErrCapability, 1},
		{"a model's own timeout", failing(context.DeadlineExceeded), engine.Options{Concurrency: 1, MaxErrors: -1}, nil, 20},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := engine.Evaluate(context.Background(), predict(t, "triage", triage()), &engine.LM{Model: tt.model}, sorted(0, 20), engine.Exact(), tt.o)
			if !errors.Is(err, tt.want) || tt.model.calls() != tt.calls {
				t.Errorf("got %v after %d calls", err, tt.model.calls())
			}
		})
	}
}

func TestEvaluateRefuses(t *testing.T) {
	p, lm := predict(t, "triage", triage()), &engine.LM{Model: neighbour()}
	if _, err := engine.Evaluate(context.Background(), p, lm, nil, engine.Exact(), engine.Options{}); !errors.Is(err, engine.ErrNoValidation) {
		t.Errorf("got %v", err)
	}
	if _, err := engine.Evaluate(context.Background(), p, nil, sorted(0, 1), engine.Exact(), engine.Options{}); !errors.Is(err, engine.ErrProgram) {
		t.Errorf("got %v", err)
	}
}

func TestMetricFaultsAreOutcomes(t *testing.T) {
	for name, metric := range map[string]engine.Metric{
		"NaN":   engine.Func(func(engine.Example, engine.Values) float64 { return math.NaN() }),
		"panic": engine.Func(func(engine.Example, engine.Values) float64 { panic("ouch") }),
	} {
		got, err := engine.Evaluate(context.Background(), predict(t, "triage", triage()), &engine.LM{Model: neighbour()}, sorted(0, 2), metric, engine.Options{})
		if err != nil || got.Errors != 2 || got.Score != 0 {
			t.Errorf("%s: got %+v, %v", name, got, err)
		}
	}
}

func TestConcurrencyIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var now, most atomic.Int64
		m := &model{answer: func(context.Context, engine.Request) (string, error) {
			most.Store(max(most.Load(), now.Add(1)))
			time.Sleep(time.Second)
			now.Add(-1)
			return `{"label":"red"}`, nil
		}}
		start := time.Now()
		_, err := engine.Evaluate(context.Background(), predict(t, "triage", triage()), &engine.LM{Model: m}, sorted(0, 12), engine.Exact(), engine.Options{Concurrency: 3})
		if err != nil || most.Load() != 3 || time.Since(start) != 4*time.Second {
			t.Errorf("got %v, %d at a time, %s", err, most.Load(), time.Since(start))
		}
	})
}

package engine_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/plugingen/plugingen/plugins/dspy/engine"
)

// model is a model made of a function; it keeps the requests.
type model struct {
	answer func(ctx context.Context, req engine.Request) (string, error)

	mu       sync.Mutex
	requests []engine.Request
}

func (m *model) Generate(ctx context.Context, req engine.Request) (engine.Response, error) {
	m.mu.Lock()
	m.requests = append(m.requests, req)
	m.mu.Unlock()
	text, err := m.answer(ctx, req)
	return engine.Response{Text: text, Model: "fake", InputTokens: 10, OutputTokens: 2, CostUSD: 0.001}, err
}

func (m *model) calls() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.requests)
}

func (m *model) all() []engine.Request {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.requests)
}

func answering(answer func(req engine.Request) string) *model {
	return &model{answer: func(_ context.Context, req engine.Request) (string, error) { return answer(req), nil }}
}

// scripted answers with its texts in turn, and with the last for ever.
func scripted(texts ...string) *model {
	m := &model{}
	m.answer = func(context.Context, engine.Request) (string, error) {
		return texts[min(m.calls(), len(texts))-1], nil
	}
	return m
}

// neighbour answers with the demonstration that shares most words with the prompt,
// the earlier of equals, and without any with the first value of the first enum.
func neighbour() *model {
	return answering(func(req engine.Request) string {
		best, score := "", -1
		for i := 0; i+1 < len(req.Turns); i += 2 {
			if s := shared(req.Turns[i].Text, req.Prompt); s > score {
				best, score = req.Turns[i+1].Text, s
			}
		}
		if best != "" {
			return best
		}
		return guess(req.Schema)
	})
}

func shared(a, b string) int {
	n := 0
	in := strings.Fields(b)
	for _, w := range strings.Fields(a) {
		if slices.Contains(in, w) {
			n++
		}
	}
	return n
}

// guess is an object with the first value of every enum, and "?" for what has none.
func guess(schema json.RawMessage) string {
	var s struct {
		Properties map[string]struct{ Enum []any }
	}
	if err := json.Unmarshal(schema, &s); err != nil {
		return err.Error()
	}
	values := map[string]any{}
	for name, p := range s.Properties {
		values[name] = "?"
		if len(p.Enum) > 0 {
			values[name] = p.Enum[0]
		}
	}
	text, _ := json.Marshal(values)
	return string(text)
}

func field(name string) engine.Field { return engine.Field{Name: name, Type: "string"} }

func enum(name string, values ...string) engine.Field {
	schema, _ := json.Marshal(map[string]any{"enum": values})
	return engine.Field{Name: name, Type: "string", Schema: schema}
}

// triage sorts texts into three classes.
func triage() *engine.Signature {
	return &engine.Signature{
		Description: "Sort the text.",
		Inputs:      []engine.Field{field("text")},
		Outputs:     []engine.Field{enum("label", "red", "green", "blue")},
	}
}

func predict(t testing.TB, name string, sig *engine.Signature) *engine.Program {
	t.Helper()
	p, err := engine.Predict(name, sig)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// sorted makes n examples from a number on, each a text with words of its class.
func sorted(from, n int) []engine.Example {
	classes := []string{"red", "green", "blue"}
	hints := map[string][]string{"red": {"fire", "blood", "rose"}, "green": {"leaf", "grass", "frog"}, "blue": {"sky", "sea", "ice"}}
	list := make([]engine.Example, n)
	for i := range list {
		k := from + i
		class := classes[k%3]
		list[i] = engine.Example{
			ID:     fmt.Sprintf("e%d", k),
			Input:  engine.Values{"text": fmt.Sprintf("w%d %s v%d", k, hints[class][k/3%3], k)},
			Output: engine.Values{"label": class},
		}
	}
	return list
}

// task is one that demonstrations help with.
func task(t testing.TB, m engine.Model) engine.Task {
	t.Helper()
	return engine.Task{
		Program: predict(t, "triage", triage()), Train: sorted(0, 30), Validation: sorted(100, 30),
		Metric: engine.Exact(), LM: &engine.LM{Model: m}, Seed: 1,
	}
}

func optimize(t testing.TB, o engine.Optimizer, task engine.Task) *engine.Result {
	t.Helper()
	r, err := o.Optimize(context.Background(), task)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func marshal(t testing.TB, p *engine.Program) string {
	t.Helper()
	data, err := engine.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func ids(p *engine.Predictor, source engine.Source) []string {
	var list []string
	for _, d := range p.Demos {
		if d.Source == source {
			list = append(list, d.ID)
		}
	}
	return list
}

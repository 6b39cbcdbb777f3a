package engine_test

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/plugins/dspy/engine"
)

// learned is a program with an instruction and demonstrations.
func learned(t testing.TB) *engine.Program {
	t.Helper()
	p := predict(t, "ticket", ticket().Signature)
	one := p.Predictor("ticket")
	one.Instruction = "Say <where> it goes & why."
	one.Demos = []engine.Demo{{
		Input:  engine.Values{"ticket": "one", "orders": []any{json.Number("12345678901234567890")}},
		Output: engine.Values{"queue": "c", "amount": json.Number("1.10")},
		Source: engine.Bootstrapped, ID: "e1",
	}}
	return p
}

func TestReloadedProgramSendsWhatItLearned(t *testing.T) {
	original := learned(t)
	data := marshal(t, original)
	fresh := predict(t, "ticket", ticket().Signature)
	loaded, err := engine.Unmarshal([]byte(data), fresh)
	if err != nil {
		t.Fatal(err)
	}
	m := scripted(`{"queue":"c","amount":1}`)
	for _, p := range []*engine.Program{original, loaded} {
		if _, _, err := p.Run(context.Background(), &engine.LM{Model: m}, asked); err != nil {
			t.Fatal(err)
		}
	}
	first, second := m.all()[0], m.all()[1]
	if !reflect.DeepEqual(first, second) {
		t.Errorf("before %+v\nafter  %+v", first, second)
	}
	if !strings.HasPrefix(second.System, "Say <where> it goes & why.") || len(second.Turns) != 2 ||
		!strings.Contains(second.Turns[0].Text, "12345678901234567890") || second.Turns[1].Text != `{"queue":"c","amount":1.10}` {
		t.Errorf("got %+v", second)
	}
	if again := marshal(t, loaded); again != data {
		t.Errorf("saved again: %s\nwant %s", again, data)
	}
	if len(fresh.Predictor("ticket").Demos) > 0 {
		t.Error("the program that was loaded into was changed")
	}
	embedded, err := json.Marshal(map[string]any{"program": json.RawMessage(data)})
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Program json.RawMessage }
	if err := json.Unmarshal(embedded, &file); err != nil {
		t.Fatal(err)
	}
	if again, err := engine.Unmarshal(file.Program, fresh); err != nil || marshal(t, again) != data {
		t.Errorf("from inside another file: %v", err)
	}
}

func TestUnmarshalRefuses(t *testing.T) {
	data := marshal(t, learned(t))
	edit := func(change func(*engine.Signature)) *engine.Program {
		sig := ticket().Signature
		change(sig)
		return predict(t, "ticket", sig)
	}
	replaced := func(old, text string) string {
		if !strings.Contains(data, old) {
			t.Fatalf("%q is not in %s", old, data)
		}
		return strings.Replace(data, old, text, 1)
	}
	same := edit(func(*engine.Signature) {})
	chain, err := engine.Chain(same.Predictor("ticket"), &engine.Predictor{Name: "next", Signature: triage()})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, mention, data string
		program             *engine.Program
	}{
		{"description", "description", data, edit(func(s *engine.Signature) { s.Description = "x" })},
		{"type", "input field orders is now of type object and was array", data, edit(func(s *engine.Signature) { s.Inputs[1].Type = "object" })},
		{"name", "output field 1 is now line and was queue", data, edit(func(s *engine.Signature) { s.Outputs[0].Name = "line" })},
		{"schema", "output field queue has another schema", data, edit(func(s *engine.Signature) { s.Outputs[0].Schema = nil })},
		{"field description", "output field amount has another description", data, edit(func(s *engine.Signature) { s.Outputs[1].Description = "" })},
		{"field gone", "input field orders is gone", data, edit(func(s *engine.Signature) { s.Inputs = s.Inputs[:1] })},
		{"field new", "output field why is new", data, edit(func(s *engine.Signature) { s.Outputs = append(s.Outputs, field("why")) })},
		{"predictor missing", "predictor next is missing", data, chain},
		{"predictor additional", `a predictor "ticket", and the program has only triage`, data, predict(t, "triage", triage())},
		{"fingerprint", "fingerprint", replaced(`"In euros"`, `"In dollars"`), same},
		{"demonstration", "demonstration 1: the field queue must be one of", replaced(`"queue": "c"`, `"queue": "z"`), same},
		{"source", `the source "made up"`, replaced(`"bootstrapped"`, `"made up"`), same},
		{"format", "format is 2", replaced(`"format": 1`, `"format": 2`), same},
		{"unknown key", "unknown field", replaced(`"format": 1`, `"format": 1, "x": 1`), same},
		{"key twice", "twice", replaced(`"format": 1`, `"format": 1, "format": 1`), same},
		{"cut off", "ends before", data[:len(data)/2], same},
		{"empty", "ends before", "", same},
		{"more", "after the JSON value", data + "{}", same},
		{"no signature", "signature is missing", `{"format":1,"predictors":[{"name":"ticket"}]}`, same},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := engine.Unmarshal([]byte(tt.data), tt.program)
			if !errors.Is(err, engine.ErrState) || !strings.Contains(err.Error(), tt.mention) {
				t.Errorf("got %v, want mention of %s", err, tt.mention)
			}
		})
	}
}

func TestMarshalRefusesWhatJSONCannotHold(t *testing.T) {
	p := predict(t, "triage", triage())
	p.Predictor("triage").Demos = []engine.Demo{{Input: engine.Values{"text": func() {}}}}
	if _, err := engine.Marshal(p); err == nil {
		t.Error("no error")
	}
}

func FuzzUnmarshal(f *testing.F) {
	good := marshal(f, learned(f))
	for _, s := range []string{good, "{}", `{"format":1,"predictors":[]}`, `{"format":1,"predictors":[{"name":"ticket","signature":{}}]}`, good[:len(good)-9]} {
		f.Add(s)
	}
	p := predict(f, "ticket", ticket().Signature)
	f.Fuzz(func(t *testing.T, data string) {
		loaded, err := engine.Unmarshal([]byte(data), p)
		if err != nil {
			if !errors.Is(err, engine.ErrState) {
				t.Fatalf("got %v", err)
			}
			return
		}
		again, err := engine.Unmarshal([]byte(marshal(t, loaded)), p)
		if err != nil || marshal(t, again) != marshal(t, loaded) {
			t.Fatalf("%q does not come back: %v", data, err)
		}
	})
}

package dspy_test

import (
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/plugins/dspy"
)

const triage = `
type: dspy_claude
dspy_signature:
  description: Sort it
  input_fields: [{name: ticket, type: string}]
  output_fields:
    - {name: queue, type: string, schema: {enum: [billing, bug]}}
    - {name: weight, type: number}
`

const ticket = "inputs: {ticket: hello}\n"

func TestStep(t *testing.T) {
	s := &script{answers: []string{"```json\n{\"queue\":\"bug\",\"weight\":1.0}\n```"}}
	got, err := run(t, mustStart(t, dspy.Config{}), "dspy_claude", triage+`
inputs: {ticket: "Help, {{steps.fetch.text}}"}
examples: [{input: {ticket: old}, output: {queue: billing, weight: 2}}]
`, s)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"queue": "bug", "weight": json.Number("1.0"), "success": true, "signature_validated": true, "execution_mode": "dspy",
		"provider_used": "test", "model": "scripted", "dspy_optimization_applied": false,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	req := s.requests[0]
	if req.Prompt != "<ticket>\nHelp, it crashes\n</ticket>" || len(req.Turns) != 2 || req.Turns[1].Text != `{"queue":"billing","weight":2}` {
		t.Errorf("asked %+v", req)
	}
	if !strings.Contains(req.System, "Sort it") || !strings.Contains(string(req.Schema), `"enum":["billing","bug"]`) {
		t.Errorf("asked %+v", req)
	}
}

func TestTemplateOfAField(t *testing.T) {
	s := &script{answers: []string{`{"y":1}`}}
	_, err := run(t, mustStart(t, dspy.Config{}), "dspy_gemini", `
dspy_signature:
  input_fields: [{name: x, type: string, template: "{{steps.fetch.text}}"}]
  output_fields: [{name: y, type: integer}]
`, s)
	if err != nil || s.requests[0].Prompt != "<x>\nit crashes\n</x>" {
		t.Errorf("%v, %+v", err, s.requests)
	}
}

func TestRepair(t *testing.T) {
	p := mustStart(t, dspy.Config{})
	good := `{"queue":"bug","weight":1}`
	for _, bad := range []string{"no JSON", `{"queue":"other","weight":1}`, `{"queue":"bug"}`, `{"queue":"bug","weight":1,"x":1}`, `{"queue":"bug","weight":"1"}`, `[]`} {
		s := &script{answers: []string{bad, good}}
		got, err := run(t, p, "dspy_claude", triage+ticket, s)
		if err != nil || got["queue"] != "bug" || len(s.requests) != 2 {
			t.Errorf("%s: got %v, %v after %d requests", bad, got, err, len(s.requests))
			continue
		}
		second := s.requests[1]
		if n := len(second.Turns); n != 2 || second.Turns[1].Text != bad || !strings.Contains(second.Prompt, "faults:\n- ") {
			t.Errorf("%s: repaired with %+v", bad, second)
		}
	}
	s := &script{answers: []string{"no", `{"queue":"x","weight":1}`, good}}
	_, err := run(t, p, "dspy_claude", triage+ticket, s)
	var output *dspy.OutputError
	if !errors.As(err, &output) || output.Provider != "test" || len(output.Faults) != 1 || !strings.HasPrefix(output.Faults[0], "at /queue: ") || len(s.requests) != 2 {
		t.Errorf("got %v after %d requests", err, len(s.requests))
	}
}

func TestProviderErrorStopsTheStep(t *testing.T) {
	if _, err := run(t, mustStart(t, dspy.Config{}), "dspy_claude", triage+ticket, &script{}); !errors.Is(err, io.EOF) {
		t.Errorf("got %v", err)
	}
}

func TestBadSteps(t *testing.T) {
	p := mustStart(t, dspy.Config{})
	tests := []struct{ name, step, spec, mention string }{
		{"no signature", "dspy_claude", ticket, `"dspy_signature" is missing`},
		{"signature is text", "dspy_claude", "dspy_signature: x", "/dspy_signature"},
		{"unknown type", "dspy_claude", "dspy_signature: {input_fields: [], output_fields: [{name: a, type: date}]}", "/dspy_signature/output_fields/0/type"},
		{"field twice", "dspy_claude", "dspy_signature: {input_fields: [{name: a, type: string}], output_fields: [{name: a, type: string}]}", "stands already"},
		{"reserved name", "dspy_claude", "dspy_signature: {input_fields: [], output_fields: [{name: success, type: boolean}]}", "success is a key that every result has"},
		{"missing input", "dspy_claude", triage, "at /inputs"},
		{"extra input", "dspy_claude", triage + "inputs: {ticket: x, other: y}", "/inputs/other"},
		{"wrong input type", "dspy_claude", triage + "inputs: {ticket: 7}", "/inputs/ticket"},
		{"no such step", "dspy_claude", triage + `inputs: {ticket: "{{steps.none.x}}"}`, "no step none before this one"},
		{"bad example", "dspy_claude", triage + ticket + "examples: [{input: {ticket: a}, output: {queue: c, weight: 1}}]", "/examples/0/output/queue"},
		{"example without output", "dspy_claude", triage + ticket + "examples: [{input: {ticket: a}}]", "/examples/0"},
		{"unknown setting", "dspy_claude", triage + ticket + "dspy_config: {max_wait: 5}", "/dspy_config/max_wait"},
		{"chain keys", "dspy_claude", triage + ticket + "dspy_config: {chain_steps: [{signature: x}]}", "dspy_chain"},
		{"chain without steps", "dspy_chain", "{}", "needs dspy_config.chain_steps"},
		{"chain with signature", "dspy_chain", triage, "/dspy_signature"},
		{"unknown name", "dspy_chain", "dspy_config: {chain_steps: [{signature: sort}]}", `dspy_config.signatures has no "sort"`},
		{"chain lacks input", "dspy_chain", chainSpec, "the input text is missing"},
		{"chain has other input", "dspy_chain", chainSpec + "inputs: {text: a, more: b}", "no signature of the chain has an input more"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := &script{}
			got, err := run(t, p, tt.step, tt.spec, s)
			var spec *dspy.SpecError
			if !errors.As(err, &spec) || !strings.Contains(err.Error(), tt.mention) {
				t.Errorf("got %v, %v", got, err)
			}
			if len(s.requests) != 0 {
				t.Errorf("the model was asked: %+v", s.requests)
			}
		})
	}
}

const chainSpec = `
dspy_config:
  signatures:
    extract: {input_fields: [{name: text, type: string}], output_fields: [{name: facts, type: array}]}
  chain_steps:
    - signature: extract
      examples: [{input: {text: a}, output: {facts: [1]}}]
    - signature:
        input_fields: [{name: facts, type: array}, {name: text, type: string}]
        output_fields: [{name: verdict, type: string}]
`

func TestChain(t *testing.T) {
	p := mustStart(t, dspy.Config{})
	s := &script{answers: []string{`{"facts":["x",2.0]}`, `{"verdict":"fine"}`}}
	got, err := run(t, p, "dspy_chain", chainSpec+"inputs: {text: hello}", s)
	if err != nil {
		t.Fatal(err)
	}
	facts := []any{"x", json.Number("2.0")}
	want := []any{map[string]any{"facts": facts}, map[string]any{"verdict": "fine"}}
	if got["verdict"] != "fine" || got["facts"] != nil || !reflect.DeepEqual(got["chain_outputs"], want) {
		t.Errorf("got %v", got)
	}
	if len(s.requests[0].Turns) != 2 || s.requests[1].Prompt != "<facts>\n[\"x\",2.0]\n</facts>\n<text>\nhello\n</text>" {
		t.Errorf("asked %+v", s.requests)
	}
	_, err = run(t, p, "dspy_chain", chainSpec+"inputs: {text: hello}", &script{answers: []string{`{"facts":[]}`, "no", "no"}})
	var output *dspy.OutputError
	if !errors.As(err, &output) || !strings.HasPrefix(err.Error(), "signature 2 of 2: ") {
		t.Errorf("got %v", err)
	}
}

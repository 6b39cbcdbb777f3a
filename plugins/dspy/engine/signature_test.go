package engine_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/plugins/dspy/engine"
)

func TestSignatureValidate(t *testing.T) {
	good := engine.Field{Name: "a", Type: "string"}
	tests := []struct {
		name, mention string
		sig           engine.Signature
	}{
		{"no output", "no output", engine.Signature{Inputs: []engine.Field{good}}},
		{"name", `"1a"`, engine.Signature{Outputs: []engine.Field{{Name: "1a", Type: "string"}}}},
		{"quote in a name", "field name", engine.Signature{Outputs: []engine.Field{{Name: `a"`, Type: "string"}}}},
		{"twice", "a stands twice", engine.Signature{Inputs: []engine.Field{good}, Outputs: []engine.Field{good}}},
		{"type", `"text"`, engine.Signature{Outputs: []engine.Field{{Name: "a", Type: "text"}}}},
		{"schema is no JSON", "schema of the field a", engine.Signature{Outputs: []engine.Field{{Name: "a", Type: "string", Schema: json.RawMessage("{")}}}},
		{"schema is no object", "no object", engine.Signature{Outputs: []engine.Field{{Name: "a", Type: "string", Schema: json.RawMessage("[]")}}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.sig.Validate()
			if !errors.Is(err, engine.ErrSignature) || !strings.Contains(err.Error(), tt.mention) {
				t.Errorf("got %v, want mention of %s", err, tt.mention)
			}
		})
	}
	if err := triage().Validate(); err != nil {
		t.Error(err)
	}
}

func TestOutputSchema(t *testing.T) {
	sig := &engine.Signature{Outputs: []engine.Field{
		{Name: "b", Type: "integer", Description: "<how> many", Schema: json.RawMessage(`{"maximum":12345678901234567890}`)},
		{Name: "a", Type: "string", Schema: json.RawMessage(`{"type":["string","null"],"description":"own"}`)},
	}}
	const want = `{"additionalProperties":false,"properties":{"a":{"description":"own","type":["string","null"]},` +
		`"b":{"description":"<how> many","maximum":12345678901234567890,"type":"integer"}},"required":["b","a"],"type":"object"}`
	if got := string(sig.OutputSchema()); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	sig.Answer = json.RawMessage(`{"type":"object"}`)
	if got := string(sig.OutputSchema()); got != `{"type":"object"}` {
		t.Errorf("got %s", got)
	}
}

func TestFingerprint(t *testing.T) {
	with := func(change func(*engine.Signature)) string {
		s := &engine.Signature{Description: "d", Inputs: []engine.Field{{Name: "i", Type: "string"}},
			Outputs: []engine.Field{{Name: "o", Type: "number", Schema: json.RawMessage(`{"minimum":1,"maximum":2}`)}}}
		change(s)
		return s.Fingerprint()
	}
	base := with(func(*engine.Signature) {})
	same := map[string]func(*engine.Signature){
		"schema rewritten": func(s *engine.Signature) { s.Outputs[0].Schema = json.RawMessage("{\"maximum\": 2,\n\"minimum\":1}") },
		"answer schema":    func(s *engine.Signature) { s.Answer = json.RawMessage("{}") },
	}
	for name, change := range same {
		if with(change) != base {
			t.Errorf("%s changes the fingerprint", name)
		}
	}
	other := map[string]func(*engine.Signature){
		"description":       func(s *engine.Signature) { s.Description = "e" },
		"input name":        func(s *engine.Signature) { s.Inputs[0].Name = "j" },
		"input type":        func(s *engine.Signature) { s.Inputs[0].Type = "number" },
		"field description": func(s *engine.Signature) { s.Outputs[0].Description = "x" },
		"schema":            func(s *engine.Signature) { s.Outputs[0].Schema = json.RawMessage(`{"minimum":1,"maximum":3}`) },
		"input to output":   func(s *engine.Signature) { s.Outputs = append(s.Inputs, s.Outputs...); s.Inputs = nil },
	}
	for name, change := range other {
		if with(change) == base {
			t.Errorf("%s does not change the fingerprint", name)
		}
	}
}

func TestCheckOutput(t *testing.T) {
	n := func(s string) json.Number { return json.Number(s) }
	sig := &engine.Signature{Outputs: []engine.Field{
		{Name: "s", Type: "string", Schema: json.RawMessage(`{"enum":["a","b"]}`)},
		{Name: "i", Type: "integer", Schema: json.RawMessage(`{"type":["integer","null"]}`)},
		{Name: "f", Type: "number", Schema: json.RawMessage(`{"enum":[1,2.50]}`)},
		{Name: "b", Type: "boolean"}, {Name: "l", Type: "array"}, {Name: "o", Type: "object"},
	}}
	good := func() engine.Values {
		return engine.Values{"s": "a", "i": n("123456789012345678901234567890"), "f": n("2.5"), "b": true, "l": []any{}, "o": map[string]any{}}
	}
	tests := []struct {
		name, key string
		value     any
		want      string
	}{
		{"good", "s", "b", ""},
		{"null where allowed", "i", nil, ""},
		{"integer with a point", "i", n("3.0"), ""},
		{"enum by value", "f", n("1.0"), ""},
		{"Go values", "i", 7, ""},
		{"enum", "s", "c", `must be one of "a", "b", got "c"`},
		{"no integer", "i", n("3.5"), "of type integer, got 3.5"},
		{"text is no number", "f", "1", `of type number, got "1"`},
		{"null", "b", nil, "of type boolean, got null"},
		{"no list", "l", map[string]any{}, "of type array"},
		{"additional", "x", "y", `there is no field "x"`},
		{"not JSON", "o", func() {}, "of type object"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := good()
			v[tt.key] = tt.value
			got := strings.Join(engine.CheckOutput(sig, v), "; ")
			if tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	if got := engine.CheckOutput(sig, engine.Values{}); len(got) != 6 || got[0] != "the field s is missing" {
		t.Errorf("got %q", got)
	}
}

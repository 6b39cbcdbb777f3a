package engine_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/plugins/dspy/engine"
)

func TestParseAnswer(t *testing.T) {
	object := engine.Values{"a": json.Number("1.0")}
	tests := []struct {
		name, text string
		want       engine.Values
	}{
		{"plain", `{"a":1.0}`, object},
		{"space around", "\n {\"a\": 1.0}\n", object},
		{"fenced", "```json\n{\"a\":1.0}\n```", object},
		{"words around the fence", "Here you are:\n```json\n{\"a\":1.0}\n```\nAnything else?", object},
		{"words around", `The answer is {"a":1.0}.`, object},
		{"braces in prose", `The set {x, y} gives {"a":1.0}`, object},
		{"unclosed fence", "```json\n{\"a\":1.0}", object},
		{"fence inside a string", "{\"a\":\"```\\n{}\\n```\"}", engine.Values{"a": "```\n{}\n```"}},
		{"brace inside a string, in prose", `So: {"a":"}{"} it is`, engine.Values{"a": "}{"}},
		{"big number", `{"n":123456789012345678901234567890}`, engine.Values{"n": json.Number("123456789012345678901234567890")}},
		{"long fraction", `{"n":0.10000000000000000000001}`, engine.Values{"n": json.Number("0.10000000000000000000001")}},
		{"nested", `{"o":{"l":[1,[],{}]}}`, engine.Values{"o": map[string]any{"l": []any{json.Number("1"), []any{}, map[string]any{}}}}},
		{"empty object", `{}`, engine.Values{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, faults := engine.ParseAnswer(tt.text)
			if faults != nil || !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %#v, %v, want %#v", got, faults, tt.want)
			}
		})
	}
}

func TestParseAnswerFaults(t *testing.T) {
	deep := strings.Repeat(`{"a":`, 300) + "1" + strings.Repeat("}", 300)
	tests := []struct{ name, text, mention string }{
		{"prose", "The label is bug.", "no JSON object"},
		{"empty", " ", "no JSON object"},
		{"list", "[1]", "must be a JSON object, got [1]"},
		{"cut off", `{"a":`, "does not end"},
		{"cut off after a whole object", `{"a":{"b":1}`, "does not end"},
		{"cut off in prose", `Well: {"a":{"b":1}`, "does not end"},
		{"key twice", `{"a":1,"a":2}`, `the key "a" stands twice`},
		{"broken around a whole object", `{"a":{"b":1},oops}`, "invalid character"},
		{"two objects", `{"a":1} {"a":1}`, "2 JSON objects"},
		{"two fences", "```\n{}\n```\n```\n{}\n```", "2 JSON objects"},
		{"deep", deep, "deeper than"},
		{"large", strings.Repeat(" ", 9<<20), "bytes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, faults := engine.ParseAnswer(tt.text)
			if got != nil || len(faults) != 1 || !strings.Contains(faults[0], tt.mention) {
				t.Errorf("got %v, %q", got, faults)
			}
		})
	}
}

func FuzzParseAnswer(f *testing.F) {
	for _, s := range []string{"{}", "```json\n{\"a\":1}\n```", "``````", "\xff", "[[[[", `{"a":1,"a":2}`, "{x} {\"a\":[1e5]}", strings.Repeat("{", 500)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, faults := engine.ParseAnswer(text)
		if (got == nil) == (len(faults) == 0) {
			t.Fatalf("%q: %v and %q", text, got, faults)
		}
		if got == nil {
			return
		}
		data, err := json.Marshal(got)
		if err != nil {
			t.Fatalf("%q: what was parsed is no JSON: %v", text, err)
		}
		again, faults := engine.ParseAnswer(string(data))
		if faults != nil || !reflect.DeepEqual(got, again) {
			t.Fatalf("%q: %v, then %v, %q", text, got, again, faults)
		}
	})
}

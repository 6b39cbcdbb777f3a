package answer_test

import (
	"context"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/plugins/dspy/internal/answer"
	"github.com/plugingen/plugingen/plugins/jsonyamlbridge"
)

func bridge(t testing.TB) *jsonyamlbridge.Plugin {
	t.Helper()
	b, err := jsonyamlbridge.Init(context.Background(), jsonyamlbridge.DefaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestParse(t *testing.T) {
	object := map[string]any{"a": json.Number("1.0")}
	tests := []struct {
		name, text string
		want       any
	}{
		{"plain", `{"a":1.0}`, object},
		{"space around", "\n {\"a\": 1.0}\n", object},
		{"fenced", "```json\n{\"a\":1.0}\n```", object},
		{"fenced without language", "```\n{\"a\":1.0}\n```\n", object},
		{"words around the fence", "Here you are:\n```json\n{\"a\":1.0}\n```\nAnything else?", object},
		{"fence inside a string", "{\"a\":\"```\\n{}\\n```\"}", map[string]any{"a": "```\n{}\n```"}},
		{"big number", `{"n":123456789012345678901234567890}`, map[string]any{"n": json.Number("123456789012345678901234567890")}},
		{"surrogates", `{"e":"\ud83d\ude00"}`, map[string]any{"e": "\U0001F600"}},
		{"no object", `[]`, []any{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, faults := answer.Parse(bridge(t), tt.text)
			if faults != nil || !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %#v, %v, want %#v", got, faults, tt.want)
			}
		})
	}
}

func TestParseFaults(t *testing.T) {
	tests := []struct{ name, text, mention string }{
		{"prose", "The label is bug.", "line 1, column 1"},
		{"empty", " ", "line 1"},
		{"cut off", `{"a":`, "line 1"},
		{"key twice", `{"a":1,"a":2}`, "a"},
		{"two fences", "```\n{}\n```\n```\n{}\n```", "line 1"},
		{"unclosed fence", "```json\n{}", "line 1"},
		{"YAML", "a: 1", "line 1"},
		{"two values", "{} {}", "line 1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, faults := answer.Parse(bridge(t), tt.text)
			if len(faults) == 0 || !strings.Contains(faults[0].Message, tt.mention) {
				t.Errorf("got %v, %v", got, faults)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"{}", "```json\n{\"a\":1}\n```", "``````", "```\n```", "\xff", "[[[["} {
		f.Add(s)
	}
	b := bridge(f)
	f.Fuzz(func(t *testing.T, text string) {
		value, faults := answer.Parse(b, text)
		if faults != nil && value != nil {
			t.Errorf("both a value and faults: %v, %v", value, faults)
		}
		if json.Valid([]byte(text)) && strings.TrimSpace(text) == "{}" && faults != nil {
			t.Errorf("refused %q", text)
		}
	})
}

package template_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/plugins/dspy/internal/template"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

var results = map[string]pipeline.StepResult{
	"a": {Values: map[string]any{
		"text": "say {{steps.a.n}}", "n": json.Number("1.0"), "list": []any{true, nil}, "deep": map[string]any{"er": "<x>"},
	}},
	"b-2": {Values: map[string]any{"x": "y"}},
}

func TestFill(t *testing.T) {
	tests := []struct {
		name string
		in   any
		want any
	}{
		{"no reference", "plain } text {", "plain } text {"},
		{"type kept", "{{steps.a.n}}", json.Number("1.0")},
		{"spaces", "{{ steps.a.n }}", json.Number("1.0")},
		{"list kept", "{{steps.a.list}}", []any{true, nil}},
		{"deep", "{{steps.a.deep.er}}", "<x>"},
		{"in text", "n={{steps.a.n}}, {{steps.a.list}} {{steps.a.deep}}", `n=1.0, [true,null] {"er":"<x>"}`},
		{"two in a row", "{{steps.b-2.x}}{{steps.b-2.x}}", "yy"},
		{"space around makes text", " {{steps.a.n}}", " 1.0"},
		{"not filled twice", "{{steps.a.text}}!", "say {{steps.a.n}}!"},
		{"nested", map[string]any{"k": []any{"{{steps.b-2.x}}", false}}, map[string]any{"k": []any{"y", false}}},
		{"other types", json.Number("7"), json.Number("7")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := template.Fill(tt.in, results)
			if err != nil || !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %#v, %v, want %#v", got, err, tt.want)
			}
		})
	}
}

func TestFillErrors(t *testing.T) {
	tests := []struct {
		name, in, mention string
	}{
		{"unclosed", "x {{steps.a.n", "without }}"},
		{"other word", "{{inputs.x}}", "the form is {{steps.NAME.FIELD}}"},
		{"no field", "{{steps.a}}", "the form is"},
		{"empty part", "{{steps..n}}", "the form is"},
		{"no such step", "{{steps.c.n}}", "no step c before this one; there is a, b-2"},
		{"no such field", "{{steps.a.m}}", "there is no m; there is deep, list, n, text"},
		{"not an object", "{{steps.a.n.x}}", "no object"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := template.Fill(map[string]any{"key": []any{tt.in}}, results)
			if err == nil || !strings.Contains(err.Error(), tt.mention) || !strings.HasPrefix(err.Error(), "key: item 1: ") {
				t.Errorf("got %v, %v", got, err)
			}
		})
	}
}

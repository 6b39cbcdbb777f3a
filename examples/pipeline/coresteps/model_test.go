package coresteps_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/runtime/pipeline"
)

func TestPrompt(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"prompts/p.txt": "from the workflow", "workspace/w.txt": "from the workspace"})
	claude, gemini := &recorder{answer: "hello"}, &recorder{answer: "hi"}
	got, err := runIn(t, engine(t, claude, gemini), dir, `
    - {name: rows, type: test_echo, value: {list: [{n: 1.50}, two]}}
    - {name: off, type: test_echo, condition: false}
    - {name: one, type: claude, prompt: "plain {{steps.rows.value.list[1]}}"}
    - name: two
      type: gemini
      system: be brief
      model: large
      max_tokens: 7
      temperature: 0.5
      prompt:
        - {type: static, content: "static {{1 + 1}}"}
        - {type: file, path: prompts/p.txt}
        - {type: file, path: w.txt, from: workspace}
        - {type: previous_response, step: one}
        - {type: previous_response, step: rows, extract: value.list.0}
        - {type: previous_response, step: rows, extract: value.none, strict: false}
        - {type: previous_response, step: off, strict: false}
        - {type: previous_response, step: rows}
    - {name: three, type: claude, provider: for_gemini, prompt: x}
`)
	if err != nil {
		t.Fatal(err)
	}
	half := 0.5
	if want := []pipeline.GenerateRequest{{Prompt: "plain two"}}; !reflect.DeepEqual(claude.asked, want) {
		t.Errorf("claude was asked %+v", claude.asked)
	}
	prompt := "static 2\nfrom the workflow\nfrom the workspace\nhello\n" + `{"n":1.50}` + "\n" + `{"success":true,"value":{"list":[{"n":1.50},"two"]}}`
	want := []pipeline.GenerateRequest{{System: "be brief", Model: "large", MaxTokens: 7, Temperature: &half, Prompt: prompt}, {Prompt: "x"}}
	if !reflect.DeepEqual(gemini.asked, want) {
		t.Errorf("gemini was asked %+v", gemini.asked)
	}
	if s := asJSON(t, got["one"]); s != `{"cost_usd":0.25,"input_tokens":3,"model":"m","output_tokens":4,"provider_used":"for_claude","success":true,"text":"hello"}` {
		t.Errorf("got %s", s)
	}
}

func TestAnswerSchema(t *testing.T) {
	const steps = `    - name: a
      type: claude
      prompt: x
      answer_schema: {type: object, properties: {n: {type: integer}}, required: [n]}
`
	tests := []struct{ answer, want string }{
		{`{"n": 12345678901234567890}`, `{"n":12345678901234567890}`},
		{`{"n": "x"}`, `f.yaml:7:22: step a: the answer of for_claude does not meet the schema: at /n: want an integer, got "x"`},
		{`no`, `f.yaml:7:22: step a: the answer of for_claude is no JSON: answer.json:1:`},
	}
	for _, tt := range tests {
		claude := &recorder{answer: tt.answer}
		dir := t.TempDir()
		got, err := runIn(t, engine(t, claude, &recorder{}), dir, steps)
		if err != nil {
			if !strings.HasPrefix(strings.TrimPrefix(err.Error(), dir+"/"), tt.want) {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		} else if s := asJSON(t, got["a"]["answer"]); s != tt.want {
			t.Errorf("got %s, want %s", s, tt.want)
		}
		if s := claude.asked[0].Schema; s == "" {
			t.Error("the schema was not asked for")
		}
	}
}

func TestPromptErrors(t *testing.T) {
	broken := errors.New("the service is down")
	tests := []struct {
		prompt, want string
		is           error
	}{
		{"[{type: file, path: none.txt}]", "step p: none.txt: no such file or directory", nil},
		{"[{type: file, path: ../../etc/passwd}]", "step p: ../../etc/passwd: path escapes from parent", nil},
		{"[{type: previous_response, step: a, extract: none}]", `step p: the result of step "a": there is no none; there is success, value`, nil},
		{"[{type: previous_response, step: a, extract: value.9}]", `step p: the result of step "a": there is no item 9 in a list of 1`, nil},
		{"[{type: previous_response, step: a, extract: success.x}]", `step p: the result of step "a": x is looked for in what is no object and no list`, nil},
		{"[{type: previous_response, step: off}]", `step p: the step "off" was skipped`, nil},
		{"[{type: previous_response, step: off, strict: false}]", "step p: the prompt is empty", nil},
		{`"{{steps.a.value}}"`, `step p: want an object, got ""`, nil},
		{"x", "step p: the service is down", broken},
	}
	e := engine(t, &recorder{err: broken}, &recorder{})
	for _, tt := range tests {
		_, err := runIn(t, e, t.TempDir(), "    - {name: a, type: test_echo, value: ['']}\n    - {name: off, type: test_echo, condition: false}\n    - {name: p, type: claude, prompt: "+tt.prompt+"}\n")
		if err == nil || !strings.Contains(err.Error(), tt.want) || tt.is != nil && !errors.Is(err, tt.is) {
			t.Errorf("%s: got %v\nwant %s", tt.prompt, err, tt.want)
		}
	}
}

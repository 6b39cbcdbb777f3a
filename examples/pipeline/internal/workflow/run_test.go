package workflow_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/examples/pipeline/coresteps"
	"github.com/plugingen/plugingen/examples/pipeline/internal/workflow"
	"github.com/plugingen/plugingen/plugins/jsonyamlbridge"
	"github.com/plugingen/plugingen/plugins/schemavalidator"
	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// full is an engine with the core steps beside those of the tests.
func full(t testing.TB, more ...runtime.Component[pipeline.Step]) *workflow.Engine {
	t.Helper()
	ctx := context.Background()
	validator, err := schemavalidator.Init(ctx, schemavalidator.DefaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	bridge, err := jsonyamlbridge.Init(ctx, jsonyamlbridge.DefaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	core, err := coresteps.Init(ctx, validator, bridge)
	if err != nil {
		t.Fatal(err)
	}
	all := append(append([]runtime.Component[pipeline.Step]{}, steps...), core.StepTypes()...)
	return with(t, append(all, more...), core.SchemaExtensions())
}

// outcome is what a run did: the state and the result of each step by its path, and its
// error.
type outcome struct {
	states  map[string]string
	results map[string]map[string]any
	err     error
}

func run(t *testing.T, e *workflow.Engine, file, src string, o workflow.Options) outcome {
	t.Helper()
	w, err := e.Load(file, []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	got := outcome{states: map[string]string{}, results: map[string]map[string]any{}}
	o.Observe = func(event workflow.Event) {
		path := strings.Join(append(append([]string{}, event.Around...), event.Step.Name), "/")
		got.states[path] = event.State.String()
		got.results[path] = event.Result.Values
	}
	got.err = w.Run(context.Background(), o)
	return got
}

func (o outcome) ok(t *testing.T) outcome {
	t.Helper()
	if o.err != nil {
		t.Fatal(o.err)
	}
	return o
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestRun(t *testing.T) {
	const src = `{"workflow": {"name": "x", "steps": [
		{"name": "a", "type": "echo", "value": "v"},
		{"name": "b", "type": "echo", "provider": "large"},
		{"name": "c", "type": "echo", "capabilities": ["text"]}]}}`
	w, err := engine(t, valueKey).Load("f.json", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	var got []map[string]any
	err = w.Run(context.Background(), workflow.Options{Observe: func(e workflow.Event) {
		if e.State == workflow.Done {
			got = append(got, e.Result.Values)
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	want := []map[string]any{
		{"value": "v", "before": 0, "provider": ""},
		{"value": nil, "before": 1, "provider": "large", "model": "l"},
		{"value": nil, "before": 2, "provider": "small", "model": "s"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestTheFirstFailingStepEndsTheRun(t *testing.T) {
	e := engine(t)
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	tests := []struct {
		name    string
		ctx     context.Context
		step    string
		is      error
		mention string
		done    int
	}{
		{"error", context.Background(), "fail", errBroken, "f.yaml:1:52: step b: broken", 1},
		{"panic", context.Background(), "panic", nil, "f.yaml:1:52: step b: the step panicked: oh", 1},
		{"cancelled", cancelled, "echo", context.Canceled, "f.yaml:1:29: step a: interrupted", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w, err := e.Load("f.yaml", []byte("workflow: {name: x, steps: [{name: a, type: echo}, {name: b, type: "+tt.step+"}, {name: c, type: echo}]}"))
			if err != nil {
				t.Fatal(err)
			}
			done := 0
			err = w.Run(tt.ctx, workflow.Options{Observe: func(e workflow.Event) {
				if e.State == workflow.Done {
					done++
				}
			}})
			var failed *workflow.StepError
			if !errors.As(err, &failed) || err.Error() != tt.mention || tt.is != nil && !errors.Is(err, tt.is) || done != tt.done {
				t.Errorf("got %v after %d steps", err, done)
			}
		})
	}
}

// TestResults runs small workflows and looks at one result as JSON.
func TestResults(t *testing.T) {
	tests := []struct{ name, steps, step, want string }{
		{"a value keeps its type", `
    - {name: a, type: test_echo, value: {n: 1.50, l: [1, 2]}}
    - {name: z, type: test_echo, value: ["{{steps.a.value}}", "{{steps.a.value.n}}", "n={{steps.a.value.n}}", "{{steps.a.value.l[1]}}"]}`,
			"z", `{"success":true,"value":[{"l":[1,2],"n":1.50},1.50,"n=1.50",2]}`},
		{"what was filled in is data", `
    - {name: a, type: test_echo, value: '{{"{{"}}steps.none.x}}'}
    - {name: z, type: test_echo, value: "{{steps.a.value}}"}`, "z", `{"success":true,"value":"{{steps.none.x}}"}`},
		{"the key template is left to the step", `
    - {name: a, type: test_echo, value: 1}
    - {name: z, type: test_echo, value: {template: "{{steps.a.value}}", other: "{{steps.a.value}}"}}`,
			"z", `{"success":true,"value":{"other":1,"template":"{{steps.a.value}}"}}`},
		{"skipped", `
    - {name: a, type: test_echo, value: 1}
    - {name: z, type: test_echo, condition: {and: [steps.a.value == 1, {not: steps.a.success}]}}`,
			"z", `{"reason":"the condition is false: (steps.a.value == 1) and (not (steps.a.success))","skipped":true,"success":true}`},
		{"or looks at as much as decides", `
    - {name: z, type: test_echo, value: 1, condition: {or: ["true", "1 / 0 == 1"]}}`, "z", `{"success":true,"value":1}`},
		{"false", `
    - {name: z, type: test_echo, value: 1, condition: false}`, "z", `{"reason":"the condition is false: false","skipped":true,"success":true}`},
		{"global and set variables", `
    - {name: a, type: set_variable, variables: {n: "{{variables.start + 1}}", m: {k: x}}}
    - {name: z, type: test_echo, value: "{{variables}}"}`, "z", `{"success":true,"value":{"m":{"k":"x"},"n":42,"start":41}}`},
		{"about the workflow", `
    - {name: z, type: test_echo, value: "{{workflow.name}} {{workflow.version}} {{workflow.file}} {{workflow.output_dir}}"}`,
			"z", `{"success":true,"value":"x 2 dir/f.yaml dir/outputs"}`},
		{"defaults", `
    - {name: a, type: test_echo}
    - {name: z, type: test_echo, value: "{{steps.a.value}} {{steps.a.success}}"}`, "z", `{"success":true,"value":"by default true"}`},
		{"for_loop", `
    - name: z
      type: for_loop
      items: [a, b]
      as: letter
      steps:
        - {name: one, type: test_echo, value: "{{letter}}{{index}}"}
        - {name: two, type: test_echo, value: "{{steps.one.value}}!"}`,
			"z", `{"iterations":2,"results":[{"one":{"success":true,"value":"a0"},"two":{"success":true,"value":"a0!"}},` +
				`{"one":{"success":true,"value":"b1"},"two":{"success":true,"value":"b1!"}}],"success":true}`},
		{"for_loop of nothing", `
    - {name: z, type: for_loop, items: "{{[]}}", steps: [{name: a, type: test_echo}]}`, "z", `{"iterations":0,"results":[],"success":true}`},
		{"loops inside loops", `
    - name: z
      type: for_loop
      items: [1, 2]
      as: x
      steps:
        - name: inner
          type: for_loop
          items: [10]
          as: y
          steps: [{name: e, type: test_echo, value: "{{x * y}}"}]`,
			"z", `{"iterations":2,"results":[{"inner":{"iterations":1,"results":[{"e":{"success":true,"value":10}}],"success":true}},` +
				`{"inner":{"iterations":1,"results":[{"e":{"success":true,"value":20}}],"success":true}}],"success":true}`},
		{"while_loop", `
    - name: z
      type: while_loop
      while: variables.start < 43
      steps: [{name: a, type: set_variable, variables: {start: "{{variables.start + 1}}"}}]`,
			"z", `{"iterations":2,"limit_reached":false,"results":[{"a":{"success":true,"variables":{"start":42}}},{"a":{"success":true,"variables":{"start":43}}}],"success":true}`},
		{"while_loop to its limit", `
    - {name: z, type: while_loop, while: "true", max_iterations: 1, on_limit: stop, steps: [{name: a, type: test_echo, value: "{{iteration}}"}]}`,
			"z", `{"iterations":1,"limit_reached":true,"results":[{"a":{"success":true,"value":0}}],"success":true}`},
		{"parallel", `
    - name: p
      type: parallel
      steps:
        - {name: b, type: set_variable, variables: {v: first, w: 1}}
        - {name: a, type: set_variable, variables: {v: last}}
    - {name: z, type: test_echo, value: ["{{steps.p.order}}", "{{variables.v}}", "{{variables.w}}", "{{keys(steps.p.steps)}}"]}`,
			"z", `{"success":true,"value":[["b","a"],"last",1,["a","b"]]}`},
	}
	const head = "workflow:\n  name: x\n  version: '2'\n  global_vars: {start: 41}\n  defaults: {test_echo: {value: by default}}\n  steps:"
	e := full(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := run(t, e, "dir/f.yaml", head+tt.steps, workflow.Options{}).ok(t)
			if s := asJSON(t, got.results[tt.step]); s != tt.want {
				t.Errorf("got %s\nwant %s", s, tt.want)
			}
		})
	}
}

// TestFailures looks at what a run that fails says.
func TestFailures(t *testing.T) {
	tests := []struct{ name, steps, want string }{
		{"a field that is not there", `
    - {name: a, type: test_echo, value: 1}
    - {name: b, type: test_echo, value: ["x {{steps.a.none}}"]}`,
			`f.yaml:5:42: step b: at character 13: there is no none; there is success, value`},
		{"a skipped step", `
    - {name: a, type: test_echo, condition: false}
    - {name: b, type: test_echo, value: "{{steps.a.value}}"}`,
			`f.yaml:5:41: step b: at character 11: there is no value; there is reason, skipped, success (the step was skipped)`},
		{"a variable that is not set", `
    - {name: b, type: test_echo, value: "{{variables.n}}"}
    - {name: c, type: set_variable, variables: {n: 1}}`, `f.yaml:4:41: step b: at character 13: there is no n; there is nothing`},
		{"a condition", `
    - {name: a, type: test_echo, value: 1}
    - {name: b, type: test_echo, condition: {and: [steps.a.value]}}`,
			`f.yaml:5:52: step b: at character 1: a condition is true or false, and this is 1`},
		{"a value of the wrong type, known only now", `
    - {name: a, type: test_echo, value: [x]}
    - {name: b, type: test_echo, fail: "{{steps.a.value}}", error_message: "{{steps.a.value}}"}`,
			"f.yaml:5:40: step b: want a boolean, got an array\nf.yaml:5:76: step b: want a string, got an array"},
		{"a value of the wrong type in the defaults", `
    - {name: a, type: test_echo, value: 1}
    - {name: b, type: parallel, steps: [{name: c, type: test_echo}]}
  defaults:
    parallel: {max_parallel: "{{steps.a.value - 1}}"}`,
			"f.yaml:7:30: step b: want at least 1, got 0"},
		{"inside loops", `
    - name: outer
      type: for_loop
      items: [1, 2]
      steps:
        - name: inner
          type: for_loop
          items: [0]
          as: x
          steps:
            - {name: e, type: test_echo, fail: "{{item == 2}}", error_message: "no {{item}}"}`,
			`f.yaml:13:15: step outer[1] > inner[0] > e: no 2`},
		{"the limit of a while_loop", `
    - {name: b, type: while_loop, while: "true", max_iterations: 3, steps: [{name: e, type: test_echo}]}`,
			`f.yaml:4:42: step b: the condition still holds after 3 iterations, which are the most; on_limit: stop makes that an end like any other`},
		{"output_schema", `
    - name: b
      type: test_echo
      value: {n: 1, s: x}
      output_schema:
        properties:
          value:
            properties:
              n: {minimum: 2}
              s: {type: integer}`,
			"f.yaml:11:28: step b: the result does not meet output_schema at /value/n: want at least 2, got 1\n" +
				`f.yaml:12:25: step b: the result does not meet output_schema at /value/s: want an integer, got "x"`},
		{"a panic inside a loop", `
    - {name: b, type: for_loop, items: [1], steps: [{name: c, type: panic}]}`, `f.yaml:4:53: step b[0] > c: the step panicked: oh`},
		{"a file outside", `
    - {name: b, type: test_echo, output_to_file: ../x.json}`,
			`f.yaml:4:50: step b: the result cannot be written: `},
		{"a file without text", `
    - {name: b, type: test_echo, output_to_file: x.txt}`,
			`f.yaml:4:50: step b: the result cannot be written: the result has no field text; an ending of .json or .yaml writes all of it`},
	}
	e := full(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			got := run(t, e, filepath.Join(dir, "f.yaml"), "workflow:\n  name: x\n  steps:"+tt.steps, workflow.Options{})
			var failed *workflow.StepError
			if !errors.As(got.err, &failed) {
				t.Fatalf("got %v", got.err)
			}
			text := strings.ReplaceAll(got.err.Error(), dir+string(filepath.Separator), "")
			if !strings.HasPrefix(text, tt.want) {
				t.Errorf("got %s\nwant %s", text, tt.want)
			}
			if entries, err := os.ReadDir(filepath.Dir(dir)); err != nil || len(entries) > len(tests)+1 {
				t.Errorf("something was written beside the folder: %v, %v", entries, err)
			}
		})
	}
}

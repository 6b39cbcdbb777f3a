package workflow_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/examples/pipeline/internal/workflow"
	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// flaky fails until it is told to be well, and counts.
type flaky struct {
	well  bool
	calls int
}

func (f *flaky) Run(context.Context, pipeline.StepRequest) (pipeline.StepResult, error) {
	f.calls++
	if !f.well {
		return pipeline.StepResult{}, errors.New("not well")
	}
	return pipeline.StepResult{Values: map[string]any{"success": true}}, nil
}

const resumable = `workflow:
  name: x
  checkpoint_enabled: true
  inputs: {n: {type: integer, default: 12345678901234567890}}
  steps:
    - {name: a, type: test_echo, value: 1.50}
    - {name: b, type: set_variable, variables: {v: "{{inputs.n + 1}}"}}
    - {name: c, type: flaky}
    - {name: d, type: test_echo, value: ["{{steps.a.value}}", "{{variables.v}}"]}
`

func TestResume(t *testing.T) {
	f := &flaky{}
	e := full(t, runtime.Component[pipeline.Step]{Name: "flaky", Value: f})
	file := filepath.Join(t.TempDir(), "f.yaml")
	first := run(t, e, file, resumable, workflow.Options{})
	if first.err == nil || first.states["b"] != "done" {
		t.Fatalf("got %v, %v", first.states, first.err)
	}
	info, err := os.Stat(filepath.Join(filepath.Dir(file), "checkpoints", "f.json"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("got %v, %v", info, err)
	}
	f.well = true
	again := run(t, e, file, resumable, workflow.Options{Resume: true}).ok(t)
	for step, want := range map[string]string{"a": "restored", "b": "restored", "c": "done", "d": "done"} {
		if again.states[step] != want {
			t.Errorf("%s is %s, want %s", step, again.states[step], want)
		}
	}
	if s := asJSON(t, again.results["d"]["value"]); s != `[1.50,12345678901234567891]` {
		t.Errorf("got %s", s)
	}
	once := run(t, e, file, resumable, workflow.Options{Resume: true}).ok(t)
	if once.states["d"] != "restored" || f.calls != 2 {
		t.Errorf("got %v after %d calls", once.states, f.calls)
	}
}

func TestResumeRefuses(t *testing.T) {
	change := func(old, new string) func(string) (string, workflow.Options) {
		return func(src string) (string, workflow.Options) {
			return strings.Replace(src, old, new, 1), workflow.Options{Resume: true}
		}
	}
	tests := []struct {
		name   string
		change func(string) (string, workflow.Options)
		file   func(dir string) error // what happens to the checkpoint
		want   string
	}{
		{"a step", change("value: 1.50", "value: 1.5"), nil, "of another workflow: step a has changed; run without --resume"},
		{"a key", change("name: x", "name: y"), nil, "of another workflow: key name has changed; run"},
		{"a step more", change("  steps:\n", "  steps:\n    - {name: z, type: test_echo}\n"), nil, "of another workflow: step z is new; run"},
		{"a step less", change("    - {name: d, type: test_echo, value: [\"{{steps.a.value}}\", \"{{variables.v}}\"]}\n", ""), nil, "of another workflow: step d is gone; run"},
		{"the order", change("    - {name: c, type: flaky}\n    - {name: d, type: test_echo, value: [\"{{steps.a.value}}\", \"{{variables.v}}\"]}\n",
			"    - {name: d, type: test_echo, value: [\"{{steps.a.value}}\", \"{{variables.v}}\"]}\n    - {name: c, type: flaky}\n"), nil,
			"of another workflow: the order of the steps has changed; run"},
		{"an input", func(src string) (string, workflow.Options) {
			return src, workflow.Options{Resume: true, Inputs: map[string]any{"n": json.Number("1")}}
		}, nil, `of another workflow: the inputs were {"n":12345678901234567890} and are {"n":1}; run`},
		{"disabled", change("checkpoint_enabled: true", "checkpoint_enabled: false"), nil, "the workflow has no checkpoints to resume from; checkpoint_enabled: true keeps them"},
		{"none", change("", ""), func(dir string) error { return os.Remove(filepath.Join(dir, "checkpoints", "f.json")) }, "there is no checkpoint "},
		{"broken", change("", ""), func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "checkpoints", "f.json"), []byte("{"), 0o600)
		}, "cannot be read: unexpected EOF; run without --resume"},
		{"a later form", change("", ""), func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "checkpoints", "f.json"), []byte(`{"version": 2}`), 0o600)
		}, "cannot be read: it has the form 2, and 1 is known; run without --resume"},
	}
	e := full(t, runtime.Component[pipeline.Step]{Name: "flaky", Value: &flaky{}})
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			file := filepath.Join(dir, "f.yaml")
			run(t, e, file, resumable, workflow.Options{})
			if tt.file != nil {
				if err := tt.file(dir); err != nil {
					t.Fatal(err)
				}
			}
			src, options := tt.change(resumable)
			got := run(t, e, file, src, options)
			if got.err == nil || !strings.Contains(got.err.Error(), tt.want) || len(got.states) > 0 {
				t.Errorf("got %v, %v", got.err, got.states)
			}
		})
	}
}

func TestResumeSeesAChangedNestedWorkflow(t *testing.T) {
	dir := t.TempDir()
	child := filepath.Join(dir, "child.yaml")
	write := func(value string) {
		t.Helper()
		if err := os.WriteFile(child, []byte("workflow: {name: c, steps: [{name: i, type: test_echo, value: "+value+"}]}"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const src = "workflow:\n  name: x\n  checkpoint_enabled: true\n  steps:\n    - {name: a, type: test_echo}\n    - {name: p, type: pipeline, file: child.yaml}\n"
	e := full(t)
	file := filepath.Join(dir, "f.yaml")
	write("1")
	run(t, e, file, src, workflow.Options{}).ok(t)
	write("2")
	got := run(t, e, file, src, workflow.Options{Resume: true})
	if got.err == nil || !strings.Contains(got.err.Error(), "file child.yaml has changed") {
		t.Errorf("got %v", got.err)
	}
}

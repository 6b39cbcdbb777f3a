package workflow_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/plugingen/plugingen/examples/pipeline/internal/workflow"
	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

func TestOutputToFile(t *testing.T) {
	dir := t.TempDir()
	run(t, full(t), filepath.Join(dir, "f.yaml"), `workflow:
  name: x
  output_dir: out
  steps:
    - {name: a, type: test_echo, value: {n: 1.50}, output_to_file: "{{workflow.name}}/a.json"}
    - {name: b, type: test_echo, value: {m: 1.50}, output_to_file: b.yml}
    - {name: c, type: file_ops, operation: write, path: w.txt, content: text}
    - {name: d, type: file_ops, operation: read, path: w.txt, output_to_file: d.md}
`, workflow.Options{}).ok(t)
	for name, want := range map[string]string{
		"out/x/a.json":    "{\n  \"success\": true,\n  \"value\": {\n    \"n\": 1.50\n  }\n}\n",
		"out/b.yml":       "success: true\nvalue:\n  m: 1.50\n",
		"out/d.md":        "text",
		"workspace/w.txt": "text",
	} {
		got, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || string(got) != want {
			t.Errorf("%s: got %q, %v", name, got, err)
		}
	}
}

func TestInputs(t *testing.T) {
	const src = `workflow:
  name: x
  inputs: {n: {type: integer}, s: {default: d}, l: {type: array, default: [1]}}
  steps: [{name: a, type: test_echo, value: "{{inputs}}"}]
`
	e := full(t)
	w, err := e.Load("f.yaml", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	n, err := w.ParseInput("n", "7")
	if err != nil || n != json.Number("7") {
		t.Errorf("got %v, %v", n, err)
	}
	if s, err := w.ParseInput("s", "7"); err != nil || s != "7" {
		t.Errorf("got %v, %v", s, err)
	}
	for _, bad := range [][2]string{{"n", "seven"}, {"n", "7 8"}, {"m", "1"}} {
		if v, err := w.ParseInput(bad[0], bad[1]); err == nil {
			t.Errorf("%v became %v", bad, v)
		}
	}
	got := run(t, e, "f.yaml", src, workflow.Options{Inputs: map[string]any{"n": n}}).ok(t)
	if s := asJSON(t, got.results["a"]["value"]); s != `{"l":[1],"n":7,"s":"d"}` {
		t.Errorf("got %s", s)
	}
	failed := run(t, e, "f.yaml", src, workflow.Options{Inputs: map[string]any{"l": "x", "z": nil}})
	want := "the workflow declares no input \"z\"; it declares l, n, s\nthe input \"l\": want an array, got \"x\"\nthe input \"n\" is missing"
	if failed.err == nil || failed.err.Error() != want {
		t.Errorf("got %v", failed.err)
	}
}

func TestNestedWorkflowSeesOnlyItsInputs(t *testing.T) {
	dir := t.TempDir()
	child := "workflow:\n  name: child\n  inputs: {who: {}}\n  global_vars: {v: inner}\n  steps:\n" +
		"    - {name: a, type: test_echo, value: '{{inputs.who}} {{variables.v}}'}\n    - {name: b, type: set_variable, variables: {v: changed}}\n"
	if err := os.MkdirAll(filepath.Join(dir, "sub"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "sub", "child.yaml"), []byte(child), 0o600); err != nil {
		t.Fatal(err)
	}
	got := run(t, full(t), filepath.Join(dir, "f.yaml"), `workflow:
  name: x
  global_vars: {v: outer}
  steps:
    - {name: a, type: test_echo, value: me}
    - {name: p, type: pipeline, file: sub/child.yaml, inputs: {who: "{{steps.a.value}}"}}
    - {name: z, type: test_echo, value: "{{steps.p.steps.a.value}}, {{variables.v}}"}
`, workflow.Options{}).ok(t)
	if v := got.results["z"]["value"]; v != "me inner, outer" || got.states["p/b"] != "done" {
		t.Errorf("got %v, %v", v, got.states)
	}
}

// gauge counts how many of its steps run at the same time, each for a second.
type gauge struct {
	mu        sync.Mutex
	now, most int
}

func (g *gauge) Run(ctx context.Context, req pipeline.StepRequest) (pipeline.StepResult, error) {
	g.mu.Lock()
	g.now++
	g.most = max(g.most, g.now)
	g.mu.Unlock()
	defer func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		g.now--
	}()
	select {
	case <-time.After(time.Second):
		return pipeline.StepResult{Values: map[string]any{"success": true}}, nil
	case <-ctx.Done():
		return pipeline.StepResult{}, context.Cause(ctx)
	}
}

func TestParallelIsBounded(t *testing.T) {
	g := &gauge{}
	e := full(t, runtime.Component[pipeline.Step]{Name: "slow", Value: g})
	var src strings.Builder
	src.WriteString("workflow:\n  name: x\n  steps:\n    - name: p\n      type: parallel\n      max_parallel: 3\n      steps:\n")
	for i := range 7 {
		fmt.Fprintf(&src, "        - {name: s%d, type: slow}\n", i)
	}
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		got := run(t, e, "f.yaml", src.String(), workflow.Options{}).ok(t)
		if took := time.Since(began); took != 3*time.Second || g.most != 3 {
			t.Errorf("7 steps of a second, 3 at a time, took %s with %d at a time", took, g.most)
		}
		if s := asJSON(t, got.results["p"]["order"]); s != `["s0","s1","s2","s3","s4","s5","s6"]` {
			t.Errorf("got %s", s)
		}
	})
}

func TestTheFirstFailureCancelsTheOthers(t *testing.T) {
	g := &gauge{}
	e := full(t, runtime.Component[pipeline.Step]{Name: "slow", Value: g})
	const src = `workflow:
  name: x
  steps:
    - name: p
      type: parallel
      steps:
        - {name: a, type: slow}
        - {name: b, type: fail}
        - {name: c, type: slow}
`
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		got := run(t, e, "f.yaml", src, workflow.Options{})
		if got.err == nil || got.err.Error() != "f.yaml:8:11: step p > b: broken" || !errors.Is(got.err, errBroken) {
			t.Errorf("got %v", got.err)
		}
		if took := time.Since(began); took != 0 {
			t.Errorf("it took %s", took)
		}
		if g.now != 0 || got.states["p/a"] == "running" {
			t.Errorf("%d steps still run, %v", g.now, got.states)
		}
	})
}

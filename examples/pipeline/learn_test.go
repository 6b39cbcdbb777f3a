package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	dspyengine "github.com/plugingen/plugingen/plugins/dspy/engine"
)

// hostIn runs the built program in a folder, without training data of the machine, and
// returns its exit code and what it wrote.
func hostIn(t testing.TB, dir string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	cmd := exec.Command(program, args...)
	var o, e bytes.Buffer
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &o, &e
	cmd.Env = append(os.Environ(), "TRAINING_DATA=", "ANTHROPIC_API_KEY=")
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), o.String(), withoutLog(e.String())
}

// TestLearn runs the verbs as a person would, one after the other in one folder. The
// expected output of both streams is in testdata/learn.
func TestLearn(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("testdata/learn")); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		args string
		exit int
	}{
		{"evaluate_before", "evaluate tickets.yaml --data test.jsonl", 0},
		{"evaluate_before_json", "evaluate tickets.yaml --data test.jsonl --format json", 0},
		{"chart_before", "evaluate tickets.yaml --data test.jsonl --chart c.svg", 1},
		{"optimize", "optimize tickets.yaml --data train.jsonl --provider local", 0},
		{"evaluate", "evaluate tickets.yaml --data test.jsonl", 0},
		{"evaluate_json", "evaluate --format json tickets.yaml --data test.jsonl --seed 2", 0},
		{"evaluate_train", "evaluate tickets.yaml --data test.jsonl --train train.jsonl --demos 4", 0},
		{"evaluate_overlap", "evaluate tickets.yaml --data overlap.jsonl", 0},
		{"chart", "evaluate tickets.yaml --data test.jsonl --chart charts/c.svg --points 0,2,4,8", 0},
		{"run", "run tickets.yaml", 0},
		{"optimize_json", "optimize tickets.yaml --data train.jsonl --json --demos 2 --seed 7", 0},
		{"other_provider", "optimize two.yaml --step inner --data train.jsonl --provider local --max-calls 40", 0},
		{"nothing_adopted", "optimize tickets.yaml --data train.jsonl --demos 2 --seed 7", 0},
		{"bad_data", "optimize tickets.yaml --data bad.jsonl", 1},
		{"bad_data_json", "evaluate tickets.yaml --data bad.jsonl --format json", 1},
		{"no_data", "optimize tickets.yaml", 2},
		{"no_data_file", "evaluate tickets.yaml --data none.jsonl", 1},
		{"other_step", "optimize tickets.yaml --data train.jsonl --step echo", 1},
		{"no_step", "optimize tickets.yaml --data train.jsonl --step sorted", 1},
		{"several_steps", "optimize two.yaml --data train.jsonl", 1},
		{"none_learns", "optimize none.yaml --data train.jsonl", 1},
		{"another_workflow_learns", "optimize outer.yaml --data train.jsonl", 1},
		{"no_provider", "optimize tickets.yaml --data train.jsonl --provider x", 1},
		{"needs_text", "optimize copro.yaml --data train.jsonl", 1},
		{"bad_step", "optimize bad.yaml --data train.jsonl", 1},
		{"needs_text_flag", "optimize copro_claude.yaml --data train.jsonl --provider local", 1},
		{"templated", "optimize templated.yaml --data train.jsonl", 1},
		{"bad_format", "evaluate tickets.yaml --data test.jsonl --format xml", 2},
		{"budget", "optimize tickets.yaml --data train.jsonl --max-calls 60 --seed 3", 0},
		{"bad_budget", "optimize tickets.yaml --data train.jsonl --max-cost free", 2},
		{"no_budget", "optimize tickets.yaml --data train.jsonl --max-calls 5", 1},
		{"bad_demos", "optimize tickets.yaml --data train.jsonl --demos 0", 2},
		{"bad_points", "evaluate tickets.yaml --data test.jsonl --chart c.svg --points 4,2", 2},
		{"help_optimize", "optimize --help", 0},
		{"help_evaluate", "evaluate --help", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			code, stdout, stderr := hostIn(t, dir, strings.Fields(tt.args)...)
			if code != tt.exit {
				t.Errorf("exit %d, want %d", code, tt.exit)
			}
			if strings.Contains(tt.args, "json ") && stdout != "" && !json.Valid([]byte(stdout)) {
				t.Errorf("not one JSON value:\n%s", stdout)
			}
			if tt.name == "run" {
				stdout = withoutTimes(stdout)
			}
			stdout, stderr = withoutDates(stdout), withoutDates(stderr)
			got := "$ host " + tt.args + "\n" + stdout
			if stderr != "" {
				got += "-- stderr --\n" + stderr
			}
			compare(t, filepath.Join("testdata", "learn", "want", tt.name+".txt"), got)
		})
	}
	svg, err := os.ReadFile(filepath.Join(dir, "charts", "c.svg"))
	if err != nil {
		t.Fatal(err)
	}
	compare(t, filepath.Join("testdata", "learn", "want", "chart.svg"), string(svg))
	if _, err := os.Stat(filepath.Join(dir, "c.svg")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a chart was written where there was nothing to draw: %v", err)
	}
}

// TestEvaluateKeys holds the form that programs read.
func TestEvaluateKeys(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("testdata/learn")); err != nil {
		t.Fatal(err)
	}
	if code, _, stderr := hostIn(t, dir, "optimize", "tickets.yaml", "--data", "train.jsonl"); code != 0 {
		t.Fatal(stderr)
	}
	_, stdout, _ := hostIn(t, dir, "evaluate", "tickets.yaml", "--data", "test.jsonl", "--format", "json")
	var got map[string]json.RawMessage
	if err := json.Unmarshal([]byte(stdout), &got); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"n", "seed", "chance", "zero_shot", "random_demos", "optimized"} {
		var number float64
		if err := json.Unmarshal(got[key], &number); err != nil || string(got[key]) == "null" {
			t.Errorf("%s is %s", key, got[key])
		}
	}
	if string(got["metric"]) != `"exact"` || len(got) != 7 {
		t.Errorf("got %s", stdout)
	}
}

func TestLearningIsInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	t.Setenv("TRAINING_DATA", "")
	t.Chdir("testdata/learn")
	var stdout, stderr bytes.Buffer
	out := output{&stdout, &stderr, false}
	code := withPlugins(ctx, out, func(c *Composition) int {
		cancel()
		f := targetFlags{data: "train.jsonl"}
		return withTarget(c, "optimize", "tickets.yaml", f, out, func(t *target) int {
			return optimize(ctx, t, optimizeFlags{targetFlags: f}, out)
		})
	})
	if code != exitFailed || stderr.String() != "host: interrupted; what is stored stays as it was\n" || stdout.Len() > 0 {
		t.Errorf("exit %d\n%s%s", code, &stdout, &stderr)
	}
	if _, err := os.Stat(".dspy"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("something was stored: %v", err)
	}
}

func TestWatch(t *testing.T) {
	var b bytes.Buffer
	w := &watch{w: &b, live: true, width: 60}
	w.optimising(dspyengine.Event{Stage: dspyengine.StageCandidate, Name: "shuffle 3", Done: 5, Total: 160, Best: 0.5, Usage: dspyengine.Usage{Calls: 7}})
	w.evaluating(1, 2) // too soon after the first to be drawn
	w.drawn = time.Time{}
	w.label = "8 demonstrations,"
	w.optimising(dspyengine.Event{Stage: dspyengine.StageBaseline, Name: strings.Repeat("long ", 20)})
	w.drawn = time.Time{}
	w.label = ""
	w.evaluating(3, 4)
	w.close()
	want := eraseLine + "candidate shuffle 3: 5 of 160, best 0.500, 7 calls" +
		eraseLine + "8 demonstrations, baseline long long long long long long..." +
		eraseLine + "evaluating: 3 of 4" + eraseLine
	if b.String() != want {
		t.Errorf("got  %q\nwant %q", &b, want)
	}
	b.Reset()
	quiet := newWatch(output{stderr: &b})
	quiet.evaluating(1, 2)
	quiet.close()
	if b.Len() > 0 {
		t.Errorf("no terminal, and got %q", &b)
	}
}

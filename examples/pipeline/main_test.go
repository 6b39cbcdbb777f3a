package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/runtime"
)

var update = flag.Bool("update", false, "write the expected output of the tests")

var program string // the built host

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(build(m))
}

func build(m *testing.M) int {
	dir, err := os.MkdirTemp("", "host")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	program = filepath.Join(dir, "host")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "%v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// TestProgram runs the built program. The expected output is in testdata, under
// the name of the case.
func TestProgram(t *testing.T) {
	tests := []struct {
		name   string
		args   []string
		exit   int
		stdout bool   // else the expected output is that of standard error
		env    string // one variable
	}{
		{"run", []string{"run", "workflows/ticket_triage.yaml"}, 0, true, ""},
		{"run_json", []string{"run", "--json", "workflows/ticket_triage.yaml"}, 0, true, ""},
		{"bad", []string{"run", "testdata/bad_workflow.yaml"}, 1, false, ""},
		{"bad_json", []string{"run", "testdata/bad_workflow.yaml", "--json"}, 1, true, ""},
		{"failing", []string{"run", "testdata/failing_workflow.yaml"}, 1, true, ""},
		{"failing_stderr", []string{"run", "testdata/failing_workflow.yaml"}, 1, false, ""},
		{"failing_json", []string{"--json", "run", "testdata/failing_workflow.yaml"}, 1, true, ""},
		{"plugins", []string{"plugins"}, 0, true, ""},
		{"plugins_json", []string{"plugins", "--json"}, 0, true, ""},
		{"health", []string{"health"}, 0, true, ""},
		{"health_json", []string{"health", "--json"}, 0, true, ""},
		{"help", []string{"--help"}, 0, true, ""},
		{"help_run", []string{"run", "--help"}, 0, true, ""},
		{"help_serve", []string{"serve", "--help"}, 0, true, ""},
		{"no_verb", nil, 2, false, ""},
		{"unknown_verb", []string{"walk"}, 2, false, ""},
		{"unknown_flag", []string{"run", "--fast", "x"}, 2, false, ""},
		{"arguments", []string{"run"}, 2, false, ""},
		{"bad_input_flag", []string{"run", "x", "--input", "novalue"}, 2, false, ""},
		{"unknown_input", []string{"run", "testdata/failing_workflow.yaml", "--input", "a=1"}, 1, false, ""},
		{"no_checkpoints", []string{"run", "testdata/failing_workflow.yaml", "--resume"}, 1, false, ""},
		{"serve_address", []string{"serve", "--addr", "nowhere"}, 1, false, ""},
		{"no_file", []string{"run", "none.yaml"}, 1, false, ""},
		{"no_key", []string{"run", "testdata/claude_workflow.yaml"}, 1, false, "ANTHROPIC_API_KEY="},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cmd := exec.Command(program, tt.args...)
			var stdout, stderr bytes.Buffer
			cmd.Stdout, cmd.Stderr = &stdout, &stderr
			cmd.Env = append(os.Environ(), tt.env)
			err := cmd.Run()
			var exit *exec.ExitError
			if err != nil && !errors.As(err, &exit) {
				t.Fatal(err)
			}
			if got := cmd.ProcessState.ExitCode(); got != tt.exit {
				t.Errorf("exit %d, want %d\n%s%s", got, tt.exit, &stdout, &stderr)
			}
			got := stdout.String()
			if !tt.stdout {
				got = withoutLog(stderr.String())
			}
			compare(t, filepath.Join("testdata", tt.name+".txt"), withoutTimes(got))
			if strings.Contains(strings.Join(tt.args, " "), "--json") && !json.Valid(stdout.Bytes()) {
				t.Errorf("not one JSON value:\n%s", &stdout)
			}
		})
	}
}

// withoutLog leaves out log lines, which have a time and speak of folders that a
// machine may have or not.
func withoutLog(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "time=") {
			b.WriteString(line)
		}
	}
	return b.String()
}

// durations are what differs between two runs.
var durations = regexp.MustCompile(`( in |"duration_ms": )[0-9.]+(ms|s)?\b`)

func withoutTimes(text string) string { return durations.ReplaceAllString(text, "${1}0") }

var dates = regexp.MustCompile(`\b20\d\d-\d\d-\d\d\b`)

func withoutDates(text string) string { return dates.ReplaceAllString(text, "DATE") }

func compare(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs, got:\n%s\nwant:\n%s", file, got, want)
	}
}

func TestPluginsAreStoppedAfterAnInterrupt(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	var stdout, stderr bytes.Buffer
	out := output{&stdout, &stderr, false}
	var composition *Composition
	code := withPlugins(ctx, out, func(c *Composition) int {
		composition = c
		cancel()
		return runWorkflow(ctx, c, "workflows/ticket_triage.yaml", runFlags{}, out)
	})
	if code != exitFailed || !strings.Contains(stderr.String(), "workflows/ticket_triage.yaml:13:7: step triage: interrupted") {
		t.Errorf("exit %d, %s", code, &stderr)
	}
	for _, p := range composition.Plugins() {
		if p.State != runtime.Stopped || p.Err != nil {
			t.Errorf("%s is %s, %v", p.Plugin, p.State, p.Err)
		}
	}
}

func TestOutputThatCannotBeWritten(t *testing.T) {
	for _, args := range [][]string{{"plugins"}, {"health", "--json"}, {"run", "workflows/ticket_triage.yaml"}} {
		if code := execute(context.Background(), args, brokenPipe{}, io.Discard); code != exitFailed {
			t.Errorf("%v: exit %d", args, code)
		}
	}
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

// BenchmarkStart is the time from nothing to all plugins running, and back.
func BenchmarkStart(b *testing.B) {
	ctx := context.Background()
	for b.Loop() {
		c := New(runtime.WithLogger(slog.New(slog.DiscardHandler)))
		if err := c.Start(ctx); err != nil {
			b.Fatal(err)
		}
		if err := c.Stop(ctx); err != nil {
			b.Fatal(err)
		}
	}
}

package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/plugingen/plugingen/gen"
	"github.com/plugingen/plugingen/gen/diag"
)

// attempt runs the command with a generator of the test's own.
func attempt(generate generator, args ...string) (code int, stdout, stderr string) {
	var out, errs strings.Builder
	noEnv := func(string) string { return "" }
	code = runWith(generate, noEnv, args, strings.NewReader(""), &out, &errs)
	return code, out.String(), errs.String()
}

func TestFailures(t *testing.T) {
	for name, c := range map[string]struct {
		generate generator
		want     []string
	}{
		"error": {
			func(context.Context, gen.Options) (*gen.Result, error) { return nil, errors.New("no go command") },
			[]string{"plugingen: plugin_config.yaml: no go command\n"},
		},
		"panic": {
			func(context.Context, gen.Options) (*gen.Result, error) { panic("index out of reason") },
			[]string{"a bug in plugingen", "index out of reason", "runWith", issues, version()},
		},
	} {
		for _, verb := range []string{"gen", "check", "diff", "list", "graph", "why x"} {
			t.Run(name+"/"+verb, func(t *testing.T) {
				code, stdout, stderr := attempt(c.generate, strings.Fields(verb)...)
				if code != exitFailure || stdout != "" {
					t.Errorf("exit code %d, stdout %q", code, stdout)
				}
				for _, want := range c.want {
					if !strings.Contains(stderr, want) {
						t.Errorf("no %q in %q", want, stderr)
					}
				}
			})
		}
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

// Output that was lost must not look like success.
func TestLostOutput(t *testing.T) {
	env := func(string) string { return "" }
	for _, args := range [][]string{{"explain"}, {"explain", "invalid-yaml"}, {"explain", "--format", "json"}, {"help"}, {"--version"}} {
		var errs strings.Builder
		code := runWith(nil, env, args, nil, full{}, &errs)
		if code != exitFailure || !strings.Contains(errs.String(), "no space left") {
			t.Errorf("%v: exit code %d, stderr %q", args, code, errs.String())
		}
	}
}

// The generator gets what the flags say.
func TestOptions(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct {
		args []string
		want []gen.Options
	}{
		{[]string{"check"}, []gen.Options{{Config: "plugin_config.yaml"}}},
		{[]string{"diff"}, []gen.Options{{Config: "plugin_config.yaml"}}},
		{[]string{"list", "a.yaml"}, []gen.Options{{Config: "a.yaml"}}},
		{[]string{"graph", "-C", dir, "--output", "out"}, []gen.Options{{Dir: dir, Config: "plugin_config.yaml", Output: "out"}}},
		{[]string{"check", "--overlay", "b.yaml", "--overlay=c.yaml", "a.yaml"}, []gen.Options{{Config: "a.yaml", Overlays: []string{"b.yaml", "c.yaml"}}}},
		{[]string{"why", "x", "--overlay", "b,c.yaml"}, []gen.Options{{Config: "plugin_config.yaml", Overlays: []string{"b,c.yaml"}}}},
		{[]string{"-C", dir, "gen", "b.yaml", "a.yaml", "./b.yaml"}, []gen.Options{{Dir: dir, Config: "b.yaml"}, {Dir: dir, Config: "a.yaml"}}},
	} {
		var got []gen.Options
		code, _, stderr := attempt(func(_ context.Context, o gen.Options) (*gen.Result, error) {
			got = append(got, o)
			return &gen.Result{Diagnostics: diag.List{{Code: diag.EmptyConfig, Message: o.Config}}}, nil
		}, c.args...)
		if code != exitFindings {
			t.Errorf("%v: exit code %d, %s", c.args, code, stderr)
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%v (-want +got):\n%s", c.args, d)
		}
	}
}

func TestExitCode(t *testing.T) {
	bad := diag.Diagnostic{Code: diag.MissingInit}
	stale := diag.Diagnostic{Code: diag.StaleOutput}
	unreadable := diag.Diagnostic{Code: diag.UnreadableConfig}
	warning := diag.Diagnostic{Code: diag.OpaqueSchema, Severity: diag.Warning}
	for _, c := range []struct {
		list diag.List
		want int
	}{
		{nil, exitClean},
		{diag.List{warning}, exitClean},
		{diag.List{bad}, exitFindings},
		{diag.List{stale}, exitStale},
		{diag.List{stale, warning}, exitStale},
		{diag.List{stale, bad}, exitFindings},
		{diag.List{bad, stale}, exitFindings},
		{diag.List{unreadable}, exitFailure},
		{diag.List{bad, stale, unreadable}, exitFailure},
	} {
		if got := exitCode(c.list); got != c.want {
			t.Errorf("%v: exit code %d, want %d", c.list, got, c.want)
		}
	}
}

func TestColored(t *testing.T) {
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	file, err := os.Create(filepath.Join(t.TempDir(), "f"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for _, c := range []struct {
		name, flag string
		env        map[string]string
		w          io.Writer
		want       bool
	}{
		{"terminal", "auto", nil, null, true},
		{"terminal behind the check", "auto", nil, &checkedWriter{w: null}, true},
		{"file", "auto", nil, file, false},
		{"memory", "auto", nil, io.Discard, false},
		{"always", "always", map[string]string{"NO_COLOR": "1"}, file, true},
		{"never", "never", map[string]string{"FORCE_COLOR": "1"}, null, false},
		{"NO_COLOR", "auto", map[string]string{"NO_COLOR": "1", "FORCE_COLOR": "1"}, null, false},
		{"FORCE_COLOR", "auto", map[string]string{"FORCE_COLOR": "1", "TERM": "dumb"}, file, true},
		{"CLICOLOR_FORCE", "auto", map[string]string{"CLICOLOR_FORCE": "1"}, file, true},
		{"dumb", "auto", map[string]string{"TERM": "dumb"}, null, false},
		{"CI alone", "auto", map[string]string{"CI": "true"}, file, false},
	} {
		tool := &tool{color: c.flag, env: func(name string) string { return c.env[name] }}
		if got := tool.colored(c.w); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

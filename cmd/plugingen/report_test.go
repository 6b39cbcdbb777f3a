package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/plugingen/plugingen/gen"
	"github.com/plugingen/plugingen/gen/diag"
)

// place is line and column of a file.
func place(file string, line, column int) diag.Position {
	return diag.Position{File: file, Line: line, Column: column}
}

func TestOwners(t *testing.T) {
	w := ownership{
		entries: []gen.Entry{
			{Name: "echo", Package: "example.com/host/echo", Position: place("c.yaml", 3, 3), Overlaid: []diag.Position{place("over.yaml", 5, 3)}},
			{Name: "loud", Package: "example.com/host/echo", Position: place("c.yaml", 6, 3)},
			{Name: "far", Package: "example.com/far/sub", Position: place("c.yaml", 6, 40)},
			{Name: "none", Position: place("c.yaml", 8, 3)},
			{Name: "root", Package: "example.com/host", Position: place("over.yaml", 2, 3)},
		},
		ends:   map[string]int{"c.yaml": 10, "over.yaml": 7, "more.yaml": 0},
		module: "example.com/host",
	}
	for _, c := range []struct {
		at   diag.Position
		want []int
	}{
		{place("c.yaml", 1, 1), nil},
		{place("c.yaml", 0, 0), nil},
		{place("c.yaml", 3, 3), []int{0}},
		{place("c.yaml", 5, 9), []int{0}},
		{place("c.yaml", 6, 20), []int{1}},
		{place("c.yaml", 6, 41), []int{2}},
		{place("c.yaml", 9, 1), []int{3}},
		{place("c.yaml", 10, 1), nil},
		{place("echo/echo.go", 1, 1), []int{0, 1}},
		{place("echo/deep/echo.go", 1, 1), nil},
		{place("main.go", 1, 1), []int{4}},
		{place("over.yaml", 1, 1), nil},
		{place("over.yaml", 4, 9), []int{4}},
		{place("over.yaml", 6, 9), []int{0}},
		{place("over.yaml", 7, 1), nil},
		{place("more.yaml", 3, 3), nil},
		{place("example.com/far@v1.0.0/sub/x.go", 1, 1), []int{2}},
		{place("example.com/far/sub/x.go", 1, 1), []int{2}},
		{place("example.com/far@v1.0.0/x.go", 1, 1), nil},
		{place("", 0, 0), nil},
	} {
		if got := w.of(c.at); !slices.Equal(got, c.want) {
			t.Errorf("%v: %v, want %v", c.at, got, c.want)
		}
	}
}

func TestStanzaEnd(t *testing.T) {
	const src = "plugins:\n  a:\n    module: x\n\n# note\n    config:\n      b: 1\n"
	for tail, want := range map[string]int{"": 8, "policy:\n": 8, "\n# c\npolicy: {}\n": 10} {
		if got := stanzaEnd(src+tail, place("c", 2, 3)); got != want {
			t.Errorf("%q: %d, want %d", tail, got, want)
		}
	}
}

func TestModulePath(t *testing.T) {
	for src, want := range map[string]string{
		"module example.com/m\n":                            "example.com/m",
		"// module x\n\nmodule \"example.com/m\" // note\n": "example.com/m",
		"go 1.24\n": "",
	} {
		if got := modulePath(src); got != want {
			t.Errorf("%q: %q, want %q", src, got, want)
		}
	}
}

func TestHostDir(t *testing.T) {
	dir := t.TempDir()
	host := &gen.Result{Root: filepath.Join(dir, "host")}
	for _, c := range []struct {
		name string
		work string
		o    outcome
		want string
	}{
		{"below", dir, outcome{result: host}, "host"},
		{"here", filepath.Join(dir, "host"), outcome{result: host}, "."},
		{"beside", filepath.Join(dir, "configs"), outcome{result: host}, "../host"},
		{"nothing is known", dir, outcome{}, "."},
	} {
		if got := (&tool{dir: c.work}).hostDir(&c.o); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestInRepository(t *testing.T) {
	dir := tree(t, "repo/.git", "repo/host/go.mod", "repo/host/c.yaml", "repo/configs/c.yaml", "lone/go.mod", "lone/c.yaml")
	names := func(work, module, config string) []string {
		o := &outcome{config: config, result: &gen.Result{Root: filepath.Join(dir, module)}}
		for _, file := range []string{"main.go", "example.com/m@v1.0.0/m.go", ""} {
			o.findings.Add(diag.Diagnostic{Code: "x", Position: place(file, 1, 1)})
		}
		tool := &tool{dir: filepath.Join(dir, work)}
		r, _, err := tool.reportOf([]*outcome{o})
		mustDo(t, err)
		r = tool.inRepository([]*outcome{o}, r)
		out := []string{r.Checks[0].Config}
		for _, d := range r.Findings {
			out = append(out, d.Position.File)
		}
		return out
	}
	for _, c := range []struct {
		work, module, config string
		want                 []string
	}{
		{"repo", "repo/host", "host/c.yaml", []string{"host/c.yaml", "host/main.go", "example.com/m@v1.0.0/m.go", ""}},
		{"repo/host", "repo/host", "c.yaml", []string{"host/c.yaml", "host/main.go", "example.com/m@v1.0.0/m.go", ""}},
		{"lone", "lone", "c.yaml", []string{"c.yaml", "main.go", "example.com/m@v1.0.0/m.go", ""}},
	} {
		if d := cmp.Diff(c.want, names(c.work, c.module, c.config)); d != "" {
			t.Errorf("%s in %s (-want +got):\n%s", c.config, c.work, d)
		}
	}
}

func TestWriteFile(t *testing.T) {
	dir := tree(t, "old", "folder/", "real")
	mustDo(t, os.Chmod(filepath.Join(dir, "old"), 0o600))
	mustDo(t, os.Symlink("real", filepath.Join(dir, "link")))
	mustDo(t, os.Symlink("gone", filepath.Join(dir, "dangling")))
	for _, name := range []string{"old", "new", "link"} {
		file, err := writable(filepath.Join(dir, name))
		mustDo(t, err)
		mustDo(t, writeFile(file, []byte("content")))
		if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(got) != "content" {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if info, err := os.Lstat(filepath.Join(dir, "link")); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v, %v", info, err)
	}
	if info, err := os.Stat(filepath.Join(dir, "old")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("permissions: %v, %v", info, err)
	}
	for _, name := range []string{"folder", "absent/new", "old/new", "dangling"} {
		if file, err := writable(filepath.Join(dir, name)); err == nil {
			t.Errorf("%s can be written as %s", name, file)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// A failure leaves what was there, and nothing beside it.
func TestWriteFileFails(t *testing.T) {
	dir := tree(t, "taken/x")
	if err := writeFile(filepath.Join(dir, "taken"), []byte("x")); err == nil {
		t.Error("a folder was replaced")
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestReportThatCannotBeWritten(t *testing.T) {
	dir := t.TempDir()
	bad := func(context.Context, gen.Options) (*gen.Result, error) {
		// The folder goes away while the work is done.
		return &gen.Result{Diagnostics: diag.List{{Code: diag.EmptyConfig, Message: "m"}}}, os.RemoveAll(dir)
	}
	code, stdout, stderr := attempt(bad, "check", "--format", "json="+filepath.Join(dir, "out.json"))
	if code != exitFailure || stdout != "" || !strings.Contains(stderr, "writing the json report") {
		t.Errorf("exit code %d, stdout %q, stderr %q", code, stdout, stderr)
	}
}

func TestNoReportOfAFailedRun(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out.json")
	fails := func(context.Context, gen.Options) (*gen.Result, error) { return nil, errors.New("no go command") }
	if code, _, _ := attempt(fails, "check", "--format", "json="+out); code != exitFailure || exists(out) {
		t.Errorf("exit code %d, written: %v", code, exists(out))
	}
}

func TestWidth(t *testing.T) {
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	mustDo(t, err)
	defer null.Close()
	file, err := os.Create(filepath.Join(t.TempDir(), "f"))
	mustDo(t, err)
	defer file.Close()
	for columns, want := range map[string]int{"": usual, "100": 100, "7": narrowest, "-1": usual, "x": usual} {
		tool := &tool{env: func(string) string { return columns }}
		if got := tool.width(&checkedWriter{w: null}); got != want {
			t.Errorf("COLUMNS=%s: %d, want %d", columns, got, want)
		}
		if got := tool.width(file); got != 0 {
			t.Errorf("a file is %d wide", got)
		}
	}
}

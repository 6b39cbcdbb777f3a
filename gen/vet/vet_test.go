package vet

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/plugingen/plugingen/gen/diag"
)

// made is a module with one file, a module cache and a module elsewhere.
func made(t *testing.T) *names {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"host/go.mod":                  "module example.com/host\n",
		"host/a/a.go":                  "package a\n\nvar ü, x int\n",
		"cache/example.com/!m@v1/m.go": "package m\n",
		"other/go.mod":                 "module example.com/other\n",
		"other/sub/o.go":               "package sub\n",
	} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	host := filepath.Join(dir, "host")
	return &names{
		dir: filepath.Join(host, "a"), root: host, cache: filepath.Join(dir, "cache"),
		sources: map[string][]byte{}, files: map[string]string{},
	}
}

func TestPositions(t *testing.T) {
	n := made(t)
	up := filepath.Dir(n.root)
	for _, c := range []struct {
		text string
		want diag.Position
	}{
		{filepath.Join(n.root, "a", "a.go") + ":3:9", diag.Position{File: "a/a.go", Line: 3, Column: 8}},
		{"a.go:1:1", diag.Position{File: "a/a.go", Line: 1, Column: 1}},
		{"a.go:2", diag.Position{File: "a/a.go", Line: 2}},
		{"a.go:99:7", diag.Position{File: "a/a.go", Line: 99, Column: 7}},
		{filepath.Join(up, "cache", "example.com", "!m@v1", "m.go") + ":1:2", diag.Position{File: "example.com/M@v1/m.go", Line: 1, Column: 2}},
		{filepath.Join(up, "other", "sub", "o.go") + ":1:2", diag.Position{File: "example.com/other/sub/o.go", Line: 1, Column: 2}},
		{"nonsense", diag.Position{}},
		{"", diag.Position{}},
	} {
		got := n.position(c.text)
		if got != c.want {
			t.Errorf("%s: got %+v, want %+v", c.text, got, c.want)
		}
		if got.File == "" {
			continue
		}
		if _, err := os.Stat(n.file(got.File)); err != nil {
			t.Errorf("%s: the file cannot be found again: %v", got.File, err)
		}
	}
}

func TestCompileErrors(t *testing.T) {
	n := made(t)
	r := &Result{names: n}
	r.readErrors([]byte("# example.com/host/a\n# [example.com/host/a]\n" +
		"plugingen: a.go:3:5: cannot use \"x\"\n" +
		"a.go:1:1: no required module provides package x; to add it:\n\tgo get x\n" +
		"mkdir -p $WORK/b001/\n\tan indented line of its own\n"))
	want := diag.List{
		{Code: diag.BrokenPackage, Position: diag.Position{File: "a/a.go", Line: 3, Column: 5}, Message: `the package does not compile: cannot use "x"`},
		{Code: diag.BrokenPackage, Position: diag.Position{File: "a/a.go", Line: 1, Column: 1},
			Message: "the package does not compile: no required module provides package x; to add it:", Help: "go get x"},
	}
	if d := cmp.Diff(want, r.Diagnostics); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if want := "mkdir -p $WORK/b001/\n\tan indented line of its own\n"; r.Log != want {
		t.Errorf("log %q, want %q", r.Log, want)
	}
}

func TestReports(t *testing.T) {
	const one = `{}
{"example.com/host/b": {"plugingen": [{"category": "wrong-init", "posn": "a.go:3:5", "message": "wrong-init: no"}]}}
{"example.com/host/a": {"plugingen": [{"category": "wrong-init", "posn": "a.go:1:9", "message": "wrong-init: yes",
	"related": [{"posn": "a.go:3:5", "message": "there"}, {"posn": "a.go:1:9", "message": "help: do\nthis"}]}]}}`
	r := &Result{names: made(t)}
	if err := r.readReports([]byte(one)); err != nil {
		t.Fatal(err)
	}
	want := diag.List{
		{Code: diag.WrongInit, Position: diag.Position{File: "a/a.go", Line: 1, Column: 9}, Message: "yes", Help: "do\nthis",
			Related: []diag.Related{{Position: diag.Position{File: "a/a.go", Line: 3, Column: 5}, Message: "there"}}},
		{Code: diag.WrongInit, Position: diag.Position{File: "a/a.go", Line: 3, Column: 5}, Message: "no"},
	}
	if d := cmp.Diff(want, r.Diagnostics.Sorted()); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	for _, bad := range []string{
		`{"p": {"plugingen": {"error": "a fault"}}}`, `{"p": {"plugingen": 7}}`, `{"p": `, `[]`, "no JSON",
	} {
		if err := r.readReports([]byte(bad)); err == nil {
			t.Errorf("%s: no error", bad)
		}
	}
}

func TestRefusedFlags(t *testing.T) {
	for _, flag := range []string{"-vettool=x", "--vettool=x", "-json", "-fix", "-c=2", "-plugingen=false"} {
		if _, err := Run(t.Context(), Options{Flags: []string{flag}}); err == nil {
			t.Errorf("%s: no error", flag)
		}
	}
}

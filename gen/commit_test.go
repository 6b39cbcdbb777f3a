package gen

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/plugingen/plugingen/gen/diag"
)

// write puts files into a directory, nil content leaving one out.
func write(t *testing.T, dir string, files map[string][]byte) {
	t.Helper()
	for name, content := range files {
		if content == nil {
			continue
		}
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o640); err != nil {
			t.Fatal(err)
		}
	}
}

// read is what a directory holds.
func read(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, e := range entries {
		if e.IsDir() {
			out[e.Name()+"/"] = ""
			continue
		}
		src, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		out[e.Name()] = string(src)
	}
	return out
}

func file(dir, name, content string, current []byte) File {
	return File{Path: name, Name: filepath.Join(dir, name), Content: []byte(content), Current: current}
}

func TestCommit(t *testing.T) {
	for _, c := range []struct {
		name      string
		old       map[string][]byte
		want      []string
		untouched string
	}{
		{"new", map[string][]byte{}, []string{"a", "b"}, ""},
		{"one differs", map[string][]byte{"a": []byte("new a"), "b": []byte("old")}, []string{"b"}, "a"},
		{"equal", map[string][]byte{"a": []byte("new a"), "b": []byte("new b")}, nil, "a"},
		{"empty before", map[string][]byte{"a": {}, "b": []byte("new b")}, []string{"a"}, "b"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, c.old)
			before, _ := os.Stat(filepath.Join(dir, c.untouched))
			r := &Result{Files: []File{file(dir, "a", "new a", c.old["a"]), file(dir, "b", "new b", c.old["b"])}}
			got, err := r.Commit()
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(map[string]string{"a": "new a", "b": "new b"}, read(t, dir)); diff != "" {
				t.Error(diff)
			}
			if after, _ := os.Stat(filepath.Join(dir, c.untouched)); c.untouched != "" && !os.SameFile(before, after) {
				t.Errorf("%s was written", c.untouched)
			}
		})
	}
}

// TestCommitAllOrNone makes the second rename fail: the first file must hold
// what it held, and nothing temporary may stay.
func TestCommitAllOrNone(t *testing.T) {
	for _, old := range [][]byte{[]byte("old a"), nil} {
		dir := t.TempDir()
		write(t, dir, map[string][]byte{"a": old})
		if err := os.MkdirAll(filepath.Join(dir, "b", "inside"), 0o777); err != nil {
			t.Fatal(err)
		}
		want := read(t, dir)
		r := &Result{Files: []File{file(dir, "a", "new a", old), file(dir, "b", "new b", nil)}}
		if written, err := r.Commit(); err == nil {
			t.Fatalf("wrote %v over a directory", written)
		}
		if diff := cmp.Diff(want, read(t, dir)); diff != "" {
			t.Error(diff)
		}
	}
}

func TestCommitKeepsTheMode(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string][]byte{"a": []byte("old")})
	r := &Result{Files: []File{file(dir, "a", "new", []byte("old"))}}
	if _, err := r.Commit(); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(filepath.Join(dir, "a")); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

func TestCommitRefusesErrors(t *testing.T) {
	dir := t.TempDir()
	for _, r := range []*Result{
		{Diagnostics: diag.List{{Code: diag.UnknownKey}}, Files: []File{file(dir, "a", "new", nil)}},
		{},
	} {
		if _, err := r.Commit(); err == nil {
			t.Error("committed")
		}
		if _, err := r.Freshness(); err == nil {
			t.Error("compared")
		}
	}
	if got := read(t, dir); len(got) != 0 {
		t.Errorf("wrote %v", got)
	}
}

func TestFirstDifference(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 1}, {"x", "y", 1}, {"a\nb", "a\nc", 2}, {"a\n", "a\nb", 2}, {"a\nb\n", "a\nb", 2}} {
		if got := firstDifference([]byte(c.a), []byte(c.b)); got != c.want {
			t.Errorf("%q and %q differ in line %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

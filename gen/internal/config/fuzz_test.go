package config

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/plugingen/plugingen/gen/diag"
)

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"", everything, minimal, "\uFEFF" + everything, bomb(3), "a: [\n", "a: 'x\n", "\t", "a: *x", "? [a]\n: b", "plugins: {a: , b: ~}",
		"x-a: &a {k: 1, k: 2}\nplugins: {b: *a, <<: *a}", "a: 1\r\rb: \u2028c: d", "--- a\n---\n", "%TAG !a! b\n--- !a!c d", "&a [*a]",
		"plugins:\n  a:\n    module: ./x\n    enabled: yes\n    dependencies: [b >= 1, 5]\n    timeouts: {init: 10}\n    config: {1: 2}\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		c, found := Parse(file, src)
		again, foundAgain := Parse(file, src)
		if diff := cmp.Diff(found, foundAgain) + cmp.Diff(c, again); diff != "" {
			t.Fatalf("two runs differ:\n%s", diff)
		}
		if c == nil && found.Errors() == 0 {
			t.Fatal("neither a config nor a finding")
		}
		text := newLines(src)
		for _, d := range found {
			text.inside(t, d.Position)
			for _, r := range d.Related {
				text.inside(t, r.Position)
			}
		}
		if c != nil {
			text.config(t, c)
		}
		if dir := OutputDir(File{Content: src}); dirProblem(dir) != "" {
			t.Errorf("OutputDir gives %q", dir)
		}
	})
}

// lines is a source as an editor shows it.
type lines []string

func newLines(src []byte) lines {
	return strings.Split(string(bytes.TrimPrefix(src, byteOrderMark)), "\n")
}

func (l lines) inside(t *testing.T, p diag.Position) {
	t.Helper()
	if p == (diag.Position{File: file}) {
		return
	}
	if p.File != file || p.Line < 1 || p.Line > len(l) || p.Column < 1 || p.Column > utf8.RuneCountInString(l[p.Line-1])+1 {
		t.Errorf("%+v is not inside the file", p)
	}
}

func (l lines) config(t *testing.T, c *Config) {
	l.inside(t, c.Position)
	for _, in := range c.Inputs {
		l.begins(t, in.Name.Position, in.Name.Value)
	}
	for _, e := range c.Plugins {
		l.begins(t, e.Name.Position, e.Name.Value)
		if e.Settings != nil {
			l.value(t, e.Settings)
		}
		for _, d := range e.Dependencies {
			l.inside(t, d.Position)
		}
	}
}

func (l lines) value(t *testing.T, v *Value) {
	l.inside(t, v.Position)
	if v.Alias.IsValid() {
		l.begins(t, v.Alias, "*")
	}
	if v.Kind == Integer || v.Kind == Bool {
		l.begins(t, v.Position, v.Text)
	}
	for i := range v.Items {
		l.value(t, &v.Items[i])
	}
	for i := range v.Members {
		l.begins(t, v.Members[i].Position, v.Members[i].Key)
		l.value(t, &v.Members[i].Value)
	}
}

// begins checks that a text, its quotes, anchor, tag or alias stand at a place.
func (l lines) begins(t *testing.T, p diag.Position, text string) {
	t.Helper()
	l.inside(t, p)
	if t.Failed() {
		return
	}
	rest := []rune(l[p.Line-1])[p.Column-1:]
	if len(rest) == 0 || !strings.ContainsRune("\"'&!*|>", rest[0]) && !strings.HasPrefix(text, string(rest[0])) {
		t.Errorf("%+v: %q does not begin with %q", p, string(rest), text)
	}
}

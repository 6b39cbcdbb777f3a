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
		f.Add([]byte(seed), []byte(nil))
		f.Add([]byte(everything), []byte(seed))
		f.Add([]byte(seed), []byte("\uFEFFplugins:\n  a: {module: , config: {k: [1]}}\n  first: ~\noutput:\n"))
	}
	f.Fuzz(func(t *testing.T, base, overlay []byte) {
		files := []File{{Name: file, Content: base}}
		if len(overlay) > 0 {
			files = append(files, File{Name: "prod.yaml", Content: overlay})
		}
		c, found := ParseFiles(files...)
		again, foundAgain := ParseFiles(files...)
		if diff := cmp.Diff(found, foundAgain) + cmp.Diff(c, again); diff != "" {
			t.Fatalf("two runs differ:\n%s", diff)
		}
		if c == nil && found.Errors() == 0 {
			t.Fatal("neither a config nor a finding")
		}
		text := newTexts(files)
		for _, d := range found {
			text.inside(t, d.Position)
			for _, r := range d.Related {
				text.inside(t, r.Position)
			}
		}
		if c != nil {
			text.config(t, c)
		}
		if dir := OutputDir(files...); dirProblem(dir) != "" {
			t.Errorf("OutputDir gives %q", dir)
		}
	})
}

// texts are files as an editor shows them, line by line.
type texts map[string][]string

func newTexts(files []File) texts {
	l := texts{}
	for _, f := range files {
		l[f.Name] = strings.Split(string(bytes.TrimPrefix(f.Content, byteOrderMark)), "\n")
	}
	return l
}

func (l texts) inside(t *testing.T, p diag.Position) {
	t.Helper()
	lines, ok := l[p.File]
	if ok && p == (diag.Position{File: p.File}) {
		return
	}
	if !ok || p.Line < 1 || p.Line > len(lines) || p.Column < 1 || p.Column > utf8.RuneCountInString(lines[p.Line-1])+1 {
		t.Errorf("%+v is not inside the file", p)
	}
}

func (l texts) config(t *testing.T, c *Config) {
	l.inside(t, c.Position)
	for _, in := range c.Inputs {
		l.begins(t, in.Name.Position, in.Name.Value)
	}
	for _, e := range c.Plugins {
		l.begins(t, e.Name.Position, e.Name.Value)
		for _, p := range e.Joined {
			l.begins(t, p, e.Name.Value)
		}
		if e.Settings != nil {
			l.value(t, e.Settings)
		}
		for _, d := range e.Dependencies {
			l.inside(t, d.Position)
		}
	}
}

func (l texts) value(t *testing.T, v *Value) {
	l.inside(t, v.Position)
	if v.Alias.IsValid() {
		l.begins(t, v.Alias, "*")
	}
	if v.Over.IsValid() {
		l.inside(t, v.Over)
	}
	if v.Kind == Integer || v.Kind == Bool {
		l.begins(t, v.Position, v.Text)
	}
	for i := range v.Items {
		l.value(t, &v.Items[i])
	}
	for i := range v.Members {
		l.begins(t, v.Members[i].Position, v.Members[i].Key)
		for _, p := range v.Members[i].Value.Joined {
			l.begins(t, p, v.Members[i].Key)
		}
		l.value(t, &v.Members[i].Value)
	}
}

// begins checks that a text, its quotes, anchor, tag or alias stand at a place.
func (l texts) begins(t *testing.T, p diag.Position, text string) {
	t.Helper()
	l.inside(t, p)
	if t.Failed() {
		return
	}
	rest := []rune(l[p.File][p.Line-1])[p.Column-1:]
	if len(rest) == 0 || !strings.ContainsRune("\"'&!*|>", rest[0]) && !strings.HasPrefix(text, string(rest[0])) {
		t.Errorf("%+v: %q does not begin with %q", p, string(rest), text)
	}
}

package main

import (
	"math"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/plugingen/plugingen/gen"
	"github.com/plugingen/plugingen/gen/diag"
)

// checkOf sorts the findings of a configuration by the entries that they
// concern. Printed are the findings as the report names their files; they
// stand in the order of the outcome's own.
func (t *tool) checkOf(o *outcome, printed diag.List, config string) diag.Check {
	c := diag.Check{Config: config, Output: o.compared}
	owner := t.ownership(o)
	for _, e := range o.result.Entries {
		c.Entries = append(c.Entries, diag.Entry{Name: e.Name, Disabled: !e.Enabled})
	}
	for i, d := range o.findings {
		owners := owner.of(d.Position)
		for _, j := range owners {
			c.Entries[j].Findings.Add(printed[i])
		}
		if len(owners) == 0 {
			c.Findings.Add(printed[i])
		}
	}
	return c
}

// ownership tells which entries a place belongs to.
type ownership struct {
	entries []gen.Entry
	ends    map[string]int // of the configuration's files: the line behind the last stanza
	module  string         // the host's module path
}

func (t *tool) ownership(o *outcome) ownership {
	w := ownership{entries: o.result.Entries, ends: map[string]int{}}
	if len(w.entries) == 0 {
		return w
	}
	for _, file := range o.result.Configs {
		w.ends[file] = 0
		last, _ := w.last(diag.Position{File: file, Line: math.MaxInt})
		if src, ok := o.result.Source(file); ok && last.IsValid() {
			w.ends[file] = stanzaEnd(string(src), last)
		}
	}
	if src, err := os.ReadFile(filepath.Join(t.path(t.hostDir(o)), "go.mod")); err == nil {
		w.module = modulePath(string(src))
	}
	return w
}

// stanzaEnd is the line behind the entry that begins at a place: the first
// that is indented less.
func stanzaEnd(src string, at diag.Position) int {
	number := 0
	for line := range strings.Lines(src) {
		number++
		text := strings.TrimLeft(line, " ")
		if number <= at.Line || strings.TrimSpace(text) == "" || text[0] == '#' {
			continue
		}
		if len(line)-len(text) < at.Column-1 {
			return number
		}
	}
	return number + 1
}

// of is the entry whose stanza a place lies in, or the entries whose package
// it lies in; none where it concerns the composition as a whole.
func (w ownership) of(at diag.Position) []int {
	if end, ok := w.ends[at.File]; ok {
		if _, i := w.last(at); i >= 0 && at.Line < end {
			return []int{i}
		}
		return nil
	}
	if !at.IsValid() {
		return nil
	}
	dir := withoutVersion(path.Dir(at.File))
	var owners []int
	for i, e := range w.entries {
		if e.Package != "" && (e.Package == dir || e.Package == path.Join(w.module, dir)) {
			owners = append(owners, i)
		}
	}
	return owners
}

// last is the entry whose name stands last before a place in its file, -1
// where none does.
func (w ownership) last(at diag.Position) (name diag.Position, entry int) {
	entry = -1
	for i, e := range w.entries {
		for _, p := range append([]diag.Position{e.Position}, e.Overlaid...) {
			if p.File == at.File && p.Compare(at) <= 0 && name.Compare(p) <= 0 {
				name, entry = p, i
			}
		}
	}
	return name, entry
}

// withoutVersion turns module@version/dir into the import path of the package.
func withoutVersion(dir string) string {
	module, rest, ok := strings.Cut(dir, "@")
	if !ok {
		return dir
	}
	_, rest, _ = strings.Cut(rest, "/")
	return path.Join(module, rest)
}

// modulePath is that of a go.mod that the go command accepted.
func modulePath(gomod string) string {
	for line := range strings.Lines(gomod) {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "module" {
			return strings.Trim(fields[1], "\"`")
		}
	}
	return ""
}

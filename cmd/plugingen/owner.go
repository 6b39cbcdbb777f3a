package main

import (
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
	end     int    // the line behind the last stanza
	module  string // the host's module path
}

func (t *tool) ownership(o *outcome) ownership {
	w := ownership{entries: o.result.Entries}
	if len(w.entries) == 0 {
		return w
	}
	last := w.entries[len(w.entries)-1].Position
	if src, ok := o.result.Source(last.File); ok {
		w.end = stanzaEnd(string(src), last)
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
	if len(w.entries) > 0 && at.File == w.entries[0].Position.File {
		return w.stanza(at)
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

func (w ownership) stanza(at diag.Position) []int {
	if at.Line >= w.end {
		return nil
	}
	for i := len(w.entries) - 1; i >= 0; i-- {
		if w.entries[i].Position.Compare(at) <= 0 {
			return []int{i}
		}
	}
	return nil
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

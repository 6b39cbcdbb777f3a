// Package diag is what plugingen says to its users: diagnostics with a stable
// code, a place, related places and a way out, and the forms in which they are
// printed.
//
// A Diagnostic is a finding about the user's input. Our own failures and the
// machine's are Go errors and never become diagnostics.
package diag

import (
	"cmp"
	"fmt"
	"slices"
)

// Severity says whether a finding stops the work.
type Severity string

const (
	// Error findings stop the stage that follows.
	Error Severity = "error"
	// Warning findings are reported and stop nothing.
	Warning Severity = "warning"
)

// Position is a place in a file. File is relative to the host's module root
// with forward slashes, or module@version/path inside a dependency. Line and
// Column count from 1, columns in characters; Line 0 means that the finding
// concerns the file as a whole, an empty File that it has no place at all.
type Position struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

// IsValid reports whether the position names a file.
func (p Position) IsValid() bool { return p.File != "" }

// String is "file:line:column", shorter where parts are unknown.
func (p Position) String() string {
	switch {
	case p.File == "":
		return "-"
	case p.Line == 0:
		return p.File
	case p.Column == 0:
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// Compare orders positions by file, line and column.
func (p Position) Compare(q Position) int {
	return cmp.Or(cmp.Compare(p.File, q.File), cmp.Compare(p.Line, q.Line), cmp.Compare(p.Column, q.Column))
}

// Related is another place that the reader needs in order to understand a
// finding, with a note that says why.
type Related struct {
	Position
	Message string `json:"message"`
}

// Diagnostic is one finding for the user.
type Diagnostic struct {
	Code     Code
	Severity Severity // empty means Error
	Position Position
	Message  string    // one sentence in the user's words, no final full stop
	Related  []Related // in the order in which they should be read
	Help     string    // what to do; may have several lines
}

// IsError reports whether the finding stops the work.
func (d Diagnostic) IsError() bool { return d.Severity != Warning }

// level is the severity, the default applied.
func (d Diagnostic) level() Severity { return cmp.Or(d.Severity, Error) }

// List is a set of findings. The zero value is empty and ready to use.
type List []Diagnostic

// Add appends findings.
func (l *List) Add(d ...Diagnostic) { *l = append(*l, d...) }

// Errors counts the findings that stop the work.
func (l List) Errors() int {
	n := 0
	for _, d := range l {
		if d.IsError() {
			n++
		}
	}
	return n
}

// Warnings counts the findings that stop nothing.
func (l List) Warnings() int { return len(l) - l.Errors() }

// Sorted returns the findings by file, line, column, code and message, each
// once: the order in which every rendering prints them.
func (l List) Sorted() List {
	out := slices.Clone(l)
	slices.SortStableFunc(out, func(a, b Diagnostic) int {
		return cmp.Or(a.Position.Compare(b.Position), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Message, b.Message))
	})
	return slices.CompactFunc(out, func(a, b Diagnostic) bool {
		return a.Code == b.Code && a.Position == b.Position && a.Message == b.Message
	})
}

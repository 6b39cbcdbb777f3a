package diag

import (
	"fmt"
	"io"
	"strconv"
	"strings"
)

// TextOptions say how Text prints. The zero value prints without colours and
// without excerpts.
type TextOptions struct {
	Color bool // write ANSI colours
	// Source returns the content of a file as a Position names it; false where
	// it cannot be had, and then no excerpt is shown. It may be nil.
	Source func(file string) ([]byte, bool)
	// Width is that of the terminal in columns: messages and help are wrapped at
	// it, but for lines that begin with a space, and excerpts cut. 0 wraps
	// nothing, so that each finding has its message on one line.
	Width int
}

// Text prints findings for a person: each with its place, the source line with
// a caret, the related places and a way out; at the end how many there were.
// The first line of a finding is file:line:column: severity[code]: message.
// An empty list prints nothing. The error is the writer's.
func Text(w io.Writer, l List, o TextOptions) error {
	if len(l) == 0 {
		return nil
	}
	p := printer{paint: paint(o.Color), source: o.Source, width: o.Width}
	sorted := l.Sorted()
	for _, d := range sorted {
		p.diagnostic(d)
	}
	p.line(p.bold(summary(sorted)))
	_, err := io.WriteString(w, p.b.String())
	return err
}

// printer collects the page; nothing is written before all of it stands.
type printer struct {
	paint
	b      strings.Builder
	source func(string) ([]byte, bool)
	gutter int // width of the line numbers of one finding
	width  int // of the terminal; 0 where there is none
}

func (p *printer) line(parts ...string) {
	for _, s := range parts {
		p.b.WriteString(s)
	}
	p.b.WriteByte('\n')
}

func (p *printer) diagnostic(d Diagnostic) {
	p.gutter = gutter(d)
	code := "[" + visible(string(d.Code)) + "]: "
	p.head(label{p.bold(place(d.Position)) + p.severity(d) + p.bold(code), columns(place(d.Position) + string(d.level()) + code)}, "  ", d.Message)
	p.excerpt(d.Position, d.IsError())
	for _, r := range d.Related {
		at := place(r.Position)
		p.head(label{"  " + p.dim(at) + p.note("note: "), columns("  " + at + "note: ")}, "    ", r.Message)
		p.excerpt(r.Position, false)
	}
	if d.Help != "" {
		p.head(label{"  " + p.help("help: "), len("  help: ")}, "        ", d.Help)
	}
	p.line()
}

// label is what stands before a message, and how many columns it takes.
type label struct {
	text  string
	width int
}

// head prints a message after its label, further lines indented.
func (p *printer) head(l label, indent, message string) {
	for i, text := range visibleLines(message) {
		switch {
		case i == 0:
			p.line(l.text, p.fold(text, l.width, indent))
		case text == "":
			p.line()
		default:
			p.line(indent, p.fold(text, len(indent), indent))
		}
	}
}

// fold wraps a line that begins at a column; lines that begin with a space are
// examples and stay as they are.
func (p *printer) fold(text string, column int, indent string) string {
	if p.width == 0 || strings.HasPrefix(text, " ") {
		return text
	}
	var b strings.Builder
	for i, word := range strings.Split(text, " ") {
		width := columns(word)
		switch {
		case i > 0 && column+1+width > p.width:
			b.WriteString("\n" + indent)
			column = len(indent)
		case i > 0:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += width
	}
	return b.String()
}

func (p *printer) excerpt(at Position, isError bool) {
	if p.source == nil || at.Line == 0 {
		return
	}
	src, ok := p.source(at.File)
	if !ok {
		return
	}
	text, caret, ok := excerpt(src, at, p.room())
	if !ok {
		return
	}
	p.line(p.dim(fmt.Sprintf("  %*d | ", p.gutter, at.Line)), text)
	if caret >= 0 {
		p.line(p.dim(fmt.Sprintf("  %*s | ", p.gutter, "")), strings.Repeat(" ", caret), p.caret(isError))
	}
}

// room is how many columns of a source line fit beside the line numbers.
func (p *printer) room() int {
	const frame = len("   | ") + 2
	if p.width == 0 {
		return excerptWidth
	}
	return min(excerptWidth, max(excerptWidth/6, p.width-p.gutter-frame))
}

// gutter is the width that all line numbers of a finding need.
func gutter(d Diagnostic) int {
	most := d.Position.Line
	for _, r := range d.Related {
		most = max(most, r.Line)
	}
	return max(4, len(strconv.Itoa(most)))
}

// place is a position before a message; nothing where there is none.
func place(at Position) string {
	if !at.IsValid() {
		return ""
	}
	return visible(at.String()) + ": "
}

// summary is "2 errors, 1 warning".
func summary(l List) string {
	var parts []string
	for _, c := range []struct {
		n    int
		word string
	}{{l.Errors(), "error"}, {l.Warnings(), "warning"}} {
		switch {
		case c.n == 1:
			parts = append(parts, "1 "+c.word)
		case c.n > 1:
			parts = append(parts, strconv.Itoa(c.n)+" "+c.word+"s")
		}
	}
	return strings.Join(parts, ", ")
}

// paint wraps text in ANSI colours where it is true.
type paint bool

func (p paint) in(sequence, text string) string {
	if !p || text == "" {
		return text
	}
	return "\x1b[" + sequence + "m" + text + "\x1b[0m"
}

func (p paint) bold(s string) string { return p.in("1", s) }
func (p paint) dim(s string) string  { return p.in("2", s) }
func (p paint) note(s string) string { return p.in("1;34", s) }
func (p paint) help(s string) string { return p.in("1;32", s) }

func (p paint) severity(d Diagnostic) string {
	if d.IsError() {
		return p.in("1;31", string(d.level()))
	}
	return p.in("1;33", string(d.Severity))
}

func (p paint) caret(isError bool) string {
	if isError {
		return p.in("1;31", "^")
	}
	return p.in("1;33", "^")
}

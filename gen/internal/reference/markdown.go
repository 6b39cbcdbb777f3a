package reference

import (
	"bytes"
	"strings"
	"unicode"
)

// writer collects the blocks of a page.
type writer struct{ bytes.Buffer }

// line writes a paragraph or a heading; nothing where it is empty.
func (w *writer) line(s string) {
	if s != "" {
		w.WriteString(s + "\n\n")
	}
}

// item writes one item of a list, which end ends.
func (w *writer) item(s string) { w.WriteString("- " + s + "\n") }

func (w *writer) end() { w.WriteByte('\n') }

// table is rows of cells, the first of them the heading. A pipe in a cell is
// escaped when it is written, in code too.
type table [][]string

func (w *writer) table(t table) {
	for i, row := range t {
		cells := make([]string, 0, len(row))
		for _, cell := range row {
			cells = append(cells, strings.ReplaceAll(cell, "|", `\|`))
		}
		w.WriteString("| " + strings.Join(cells, " | ") + " |\n")
		if i == 0 {
			w.WriteString(strings.Repeat("|---", len(row)) + "|\n")
		}
	}
	w.end()
}

// bytes is the page, which ends with one newline.
func (w *writer) bytes() []byte { return append(bytes.TrimRight(w.Bytes(), "\n"), '\n') }

// text writes what a person wrote so that it reads the same, on one line: no
// mark of Markdown or HTML in it counts.
func text(s string) string {
	s = oneLine(s)
	var b strings.Builder
	if n := opening(s); n >= 0 {
		b.WriteString(s[:n] + "\\" + s[n:n+1])
		s = s[n+1:]
	}
	for _, c := range s {
		if strings.ContainsRune("\\`*_[]<>&~#$", c) {
			b.WriteByte('\\')
		}
		b.WriteRune(c)
	}
	return b.String()
}

// opening is the place of the mark with which a text would begin a list or a
// rule; -1 where it has none.
func opening(s string) int {
	number := strings.TrimLeft(s, "0123456789")
	switch n := len(s) - len(number); {
	case number == "":
		return -1
	case n == 0 && strings.ContainsRune("-+=", rune(s[0])):
		return 0
	case n > 0 && (number[0] == '.' || number[0] == ')') && (len(number) == 1 || number[1] == ' '):
		return n
	}
	return -1
}

// oneLine joins lines and leaves out what cannot be printed.
func oneLine(s string) string {
	words := strings.FieldsFunc(s, func(c rune) bool { return unicode.IsSpace(c) || unicode.IsControl(c) })
	return strings.Join(words, " ")
}

// code writes a text as it is, between more backticks than it has in a row.
func code(s string) string {
	s = oneLine(s)
	if s == "" {
		return ""
	}
	ticks := "`"
	for strings.Contains(s, ticks) {
		ticks += "`"
	}
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return ticks + s + ticks
}

func codes(all []string) string {
	out := make([]string, 0, len(all))
	for _, s := range all {
		out = append(out, code(s))
	}
	return strings.Join(out, ", ")
}

// link is an address that can be followed, else its text.
func link(address string) string {
	plain := !strings.ContainsFunc(address, func(c rune) bool { return c <= ' ' || strings.ContainsRune("<>\\`", c) })
	if plain && (strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "http://")) {
		return "<" + address + ">"
	}
	return text(address)
}

package config

import (
	"bytes"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/plugingen/plugingen/gen/diag"
)

// lineStart is where a line in the YAML library's count begins in the count of
// editors, which know no other line breaks than \n and \r\n.
type lineStart struct{ line, column int }

// at is the place of a node.
func (r *reader) at(n *yaml.Node) diag.Position { return r.place(n.Line, n.Column) }

// place translates a place in the library's count.
func (r *reader) place(line, column int) diag.Position {
	if r.lines != nil && line >= 1 {
		start := r.lines[min(line, len(r.lines))-1]
		line, column = start.line, start.column+column-1
	}
	return diag.Position{File: r.file, Line: line, Column: column}
}

// oddLines returns the starts of all lines in the library's count, which also
// breaks lines at a lone \r and at U+0085, U+2028 and U+2029; nil where the
// text has none of these.
func oddLines(src []byte) []lineStart {
	if !hasOddBreak(src) {
		return nil
	}
	starts := []lineStart{{1, 1}}
	line, column := 1, 1
	for i := 0; i < len(src); {
		c, size := utf8.DecodeRune(src[i:])
		i += size
		column++
		switch {
		case c == '\n':
			line, column = line+1, 1
		case !isOddBreak(c, src[i:]):
			continue
		}
		starts = append(starts, lineStart{line, column})
	}
	return starts
}

func hasOddBreak(src []byte) bool {
	for i, c := range src {
		if c == '\r' && isOddBreak('\r', src[i+1:]) {
			return true
		}
	}
	return bytes.ContainsAny(src, "\u0085\u2028\u2029")
}

// isOddBreak reports whether c, before rest, is a line break to the library only.
func isOddBreak(c rune, rest []byte) bool {
	switch c {
	case '\r':
		return len(rest) == 0 || rest[0] != '\n'
	case '\u0085', '\u2028', '\u2029':
		return true
	}
	return false
}

// placeOf is the place of a byte of the source.
func (r *reader) placeOf(src []byte, offset int) diag.Position {
	before := src[:offset]
	start := bytes.LastIndexByte(before, '\n') + 1
	return diag.Position{
		File:   r.file,
		Line:   bytes.Count(before, []byte{'\n'}) + 1,
		Column: utf8.RuneCount(before[start:]) + 1,
	}
}

package diag

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// tabStop is the distance between tab stops in excerpts.
const tabStop = 4

// glyph is a character of the source as a terminal shows it: its text and the
// columns that it takes.
type glyph struct {
	text  string
	width int
}

// glyphs lays out one line. Whatever a terminal could act on, or would not show,
// becomes an escape such as \x1b, so that no file can move the cursor, change
// colours or reorder what is read.
func glyphs(line string) []glyph {
	out := make([]glyph, 0, len(line))
	column := 0
	for len(line) > 0 {
		r, size := utf8.DecodeRuneInString(line)
		c := glyphOf(r, size, line[0], column)
		out = append(out, c)
		column += c.width
		line = line[size:]
	}
	return out
}

func glyphOf(r rune, size int, first byte, column int) glyph {
	switch {
	case r == '\t':
		n := tabStop - column%tabStop
		return glyph{strings.Repeat(" ", n), n}
	case r == utf8.RuneError && size == 1:
		return escape(`\x%02x`, rune(first))
	case unicode.IsPrint(r):
		return glyph{string(r), runeWidth(r)}
	case r < 0x80:
		return escape(`\x%02x`, r)
	case r < 0x10000:
		return escape(`\u%04x`, r)
	}
	return escape(`\U%08x`, r)
}

func escape(format string, r rune) glyph {
	s := fmt.Sprintf(format, r)
	return glyph{s, len(s)}
}

// visible is one line of text, safe to print.
func visible(line string) string {
	var b strings.Builder
	for _, c := range glyphs(line) {
		b.WriteString(c.text)
	}
	return b.String()
}

// columns is how wide text is that visible has made safe.
func columns(text string) int {
	n := 0
	for _, r := range text {
		n += runeWidth(r)
	}
	return n
}

// visibleLines splits text into lines that are safe to print, without the
// empty ones at its end.
func visibleLines(text string) []string {
	lines := strings.Split(strings.TrimRight(text, "\r\n"), "\n")
	for i, line := range lines {
		lines[i] = visible(strings.TrimSuffix(line, "\r"))
	}
	return lines
}

// wide are the blocks whose characters take two columns: Hangul, CJK, kana,
// full-width forms and emoji.
var wide = [][2]rune{
	{0x1100, 0x115f}, {0x231a, 0x231b}, {0x23e9, 0x23ec}, {0x2614, 0x2615},
	{0x2648, 0x2653}, {0x26aa, 0x26ab}, {0x26bd, 0x26be}, {0x26c4, 0x26c5},
	{0x2705, 0x2705}, {0x270a, 0x270b}, {0x274c, 0x274c}, {0x2753, 0x2755},
	{0x2795, 0x2797}, {0x2b1b, 0x2b1c}, {0x2b50, 0x2b50}, {0x2e80, 0x303e},
	{0x3041, 0xa4cf}, {0xa960, 0xa97f}, {0xac00, 0xd7a3}, {0xf900, 0xfaff},
	{0xfe10, 0xfe19}, {0xfe30, 0xfe6f}, {0xff00, 0xff60}, {0xffe0, 0xffe6},
	{0x16fe0, 0x18cff}, {0x1b000, 0x1b2ff}, {0x1f18e, 0x1f18e}, {0x1f191, 0x1f19a},
	{0x1f200, 0x1f320}, {0x1f32d, 0x1f64f}, {0x1f680, 0x1f6ff}, {0x1f7e0, 0x1f7eb},
	{0x1f90c, 0x1f9ff}, {0x1fa70, 0x1faff}, {0x20000, 0x3fffd},
}

// runeWidth is the number of columns that a printable character takes.
func runeWidth(r rune) int {
	if r < 0x300 {
		return 1
	}
	if unicode.In(r, unicode.Mn, unicode.Me) {
		return 0
	}
	for _, block := range wide {
		if r >= block[0] && r <= block[1] {
			return 2
		}
	}
	return 1
}

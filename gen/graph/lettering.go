package graph

import (
	"encoding/xml"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Sizes of letters in pixels.
const (
	nameSize  = 13
	noteSize  = 11
	nameLimit = 40 // letters of a name in a box; the whole is in its title
	noteLimit = 44
)

// textWidth is the width of a line at most, in pixels. Letters are of a fixed
// width, which in no common font is over 0.61 of their size; what is not ASCII
// may come from any other font and is given twice as much.
func textWidth(s string, size int) int {
	hundredths := 0
	for _, r := range s {
		if r < utf8.RuneSelf {
			hundredths += 62
		} else {
			hundredths += 125
		}
	}
	return (hundredths*size + 99) / 100
}

// shorten makes one line of a text: it cuts the middle out of what is too long,
// for both ends tell more, and replaces what has no letter.
func shorten(s string, limit int) string {
	runes := []rune(strings.Map(letter, s))
	if len(runes) <= limit {
		return string(runes)
	}
	head := (limit - 1) * 2 / 3
	return string(runes[:head]) + "…" + string(runes[len(runes)-(limit-1-head):])
}

// letter is what is drawn for a rune.
func letter(r rune) rune {
	switch {
	case unicode.IsSpace(r):
		return ' '
	case !unicode.IsPrint(r):
		return unicode.ReplacementChar
	}
	return r
}

// escape makes text of XML; what XML cannot hold becomes the replacement
// character.
func escape(s string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(s)) //nolint:errcheck // a Builder takes everything
	return b.String()
}

package jsonyamlbridge

import (
	"bytes"
	"unicode/utf8"
)

// checkText refuses what is too large or no UTF-8, and cuts off a byte order mark,
// so that columns count what a reader sees.
func (f *findings) checkText(src []byte, cfg Config) []byte {
	src = bytes.TrimPrefix(src, []byte("\ufeff"))
	if len(src) > cfg.MaxBytes {
		f.add(place{1, 1}, "the text has %d bytes, and at most %d are read", len(src), cfg.MaxBytes)
		return nil
	}
	if !utf8.Valid(src) {
		f.add(invalidAt(src), "the text is no UTF-8 here")
		return nil
	}
	return src
}

func invalidAt(src []byte) place {
	for i := 0; i < len(src); {
		r, size := utf8.DecodeRune(src[i:])
		if r == utf8.RuneError && size == 1 {
			return placeOf(src, i)
		}
		i += size
	}
	return place{1, 1}
}

// placeOf counts from the start; cursor is for many places in a row.
func placeOf(src []byte, offset int) place {
	c := cursor{src: src, at: place{1, 1}}
	return c.to(offset)
}

// cursor turns offsets into places, moving forward only, so that a text of one
// long line does not cost the square of its length.
type cursor struct {
	src    []byte
	offset int
	at     place
}

func (c *cursor) to(offset int) place {
	for c.offset < min(offset, len(c.src)) {
		r, size := utf8.DecodeRune(c.src[c.offset:])
		c.offset += size
		if r == '\n' {
			c.at = place{c.at.line + 1, 1}
			continue
		}
		c.at.column++
	}
	return c.at
}

// find returns the first place of a word, or the start.
func find(src []byte, word string) place {
	return placeOf(src, max(0, bytes.Index(src, []byte(word))))
}

// firstOn returns the first character of a line that is no blank.
func firstOn(src []byte, line int) place {
	lines := bytes.Split(src, []byte("\n"))
	if line > len(lines) {
		line = len(lines)
	}
	text := lines[line-1]
	return place{line, 1 + len(text) - len(bytes.TrimLeft(text, " \t"))}
}

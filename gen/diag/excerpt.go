package diag

import (
	"bytes"
	"strings"
)

// excerptWidth is the most columns of a source line that are ever shown; a
// line that is longer than the room for it is cut around the caret.
const excerptWidth = 120

// byteOrderMark stands before the first character and is not one of them.
const byteOrderMark = "\ufeff"

// sourceLine returns a line of a file, counted from 1; false where the file
// has no such line.
func sourceLine(src []byte, line int) (string, bool) {
	if line < 1 {
		return "", false
	}
	first := line == 1
	for ; line > 1; line-- {
		i := bytes.IndexByte(src, '\n')
		if i < 0 {
			return "", false
		}
		src = src[i+1:]
	}
	if len(src) == 0 {
		return "", false
	}
	if i := bytes.IndexByte(src, '\n'); i >= 0 {
		src = src[:i]
	}
	text := strings.TrimSuffix(string(src), "\r")
	if first {
		text = strings.TrimPrefix(text, byteOrderMark)
	}
	return text, true
}

// excerpt is a source line ready to print and the width of what stands before
// the character in question; caret is -1 where the position names no column.
// It is false where the position lies outside the source.
func excerpt(src []byte, at Position, room int) (text string, caret int, ok bool) {
	line, ok := sourceLine(src, at.Line)
	if !ok {
		return "", 0, false
	}
	row := glyphs(line)
	if at.Column < 0 || at.Column > len(row)+1 {
		return "", 0, false
	}
	if at.Column == 0 {
		text, _ = window(row, 0, room)
		return text, -1, true
	}
	text, caret = window(row, at.Column-1, room)
	return text, caret, true
}

// window joins the glyphs around index i, as many as fit, and returns the width
// of those before i. Cut ends show as an ellipsis.
func window(row []glyph, i, width int) (text string, before int) {
	from, to := span(row, i, width)
	var b strings.Builder
	if from > 0 {
		b.WriteString("…")
		before = 1
	}
	for j := from; j < to; j++ {
		b.WriteString(row[j].text)
		if j < i {
			before += row[j].width
		}
	}
	if to < len(row) {
		b.WriteString("…")
	}
	return strings.TrimRight(b.String(), " "), before
}

// span chooses the glyphs to show: all of a line that fits, else two thirds of
// the room before index i and the rest behind it.
func span(row []glyph, i, width int) (from, to int) {
	from, room := i, width*2/3
	for from > 0 && room-row[from-1].width >= 0 {
		from--
		room -= row[from].width
	}
	to, room = from, width
	for to < len(row) && room-row[to].width >= 0 {
		room -= row[to].width
		to++
	}
	for to == len(row) && from > 0 && room-row[from-1].width >= 0 {
		from--
		room -= row[from].width
	}
	return from, to
}

package jsonyamlbridge

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// writeJSON writes a value; indent 0 is compact.
func writeJSON(n *node, indent int) []byte {
	w := &jsonWriter{indent: indent}
	w.value(n, 0)
	if indent > 0 {
		w.out = append(w.out, '\n')
	}
	return w.out
}

type jsonWriter struct {
	out    []byte
	indent int
}

func (w *jsonWriter) value(n *node, depth int) {
	switch n.kind {
	case null:
		w.out = append(w.out, "null"...)
	case text:
		w.out = appendQuoted(w.out, n.scalar)
	case list:
		w.collection(n, depth, '[', ']')
	case object:
		w.collection(n, depth, '{', '}')
	default:
		w.out = append(w.out, n.scalar...)
	}
}

func (w *jsonWriter) collection(n *node, depth int, open, closing byte) {
	w.out = append(w.out, open)
	for i, item := range n.items {
		if i > 0 {
			w.out = append(w.out, ',')
		}
		w.line(depth + 1)
		if n.kind == object {
			w.out = append(appendQuoted(w.out, n.keys[i].name), ':')
			if w.indent > 0 {
				w.out = append(w.out, ' ')
			}
		}
		w.value(item, depth+1)
	}
	if len(n.items) > 0 {
		w.line(depth)
	}
	w.out = append(w.out, closing)
}

func (w *jsonWriter) line(depth int) {
	if w.indent > 0 {
		w.out = append(w.out, '\n')
		w.out = append(w.out, strings.Repeat(" ", depth*w.indent)...)
	}
}

// appendQuoted escapes only what JSON demands.
func appendQuoted(out []byte, s string) []byte {
	out = append(out, '"')
	for _, r := range s {
		switch i := strings.IndexRune("\"\\\n\r\t", r); {
		case i >= 0:
			out = append(out, '\\', `"\nrt`[i])
		case r < 0x20:
			out = fmt.Appendf(out, `\u%04x`, r)
		default:
			out = utf8.AppendRune(out, r)
		}
	}
	return append(out, '"')
}

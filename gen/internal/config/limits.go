package config

import (
	"bytes"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/plugingen/plugingen/gen/diag"
)

// What a file may ask of us. Each is far beyond what a person writes and far
// below what would make a run slow.
const (
	maxBytes      = 1 << 20 // of the file
	maxDepth      = 100     // of nested mappings and lists, aliases followed
	maxNodes      = 100_000 // keys and values, each as often as aliases repeat it
	maxText       = 4 << 20 // bytes of all scalars, counted likewise
	maxDirectives = 16      // the YAML library compares each with every other
)

// checkText refuses what the YAML library should never see: too much of it,
// what is not UTF-8 and characters that YAML does not allow.
func (r *reader) checkText(src []byte) bool {
	if len(src) > maxBytes {
		r.exceeded(diag.Position{File: r.file}, "the file has %d bytes, the limit is %d", len(src), maxBytes)
		return false
	}
	if isUTF16(src) {
		r.report(diag.InvalidYAML, diag.Position{File: r.file, Line: 1, Column: 1},
			"save the file as UTF-8; PowerShell does so with -Encoding utf8", "the file is UTF-16, not UTF-8")
		return false
	}
	for i := 0; i < len(src); {
		c, size := utf8.DecodeRune(src[i:])
		if c == utf8.RuneError && size == 1 {
			r.report(diag.InvalidYAML, r.placeOf(src, i), "save the file as UTF-8",
				"byte 0x%02X is not UTF-8", src[i])
			return false
		}
		if !allowed(c) {
			r.report(diag.InvalidYAML, r.placeOf(src, i),
				"delete it, or write it as an escape in double quotes",
				"YAML does not allow the character %U", c)
			return false
		}
		i += size
	}
	return r.checkDirectives(src)
}

// isUTF16 reports whether a file begins with the byte order mark of UTF-16, or
// with a character of one byte and the zero that UTF-16 puts beside it.
func isUTF16(src []byte) bool {
	marked := bytes.HasPrefix(src, []byte("\xFF\xFE")) || bytes.HasPrefix(src, []byte("\xFE\xFF"))
	return marked || len(src) > 1 && (src[0] == 0) != (src[1] == 0)
}

// allowed reports whether a character may stand in a YAML file.
func allowed(c rune) bool {
	switch {
	case c == '\t', c == '\n', c == '\r', c == 0x85:
		return true
	case c < 0x20, c >= 0x7F && c < 0xA0, c == 0xFFFE, c == 0xFFFF:
		return false
	}
	return true
}

func (r *reader) checkDirectives(src []byte) bool {
	directives, offset := 0, 0
	for line := range bytes.Lines(src) {
		if bytes.HasPrefix(line, []byte("%TAG")) {
			directives++
		}
		if directives > maxDirectives {
			r.exceeded(r.placeOf(src, offset), "more than %d %%TAG directives", maxDirectives)
			return false
		}
		offset += len(line)
	}
	return true
}

func (r *reader) exceeded(at diag.Position, format string, args ...any) {
	r.report(diag.LimitExceeded, at, "a configuration may have 1 MiB, 100 levels of nesting and 100,000 values", format, args...)
}

// extent is what a node comes to with its aliases followed.
type extent struct{ nodes, text, depth int }

// meter measures a document in one walk, without expanding it: an alias stands
// behind its anchor, whose extent is known by then unless it contains the alias.
type meter struct {
	*reader
	total  extent // of what was walked so far; depth unused
	known  map[*yaml.Node]extent
	isOpen map[*yaml.Node]bool // anchored nodes that the walk is inside of
}

// measure reports whether the document is within the limits and finite.
func (r *reader) measure(document *yaml.Node) bool {
	m := &meter{reader: r, known: map[*yaml.Node]extent{}, isOpen: map[*yaml.Node]bool{}}
	_, ok := m.visit(document, 0)
	return ok
}

// visit returns how deep the node goes below depth levels.
func (m *meter) visit(n *yaml.Node, depth int) (int, bool) {
	if n.Kind == yaml.AliasNode {
		return m.alias(n, depth)
	}
	before := m.total
	m.total.nodes++
	m.total.text += len(n.Value)
	if n.Kind == yaml.ScalarNode {
		return m.leave(n, before, 0, depth)
	}
	if !m.within(n, depth+1) {
		return 0, false
	}
	if n.Anchor != "" {
		m.isOpen[n] = true
	}
	deepest := 0
	for _, child := range n.Content {
		below, ok := m.visit(child, depth+1)
		if !ok {
			return 0, false
		}
		deepest = max(deepest, below)
	}
	return m.leave(n, before, deepest+1, depth)
}

// leave notes the extent of an anchored node.
func (m *meter) leave(n *yaml.Node, before extent, below, depth int) (int, bool) {
	if n.Anchor != "" {
		delete(m.isOpen, n)
		m.known[n] = extent{m.total.nodes - before.nodes, m.total.text - before.text, below}
	}
	return below, m.within(n, depth)
}

func (m *meter) alias(n *yaml.Node, depth int) (int, bool) {
	if m.isOpen[n.Alias] {
		m.report(diag.InvalidValue, m.at(n), "write the value out instead of the alias",
			"*%s stands inside the value that it names", shorten(n.Value))
		m.relate(m.at(n.Alias), "the value begins here")
		return 0, false
	}
	target := m.known[n.Alias]
	m.total.nodes += target.nodes
	m.total.text += target.text
	return target.depth, m.within(n, depth+target.depth)
}

// within reports whether the limits hold at a node.
func (m *meter) within(n *yaml.Node, depth int) bool {
	switch {
	case depth > maxDepth:
		m.exceeded(m.at(n), "nested more than %d levels deep", maxDepth)
	case m.total.nodes > maxNodes:
		m.exceeded(m.at(n), "more than %d keys and values", maxNodes)
	case m.total.text > maxText:
		m.exceeded(m.at(n), "more than %d bytes of text when aliases are followed", maxText)
	default:
		return true
	}
	return false
}

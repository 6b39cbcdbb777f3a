package settings

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

const (
	largest = 1 << 20 // bytes of a document or of a file that is referred to
	deepest = 100     // levels of a document
)

// flaw is what is wrong with a document, with the path of the place.
type flaw struct{ path, problem string }

// reader makes nodes of a document that is known to be JSON. It collects what
// JSON allows and settings do not.
type reader struct {
	doc     []byte
	pos     int
	overlay bool
	flaws   []flaw
	over    bool // too deep to go on
}

// readDocument reads a JSON document strictly: no second value, no key twice, no
// broken characters, not too large or deep. Strings of what is not an overlay are
// templates.
func readDocument(doc []byte, overlay bool) (*node, []flaw) {
	if problem := notJSON(doc); problem != "" {
		return nil, []flaw{{problem: problem}}
	}
	d := &reader{doc: doc, overlay: overlay}
	v := d.value("", 1)
	return &v, d.flaws
}

// notJSON says why a document is not one, without a character of it.
func notJSON(doc []byte) string {
	var raw json.RawMessage
	var wrong *json.SyntaxError
	switch err := json.Unmarshal(doc, &raw); {
	case len(doc) > largest:
		return "is larger than 1 MiB"
	case !utf8.Valid(doc):
		return "is not UTF-8 text"
	case len(bytes.TrimSpace(doc)) == 0:
		return "is empty"
	case errors.As(err, &wrong):
		before := doc[:min(max(wrong.Offset-1, 0), int64(len(doc)))]
		line := bytes.Count(before, []byte("\n")) + 1
		column := utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
		return fmt.Sprintf("is not valid JSON at line %d, column %d", line, column)
	case err != nil:
		return "is not valid JSON"
	}
	return ""
}

func (d *reader) value(path string, depth int) node {
	d.space()
	v := node{doc: d.doc, start: d.pos, overlay: d.overlay}
	if depth > deepest {
		d.flaws = append(d.flaws, flaw{path, fmt.Sprintf("is nested deeper than %d levels", deepest)})
		d.over = true
		return v
	}
	switch c := d.doc[d.pos]; c {
	case '{':
		d.mapping(&v, path, depth)
	case '[':
		d.list(&v, path, depth)
	case '"':
		v.kind, v.text = text, d.string(path)
		v.template = !d.overlay && strings.Contains(v.text, "$")
	default:
		v.text = d.word()
		v.kind = map[byte]kind{'n': null, 't': boolean, 'f': boolean}[c]
		if v.kind == null && c != 'n' {
			v.kind = number
		}
	}
	v.end = d.pos
	return v
}

func (d *reader) space() { d.pos += len(d.doc[d.pos:]) - len(bytes.TrimLeft(d.doc[d.pos:], " \t\r\n")) }

// word takes a number or a literal.
func (d *reader) word() string {
	n := bytes.IndexAny(d.doc[d.pos:], " \t\r\n,]}")
	if n < 0 {
		n = len(d.doc) - d.pos
	}
	d.pos += n
	return string(d.doc[d.pos-n : d.pos])
}

// closes steps over a comma, or over the end of a list or mapping.
func (d *reader) closes(end byte) bool {
	d.space()
	c := d.doc[d.pos]
	if c == ',' || c == end {
		d.pos++
	}
	return c == end
}

func (d *reader) list(v *node, path string, depth int) {
	v.kind = list
	d.pos++
	for !d.over && !d.closes(']') {
		v.items = append(v.items, d.value(indexed(path, len(v.items)), depth+1))
	}
}

func (d *reader) mapping(v *node, path string, depth int) {
	v.kind = mapping
	d.pos++
	seen := map[string]bool{}
	for !d.over && !d.closes('}') {
		d.space()
		name := d.string(path)
		d.space()
		d.pos++ // the colon
		inner := named(path, name)
		if seen[name] {
			d.flaws = append(d.flaws, flaw{inner, "is there twice"})
		}
		seen[name] = true
		v.members = append(v.members, member{name, d.value(inner, depth+1)})
	}
}

// string takes a string's characters. Half of a surrogate pair is no character.
func (d *reader) string(path string) string {
	start := d.pos
	for d.pos++; d.doc[d.pos] != '"'; d.pos++ {
		if d.doc[d.pos] == '\\' {
			d.pos++
		}
	}
	d.pos++
	raw := d.doc[start:d.pos]
	if !bytes.ContainsRune(raw, '\\') {
		return string(raw[1 : len(raw)-1])
	}
	var s string
	if err := json.Unmarshal(raw, &s); err != nil || broken(raw, s) {
		d.flaws = append(d.flaws, flaw{path, "has a character that is half of a surrogate pair"})
	}
	return s
}

// broken reports whether s has replacement characters that raw did not ask for.
func broken(raw []byte, s string) bool {
	const replacement = "\ufffd"
	asked := bytes.Count(raw, []byte(replacement)) + bytes.Count(bytes.ToLower(raw), []byte(`\ufffd`))
	return strings.Count(s, replacement) > asked
}

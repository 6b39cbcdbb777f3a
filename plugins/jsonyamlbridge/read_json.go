package jsonyamlbridge

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
)

// jsonReader reads tokens; the grammar was checked before, so what it meets is
// JSON.
type jsonReader struct {
	findings
	cfg    Config
	src    []byte
	tokens *json.Decoder
	cursor cursor
	nodes  int
	full   bool
}

func (p *Plugin) readJSON(name string, src []byte) (*node, error) {
	r := &jsonReader{findings: findings{name: name}, cfg: p.cfg}
	if src = r.checkText(src, p.cfg); len(r.list) > 0 {
		return nil, r.err()
	}
	if err := json.Unmarshal(src, new(json.RawMessage)); err != nil {
		r.syntax(src, err)
		return nil, r.err()
	}
	r.src = src
	r.cursor = cursor{src: src, at: place{1, 1}}
	r.tokens = json.NewDecoder(bytes.NewReader(src))
	r.tokens.UseNumber()
	t, at := r.token()
	n := r.read(t, at, 0)
	if err := r.err(); err != nil {
		return nil, err
	}
	return n, nil
}

func (r *jsonReader) syntax(src []byte, err error) {
	var bad *json.SyntaxError
	if !errors.As(err, &bad) {
		r.add(place{1, 1}, "this is no JSON: %v", err)
		return
	}
	r.add(placeOf(src, int(max(bad.Offset-1, 0))), "this is no JSON: %v", err)
}

// token returns the next token and its place. Between two tokens stand white
// space, commas and colons only.
func (r *jsonReader) token() (json.Token, place) {
	start := int(r.tokens.InputOffset())
	for start < len(r.src) && strings.IndexByte(" \t\r\n,:", r.src[start]) >= 0 {
		start++
	}
	at := r.cursor.to(start)
	t, err := r.tokens.Token()
	if err != nil {
		r.add(at, "this is no JSON: %v", err)
		r.full = true
		return nil, at
	}
	if s, ok := t.(string); ok && strings.ContainsRune(s, '\ufffd') && halfSurrogate(r.src[start:r.tokens.InputOffset()]) {
		r.add(at, "the string has half of a surrogate pair (\\uD800 to \\uDFFF), which is no character")
	}
	return t, at
}

// halfSurrogate looks for an escape that encoding/json replaced because its other
// half is missing.
func halfSurrogate(raw []byte) bool {
	for i := 0; i+1 < len(raw); i++ {
		if raw[i] != '\\' {
			continue
		}
		unit := codeUnit(raw[i:])
		switch {
		case unit >= 0xDC00 && unit <= 0xDFFF:
			return true
		case unit >= 0xD800 && unit <= 0xDBFF:
			low := codeUnit(raw[i+6:])
			if low < 0xDC00 || low > 0xDFFF {
				return true
			}
			i += 11
		default:
			i++ // the escaped character
		}
	}
	return false
}

// codeUnit reads \uXXXX, and returns -1 where there is none.
func codeUnit(raw []byte) int {
	if len(raw) < 6 || raw[0] != '\\' || raw[1] != 'u' {
		return -1
	}
	n, err := strconv.ParseUint(string(raw[2:6]), 16, 32)
	if err != nil {
		return -1
	}
	return int(n)
}

func (r *jsonReader) read(t json.Token, at place, depth int) *node {
	v := &node{at: at}
	if !r.enter(at) {
		return v
	}
	switch t := t.(type) {
	case nil:
	case bool:
		v.kind, v.scalar = boolean, strconv.FormatBool(t)
	case json.Number:
		v.kind, v.scalar = number, t.String()
	case string:
		v.kind, v.scalar = text, t
	case json.Delim:
		if depth >= r.cfg.MaxDepth {
			r.add(at, "nested deeper than %d levels", r.cfg.MaxDepth)
			r.full = true // the rest would be read at the wrong level
			return v
		}
		r.collection(t, v, depth+1)
	}
	return v
}

func (r *jsonReader) enter(at place) bool {
	if r.full {
		return false
	}
	if r.nodes++; r.nodes > r.cfg.MaxNodes {
		r.full = true
		r.add(at, "the text has more than %d values", r.cfg.MaxNodes)
	}
	return !r.full
}

func (r *jsonReader) collection(open json.Delim, v *node, depth int) {
	v.kind = list
	if open == '{' {
		v.kind = object
	}
	seen := map[string]place{}
	for !r.full && r.tokens.More() {
		if v.kind == object {
			r.key(v, seen)
		}
		t, at := r.token()
		v.items = append(v.items, r.read(t, at, depth))
	}
	if !r.full {
		r.token() // the closing bracket
	}
}

func (r *jsonReader) key(v *node, seen map[string]place) {
	t, at := r.token()
	name, _ := t.(string)
	if first, twice := seen[name]; twice {
		r.add(at, "the key %q stands twice, first in line %d", cut(name), first.line)
	}
	seen[name] = at
	v.keys = append(v.keys, key{name, at})
}

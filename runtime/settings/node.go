package settings

import (
	"bytes"
	"encoding/json"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// kind is the kind of a JSON value.
type kind int

const (
	null kind = iota
	boolean
	number
	text
	list
	mapping
)

var kindWords = [...]string{
	null: "null", boolean: "true or false", number: "a number", text: "a string", list: "a list", mapping: "a mapping",
}

// node is a value on its way into a setting.
type node struct {
	kind    kind
	text    string // of a scalar: "true", a number as it was written, the characters of a string
	items   []node
	members []member

	template bool        // the text has references that are not resolved yet
	loose    bool        // the text stands for a value of any scalar type
	key      bool        // it is the key of a mapping
	preset   bool        // it is the default of a rule
	overlay  bool        // the host gave it
	resolved bool        // it was a template, and the document has another text
	pure     bool        // it is one reference and nothing else
	refs     []reference // what the text was made of

	same string // what a scalar was read as; equal for equal values

	doc        []byte // where it stands, for who wants its exact bytes
	start, end int
}

type member struct {
	name  string
	value node
}

// member returns the value of a mapping's key, nil where there is none.
func (v *node) member(name string) *node {
	for i := range v.members {
		if v.members[i].name == name {
			return &v.members[i].value
		}
	}
	return nil
}

// inFile reports whether the value stands in the configuration file, so that
// errors may show it.
func (v *node) inFile() bool { return !v.overlay && len(v.refs) == 0 }

// source is the Source of an Error about the value.
func (v *node) source() string {
	if v.overlay {
		return "WithSettings"
	}
	var all []string
	for _, ref := range v.refs {
		all = append(all, ref.String())
	}
	return strings.Join(all, ", ")
}

// exact returns the bytes of the value as they were written, with the strings
// that had references replaced.
func (v *node) exact() []byte {
	switch {
	case v.doc == nil || v.resolved:
		return quotedJSON(v.text)
	case v.kind != list && v.kind != mapping:
		return v.doc[v.start:v.end]
	}
	var out []byte
	from := v.start
	follow := func(inner *node) {
		out = append(out, v.doc[from:inner.start]...)
		out = append(out, inner.exact()...)
		from = inner.end
	}
	for i := range v.items {
		follow(&v.items[i])
	}
	for i := range v.members {
		follow(&v.members[i].value)
	}
	return append(out, v.doc[from:v.end]...)
}

func quotedJSON(s string) []byte {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return []byte(strconv.Quote(s)) // a string cannot fail
	}
	return bytes.TrimRight(out.Bytes(), "\n")
}

// identity is a text that two values share where they are the same.
func (v *node) identity() string {
	if v.same != "" {
		return v.same
	}
	var parts []string
	switch v.kind {
	case number:
		if n, ok := exactNumber(v.text); ok {
			return n.RatString()
		}
		return v.text
	case text:
		return strconv.Quote(v.text)
	case list:
		for i := range v.items {
			parts = append(parts, v.items[i].identity())
		}
		return "[" + strings.Join(parts, ",") + "]"
	case mapping:
		for i := range v.members {
			parts = append(parts, strconv.Quote(v.members[i].name)+":"+v.members[i].value.identity())
		}
		slices.Sort(parts)
		return "{" + strings.Join(parts, ",") + "}"
	}
	return kindWords[v.kind] + v.text
}

// settle notes what a scalar was read as.
func (v *node) settle(n *big.Rat) {
	v.same = strconv.Quote(v.text)
	if n != nil {
		v.same = n.RatString()
	}
}

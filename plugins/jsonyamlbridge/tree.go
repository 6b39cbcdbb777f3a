package jsonyamlbridge

import (
	"encoding/json"
	"strconv"
	"strings"
)

type kind int

const (
	null kind = iota
	boolean
	number
	text
	list
	object
)

// node is a value of either format: ordered, exact, with its place.
type node struct {
	kind   kind
	scalar string // of a boolean or number its JSON text, of a text its characters
	items  []*node
	keys   []key // of an object, one for each item
	at     place
}

type key struct {
	name string
	at   place
}

// value returns the tree as plain Go values, new at every call.
func (n *node) value() any {
	switch n.kind {
	case boolean:
		return n.scalar == "true"
	case number:
		return json.Number(n.scalar)
	case text:
		return n.scalar
	case list:
		values := make([]any, len(n.items))
		for i, item := range n.items {
			values[i] = item.value()
		}
		return values
	case object:
		values := make(map[string]any, len(n.items))
		for i, item := range n.items {
			values[n.keys[i].name] = item.value()
		}
		return values
	}
	return nil
}

// index returns where an object has a key, or -1.
func (n *node) index(name string) int {
	for i, k := range n.keys {
		if k.name == name {
			return i
		}
	}
	return -1
}

// child follows one token of a JSON Pointer.
func (n *node) child(token string) (*node, int) {
	i := -1
	switch n.kind {
	case object:
		i = n.index(token)
	case list:
		i = itemIndex(token, len(n.items))
	}
	if i < 0 {
		return nil, -1
	}
	return n.items[i], i
}

func itemIndex(token string, length int) int {
	i, err := strconv.Atoi(token)
	if err != nil || strconv.Itoa(i) != token || i < 0 || i >= length {
		return -1
	}
	return i
}

// same compares values; the order of keys counts only where asked for.
func same(a, b *node, ordered bool) bool {
	if a.kind != b.kind || a.scalar != b.scalar || len(a.items) != len(b.items) {
		return false
	}
	if a.kind != object {
		return sameItems(a.items, b.items, ordered)
	}
	return sameFields(a, b, ordered)
}

func sameItems(a, b []*node, ordered bool) bool {
	for i := range a {
		if !same(a[i], b[i], ordered) {
			return false
		}
	}
	return true
}

func sameFields(a, b *node, ordered bool) bool {
	inB := make(map[string]int, len(b.keys))
	for i, k := range b.keys {
		inB[k.name] = i
	}
	for i, k := range a.keys {
		j, ok := inB[k.name]
		if !ok || ordered && i != j || !same(a.items[i], b.items[j], ordered) {
			return false
		}
	}
	return true
}

// tokens splits a JSON Pointer (RFC 6901).
func tokens(pointer string) ([]string, bool) {
	if pointer == "" {
		return nil, true
	}
	if !strings.HasPrefix(pointer, "/") {
		return nil, false
	}
	parts := strings.Split(pointer[1:], "/")
	for i, p := range parts {
		parts[i] = strings.ReplaceAll(strings.ReplaceAll(p, "~1", "/"), "~0", "~")
	}
	return parts, true
}

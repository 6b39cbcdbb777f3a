package schemavalidator

import (
	"maps"
	"net/url"
	"slices"
	"strings"
)

// reference is a $ref or $dynamicRef of a schema.
type reference struct{ pointer, to string }

// references finds them in the order of their places. It also finds what only
// looks like one (inside an enum, say), which does no harm where it is used: to
// give an error that names an address its place.
func references(doc any, pointer string) []reference {
	var refs []reference
	switch v := doc.(type) {
	case []any:
		for i, item := range v {
			refs = append(refs, references(item, joinIndex(pointer, i))...)
		}
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			if to, ok := v[key].(string); ok && (key == "$ref" || key == "$dynamicRef") {
				refs = append(refs, reference{join(pointer, key), to})
			}
			refs = append(refs, references(v[key], join(pointer, key))...)
		}
	}
	return refs
}

// mentions reports whether any of the keys stands anywhere in the document.
func mentions(doc any, keys ...string) bool {
	switch v := doc.(type) {
	case []any:
		return slices.ContainsFunc(v, func(item any) bool { return mentions(item, keys...) })
	case map[string]any:
		for key, item := range v {
			if slices.Contains(keys, key) || mentions(item, keys...) {
				return true
			}
		}
	}
	return false
}

// fragment returns the JSON Pointer in an address, percent-decoded.
func fragment(address string) string {
	_, f, _ := strings.Cut(address, "#")
	if plain, err := url.PathUnescape(f); err == nil {
		return plain
	}
	return f
}

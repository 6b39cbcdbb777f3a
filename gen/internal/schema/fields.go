package schema

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
	"unicode"

	"github.com/plugingen/plugingen/gen/internal/catalog"
)

// member is a field that the file can set: of the struct itself or promoted
// from a struct embedded in it.
type member struct {
	name   string
	tagged bool // the name is written in the tag
	opts   []string
	path   []catalog.Field
	index  []int
}

// embedding is a struct whose fields are promoted, and the way to it.
type embedding struct {
	typ   catalog.Type
	path  []catalog.Field
	index []int
	again bool // the same type was met before at this depth
}

// members lists the fields of a struct under the names that encoding/json
// gives them: the shallowest of a name wins, then the tagged one; what is
// still ambiguous is left out, as Go itself leaves it out.
func (b *builder) members(t catalog.Type) []member {
	k := key(t)
	if found, ok := b.found[k]; ok {
		return found
	}
	var found []member
	seen := map[string]bool{k: true}
	for level := []embedding{{typ: t}}; len(level) > 0; {
		var inner []embedding
		for _, e := range level {
			own, deeper := b.scan(e)
			found = append(found, own...)
			inner = append(inner, deeper...)
		}
		level = unseen(inner, seen)
	}
	b.found[k] = dominant(found)
	return b.found[k]
}

// unseen keeps the embeddings of types not met at a shallower depth. Two of a
// type are enough to make its names ambiguous; a third would only cost time.
func unseen(in []embedding, seen map[string]bool) []embedding {
	var out []embedding
	count := map[string]int{}
	for _, e := range in {
		k := key(e.typ)
		if seen[k] || count[k] == 2 {
			continue
		}
		count[k]++
		e.again = count[k] == 2
		out = append(out, e)
	}
	for k := range count {
		seen[k] = true
	}
	return out
}

// scan splits the fields of one struct into settings and embedded structs.
func (b *builder) scan(e embedding) (own []member, inner []embedding) {
	fields := b.underlying(e.typ).Fields
	own = make([]member, 0, len(fields))
	for i, f := range fields {
		name, opts, ok := fileName(f)
		if !ok {
			continue
		}
		path := append(slices.Clip(e.path), f)
		index := append(slices.Clip(e.index), i)
		target, isStruct := b.structBehind(f.Type)
		switch {
		case isStruct && (f.Embedded && name == "" || slices.Contains(opts, "inline")):
			if !e.again {
				inner = append(inner, embedding{typ: target, path: path, index: index})
			}
		case f.Exported || f.Embedded && isStruct:
			own = append(own, member{cmp.Or(name, f.Name), name != "", opts, path, index})
		}
	}
	return own, inner
}

// fileName is the name that the json tag gives, empty where it gives none, and
// the tag's options; false where the tags keep the field out of files.
func fileName(f catalog.Field) (string, []string, bool) {
	tag := reflect.StructTag(f.Tag)
	words := strings.Split(tag.Get("json"), ",")
	schemaTag, _, _ := strings.Cut(tag.Get("jsonschema"), ",")
	if words[0] == "-" || schemaTag == "-" {
		return "", nil, false
	}
	if !isName(words[0]) {
		words[0] = "" // encoding/json takes such a name for a mistake
	}
	return words[0], words[1:], true
}

// isName is the rule of encoding/json for names in tags.
func isName(s string) bool {
	return !strings.ContainsFunc(s, func(c rune) bool {
		return !unicode.IsLetter(c) && !unicode.IsDigit(c) && !strings.ContainsRune("!#$%&()*+-./:;<=>?@[]^_{|}~ ", c)
	})
}

// structBehind is the struct that a type is or points to.
func (b *builder) structBehind(t catalog.Type) (catalog.Type, bool) {
	if t.Kind == catalog.Pointer {
		t = *t.Elem
	}
	return t, b.underlying(t).Kind == catalog.Struct
}

// dominant keeps one member per name, in declaration order.
func dominant(all []member) []member {
	byName := map[string][]member{}
	for _, m := range all {
		byName[m.name] = append(byName[m.name], m)
	}
	var out []member
	for _, same := range byName {
		slices.SortFunc(same, compareRank)
		if len(same) == 1 || compareRank(same[0], same[1]) != 0 {
			out = append(out, same[0])
		}
	}
	slices.SortFunc(out, func(a, b member) int { return slices.Compare(a.index, b.index) })
	return out
}

// compareRank orders by depth, then tagged before untagged.
func compareRank(a, b member) int {
	return cmp.Or(cmp.Compare(len(a.path), len(b.path)), cmp.Compare(rank(a), rank(b)))
}

func rank(m member) int {
	if m.tagged {
		return 0
	}
	return 1
}

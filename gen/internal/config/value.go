package config

import (
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/plugingen/plugingen/gen/diag"
)

// converter turns measured nodes into values. It is passed by value: each
// change concerns what lies below only.
type converter struct {
	*reader
	alias diag.Position // the outermost alias that led here
	top   bool          // at the document's root
	free  bool          // under x-…, where any key and tag will do
}

// value converts a node. A value that cannot be understood was reported and
// has no Kind.
func (c converter) value(n *yaml.Node) Value {
	switch n.Kind {
	case yaml.AliasNode:
		return c.through(n).value(n.Alias)
	case yaml.MappingNode:
		return c.tagged(n, Mapping, "!!map", c.mapping)
	case yaml.SequenceNode:
		return c.tagged(n, Sequence, "!!seq", c.sequence)
	}
	return c.scalar(n)
}

// through is the converter for what an alias stands for.
func (c converter) through(n *yaml.Node) converter {
	if !c.alias.IsValid() {
		c.alias = c.at(n)
	}
	return c
}

// tagged fills a collection, unless its tag makes it something else.
func (c converter) tagged(n *yaml.Node, kind Kind, tag string, fill func(*yaml.Node, *Value)) Value {
	v := Value{Kind: kind, Position: c.at(n), Alias: c.alias}
	if n.Tag != tag {
		c.unknownTag(n)
		v.Kind = ""
	}
	fill(n, &v)
	return v
}

func (c converter) unknownTag(n *yaml.Node) {
	if !c.free {
		c.report(diag.WrongType, c.at(n), "leave the tag out and write a plain YAML value",
			"the tag %s has no meaning in a configuration", shorten(n.Tag))
	}
}

func (c converter) sequence(n *yaml.Node, v *Value) {
	c.top = false
	for _, item := range n.Content {
		v.Items = append(v.Items, c.value(item))
	}
}

// mapping adds the members in file order, then what merge keys bring in that
// is not there yet.
func (c converter) mapping(n *yaml.Node, v *Value) {
	seen := make(map[string]diag.Position, len(n.Content)/2)
	var merged []*yaml.Node
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		name, ok := c.key(key)
		member := c.member(name, key, value)
		switch {
		case !ok:
		case c.repeated(name, key, seen):
		case isMerge(key):
			merged = append(merged, value)
		default:
			v.Members = append(v.Members, member)
		}
	}
	for _, source := range merged {
		c.merge(v, source, seen)
	}
	if len(v.Members) == 0 && len(n.Content) > 0 && len(merged) == 0 {
		v.Kind = "" // its keys were reported; it is not to be taken for an empty one
	}
}

// member converts one member; an empty value stands at its key.
func (c converter) member(name string, key, value *yaml.Node) Member {
	inner := c
	inner.free = c.free || c.top && strings.HasPrefix(name, "x-")
	inner.top = false
	m := Member{Key: name, Position: c.at(key)}
	if isMerge(key) {
		return m // merge converts it
	}
	m.Value = inner.value(value)
	if m.Value.Kind == Null && m.Value.Text == "" {
		m.Value.Position = m.Position
	}
	return m
}

// repeated reports a key that the mapping has already.
func (c converter) repeated(name string, key *yaml.Node, seen map[string]diag.Position) bool {
	id := name
	if isMerge(key) {
		id = "<< merge" // "<<" in quotes is a key like any other
	}
	first, ok := seen[id]
	if !ok {
		seen[id] = c.at(key)
		return false
	}
	c.report(diag.DuplicateKey, c.at(key), "keep one of the two", "the key %s is there twice", quote(name))
	c.relate(first, "the first one")
	return true
}

// key is the text of a key, false where it is none.
func (c converter) key(n *yaml.Node) (string, bool) {
	if isMerge(n) {
		return n.Value, true
	}
	target := n
	if n.Kind == yaml.AliasNode {
		target = n.Alias
	}
	var v Value
	if target.Kind == yaml.ScalarNode {
		v = c.scalar(target)
	} else {
		v = Value{Kind: Mapping}
	}
	switch {
	case v.Kind == String:
		return v.Text, true
	case c.free || v.Kind == "":
	case v.Kind == Mapping:
		c.report(diag.WrongType, c.at(n), "write a name followed by a colon; put text that contains braces in quotes", "a key must be text, not a list or a mapping")
	case v.Text == "":
		c.report(diag.WrongType, c.at(n), "write a name before the colon", "a key is missing")
	default:
		c.report(diag.WrongType, c.at(n), "put the key in quotes: "+quote(v.Text)+":", "a key must be text, not %s", describe(&v))
	}
	return "", false
}

// isMerge reports whether a key is the merge key: a plain << without a tag.
func isMerge(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && n.Tag == "!!merge" && n.Style == 0
}

// merge adds the members of a merge key's value, one mapping or a list of
// them. What is there already wins, then the earlier mapping.
func (c converter) merge(v *Value, source *yaml.Node, seen map[string]diag.Position) {
	c.top = false
	from := c.value(source)
	mappings := []Value{from}
	if from.Kind == Sequence {
		mappings = from.Items
	}
	for i := range mappings {
		m := &mappings[i]
		if m.Kind != Mapping && m.Kind != "" {
			c.reportOn(diag.WrongType, m, "write <<: *name, where &name marks a mapping",
				"only a mapping can be merged, not %s", describe(m))
		}
		for _, member := range m.Members {
			if _, ok := seen[member.Key]; !ok {
				seen[member.Key] = member.Position
				v.Members = append(v.Members, member)
			}
		}
	}
}

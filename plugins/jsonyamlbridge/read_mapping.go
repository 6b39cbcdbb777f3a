package jsonyamlbridge

import "gopkg.in/yaml.v3"

// fields builds an object: keys that are written win over keys that are merged in,
// and of those the first one wins.
type fields struct {
	into    *node
	index   map[string]int
	written map[string]bool
}

func (r *yamlReader) mapping(n *yaml.Node, v *node, depth int) {
	f := fields{into: v, index: map[string]int{}, written: map[string]bool{}}
	merges := 0
	for i := 0; i+1 < len(n.Content) && !r.full; i += 2 {
		k, item := n.Content[i], n.Content[i+1]
		if isMerge(k) {
			if merges++; merges > 1 {
				r.add(place{k.Line, k.Column}, "the key << stands twice; it takes a list of several aliases")
			}
			r.merge(item, &f, depth)
			continue
		}
		name, ok := r.key(k)
		value := r.read(item, depth+1)
		if ok {
			r.write(&f, key{name, place{k.Line, k.Column}}, value)
		}
	}
}

// write adds a key that is written in the mapping itself.
func (r *yamlReader) write(f *fields, k key, value *node) {
	i, have := f.index[k.name]
	switch {
	case have && f.written[k.name]:
		r.add(k.at, "the key %q stands twice, first in line %d", cut(k.name), f.into.keys[i].at.line)
	case have:
		f.into.keys[i], f.into.items[i] = k, value
	default:
		f.append(k, value)
	}
	f.written[k.name] = true
}

func (f *fields) append(k key, value *node) {
	f.index[k.name] = len(f.into.items)
	f.into.keys = append(f.into.keys, k)
	f.into.items = append(f.into.items, value)
}

func isMerge(k *yaml.Node) bool {
	return k.Kind == yaml.ScalarNode && k.ShortTag() == "!!merge" && k.Style&quotedStyles == 0
}

// key reads a key, which JSON wants to be a string.
func (r *yamlReader) key(k *yaml.Node) (string, bool) {
	at := place{k.Line, k.Column}
	if k.Kind == yaml.AliasNode {
		k = k.Alias
	}
	if k.Kind != yaml.ScalarNode {
		r.add(at, "a key of JSON is a string, and this one is a list or an object")
		return "", false
	}
	v := &node{at: at}
	before := len(r.list)
	r.scalar(k, v)
	if len(r.list) > before {
		return "", false
	}
	if v.kind != text {
		r.add(at, "a key of JSON is a string: put %s in quotes", cut(k.Value))
		return "", false
	}
	return v.scalar, true
}

// merge takes the fields of what stands at <<: an object, or a list of them.
func (r *yamlReader) merge(source *yaml.Node, f *fields, depth int) {
	v := r.read(source, depth+1)
	sources := []*node{v}
	if v.kind == list {
		sources = v.items
	}
	for _, s := range sources {
		if s.kind != object {
			if !r.full {
				r.add(s.at, "<< takes an object or a list of objects")
			}
			continue
		}
		for i, k := range s.keys {
			if _, have := f.index[k.name]; !have {
				f.append(k, s.items[i])
			}
		}
	}
}

package config

import "github.com/plugingen/plugingen/gen/diag"

// File is a configuration file, the base or one that is laid over it.
type File struct {
	Name    string // as positions name it
	Content []byte
}

// ParseFiles reads a base, the first file, and what is laid over it in the
// order given. Each file is YAML of its own: limits, keys written twice and
// anchors concern one file. Mappings join key by key; any other value takes the
// place of the one below, and nothing (null) takes it away. What a later file
// adds comes last. Every value keeps the place of the file that wrote it; for a
// mapping of several files that is the first. Otherwise it is as Parse.
func ParseFiles(files ...File) (*Config, diag.List) {
	r := &reader{}
	roots := r.readAll(files)
	if len(roots) < len(files) || len(files) == 0 {
		return nil, r.found.Sorted()
	}
	r.file = files[0].Name
	first := roots[0].Position
	if members := roots[0].Members; len(members) > 0 {
		first = members[0].Position
	}
	return r.config(lay(roots), first), r.found.Sorted()
}

// readAll returns the roots of the files that are a mapping.
func (r *reader) readAll(files []File) []*Value {
	var roots []*Value
	for i, f := range files {
		r.file, r.overlay = f.Name, i > 0
		root, ok := r.read(f.Content)
		if ok && r.expect("the file", root, Mapping, "a mapping", "plugins:") {
			roots = append(roots, root)
		}
	}
	return roots
}

// lay is the tree that comes of files laid over each other.
func lay(roots []*Value) *Value {
	if len(roots) == 1 {
		return roots[0]
	}
	root := join(nil, roots)
	return &root
}

// join makes one mapping of several; the first gives its place. The trail are
// the keys that lead to it.
func join(trail []string, layers []*Value) Value {
	out := *layers[0]
	out.Members = nil
	index := map[string]int{}
	var written [][]Member // by key: what the layers have there
	for _, layer := range layers {
		for _, m := range layer.Members {
			i, known := index[m.Key]
			if !known {
				i = len(written)
				index[m.Key] = i
				written = append(written, nil)
			}
			written[i] = append(written[i], m)
		}
	}
	for _, layers := range written {
		m, there := over(trail, layers)
		if !there {
			out.Away = append(out.Away, m)
			continue
		}
		out.Members = append(out.Members, m)
	}
	return out
}

// over is what comes of a key that some layers have, false where it was taken away.
func over(trail []string, layers []Member) (Member, bool) {
	last := len(layers) - 1
	top := layers[last]
	trail = append(trail[:len(trail):len(trail)], top.Key)
	switch {
	case last == 0:
		return top, true
	case top.Value.Kind == Null:
		return away(trail, layers)
	case top.Value.Kind == Mapping:
		for last > 0 && layers[last-1].Value.Kind == Mapping {
			last--
		}
		top = joinMembers(trail, layers[last:])
	}
	if last > 0 {
		top.Value.Over = replaced(&layers[last-1].Value)
	}
	return top, true
}

// joinMembers joins members of one key that are mappings.
func joinMembers(trail []string, layers []Member) Member {
	values := make([]*Value, 0, len(layers))
	for i := range layers {
		values = append(values, &layers[i].Value)
	}
	m := Member{Key: layers[0].Key, Position: layers[0].Position, Value: join(trail, values)}
	for _, later := range layers[1:] {
		m.Value.Joined = append(m.Value.Joined, later.Position)
	}
	return m
}

// away takes a value away. Where there was none, nothing is read as in a file
// of its own, so that a misspelt key is found; and so is one that must be there,
// so that the finding stands at who took it.
func away(trail []string, layers []Member) (Member, bool) {
	last := len(layers) - 1
	for i := last - 1; i >= 0; i-- {
		if layers[i].Value.Kind == Null {
			continue
		}
		top := layers[last]
		top.Value.Over = replaced(&layers[i].Value)
		return top, needed(trail)
	}
	return layers[0], true
}

// needed reports whether the file is wrong without a key.
func needed(trail []string) bool {
	switch len(trail) {
	case 1:
		return trail[0] == "plugins"
	case 3:
		return trail[0] == "plugins" && trail[2] == "module"
	}
	return false
}

// replaced is where a value stands that another one takes the place of; zero
// where there is nothing.
func replaced(v *Value) diag.Position {
	switch {
	case v.Kind == Null:
		return diag.Position{}
	case v.Alias.IsValid():
		return v.Alias
	}
	return v.Position
}

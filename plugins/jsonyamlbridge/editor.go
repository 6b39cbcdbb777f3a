package jsonyamlbridge

import (
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// editor changes the library's tree to hold other values.
type editor struct {
	values  map[*yaml.Node]*node // what the tree held before
	wanted  map[*yaml.Node]*node // what it holds now, of the nodes that were changed
	expand  bool                 // write aliases and merge keys out
	careful bool                 // quote every new string
}

// update returns the node to put in the place of n.
func (e *editor) update(n *yaml.Node, want *node) *yaml.Node {
	have := e.holds(n)
	switch {
	case have == nil:
		return e.replacement(n, want)
	case same(have, want, false) && !(e.expand && hasAlias(n)):
		return n
	case n.Kind == yaml.MappingNode && want.kind == object && e.mergeFits(n, want):
		e.mapping(n, want)
	case n.Kind == yaml.SequenceNode && want.kind == list:
		e.sequence(n, want)
	default:
		return e.replacement(n, want)
	}
	e.wanted[n] = want
	return e.unanchored(n)
}

// holds returns what a node holds by now: an alias follows the changes of its
// anchor, which stands before it.
func (e *editor) holds(n *yaml.Node) *node {
	if n.Kind == yaml.AliasNode {
		return e.holds(n.Alias)
	}
	if now, ok := e.wanted[n]; ok {
		return now
	}
	return e.values[n]
}

// mergeFits says that a mapping's merge keys, if it has any, can stay: everything
// that they bring in is wanted, if with another value.
func (e *editor) mergeFits(n *yaml.Node, want *node) bool {
	if e.expand {
		return !slices.ContainsFunc(n.Content, isMerge)
	}
	for name := range e.merged(n) {
		if want.index(name) < 0 {
			return false
		}
	}
	return true
}

// merged returns what a mapping's merge keys bring in.
func (e *editor) merged(n *yaml.Node) map[string]*node {
	fields := map[string]*node{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if !isMerge(n.Content[i]) {
			continue
		}
		sources := []*yaml.Node{n.Content[i+1]}
		if sources[0].Kind == yaml.SequenceNode {
			sources = sources[0].Content
		}
		for _, s := range sources {
			if held := e.holds(s); held != nil {
				addMissing(fields, held)
			}
		}
	}
	return fields
}

func addMissing(fields map[string]*node, from *node) {
	for i, k := range from.keys {
		if _, have := fields[k.name]; !have {
			fields[k.name] = from.items[i]
		}
	}
}

// unanchored drops an anchor that has no alias left.
func (e *editor) unanchored(n *yaml.Node) *yaml.Node {
	if e.expand {
		n.Anchor = ""
	}
	return n
}

func hasAlias(n *yaml.Node) bool {
	return n.Kind == yaml.AliasNode || n.Anchor != "" || slices.ContainsFunc(n.Content, hasAlias)
}

func (e *editor) mapping(n *yaml.Node, want *node) {
	used := map[string]bool{}
	for name, value := range e.merged(n) {
		used[name] = same(value, want.items[want.index(name)], false)
	}
	var content []*yaml.Node
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		if isMerge(k) {
			content = append(content, k, n.Content[i+1])
			continue
		}
		if k.Kind == yaml.AliasNode && e.expand {
			k = yamlKey(k.Alias.Value, e.careful)
		}
		name := keyText(k)
		if j := want.index(name); j >= 0 {
			used[name] = true
			content = append(content, k, e.update(n.Content[i+1], want.items[j]))
		}
	}
	for i, k := range want.keys {
		if !used[k.name] {
			content = append(content, yamlKey(k.name, e.careful), yamlTree(want.items[i], e.careful))
		}
	}
	n.Content = content
	n.Style = styleFor(n)
}

func keyText(k *yaml.Node) string {
	if k.Kind == yaml.AliasNode {
		return k.Alias.Value
	}
	return k.Value
}

// sequence keeps the items that are equal at both ends, so that taking one out of
// the middle leaves the others their comments.
func (e *editor) sequence(n *yaml.Node, want *node) {
	head := e.equalRun(n.Content, want.items, func(i, _ int) int { return i })
	tail := e.equalRun(n.Content[head:], want.items[head:], func(i, length int) int { return length - 1 - i })
	content := slices.Clone(n.Content[:head])
	if e.expand {
		head, tail, content = 0, 0, nil
	}
	old := n.Content[head : len(n.Content)-tail]
	for i, item := range want.items[head : len(want.items)-tail] {
		if i < len(old) {
			content = append(content, e.update(old[i], item))
		} else {
			content = append(content, yamlTree(item, e.careful))
		}
	}
	n.Content = append(content, n.Content[len(n.Content)-tail:]...)
	n.Style = styleFor(n)
}

// equalRun counts equal items from one end.
func (e *editor) equalRun(have []*yaml.Node, want []*node, at func(i, length int) int) int {
	run := 0
	for run < min(len(have), len(want)) {
		value := e.holds(have[at(run, len(have))])
		if value == nil || !same(value, want[at(run, len(want))], false) {
			break
		}
		run++
	}
	return run
}

// styleFor keeps a collection in its style; one that is empty has only one.
func styleFor(n *yaml.Node) yaml.Style {
	if len(n.Content) == 0 {
		return n.Style | yaml.FlowStyle
	}
	return n.Style
}

// replacement is a new node with the comments of the old one. A comment at the end
// of a line would change its meaning behind a collection, so it moves above.
func (e *editor) replacement(n *yaml.Node, want *node) *yaml.Node {
	out := yamlTree(want, e.careful)
	out.HeadComment, out.FootComment = n.HeadComment, n.FootComment
	switch {
	case out.Kind == yaml.ScalarNode:
		out.LineComment = n.LineComment
		keepStyle(n, out)
	case n.LineComment != "":
		out.HeadComment = strings.TrimPrefix(out.HeadComment+"\n"+n.LineComment, "\n")
	}
	return out
}

// keepStyle keeps the quotes of a string that stays a string.
func keepStyle(old, out *yaml.Node) {
	quotes := old.Style & (yaml.SingleQuotedStyle | yaml.DoubleQuotedStyle)
	if quotes != 0 && old.Kind == yaml.ScalarNode && out.Tag == "!!str" && !strings.Contains(out.Value, "\n") {
		out.Style = quotes
	}
}

package jsonyamlbridge

import (
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// editor changes the library's tree to hold other values.
type editor struct {
	values  map[*yaml.Node]*node // what the tree held before
	expand  bool                 // write aliases and merge keys out
	careful bool                 // quote every new string
}

// update returns the node to put in the place of n.
func (e *editor) update(n *yaml.Node, want *node) *yaml.Node {
	have := e.values[n]
	switch {
	case have == nil:
		return e.replacement(n, want)
	case same(have, want, false) && !(e.expand && hasAlias(n)):
		return n
	case n.Kind == yaml.MappingNode && want.kind == object && !slices.ContainsFunc(n.Content, isMerge):
		e.mapping(n, want)
		return e.unanchored(n)
	case n.Kind == yaml.SequenceNode && want.kind == list:
		e.sequence(n, want)
		return e.unanchored(n)
	}
	return e.replacement(n, want)
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
	var content []*yaml.Node
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
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
		value := e.values[have[at(run, len(have))]]
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
	if old.Kind == yaml.ScalarNode && out.Tag == "!!str" && out.Style == 0 {
		out.Style = quotes
	}
}

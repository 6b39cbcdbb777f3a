package jsonyamlbridge

import (
	"errors"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

var errComment = errors.New("the YAML library does not keep all comments of this text")

// Format writes YAML anew with an even indent: the same values, comments, anchors,
// quotes and order of keys; blank lines go. The result was read back; where a value or a comment
// would be lost it is an error instead. Text that is not acceptable to ToJSON is
// refused in the same way.
func (p *Plugin) Format(src []byte, opts YAMLOptions) ([]byte, error) {
	indent, err := opts.indent()
	if err != nil {
		return nil, err
	}
	n, _, tree, err := p.readYAML(opts.Name, src)
	if err != nil {
		return nil, err
	}
	before := comments(tree)
	out, err := encodeYAML(tree, indent)
	if err != nil {
		return nil, err
	}
	back, _, again, err := p.lenient(len(out)).readYAML("", out)
	if err != nil || !same(n, back, true) {
		return nil, errUnfaithful
	}
	if !slices.Equal(before, comments(again)) {
		return nil, errComment
	}
	return out, nil
}

// comments lists the lines of all comments, sorted: a comment may move from one
// node to its neighbour without being lost.
func comments(n *yaml.Node) []string {
	var lines []string
	for _, c := range []string{n.HeadComment, n.LineComment, n.FootComment} {
		for line := range strings.Lines(c) {
			if line = strings.TrimSpace(line); line != "" {
				lines = append(lines, line)
			}
		}
	}
	for _, child := range n.Content {
		lines = append(lines, comments(child)...)
	}
	slices.Sort(lines)
	return lines
}

// Update puts new values, given as JSON, into an existing YAML text. What is equal
// stays as it is written, with its comments, quotes and anchors; keys keep their
// order, new keys come last; keys that the JSON does not have go, with their
// comments; blank lines go. The result was read back and has exactly the values of the JSON. Where
// nothing differs the text comes back unchanged. opts.Name is the name of the YAML
// text; both texts are refused as ToJSON and ToYAML refuse them.
func (p *Plugin) Update(src, json []byte, opts YAMLOptions) ([]byte, error) {
	indent, err := opts.indent()
	if err != nil {
		return nil, err
	}
	want, err := p.readJSON("", json)
	if err != nil {
		return nil, err
	}
	have, _, _, err := p.readYAML(opts.Name, src)
	if err != nil {
		return nil, err
	}
	if same(have, want, false) {
		return slices.Clone(src), nil
	}
	// A change below an anchor also changes what its aliases say. Where that goes
	// wrong the aliases are written out, and last all that is new is quoted.
	for _, e := range []editor{{}, {expand: true}, {expand: true, careful: true}} {
		if out, err := p.update(src, want, indent, e); err == nil {
			return out, nil
		}
	}
	return nil, errUnfaithful
}

func (p *Plugin) update(src []byte, want *node, indent int, e editor) ([]byte, error) {
	_, r, tree, err := p.readYAML("", src)
	if err != nil {
		return nil, err
	}
	e.values, e.wanted = r.values, map[*yaml.Node]*node{}
	tree.Content[0] = e.update(tree.Content[0], want)
	out, err := encodeYAML(tree, indent)
	if err != nil {
		return nil, err
	}
	back, _, _, err := p.lenient(len(out)).readYAML("", out)
	if err != nil || !same(back, want, false) {
		return nil, errUnfaithful
	}
	return out, nil
}

package jsonyamlbridge

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode"

	"gopkg.in/yaml.v3"
)

var errUnfaithful = errors.New("the YAML library does not write this value so that it is read back the same")

// writeYAML writes a value and reads it back: text that would be read as another
// value never leaves the bridge. Where the pretty form fails, everything is quoted.
func (p *Plugin) writeYAML(n *node, indent int) ([]byte, error) {
	for _, careful := range []bool{false, true} {
		out, err := encodeYAML(yamlTree(n, careful), indent)
		if err != nil {
			return nil, err
		}
		if back, _, _, err := p.lenient(len(out)).readYAML("", out); err == nil && same(n, back, true) {
			return out, nil
		}
	}
	return nil, errUnfaithful
}

// lenient is the bridge without limits, for text that it wrote itself.
func (p *Plugin) lenient(size int) *Plugin {
	return &Plugin{cfg: Config{MaxBytes: size + 1, MaxDepth: p.cfg.MaxDepth + 1, MaxNodes: p.cfg.MaxNodes + 1}}
}

func encodeYAML(n *yaml.Node, indent int) (out []byte, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the value cannot be written as YAML: %v", r)
		}
	}()
	plainMerges(n)
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(indent)
	if err := e.Encode(n); err != nil {
		return nil, err
	}
	if err := e.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// plainMerges keeps the library from writing "!!merge <<".
func plainMerges(n *yaml.Node) {
	for i, child := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 && isMerge(child) {
			child.Tag = ""
		}
		plainMerges(child)
	}
}

func yamlTree(n *node, careful bool) *yaml.Node {
	switch n.kind {
	case null:
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Value: "null"}
	case text:
		return yamlText(n.scalar, careful)
	case list:
		out := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Style: emptyStyle(n)}
		for _, item := range n.items {
			out.Content = append(out.Content, yamlTree(item, careful))
		}
		return out
	case object:
		out := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Style: emptyStyle(n)}
		for i, item := range n.items {
			out.Content = append(out.Content, yamlKey(n.keys[i].name, careful), yamlTree(item, careful))
		}
		return out
	}
	// Without a tag the library writes a number as it is, even one that its own
	// float64 cannot hold.
	return &yaml.Node{Kind: yaml.ScalarNode, Value: n.scalar}
}

func emptyStyle(n *node) yaml.Style {
	if len(n.items) == 0 {
		return yaml.FlowStyle
	}
	return 0
}

func yamlKey(name string, careful bool) *yaml.Node {
	n := yamlText(name, careful)
	if n.Style == yaml.LiteralStyle {
		n.Style = yaml.DoubleQuotedStyle
	}
	return n
}

func yamlText(s string, careful bool) *yaml.Node {
	n := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s}
	switch {
	case careful || mistaken(s):
		n.Style = yaml.DoubleQuotedStyle
	case strings.Contains(s, "\n"):
		n.Style = blockStyle(s)
	}
	return n
}

// mistaken says that some reader would take the plain text for another type: this
// one, one of YAML 1.1, or the library itself (dates, the merge key).
func mistaken(s string) bool {
	if k, _ := plain(s); k != text {
		return true
	}
	asRead := yaml.Node{Kind: yaml.ScalarNode, Value: s}
	return s == "<<" || ambiguous(s) != "" || asRead.ShortTag() != "!!str"
}

// blockStyle writes several lines as such where nothing in them gets lost.
func blockStyle(s string) yaml.Style {
	if strings.HasPrefix(s, " ") || strings.HasPrefix(s, "\n") || strings.Contains(s, " \n") || strings.HasSuffix(s, " ") {
		return yaml.DoubleQuotedStyle
	}
	for _, r := range s {
		if r != '\n' && !unicode.IsPrint(r) {
			return yaml.DoubleQuotedStyle
		}
	}
	return yaml.LiteralStyle
}

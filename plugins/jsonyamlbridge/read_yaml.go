package jsonyamlbridge

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// yamlReader turns the library's tree, which still has aliases, styles and
// comments, into values.
type yamlReader struct {
	findings
	cfg    Config
	nodes  int
	full   bool                 // max_nodes was reported; the rest is not read
	active map[*yaml.Node]bool  // anchored values that are being read, for cycles
	values map[*yaml.Node]*node // what each node of the library's tree became
}

// readYAML reads one document. The library's tree, which starts at the document
// with its comments, comes back beside the value for those who edit it.
func (p *Plugin) readYAML(name string, src []byte) (*node, *yamlReader, *yaml.Node, error) {
	r := &yamlReader{
		findings: findings{name: name},
		cfg:      p.cfg,
		active:   map[*yaml.Node]bool{},
		values:   map[*yaml.Node]*node{},
	}
	if src = r.checkText(src, p.cfg); len(r.list) > 0 {
		return nil, nil, nil, r.err()
	}
	root := r.document(src)
	if len(r.list) > 0 {
		return nil, nil, nil, r.err()
	}
	n := r.read(root.Content[0], 0)
	if err := r.err(); err != nil {
		return nil, nil, nil, err
	}
	return n, r, root, nil
}

// document parses the text and refuses all but one document, which has exactly one
// value.
func (r *yamlReader) document(src []byte) *yaml.Node {
	d := yaml.NewDecoder(bytes.NewReader(src))
	first, err := next(d)
	if errors.Is(err, io.EOF) {
		r.add(place{1, 1}, "the text has no value, only white space or comments")
		return nil
	}
	if err != nil {
		r.syntax(src, err)
		return nil
	}
	second, err := next(d)
	switch {
	case err == nil:
		r.add(place{max(second.Line, 1), max(second.Column, 1)}, "a second document starts here, and JSON holds one value")
	case !errors.Is(err, io.EOF):
		r.syntax(src, err)
	}
	return first
}

// next contains the library's panics: hostile text must not end the program.
func next(d *yaml.Decoder) (n *yaml.Node, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the text cannot be read: %v", p)
		}
	}()
	n = &yaml.Node{}
	if err := d.Decode(n); err != nil {
		return nil, err
	}
	if len(n.Content) == 0 {
		return nil, io.EOF
	}
	return n, nil
}

// syntax gives the library's error a place: it tells the line at most.
func (r *yamlReader) syntax(src []byte, err error) {
	message := strings.TrimPrefix(err.Error(), "yaml: ")
	if anchor, ok := strings.CutPrefix(message, "unknown anchor '"); ok {
		anchor, _, _ = strings.Cut(anchor, "'")
		r.add(find(src, "*"+anchor), "there is no anchor &%s before this alias", anchor)
		return
	}
	line := 1
	if rest, ok := strings.CutPrefix(message, "line "); ok {
		if n, tail, ok := strings.Cut(rest, ": "); ok {
			if v, err := strconv.Atoi(n); err == nil {
				line, message = max(v, 1), tail
			}
		}
	}
	r.add(firstOn(src, line), "this is no YAML: %s", message)
}

func (r *yamlReader) read(n *yaml.Node, depth int) *node {
	v := &node{at: place{n.Line, n.Column}}
	if !r.enter(n, depth) {
		return v
	}
	switch n.Kind {
	case yaml.ScalarNode:
		r.scalar(n, v)
	case yaml.AliasNode:
		return r.alias(n, depth)
	case yaml.SequenceNode:
		v.kind = list
		r.tag(n, "!!seq")
		for _, item := range n.Content {
			v.items = append(v.items, r.read(item, depth+1))
		}
	case yaml.MappingNode:
		v.kind = object
		r.tag(n, "!!map")
		r.mapping(n, v, depth)
	}
	r.values[n] = v
	return v
}

// enter counts a value and says whether it may be read.
func (r *yamlReader) enter(n *yaml.Node, depth int) bool {
	if r.full {
		return false
	}
	if r.nodes++; r.nodes > r.cfg.MaxNodes {
		r.full = true
		r.add(place{n.Line, n.Column}, "the text has more than %d values with its aliases resolved", r.cfg.MaxNodes)
		return false
	}
	if depth > r.cfg.MaxDepth {
		r.add(place{n.Line, n.Column}, "nested deeper than %d levels", r.cfg.MaxDepth)
		return false
	}
	return true
}

// alias reads the anchored value again; its own place is that of the alias, what
// is below it keeps the place where it is written.
func (r *yamlReader) alias(n *yaml.Node, depth int) *node {
	at := place{n.Line, n.Column}
	if r.active[n.Alias] {
		r.add(at, "the alias *%s stands inside of its own anchor, so the value has no end", n.Value)
		return &node{at: at}
	}
	r.active[n.Alias] = true
	defer delete(r.active, n.Alias)
	v := *r.read(n.Alias, depth+1)
	v.at = at
	r.values[n] = &v
	return &v
}

// tag refuses a tag that is not the collection's own.
func (r *yamlReader) tag(n *yaml.Node, want string) {
	if got := n.ShortTag(); n.Style&yaml.TaggedStyle != 0 && got != want {
		r.add(place{n.Line, n.Column}, "the tag %s has no counterpart in JSON", got)
	}
}

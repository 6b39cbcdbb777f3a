package jsonyamlbridge

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// JSONOptions say how JSON is written.
type JSONOptions struct {
	Name   string // the name of the text that is read, for errors
	Indent int    // spaces for each level, up to 16; 0 is compact, on one line
}

// YAMLOptions say how YAML is written.
type YAMLOptions struct {
	Name   string // the name of the text that is read, for errors
	Indent int    // spaces for each level, from 2 to 9; 0 is 2
}

// ToJSON converts YAML to JSON: the same values, every number with its digits, the
// keys in their order. Comments are lost, because JSON has none. What JSON cannot
// hold is refused: the error is an [Errors].
func (p *Plugin) ToJSON(yaml []byte, opts JSONOptions) ([]byte, error) {
	if opts.Indent < 0 || opts.Indent > 16 {
		return nil, fmt.Errorf("an indent of %d is not possible, from 0 to 16 are", opts.Indent)
	}
	n, _, _, err := p.readYAML(opts.Name, yaml)
	if err != nil {
		return nil, err
	}
	return writeJSON(n, opts.Indent), nil
}

// ToYAML converts JSON to YAML in block style, with the keys in their order. A
// string that would be read back as another type is quoted. The result was read
// back and has exactly the values of the JSON. What is no JSON is refused: the
// error is an [Errors].
func (p *Plugin) ToYAML(json []byte, opts YAMLOptions) ([]byte, error) {
	indent, err := opts.indent()
	if err != nil {
		return nil, err
	}
	n, err := p.readJSON(opts.Name, json)
	if err != nil {
		return nil, err
	}
	return p.writeYAML(n, indent)
}

func (o YAMLOptions) indent() (int, error) {
	if o.Indent == 0 {
		return 2, nil
	}
	if o.Indent < 2 || o.Indent > 9 {
		return 0, fmt.Errorf("an indent of %d is not possible in YAML, from 2 to 9 are", o.Indent)
	}
	return o.Indent, nil
}

// Decode reads YAML (and so JSON) as plain values: nil, bool, string, json.Number,
// []any and map[string]any. The error is an [Errors]. Use [Plugin.Parse] to keep the
// places.
func (p *Plugin) Decode(yaml []byte) (any, error) {
	n, _, _, err := p.readYAML("", yaml)
	if err != nil {
		return nil, err
	}
	return n.value(), nil
}

// fromValue takes a Go value over, by way of its JSON.
func (p *Plugin) fromValue(v any) (*node, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return p.readJSON("", b.Bytes())
}

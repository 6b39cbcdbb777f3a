package jsonyamlbridge

import "path/filepath"

// Document is a text that was read, with the place of everything in it. It never
// changes.
type Document struct {
	name string
	root *node
}

// Parse reads a text under a name, usually that of its file: a name that ends in
// .json is read as JSON, every other as YAML. The error is an [Errors].
func (p *Plugin) Parse(name string, src []byte) (*Document, error) {
	if filepath.Ext(name) == ".json" {
		n, err := p.readJSON(name, src)
		if err != nil {
			return nil, err
		}
		return &Document{name, n}, nil
	}
	n, _, _, err := p.readYAML(name, src)
	if err != nil {
		return nil, err
	}
	return &Document{name, n}, nil
}

// Name returns the name given to Parse.
func (d *Document) Name() string { return d.name }

// Value returns the values: nil, bool, string, json.Number, []any and
// map[string]any. Every call returns new lists and maps, which the caller may
// change.
func (d *Document) Value() any { return d.root.value() }

// Position returns where the value at a JSON Pointer stands, line and column from
// 1, the column in characters. A value that is an alias stands at the alias; what
// is below it stands where the anchor has it. ok is false where there is no such
// value.
func (d *Document) Position(pointer string) (line, column int, ok bool) {
	n, _, rest := d.walk(pointer)
	return n.at.line, n.at.column, len(rest) == 0
}

// KeyPosition returns where the key of the value at a JSON Pointer stands, the
// place to show for a key that must not be there. For list items and the whole
// document, which have no key, it is the place of the value.
func (d *Document) KeyPosition(pointer string) (line, column int, ok bool) {
	_, at, rest := d.walk(pointer)
	return at.line, at.column, len(rest) == 0
}

// Fault returns an error that stands at the value at a JSON Pointer. Where there
// is no such value, because a key is missing, it stands at the nearest value
// above.
func (d *Document) Fault(pointer, message string) *Error {
	n, _, _ := d.walk(pointer)
	return &Error{Name: d.name, Line: n.at.line, Column: n.at.column, Message: message}
}

// KeyFault is Fault at the key in place of the value, for a key that is not allowed.
func (d *Document) KeyFault(pointer, message string) *Error {
	_, at, _ := d.walk(pointer)
	return &Error{Name: d.name, Line: at.line, Column: at.column, Message: message}
}

// walk follows a pointer as far as it goes, and returns the value there, the place
// of its key, and what is left of the pointer.
func (d *Document) walk(pointer string) (*node, place, []string) {
	n, at := d.root, d.root.at
	rest, ok := tokens(pointer)
	if !ok {
		return n, at, []string{pointer}
	}
	for len(rest) > 0 {
		child, i := n.child(rest[0])
		if child == nil {
			break
		}
		at = child.at
		if n.kind == object {
			at = n.keys[i].at
		}
		n, rest = child, rest[1:]
	}
	return n, at, rest
}

package expression

// Reference is a name that an expression reads.
type Reference struct {
	Name   string // the first name: steps, variables, item, ...
	Field  string // the name after the first dot, where it is written out; else empty
	Column int    // of Field where there is one, else of Name; from 1, in characters
}

// References returns what the expression reads from its scope, in the order of the
// text. The item of a function that goes through a list is none of them.
func (e *Expr) References() []Reference {
	var out []Reference
	collect(e.root, false, &out)
	return out
}

// collect walks the tree; item says that a list's function has set the name.
func collect(n node, item bool, out *[]Reference) {
	switch n := n.(type) {
	case variable:
		if !item || n.name != "item" {
			*out = append(*out, Reference{Name: n.name, Column: n.column})
		}
		return
	case access:
		if reference, ok := n.direct(); ok && (!item || reference.Name != "item") {
			*out = append(*out, reference)
			return
		}
	case call:
		if n.perItem() && len(n.args) == 2 {
			collect(n.args[0], item, out)
			collect(n.args[1], true, out)
			return
		}
	}
	n.walk(func(below node) { collect(below, item, out) })
}

// direct is the reference of NAME.FIELD and NAME["FIELD"].
func (a access) direct() (Reference, bool) {
	from, ok := a.from.(variable)
	if !ok {
		return Reference{}, false
	}
	key, ok := a.key.(literal)
	if !ok {
		return Reference{}, false
	}
	field, ok := key.value.(string)
	return Reference{from.name, field, key.column}, ok
}

package catalog

import (
	"fmt"
	"go/types"
	"slices"
	"strings"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/fold"
)

// components reads what the state's component methods offer.
func (r *reader) components(cat *Catalog, state types.Type, f *Facts) {
	for _, k := range cat.Contract.Kinds {
		fn := methodOf(state, k.Method, nil)
		declared := declaredOf(f.Metadata.Provides, k.Method)
		at := r.methodPlace(fn, state)
		c := &componentReader{reader: r, kind: k, method: r.at(at), lenient: len(declared) > 0}
		c.read(r.code.Result(fn, at))
		c.declare(declared)
		f.Components = append(f.Components, c.out...)
	}
}

// declaredOf are the names of one kind among "kind/name" strings.
func declaredOf(provides []Fact, kind string) []Fact {
	var out []Fact
	for _, p := range provides {
		if name, ok := strings.CutPrefix(p.Value, kind+"/"); ok {
			out = append(out, Fact{Value: name, Position: p.Position})
		}
	}
	return out
}

// componentReader reads the components of one kind.
type componentReader struct {
	*reader
	kind    Kind
	method  diag.Position
	lenient bool // Metadata.Provides declares names of the kind
	out     []Component
}

func (c *componentReader) read(v fold.Value) {
	switch v.Form {
	case fold.Nil:
	case fold.List:
		for _, it := range v.Items {
			c.component(it)
		}
	default:
		c.unreadable(v, fmt.Sprintf("the components of %s cannot be read from the source", c.kind.Method))
	}
}

func (c *componentReader) component(it fold.Item) {
	if it.Form != fold.Struct {
		c.unreadable(it.Value, fmt.Sprintf("a component of %s cannot be read from the source", c.kind.Method))
		return
	}
	nameValue, written := it.Fields["Name"]
	name, constant := nameValue.Text()
	switch {
	case !written || constant && name == "":
		c.found.Add(diag.Diagnostic{
			Code: diag.UnreadableComponent, Position: c.at(it.Pos),
			Message: fmt.Sprintf("a component of %s has no name", c.kind.Method), Help: "set Name to a constant",
		})
		return
	case !constant:
		c.unreadable(nameValue, fmt.Sprintf("the name of a component of %s cannot be read from the source", c.kind.Method))
		return
	}
	c.add(Component{
		Kind: c.kind.Method, Name: name, Position: c.at(nameValue.Pos),
		Capabilities: c.capabilities(name, it.Fields["Capabilities"]), Conditional: it.Maybe,
	})
}

// add notes a component; one that stands on two ways of which only one can be
// taken counts once.
func (c *componentReader) add(n Component) {
	for i, have := range c.out {
		if have.Name == n.Name && (have.Conditional || n.Conditional) {
			c.out[i].Conditional = have.Conditional && n.Conditional
			return
		}
	}
	c.out = append(c.out, n)
}

func (c *componentReader) capabilities(name string, v fold.Value) []string {
	if v.Form == fold.Unknown && v.Why == "" || v.Form == fold.Nil {
		return nil // not written
	}
	var out []string
	for _, it := range v.Items {
		s, ok := it.Text()
		if !ok {
			v = it.Value
			break
		}
		out = append(out, s)
	}
	if v.Form == fold.List {
		return out
	}
	if c.left(v) {
		return nil
	}
	why := v.Why
	if why == "" {
		why = "they are no list of constants"
	}
	c.found.Add(diag.Diagnostic{
		Code: diag.UnreadableComponent, Position: c.at(v.Pos),
		Message: fmt.Sprintf("the capabilities of component %s cannot be read from the source: %s", name, why),
		Help:    "write them as a list of string constants",
	})
	return nil
}

func (c *componentReader) unreadable(v fold.Value, what string) {
	if c.lenient || c.left(v) {
		return
	}
	at := c.at(v.Pos)
	if !at.IsValid() {
		at = c.method
	}
	why := v.Why
	if why == "" {
		why = "it is no constant"
	}
	c.found.Add(diag.Diagnostic{
		Code: diag.UnreadableComponent, Position: at,
		Message: fmt.Sprintf("%s: %s", what, why),
		Help: fmt.Sprintf("name components by constants, or declare what the code computes in Metadata:\nProvides: []string{\"%s/NAME\"},",
			c.kind.Method),
	})
}

// declare adds the names that only Metadata.Provides tells.
func (c *componentReader) declare(declared []Fact) {
	for _, d := range declared {
		if d.Value == "" || slices.ContainsFunc(c.out, func(have Component) bool { return have.Name == d.Value }) {
			continue
		}
		c.out = append(c.out, Component{Kind: c.kind.Method, Name: d.Value, Position: d.Position, Conditional: true, Declared: true})
	}
}

package schema

import (
	"cmp"
	"fmt"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/catalog"
)

// checkTypes reports every field whose type no file can hold, in all structs
// that the config type reaches.
func (b *builder) checkTypes() {
	c := &checker{builder: b, seen: map[string]bool{}}
	c.unfit(b.facts.Type, map[string]bool{})
	for len(c.queue) > 0 {
		t := c.queue[0]
		c.queue = c.queue[1:]
		c.structure(t)
	}
}

// checker walks the types below a config type, each struct once.
type checker struct {
	*builder
	seen  map[string]bool
	queue []catalog.Type
}

func (c *checker) structure(t catalog.Type) {
	if c.seen[key(t)] {
		return
	}
	c.seen[key(t)] = true
	for _, m := range c.members(t) {
		f := m.path[len(m.path)-1]
		c.checkWords(f)
		if why := c.unfit(f.Type, map[string]bool{}); why != "" {
			c.list.Add(diag.Diagnostic{
				Code:     diag.WrongConfigType,
				Position: f.Position,
				Message:  fmt.Sprintf("the field %s has the type %s, which a configuration file cannot hold: %s", f.Name, f.Type.Text, why),
				Help:     "tag the field `json:\"-\"`, or give it a type that can be written in YAML",
			})
		}
	}
}

// unfit says why no file can hold a value of the type; empty where one can.
// Structs are queued, since their own fields are reported where they stand.
func (c *checker) unfit(t catalog.Type, within map[string]bool) string {
	switch t.Kind {
	case catalog.Basic:
		if basics[t.Name] == nil {
			return noForm(t)
		}
	case catalog.Named:
		return c.unfitNamed(t, within)
	case catalog.Interface:
		if t.Methods {
			return "an interface with methods needs code behind it"
		}
	case catalog.Struct:
		c.queue = append(c.queue, t)
	case catalog.Map:
		if why := c.unfitKey(*t.Key); why != "" {
			return why
		}
		return c.unfit(*t.Elem, within)
	case catalog.Pointer, catalog.Slice, catalog.Array:
		return c.unfit(*t.Elem, within)
	default:
		return noForm(t)
	}
	return ""
}

func noForm(t catalog.Type) string {
	if t.Kind == catalog.Other && t.Name == "" {
		return "functions and channels have no form in YAML"
	}
	return cmp.Or(t.Name, t.Text) + " has no form in YAML"
}

func (c *checker) unfitNamed(t catalog.Type, within map[string]bool) string {
	def, ok := c.facts.Types[t.ID()]
	switch {
	case c.wellKnown(t) != nil || c.ownForm(t):
		return ""
	case !ok:
		return "nothing is known about " + t.ID()
	case def.Underlying.Kind == catalog.Struct:
		c.queue = append(c.queue, t)
		return ""
	case within[t.ID()]:
		if def.Underlying.Kind == catalog.Pointer {
			return "it points to itself and to nothing else"
		}
		return ""
	}
	within[t.ID()] = true
	return c.unfit(def.Underlying, within)
}

// unfitKey says why a mapping in a file cannot have such keys.
func (c *checker) unfitKey(t catalog.Type) string {
	if c.readsText(t) {
		return ""
	}
	u := c.underlying(t)
	if u.Kind == catalog.Basic && keyKinds[u.Name] {
		return ""
	}
	return "a map's key must be a string or a whole number"
}

// keyKinds are the basic types that the key of a mapping can become.
var keyKinds = map[string]bool{
	"string": true,
	"int":    true, "int8": true, "int16": true, "int32": true, "int64": true, "rune": true,
	"uint": true, "uint8": true, "uint16": true, "uint32": true, "uint64": true, "byte": true,
}

package schema

import (
	"fmt"
	"reflect"

	"github.com/invopop/jsonschema"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/catalog"
)

// builder is one run of Of.
type builder struct {
	facts   *catalog.ConfigFacts
	list    diag.List
	found   map[string][]member // the answers of members, by key
	queue   []catalog.Type
	queued  map[string]bool
	markers map[string]reflect.Type // by key
	marked  map[reflect.Type]catalog.Type
	defs    jsonschema.Definitions
	current string              // key of the named type being defined
	refs    map[string][]string // by key of a named type, the definitions that it refers to
	order   []string
	types   []catalog.Type // of order
	structs map[string][]Property
	objects []object
	stated  map[string]statement // by ID
}

// object is the definition of a struct; one for every use of a struct literal.
type object struct {
	key string
	def *jsonschema.Schema
}

func newBuilder(c *catalog.ConfigFacts) *builder {
	return &builder{
		facts:   c,
		found:   map[string][]member{},
		queued:  map[string]bool{},
		markers: map[string]reflect.Type{},
		marked:  map[reflect.Type]catalog.Type{},
		defs:    jsonschema.Definitions{},
		refs:    map[string][]string{},
		structs: map[string][]Property{},
		stated:  map[string]statement{},
	}
}

// build defines the config type and, one after the other, all that it refers to.
func (b *builder) build() {
	b.enqueue(b.facts.Type)
	for len(b.queue) > 0 {
		t := b.queue[0]
		b.queue = b.queue[1:]
		b.define(t)
	}
	b.settle()
}

func (b *builder) enqueue(t catalog.Type) {
	if k := key(t); !b.queued[k] {
		b.queued[k] = true
		b.queue = append(b.queue, t)
	}
}

// define runs the Reflector over one named type.
func (b *builder) define(t catalog.Type) {
	defer func() {
		// reflect refuses some types by panicking, such as arrays beyond the
		// address space; the author has to hear of it, not see a stack.
		if r := recover(); r != nil {
			b.wrong(b.positionOf(t), "the type %s has no schema: %v", t.Text, r)
		}
	}()
	b.current = key(t)
	switch s := b.wellKnown(t); {
	case s != nil:
		b.publish(t, s)
	case b.ownForm(t):
		b.publish(t, &jsonschema.Schema{}) // its fields are not what a file has
	case b.underlying(t).Kind == catalog.Struct:
		b.publish(t, b.object(t))
	default:
		b.publish(t, b.reflect(t, b.standIn(b.underlying(t)), nil))
	}
}

// object is the definition of a struct, whose settings are noted with it.
func (b *builder) object(t catalog.Type) *jsonschema.Schema {
	k := key(t)
	_, known := b.structs[k]
	if !known {
		b.order = append(b.order, k)
		b.types = append(b.types, t)
	}
	def := b.reflect(t, reflect.TypeFor[blank](), b.fieldStandIns(t))
	b.objects = append(b.objects, object{k, def})
	if !known {
		b.structs[k] = b.properties(t, def)
	}
	return def
}

// publish puts a definition into the document: the one that the type's
// directive states, where there is one; for a type whose schema only running its
// code would tell, one that accepts everything.
func (b *builder) publish(t catalog.Type, def *jsonschema.Schema) {
	s, stated := b.stated[t.ID()]
	switch {
	case stated:
		def = s.definition(defName(t.ID()))
	case b.opaque(t):
		b.warnOpaque(t)
		def = &jsonschema.Schema{Description: b.doc(t), Extras: map[string]any{opaqueMark: true}}
	}
	if stated || b.opaque(t) {
		delete(b.refs, t.ID())
	}
	b.defs[t.ID()] = def
}

// reflect is the Reflector's definition of a type, for which stand is the
// stand-in; a struct's has its fields beside it.
func (b *builder) reflect(t catalog.Type, stand reflect.Type, fields []standIn) *jsonschema.Schema {
	const self = "self"
	r := &jsonschema.Reflector{
		Anonymous: true,
		Mapper:    b.mapped,
		Namer: func(rt reflect.Type) string {
			if rt == stand {
				return self
			}
			return ""
		},
		AdditionalFields: func(reflect.Type) []reflect.StructField { return reflectFields(fields) },
		LookupComment: func(rt reflect.Type, field string) string {
			switch {
			case rt != stand:
				return ""
			case field == "":
				return b.doc(t)
			}
			return docOf(fields, field)
		},
	}
	out := r.ReflectFromType(stand)
	if def := out.Definitions[self]; def != nil {
		return def
	}
	out.Version, out.Definitions = "", nil
	return out
}

// mapped answers the Reflector for markers; a fresh schema each time, because
// the tags of the field that uses it are written into it.
func (b *builder) mapped(rt reflect.Type) *jsonschema.Schema {
	t, ok := b.marked[rt]
	if !ok {
		return nil
	}
	if t.Kind == catalog.Struct {
		return b.object(t)
	}
	if s := b.wellKnown(t); s != nil {
		return s
	}
	if u := b.underlying(t); u.Kind == catalog.Basic && !b.unread(t) {
		return &jsonschema.Schema{Type: "integer"} // of basic types, only bytes are marked
	}
	b.enqueue(t)
	b.refs[b.current] = append(b.refs[b.current], t.ID())
	return &jsonschema.Schema{Ref: "#/$defs/" + defName(t.ID())}
}

// document is the whole schema, with the definitions that it leads to.
func (b *builder) document() *jsonschema.Schema {
	root := b.facts.Type.ID()
	defs := jsonschema.Definitions{}
	for todo := []string{root}; len(todo) > 0; todo = todo[1:] {
		name := defName(todo[0])
		if _, ok := defs[name]; ok {
			continue
		}
		defs[name] = b.defs[todo[0]]
		todo = append(todo, b.refs[todo[0]]...)
	}
	return &jsonschema.Schema{Version: jsonschema.Version, Ref: "#/$defs/" + defName(root), Definitions: defs}
}

// underlying is what a type is made of.
func (b *builder) underlying(t catalog.Type) catalog.Type {
	if t.Kind == catalog.Named {
		return b.facts.Types[t.ID()].Underlying
	}
	return t
}

func (b *builder) positionOf(t catalog.Type) diag.Position {
	if def, ok := b.facts.Types[t.ID()]; ok {
		return def.Position
	}
	return b.facts.Position
}

func (b *builder) wrong(at diag.Position, format string, args ...any) {
	b.list.Add(diag.Diagnostic{Code: diag.WrongConfigType, Position: at, Message: fmt.Sprintf(format, args...)})
}

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
	queue   []job
	queued  map[string]bool
	markers map[string]reflect.Type // by type ID
	marked  map[reflect.Type]catalog.Type
	docs    map[reflect.Type]map[string]string // of stand-ins: by field, the type's own under ""
	defs    jsonschema.Definitions
	current string              // key of the type being defined
	refs    map[string][]string // by key of a type, the definitions that it refers to
	order   []string
	structs map[string][]Property
}

// job is a type whose definition is wanted; one without a name is read for its
// properties only, since it is written where it is used.
type job struct {
	typ   catalog.Type
	named bool
}

func newBuilder(c *catalog.ConfigFacts) *builder {
	return &builder{
		facts:   c,
		found:   map[string][]member{},
		queued:  map[string]bool{},
		markers: map[string]reflect.Type{},
		marked:  map[reflect.Type]catalog.Type{},
		docs:    map[reflect.Type]map[string]string{},
		defs:    jsonschema.Definitions{},
		refs:    map[string][]string{},
		structs: map[string][]Property{},
	}
}

// build defines the config type and, one after the other, all that it refers to.
func (b *builder) build() {
	b.enqueue(b.facts.Type, true)
	for len(b.queue) > 0 {
		j := b.queue[0]
		b.queue = b.queue[1:]
		b.define(j)
	}
}

func (b *builder) enqueue(t catalog.Type, named bool) {
	if k := key(t); !b.queued[k] {
		b.queued[k] = true
		b.queue = append(b.queue, job{t, named})
	}
}

// define runs the Reflector over one type.
func (b *builder) define(j job) {
	defer func() {
		// reflect refuses some types by panicking, such as arrays beyond the
		// address space; the author has to hear of it, not see a stack.
		if r := recover(); r != nil {
			b.wrong(b.positionOf(j.typ), "the type %s has no schema: %v", j.typ.Text, r)
		}
	}()
	b.current = key(j.typ)
	def := b.reflect(j.typ)
	if b.underlying(j.typ).Kind == catalog.Struct {
		b.order = append(b.order, key(j.typ))
		b.structs[key(j.typ)] = b.properties(j.typ, def)
	}
	if j.named {
		b.publish(j.typ, def)
	}
}

// publish puts a definition into the document; that of a type whose schema
// only running its code would tell accepts everything.
func (b *builder) publish(t catalog.Type, def *jsonschema.Schema) {
	if b.opaque(t) {
		b.warnOpaque(t)
		def = &jsonschema.Schema{}
		delete(b.refs, t.ID())
	}
	b.defs[t.ID()] = def
}

func (b *builder) warnOpaque(t catalog.Type) {
	b.list.Add(diag.Diagnostic{
		Code:     diag.OpaqueSchema,
		Severity: diag.Warning,
		Position: b.positionOf(t),
		Message:  fmt.Sprintf("the schema of %s is made by its method %s, which is not run here; its settings are checked against the Go type only", t.Text, b.facts.Types[t.ID()].SchemaMethods[0]),
		Help:     "say the same with `jsonschema` tags on the fields, so that it can be read from source",
	})
}

// reflect is the Reflector's definition of a type.
func (b *builder) reflect(t catalog.Type) *jsonschema.Schema {
	u := b.underlying(t)
	var stand reflect.Type
	if u.Kind == catalog.Struct {
		stand = b.structStandIn(t)
	} else {
		stand = b.standIn(u)
	}
	const self = "self"
	r := &jsonschema.Reflector{
		Anonymous:                  true,
		RequiredFromJSONSchemaTags: true,
		Mapper:                     b.mapped,
		Namer: func(rt reflect.Type) string {
			if rt == stand {
				return self
			}
			return ""
		},
		LookupComment: func(rt reflect.Type, field string) string {
			if rt == stand && field == "" {
				return b.doc(t)
			}
			return b.docs[rt][field]
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
	if s := b.wellKnown(t); s != nil {
		return s
	}
	if u := b.underlying(t); u.Kind == catalog.Basic && !b.opaque(t) {
		return &jsonschema.Schema{Type: "integer"} // of basic types, only bytes are marked
	}
	b.enqueue(t, true)
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

func (b *builder) opaque(t catalog.Type) bool {
	return len(b.facts.Types[t.ID()].SchemaMethods) > 0
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

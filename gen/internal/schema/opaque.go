package schema

import (
	"fmt"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/catalog"
)

// opaqueMark is the keyword of a definition that accepts everything because
// nothing is known.
const opaqueMark = "x-plugingen-opaque"

// unread reports whether the schema of a type is not read from its Go form: a
// directive states it, or nobody but its code knows it.
func (b *builder) unread(t catalog.Type) bool {
	_, stated := b.stated[t.ID()]
	return stated || b.opaque(t)
}

// opaque reports whether only code of the type would tell what it accepts.
func (b *builder) opaque(t catalog.Type) bool {
	_, stated := b.stated[t.ID()]
	return !stated && b.decider(t) != ""
}

// decider is the method that would have to be run; empty where there is none.
func (b *builder) decider(t catalog.Type) string {
	if t.Kind != catalog.Named {
		return ""
	}
	def := b.facts.Types[t.ID()]
	switch {
	case len(def.SchemaMethods) > 0:
		return def.SchemaMethods[0]
	case def.UnmarshalJSON && !def.UnmarshalText && t.ID() != rawMessage:
		return "UnmarshalJSON"
	}
	return ""
}

// ownForm reports whether code of the type decides what its values look like in a file.
func (b *builder) ownForm(t catalog.Type) bool {
	return b.readsText(t) || t.Kind == catalog.Named && b.facts.Types[t.ID()].UnmarshalJSON
}

func (b *builder) warnOpaque(t catalog.Type) {
	d := diag.Diagnostic{Code: diag.OpaqueSchema, Severity: diag.Warning, Position: b.positionOf(t)}
	state := "state the schema above the type: //plugingen:schema {\"type\": \"string\"}\nor that anything is accepted: //plugingen:schema true"
	if b.ownForm(t) {
		d.Message = fmt.Sprintf("%s reads its values itself, by its method %s, which is not run here; what it accepts is not checked", t.Text, b.reading(t))
		d.Help = state
	} else {
		d.Message = fmt.Sprintf("the schema of %s is made by its method %s, which is not run here; its settings are checked against the Go type only", t.Text, b.decider(t))
		d.Help = "say the same with `jsonschema` tags on the fields, so that it can be read from source\nor " + state
	}
	b.list.Add(d)
}

// reading is the method that reads a value of a type with a form of its own.
func (b *builder) reading(t catalog.Type) string {
	if b.readsText(t) {
		return "UnmarshalText"
	}
	return "UnmarshalJSON"
}

package schema

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/catalog"
)

// ComponentKey is the word of a jsonschema_extras tag that names a kind of
// components, jsonschema_extras:"x-plugingen-component=Providers", and so a
// keyword of the field's schema.
const ComponentKey = "x-plugingen-component"

// component is the kind of component that the field names; empty where the tag
// does not say so or cannot.
func (b *builder) component(f catalog.Field) string {
	kind, said := "", 0
	for _, word := range splitWords(reflect.StructTag(f.Tag).Get("jsonschema_extras")) {
		if name, value, _ := strings.Cut(word, "="); name == ComponentKey {
			kind = value
			said++
		}
	}
	switch {
	case said == 0:
		return ""
	case said > 1:
		b.warnComponent(f, "stands there twice")
	case kind == "":
		b.warnComponent(f, "names no method of the contract")
	case !b.holdsNames(f.Type):
		b.warnComponent(f, "has no effect on the type "+f.Type.Text)
	default:
		return kind
	}
	return ""
}

func (b *builder) warnComponent(f catalog.Field, what string) {
	b.list.Add(diag.Diagnostic{
		Code:     diag.WrongConfigType,
		Severity: diag.Warning,
		Position: f.Position,
		Message:  fmt.Sprintf("the word %q in the jsonschema_extras tag of the field %s %s", ComponentKey, f.Name, what),
		Help:     "a string, or a list or mapping of strings, can name components of one kind: " + ComponentKey + "=Providers",
	})
}

// holdsNames reports whether values of the type are strings, or lists or
// mappings of strings, as they are written.
func (b *builder) holdsNames(t catalog.Type) bool {
	u := b.plain(t)
	switch u.Kind {
	case catalog.Slice, catalog.Array, catalog.Map:
		u = b.plain(*u.Elem)
	}
	return u.Kind == catalog.Basic && u.Name == "string"
}

// plain is what a type is made of, pointers removed; zero where its values have
// a form of their own.
func (b *builder) plain(t catalog.Type) catalog.Type {
	for range 8 { // a named pointer may point to itself
		if b.wellKnown(t) != nil || b.ownForm(t) {
			return catalog.Type{}
		}
		u := b.underlying(t)
		if u.Kind != catalog.Pointer {
			return u
		}
		t = *u.Elem
	}
	return catalog.Type{}
}

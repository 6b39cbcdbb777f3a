package schema

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/plugingen/plugingen/gen/internal/catalog"
)

// writeOnly reports whether a tag marks a secret. The Reflector tells it of
// strings only; a secret of another type is no less secret.
func writeOnly(f catalog.Field) bool {
	extras := reflect.StructTag(f.Tag).Get("jsonschema_extras")
	return slices.ContainsFunc(append(tagWords(f), splitWords(extras)...), func(word string) bool {
		value, ok := strings.CutPrefix(word, "writeOnly=")
		secret, _ := strconv.ParseBool(value)
		return ok && secret
	})
}

// holdsSecret reports whether a value of the type is a secret or is made of
// secrets. The settings of a struct are told one by one, not here.
func (b *builder) holdsSecret(t catalog.Type, within map[string]bool) bool {
	if t.Kind == catalog.Named {
		if t.ID() == secretType || b.stated[t.ID()].writeOnly() {
			return true
		}
		if within[t.ID()] || b.ownForm(t) {
			return false
		}
		within[t.ID()] = true
		t = b.underlying(t)
	}
	return t.Key != nil && b.holdsSecret(*t.Key, within) || t.Elem != nil && b.holdsSecret(*t.Elem, within)
}

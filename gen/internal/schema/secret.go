package schema

import (
	"strconv"
	"strings"

	"github.com/plugingen/plugingen/gen/internal/catalog"
)

// writeOnly reports whether the tag marks a secret. The Reflector tells it of
// strings only; a secret of another type is no less secret.
func writeOnly(f catalog.Field) bool {
	secret := false
	for _, w := range tagWords(f) {
		if value, ok := strings.CutPrefix(w, "writeOnly="); ok {
			secret, _ = strconv.ParseBool(value)
		}
	}
	return secret
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

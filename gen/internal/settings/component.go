package settings

import (
	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/config"
	"github.com/plugingen/plugingen/gen/internal/schema"
)

// ComponentName is a setting in the file whose value names a component of the
// composition.
type ComponentName struct {
	Kind     string // the contract's method
	Name     string
	Subject  string // the setting "provider" of acme
	Position diag.Position
}

// nameComponents notes the components that a setting names. A reference is
// checked at start.
func (b *binder) nameComponents(v *config.Value, prop *schema.Property, p place) {
	kind := prop.Component
	if kind == "" {
		return
	}
	switch {
	case v.Kind == config.Sequence:
		for i := range v.Items {
			b.nameComponents(&v.Items[i], prop, p)
		}
	case v.Kind == config.Mapping:
		for i := range v.Members {
			b.nameComponents(&v.Members[i].Value, prop, p)
		}
	case v.Kind == config.String && v.Text != "" && !referring(v):
		b.components = append(b.components, ComponentName{Kind: kind, Name: b.plain(v), Subject: b.subject(p), Position: v.Position})
	}
}

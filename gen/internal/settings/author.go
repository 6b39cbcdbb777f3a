package settings

import (
	"fmt"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/config"
	"github.com/plugingen/plugingen/gen/internal/schema"
)

// checkAuthor looks at every tag of every struct, used by this configuration
// or not: a rule that cannot be checked, and an allowed or default value that
// the field cannot hold, are the plugin author's to mend.
func (b *binder) checkAuthor() {
	defer func() { b.late = nil }() // of defaults that are only looked at
	for _, in := range b.schema.Structs() {
		for _, prop := range b.schema.Properties(in) {
			b.checkRules(prop, prop.Rules, prop.Field().Type)
			b.checkRules(prop, prop.Items, b.item(prop.Field().Type))
			if prop.Default != nil && prop.Secret {
				b.blame(prop, "the default of the secret field "+prop.Field().Name, "would be written into generated code; leave it out")
			} else if prop.Default != nil {
				b.defaultOf(prop, place{in: in})
			}
		}
	}
}

// item is what a list holds, else the zero Type.
func (b *binder) item(t catalog.Type) catalog.Type {
	u := b.underlying(behind(t))
	if u.Kind == catalog.Slice || u.Kind == catalog.Array {
		return *u.Elem
	}
	return catalog.Type{}
}

func (b *binder) checkRules(prop schema.Property, r schema.Rules, t catalog.Type) {
	name := prop.Field().Name
	if err := b.pattern(r.Pattern).err; err != nil {
		b.blame(prop, "the pattern of the field "+name, fmt.Sprintf("cannot be read: %v", err))
	}
	for _, text := range []string{r.Minimum, r.Maximum, r.ExclusiveMinimum, r.ExclusiveMaximum, r.MultipleOf} {
		if _, ok := exactNumber(text); text != "" && !ok {
			b.blame(prop, "the limit "+text+" of the field "+name, "is not a number that can be compared")
		}
	}
	if step, ok := exactNumber(r.MultipleOf); ok && step.Sign() <= 0 {
		b.blame(prop, "the multipleOf of the field "+name, "must be more than 0")
	}
	if f := b.form(t); b.unwritable(t) != "" || f == jsonForm || f == rawForm {
		return // its values cannot be told here
	}
	for _, text := range r.Enum {
		b.fromTag(prop, "the enum of the field "+name, func(sub *binder, p place) (Literal, bool) {
			v := sub.written(text, t)
			return sub.value(&v, t, p)
		})
	}
}

// defaultOf is the literal of a default for the setting at a place.
func (b *binder) defaultOf(prop schema.Property, at place) (Literal, bool) {
	subject := "the default of the field " + prop.Field().Name
	return b.fromTag(prop, subject, func(sub *binder, p place) (Literal, bool) {
		if why := sub.unsettable(prop, at.in); why != "" {
			return sub.fail(p, finding{message: why})
		}
		p.rules, p.items, p.pointer = &prop.Rules, &prop.Items, at.pointer
		t := prop.Field().Type
		item := sub.item(t)
		if item.Kind == "" {
			v := sub.written(prop.Default[0], t)
			return sub.value(&v, t, p)
		}
		v := config.Value{Kind: config.Sequence, Position: prop.Field().Position}
		for _, text := range prop.Default {
			v.Items = append(v.Items, sub.written(text, item))
		}
		return sub.value(&v, t, p)
	})
}

// fromTag binds a value out of a tag; what is wrong with it is reported at the field.
func (b *binder) fromTag(prop schema.Property, subject string, bind func(*binder, place) (Literal, bool)) (Literal, bool) {
	sub := *b
	at := prop.Field().Position
	sub.author, sub.list = &at, nil
	lit, ok := bind(&sub, place{subject: subject, at: at, secret: prop.Secret})
	b.list.Add(sub.list...)
	b.late = sub.late
	return lit, ok
}

// written is a tag's text as a file would have it, for the type it is meant for.
func (b *binder) written(text string, t catalog.Type) config.Value {
	v := config.Value{Kind: config.String, Quoted: true, Text: escaped(text)}
	u := b.underlying(behind(t))
	f := b.form(behind(t))
	if f != numberForm && (f != structural || u.Kind != catalog.Basic || u.Name == "string") {
		return v
	}
	kind := config.Float
	if u.Name == "bool" {
		kind = config.Bool
	} else if _, ok := wholeNumber(text); ok {
		kind = config.Integer
	}
	return config.Value{Kind: kind, Text: text}
}

func (b *binder) blame(prop schema.Property, subject, why string) {
	b.list.Add(diag.Diagnostic{Code: diag.WrongConfigType, Position: prop.Field().Position, Message: subject + " " + why})
}

package settings

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/config"
)

const dollarHelp = "write the reference out, or $${ for the characters ${"

// referring reports whether a value is text with a reference, or with something
// that looks like one.
func referring(v *config.Value) bool {
	if v.Kind != config.String || !strings.Contains(v.Text, "$") {
		return false
	}
	t, wrong := templateOf(v.Text)
	return wrong != "" || len(t) > 1
}

// plain is the text of a value without references.
func (b *binder) plain(v *config.Value) string {
	if v.Kind != config.String {
		return v.Text // a date
	}
	t, _ := templateOf(v.Text)
	return t[0].text
}

// reference leaves a text with references to the start. What can be checked now
// is what it comes to where no variable is set.
func (b *binder) reference(v *config.Value, t catalog.Type, p place) (Literal, bool) {
	tmpl, wrong := templateOf(v.Text)
	if wrong != "" {
		return b.fail(p, finding{code: diag.InvalidSetting, at: v.Position, message: wrong, help: dollarHelp})
	}
	target := behind(t)
	switch b.form(target) {
	case rawForm, jsonForm:
		return b.value(v, t, p)
	case structural:
		if why := b.unreferable(target); why != "" {
			return b.fail(p, finding{code: diag.WrongSettingType, at: v.Position,
				message: fmt.Sprintf("must be %s, and a reference stands for a single value", b.want(t)), help: why})
		}
	}
	if p.secret && tmpl.toldDefault() {
		return b.literalSecret(v, p, "the default of a reference in the file")
	}
	if text, ok := tmpl.unset(); ok && !b.fallback(v, text, target, p) {
		return Literal{}, false
	}
	return b.postpone(Late{Pointer: p.pointer, Text: v.Text}, t)
}

// unreferable says how to write what no reference can stand for.
func (b *binder) unreferable(t catalog.Type) string {
	switch b.underlying(t).Kind {
	case catalog.Slice, catalog.Array:
		return "write a list with a reference for each item"
	case catalog.Map, catalog.Struct:
		return "write a mapping with a reference for each value"
	}
	return ""
}

// fallback checks what a template comes to where no variable is set.
func (b *binder) fallback(v *config.Value, text string, t catalog.Type, p place) bool {
	sub := *b
	sub.list, sub.late = nil, nil
	p.subject = "the default in " + b.subject(p)
	value := b.written(text, t)
	value.Position = v.Position
	_, ok := sub.value(&value, t, p)
	b.list.Add(sub.list...)
	return ok
}

// literalSecret refuses a secret that stands in the file.
func (b *binder) literalSecret(v *config.Value, p place, where string) (Literal, bool) {
	name := strings.ToUpper(strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, cmp.Or(p.path, "secret")))
	name = strings.Trim(name, "_")
	return b.fail(p, finding{code: diag.LiteralSecret, at: v.Position,
		message: "is a secret, and must not be " + where,
		help: fmt.Sprintf("write a reference: ${env:%s} or ${file:/run/secrets/%s}\nand replace the secret where it was committed: history keeps it",
			name, strings.ToLower(name))})
}

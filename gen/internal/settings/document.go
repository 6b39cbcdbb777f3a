package settings

import (
	"encoding/json"
	"strings"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/config"
)

// document writes a value as JSON, numbers in the digits of the file. late is
// true where a string in it has a reference; dollars stay as they are written.
func (b *binder) document(v *config.Value, p place) (doc string, late, ok bool) {
	w := &documentWriter{binder: b, place: p, ok: true}
	w.value(v)
	return w.out.String(), w.late, w.ok
}

type documentWriter struct {
	*binder
	place place
	out   strings.Builder
	late  bool
	ok    bool
}

func (w *documentWriter) value(v *config.Value) {
	switch v.Kind {
	case config.Sequence:
		w.out.WriteByte('[')
		for i := range v.Items {
			w.comma(i)
			w.value(&v.Items[i])
		}
		w.out.WriteByte(']')
	case config.Mapping:
		w.out.WriteByte('{')
		for i := range v.Members {
			w.comma(i)
			w.text(v.Members[i].Key)
			w.out.WriteByte(':')
			w.value(&v.Members[i].Value)
		}
		w.out.WriteByte('}')
	default:
		w.scalar(v)
	}
}

func (w *documentWriter) comma(i int) {
	if i > 0 {
		w.out.WriteByte(',')
	}
}

func (w *documentWriter) scalar(v *config.Value) {
	switch v.Kind {
	case config.Null:
		w.out.WriteString("null")
	case config.Bool:
		w.out.WriteString(strings.ToLower(v.Text))
	case config.Integer, config.Float:
		text, ok := jsonNumber(v)
		if !ok {
			w.refuse(v, "has a number that JSON cannot write", numberHelp(v, "float64"))
		}
		w.out.WriteString(text)
	default:
		t, wrong := templateOf(v.Text)
		if wrong != "" {
			w.refuse(v, wrong, dollarHelp)
		}
		w.late = w.late || len(t) > 1
		w.text(v.Text)
	}
}

func (w *documentWriter) refuse(v *config.Value, message, help string) {
	_, w.ok = w.fail(w.place, finding{code: diag.InvalidSetting, at: v.Position, message: message, help: help})
}

func (w *documentWriter) text(s string) {
	var quoted strings.Builder
	e := json.NewEncoder(&quoted)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string always encodes
	w.out.WriteString(strings.TrimSuffix(quoted.String(), "\n"))
}

// jsonNumber is a number as JSON writes it, with the digits of the file.
func jsonNumber(v *config.Value) (string, bool) {
	if v.Kind != config.Integer && v.Kind != config.Float {
		return "", false
	}
	if n, ok := wholeNumber(v.Text); ok {
		return n.String(), true
	}
	if !floatForm.MatchString(v.Text) {
		return "", false
	}
	sign, digits := "", v.Text
	if strings.ContainsAny(digits[:1], "+-") {
		sign, digits = strings.TrimPrefix(digits[:1], "+"), digits[1:]
	}
	mantissa, exponent := digits, ""
	if e := strings.IndexAny(digits, "eE"); e >= 0 {
		mantissa, exponent = digits[:e], digits[e:]
	}
	if strings.HasPrefix(mantissa, ".") {
		mantissa = "0" + mantissa
	}
	return sign + strings.TrimSuffix(mantissa, ".") + exponent, true
}

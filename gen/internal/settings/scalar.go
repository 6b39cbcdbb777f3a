package settings

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/config"
)

// scalar binds to a basic type or a type made of one.
func (b *binder) scalar(v *config.Value, t catalog.Type, name string, p place) (Literal, bool) {
	switch name {
	case "bool":
		return b.boolean(v, t, p)
	case "string":
		return b.str(v, t, p)
	case "float32":
		return b.float(v, t, 32, p)
	case "float64":
		return b.float(v, t, 64, p)
	}
	return b.integer(v, t, name, p)
}

func (b *binder) boolean(v *config.Value, t catalog.Type, p place) (Literal, bool) {
	text := strings.ToLower(v.Text)
	if v.Kind != config.Bool || text != "true" && text != "false" {
		return b.wrongType(v, t, p)
	}
	return Literal{Kind: Scalar, Type: t, Text: text}, true
}

// str takes a plain date as the text it is; every other kind needs quotes, lest
// 1.10 become 1.1 on the way.
func (b *binder) str(v *config.Value, t catalog.Type, p place) (Literal, bool) {
	if v.Kind != config.String && v.Kind != config.Timestamp {
		return b.wrongType(v, t, p)
	}
	text := b.plain(v)
	return Literal{Kind: Scalar, Type: t, Text: strconv.Quote(text)}, b.checkText(v, text, p)
}

func (b *binder) duration(v *config.Value, t catalog.Type, p place) (Literal, bool) {
	if v.Kind != config.String {
		return b.wrongType(v, t, p)
	}
	text := b.plain(v)
	d, err := time.ParseDuration(text)
	if err != nil {
		return b.wrongType(v, t, p)
	}
	return Literal{Kind: DurationLiteral, Type: t, Nanos: d.Nanoseconds()}, b.checkText(v, text, p)
}

func (b *binder) integer(v *config.Value, t catalog.Type, name string, p place) (Literal, bool) {
	n, ok := wholeNumber(v.Text)
	switch {
	case v.Kind != config.Integer || !ok:
		return b.wrongType(v, t, p)
	case !inRange(n, name):
		return b.fail(p, finding{code: diag.InvalidSetting, at: v.Position,
			message: fmt.Sprintf("must be %s, found %s", integers[name].words(), b.found(v, p))})
	}
	return Literal{Kind: Scalar, Type: t, Text: n.String()}, b.checkNumber(v, new(big.Rat).SetInt(n), p)
}

func (b *binder) float(v *config.Value, t catalog.Type, bits int, p place) (Literal, bool) {
	if v.Kind != config.Integer && v.Kind != config.Float {
		return b.wrongType(v, t, p)
	}
	text, ok := decimalFloat(v)
	if !ok {
		return b.wrongType(v, t, p)
	}
	f, err := strconv.ParseFloat(text, bits)
	if err != nil || f == 0 && strings.ContainsAny(mantissa(text), "123456789") {
		return b.fail(p, finding{code: diag.InvalidSetting, at: v.Position,
			message: fmt.Sprintf("does not fit into a float%d, found %s", bits, b.found(v, p))})
	}
	if f == 0 {
		f = 0 // a constant has no negative zero
	}
	out := strconv.FormatFloat(f, 'g', -1, bits)
	exact, _ := new(big.Rat).SetString(out)
	if !strings.ContainsAny(out, ".e") {
		out += ".0"
	}
	return Literal{Kind: Scalar, Type: t, Text: out}, b.checkNumber(v, exact, p)
}

package expression

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Limits of one number. Exact arithmetic beyond them would take time and memory
// out of proportion to the text.
const (
	maxNumber   = 4096 // characters
	maxExponent = 4096
	maxBits     = 1 << 16 // of a numerator or a denominator that is computed
	precision   = 34      // significant digits of a quotient without an end
)

// rational returns a number exactly. It understands json.Number and, because a
// plugin's result may have them, Go's own numbers.
func rational(v any) (*big.Rat, error) {
	source := ""
	switch v := v.(type) {
	case *big.Rat:
		return v, nil
	case json.Number:
		source = string(v)
	case float64:
		source = strconv.FormatFloat(v, 'g', -1, 64)
	case float32:
		source = strconv.FormatFloat(float64(v), 'g', -1, 32)
	default:
		source = fmt.Sprint(v)
	}
	if n, ok := small(source); ok {
		return new(big.Rat).SetInt64(n), nil
	}
	if len(source) > maxNumber {
		return nil, fmt.Errorf("the number has %d characters, and at most %d are read", len(source), maxNumber)
	}
	if i := strings.IndexAny(source, "eE"); i >= 0 {
		if n, err := strconv.Atoi(source[i+1:]); err != nil || n > maxExponent || n < -maxExponent {
			return nil, fmt.Errorf("the exponent of %s is beyond %d", source, maxExponent)
		}
	}
	r, ok := new(big.Rat).SetString(source)
	if !ok {
		return nil, fmt.Errorf("%q is no number", source)
	}
	return r, nil
}

// small reads what most numbers are, a whole one of a few digits, without the cost of
// exact arithmetic.
func small(source string) (int64, bool) {
	const digits = 18 // which always fit
	if len(source) > digits {
		return 0, false
	}
	n, err := strconv.ParseInt(source, 10, 64)
	return n, err == nil
}

func isNumber(v any) bool {
	switch v.(type) {
	case json.Number, *big.Rat, int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64, float32, float64:
		return true
	}
	return false
}

// plain turns the numbers that were computed into json.Number.
func plain(v any) any {
	switch v := v.(type) {
	case *big.Rat:
		return decimal(v)
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = plain(item)
		}
		return out
	}
	return v
}

// decimal writes a number without loss where its decimals have an end.
func decimal(r *big.Rat) json.Number {
	if r.IsInt() {
		return json.Number(r.Num().String())
	}
	if digits, exact := r.FloatPrec(); exact {
		return json.Number(r.FloatString(digits))
	}
	const bits = 120 // a little more than the digits below need
	f := new(big.Float).SetPrec(bits).SetRat(r)
	return json.Number(f.Text('g', precision))
}

// equal compares values exactly: 1 and 1.0 are equal, 1 and "1" are not.
func equal(a, b any) bool {
	if isNumber(a) && isNumber(b) {
		x, errX := rational(a)
		y, errY := rational(b)
		return errX == nil && errY == nil && x.Cmp(y) == 0
	}
	switch a := a.(type) {
	case []any:
		b, ok := b.([]any)
		return ok && equalLists(a, b)
	case map[string]any:
		b, ok := b.(map[string]any)
		return ok && equalMaps(a, b)
	}
	return reflect.DeepEqual(a, b)
}

func equalLists(a, b []any) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !equal(a[i], b[i]) {
			return false
		}
	}
	return true
}

func equalMaps(a, b map[string]any) bool {
	if len(a) != len(b) {
		return false
	}
	for key, v := range a {
		w, ok := b[key]
		if !ok || !equal(v, w) {
			return false
		}
	}
	return true
}

// Compare orders two numbers or two texts; other values have no order, which is
// the error.
func Compare(a, b any) (int, error) {
	if isNumber(a) && isNumber(b) {
		if x, y, ok := bothSmall(a, b); ok {
			return cmp.Compare(x, y), nil
		}
		x, err := rational(a)
		if err != nil {
			return 0, err
		}
		y, err := rational(b)
		if err != nil {
			return 0, err
		}
		return x.Cmp(y), nil
	}
	s, ok := a.(string)
	t, also := b.(string)
	if !ok || !also {
		return 0, fmt.Errorf("%s and %s have no order: two numbers or two texts do", Describe(a), Describe(b))
	}
	return strings.Compare(s, t), nil
}

func bothSmall(a, b any) (x, y int64, ok bool) {
	m, isA := a.(json.Number)
	n, isB := b.(json.Number)
	if !isA || !isB {
		return 0, 0, false
	}
	x, okX := small(string(m))
	y, okY := small(string(n))
	return x, y, okX && okY
}

// Equal tells whether two values are the same as == means it.
func Equal(a, b any) bool { return equal(a, b) }

// Text writes a value as text: a text as it is, everything else as JSON.
func Text(v any) string {
	v = plain(v)
	if s, ok := v.(string); ok {
		return s
	}
	b, err := JSON(v, "")
	if err != nil {
		return fmt.Sprint(v)
	}
	return strings.TrimSuffix(string(b), "\n")
}

// JSON writes a value as JSON with a line break at the end, indented where indent is
// not empty. It leaves <, > and & as they are: no browser reads them.
func JSON(v any, indent string) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", indent)
	err := enc.Encode(v)
	return b.Bytes(), err
}

// Describe names a value for a message: scalars as they are, cut where they are
// long, the rest by their type.
func Describe(v any) string {
	const shown = 40
	switch v := v.(type) {
	case map[string]any:
		return "an object"
	case []any:
		return "a list"
	case string:
		if r := []rune(v); len(r) > shown {
			v = string(r[:shown]) + "..."
		}
		return strconv.Quote(v)
	}
	if s := Text(v); len(s) <= shown {
		return s
	}
	return "a number"
}

// Key returns a text that is the same for two values exactly where they are equal.
func Key(v any) string {
	var b strings.Builder
	writeKey(&b, v)
	return b.String()
}

func writeKey(b *strings.Builder, v any) {
	switch v := v.(type) {
	case map[string]any:
		b.WriteByte('{')
		for _, name := range slices.Sorted(maps.Keys(v)) {
			b.WriteString(strconv.Quote(name) + ":")
			writeKey(b, v[name])
			b.WriteByte(',')
		}
		b.WriteByte('}')
	case []any:
		b.WriteByte('[')
		for _, item := range v {
			writeKey(b, item)
			b.WriteByte(',')
		}
		b.WriteByte(']')
	case string:
		b.WriteString(strconv.Quote(v))
	default:
		if r, err := rational(v); err == nil && isNumber(v) {
			b.WriteString(r.RatString())
			return
		}
		fmt.Fprint(b, v)
	}
}

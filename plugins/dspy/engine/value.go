package engine

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
)

// encode writes a value as JSON with sorted keys; <, > and & stay as they are,
// because the text is for a model.
func encode(v any) (string, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return "", err
	}
	return strings.TrimSuffix(b.String(), "\n"), nil
}

// canonical is a text that equal values share: keys sorted, numbers by their
// value. What JSON cannot hold gives a text of its own.
func canonical(v any) string {
	text, err := encode(v)
	if err != nil {
		return "!" + err.Error()
	}
	plain, err := decode([]byte(text))
	if err != nil {
		return "!" + text
	}
	if text, err = encode(reduceNumbers(plain)); err != nil {
		return "!" + err.Error()
	}
	return text
}

// reduceNumbers returns a copy with every number in its reduced form.
func reduceNumbers(v any) any {
	switch v := v.(type) {
	case json.Number:
		return reduce(v)
	case []any:
		list := make([]any, len(v))
		for i, item := range v {
			list[i] = reduceNumbers(item)
		}
		return list
	case map[string]any:
		m := make(map[string]any, len(v))
		for key, item := range v {
			m[key] = reduceNumbers(item)
		}
		return m
	}
	return v
}

// reduce writes a number as digits without zeros at either end and an exponent,
// exactly, so that 1, 1.0 and 10e-1 are the same. An exponent beyond 18 digits
// leaves the number as it is.
func reduce(n json.Number) json.Number {
	digits, exponent, ok := decompose(n)
	switch {
	case !ok:
		return n
	case digits == "" || digits == "-":
		return "0"
	case exponent == 0:
		return json.Number(digits)
	}
	return json.Number(digits + "e" + strconv.FormatInt(exponent, 10))
}

// decompose returns signed digits and the power of ten that they are multiplied
// with; zero has no digits.
func decompose(n json.Number) (digits string, exponent int64, ok bool) {
	text := strings.ToLower(string(n))
	sign := ""
	if rest, negative := strings.CutPrefix(text, "-"); negative {
		sign, text = "-", rest
	}
	mantissa, power, scientific := strings.Cut(text, "e")
	if scientific {
		if len(power) > 18 {
			return "", 0, false
		}
		var err error
		if exponent, err = strconv.ParseInt(power, 10, 64); err != nil {
			return "", 0, false
		}
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits = strings.TrimLeft(whole+fraction, "0")
	exponent -= int64(len(fraction))
	short := strings.TrimRight(digits, "0")
	exponent += int64(len(digits) - len(short))
	return sign + short, exponent, true
}

// isInteger reports whether a number has no fraction, whatever its notation.
func isInteger(n json.Number) bool {
	digits, exponent, ok := decompose(n)
	return ok && (digits == "" || digits == "-" || exponent >= 0)
}

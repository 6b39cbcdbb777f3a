package settings

import (
	"math"
	"math/big"
	"regexp"
	"strconv"
	"strings"
)

// The forms of numbers are those that the generator takes in a file:
// gen/internal/settings/number.go.
var (
	decimalForm = regexp.MustCompile(`^[-+]?(0|[1-9][0-9]*)$`)
	floatForm   = regexp.MustCompile(`^[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?$`)
)

// longestNumber bounds the digits that are read; no type holds that many, and
// reading them costs their square.
const longestNumber = 1000

// decimal reads a whole number in decimal without leading zeros.
func decimal(text string) (*big.Int, bool) {
	if len(text) > longestNumber || !decimalForm.MatchString(text) {
		return nil, false
	}
	return new(big.Int).SetString(text, 10)
}

// wholeNumber reads a whole number as YAML 1.2 writes it: decimal, 0o17, 0x1f.
func wholeNumber(text string) (*big.Int, bool) {
	if n, ok := decimal(text); ok {
		return n, true
	}
	digits, base := text, 0
	if rest, ok := strings.CutPrefix(text, "0x"); ok {
		digits, base = rest, 16
	} else if rest, ok := strings.CutPrefix(text, "0o"); ok {
		digits, base = rest, 8
	}
	if base == 0 || len(text) > longestNumber || strings.ContainsAny(digits, "+-_") {
		return nil, false
	}
	return new(big.Int).SetString(digits, base)
}

// decimalFloat is a number as strconv reads it; false for infinities, for what
// is not a number and for leftovers of YAML 1.1.
func decimalFloat(text string) (string, bool) {
	if n, ok := wholeNumber(text); ok {
		return n.String(), true
	}
	return text, floatForm.MatchString(text)
}

// jsonNumber is a number as JSON writes it, with the digits that it has.
func jsonNumber(text string) (string, bool) {
	if n, ok := wholeNumber(text); ok {
		return n.String(), true
	}
	if !floatForm.MatchString(text) {
		return "", false
	}
	digits := strings.TrimLeft(text, "+-")
	sign := strings.TrimPrefix(text[:len(text)-len(digits)], "+")
	mantissa, exponent := digits, ""
	if e := strings.IndexAny(digits, "eE"); e >= 0 {
		mantissa, exponent = digits[:e], digits[e:]
	}
	if strings.HasPrefix(mantissa, ".") {
		mantissa = "0" + mantissa
	}
	return sign + strings.TrimSuffix(mantissa, ".") + exponent, true
}

// vanished reports whether f is zero only because its text was too small.
func vanished(f float64, text string) bool {
	mantissa, _, _ := strings.Cut(strings.ToLower(text), "e")
	return f == 0 && strings.ContainsAny(mantissa, "123456789")
}

// exactNumber reads a number of a rule or of a document. One whose exponent is
// beyond a float64 is refused, because its exact form would fill the memory.
func exactNumber(text string) (*big.Rat, bool) {
	if len(text) > longestNumber || !floatForm.MatchString(text) {
		return nil, false
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(f, 0) || vanished(f, text) {
		return nil, false
	}
	if f == 0 {
		return new(big.Rat), true
	}
	return new(big.Rat).SetString(text)
}

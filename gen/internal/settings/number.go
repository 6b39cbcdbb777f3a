package settings

import (
	"fmt"
	"math"
	"math/big"
	"regexp"
	"strconv"
	"strings"

	"github.com/plugingen/plugingen/gen/internal/config"
)

// span is the range of an integer type.
type span struct {
	min, max *big.Int
	wide     bool // 64 bits: the bounds would not help a reader
}

// integers are the ranges of the integer types. int and uint are taken for 64
// bits wide, as they are wherever servers run.
var integers = map[string]span{
	"int": signed(64), "int8": signed(8), "int16": signed(16), "int32": signed(32), "rune": signed(32), "int64": signed(64),
	"uint": unsigned(64), "uint8": unsigned(8), "byte": unsigned(8), "uint16": unsigned(16), "uint32": unsigned(32), "uint64": unsigned(64),
}

func signed(bits uint) span {
	top := new(big.Int).Lsh(big.NewInt(1), bits-1)
	return span{new(big.Int).Neg(top), new(big.Int).Sub(top, big.NewInt(1)), bits == 64}
}

func unsigned(bits uint) span {
	top := new(big.Int).Lsh(big.NewInt(1), bits)
	return span{new(big.Int), top.Sub(top, big.NewInt(1)), false}
}

// words describes the range as a reader needs it.
func (s span) words() string {
	return fmt.Sprintf("a whole number from %v to %v", s.min, s.max)
}

func inRange(n *big.Int, name string) bool {
	s, ok := integers[name]
	return ok && n.Cmp(s.min) >= 0 && n.Cmp(s.max) <= 0
}

var decimalForm = regexp.MustCompile(`^[-+]?(0|[1-9][0-9]*)$`)

// decimal reads a whole number in decimal without leading zeros.
func decimal(text string) (*big.Int, bool) {
	if !decimalForm.MatchString(text) {
		return nil, false
	}
	return new(big.Int).SetString(text, 10)
}

// wholeNumber reads a whole number as YAML 1.2 writes it: decimal, 0o17, 0x1f.
// A leading zero is neither, since YAML 1.1 reads it as octal.
func wholeNumber(text string) (*big.Int, bool) {
	if n, ok := decimal(text); ok {
		return n, true
	}
	switch {
	case strings.HasPrefix(text, "0x"):
		return new(big.Int).SetString(notSigned(text[2:]), 16)
	case strings.HasPrefix(text, "0o"):
		return new(big.Int).SetString(notSigned(text[2:]), 8)
	}
	return nil, false
}

// notSigned keeps a sign or an underscore behind a prefix from being read.
func notSigned(digits string) string {
	if strings.ContainsAny(digits, "+-_") {
		return ""
	}
	return digits
}

var floatForm = regexp.MustCompile(`^[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?$`)

// decimalFloat is a number as strconv reads it; false for infinities, for what
// is not a number and for leftovers of YAML 1.1.
func decimalFloat(v *config.Value) (string, bool) {
	if n, ok := wholeNumber(v.Text); ok {
		return n.String(), true
	}
	return v.Text, floatForm.MatchString(v.Text)
}

func mantissa(text string) string {
	m, _, _ := strings.Cut(strings.ToLower(text), "e")
	return m
}

// exactNumber reads a number out of a tag. One whose exponent is beyond what a
// float64 holds is refused, because its exact form would fill the memory.
func exactNumber(text string) (*big.Rat, bool) {
	if text == "" {
		return nil, false
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) || !floatForm.MatchString(text) {
		return nil, false
	}
	if f == 0 {
		return new(big.Rat), !strings.ContainsAny(mantissa(text), "123456789")
	}
	return new(big.Rat).SetString(text)
}

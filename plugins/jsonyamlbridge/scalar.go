package jsonyamlbridge

import (
	"math/big"
	"slices"
	"strings"
)

// maxHexDigits bounds 0x and 0o numbers, whose conversion to decimal is not
// linear in their length.
const maxHexDigits = 4096

// plain reads an unquoted YAML scalar by the core schema of YAML 1.2. The second
// result is the JSON text of a number or boolean. A number that JSON cannot hold
// comes back as a number without text.
func plain(s string) (kind, string) {
	switch {
	case slices.Contains([]string{"", "~", "null", "Null", "NULL"}, s):
		return null, ""
	case slices.Contains([]string{"true", "True", "TRUE", "false", "False", "FALSE"}, s):
		return boolean, strings.ToLower(s)
	case isInfinite(s):
		return number, ""
	case isDecimal(s):
		return number, decimal(s)
	case strings.HasPrefix(s, "0x") && only(s[2:], "0123456789abcdefABCDEF"):
		return number, inBase(s[2:], 16)
	case strings.HasPrefix(s, "0o") && only(s[2:], "01234567"):
		return number, inBase(s[2:], 8)
	}
	return text, s
}

func isInfinite(s string) bool {
	unsigned := strings.TrimPrefix(strings.TrimPrefix(s, "+"), "-")
	if len(s)-len(unsigned) > 1 {
		return false
	}
	if slices.Contains([]string{".inf", ".Inf", ".INF"}, unsigned) {
		return true
	}
	return slices.Contains([]string{".nan", ".NaN", ".NAN"}, s)
}

// isDecimal matches [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?, apart from
// whole numbers with leading zeros, which the two versions of YAML read
// differently.
func isDecimal(s string) bool {
	mantissa, exponent := splitExponent(unsigned(s))
	if exponent != "" && !only(unsigned(exponent[1:]), digits) {
		return false
	}
	whole, fraction, point := strings.Cut(mantissa, ".")
	switch {
	case point && whole == "":
		return only(fraction, digits)
	case point:
		return only(whole, digits) && (fraction == "" || only(fraction, digits))
	}
	return only(whole, digits) && (len(whole) == 1 || whole[0] != '0')
}

const digits = "0123456789"

// only says that a text is not empty and made of these characters.
func only(s, characters string) bool {
	return s != "" && strings.Trim(s, characters) == ""
}

// unsigned cuts off one sign.
func unsigned(s string) string {
	if s != "" && (s[0] == '+' || s[0] == '-') {
		return s[1:]
	}
	return s
}

func splitExponent(s string) (mantissa, exponent string) {
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		return s[:i], s[i:]
	}
	return s, ""
}

// decimal respells a number as JSON wants it: no plus, a digit on either side of
// the point, no leading zeros. Its value and its digits stay.
func decimal(s string) string {
	sign := ""
	if s[0] == '-' {
		sign = "-"
	}
	mantissa, exponent := splitExponent(unsigned(s))
	whole, fraction, point := strings.Cut(mantissa, ".")
	if whole = strings.TrimLeft(whole, "0"); whole == "" {
		whole = "0"
	}
	if !point {
		return sign + whole + exponent
	}
	if fraction == "" {
		fraction = "0"
	}
	return sign + whole + "." + fraction + exponent
}

func inBase(s string, base int) string {
	if len(s) > maxHexDigits {
		return ""
	}
	n, ok := new(big.Int).SetString(s, base)
	if !ok {
		return ""
	}
	return n.String()
}

// ambiguous says what YAML 1.1 makes of a plain scalar that is a string to us, and
// "" where both versions agree that it is one.
func ambiguous(s string) string {
	rest := unsigned(s)
	switch {
	case isOldBool(s):
		return "a boolean"
	case only(rest, digits) && rest[0] == '0' && len(rest) > 1:
		return "an octal number"
	case strings.HasPrefix(rest, "0b") && only(rest[2:], "01_"):
		return "a binary number"
	case strings.HasPrefix(rest, "0x") && only(rest[2:], "0123456789abcdefABCDEF_"):
		return "a hexadecimal number"
	case isGrouped(rest):
		return "a number"
	case isSexagesimal(rest):
		return "a number of base 60"
	}
	return ""
}

func isOldBool(s string) bool {
	switch strings.ToLower(s) {
	case "y", "n", "yes", "no", "on", "off":
		return s == strings.ToLower(s) || s == strings.ToUpper(s) || s[1:] == strings.ToLower(s[1:])
	}
	return false
}

// isGrouped matches 1_000 and 1_000.5.
func isGrouped(s string) bool {
	if s == "" || !strings.Contains(s, "_") || !strings.Contains(digits+".", s[:1]) {
		return false
	}
	mantissa, exponent := splitExponent(s)
	if exponent != "" && !only(unsigned(exponent[1:]), digits) {
		return false
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	return only(whole+fraction, digits+"_") && strings.Trim(whole+fraction, "_") != ""
}

// isSexagesimal matches 1:30 and 190:20:30.15.
func isSexagesimal(s string) bool {
	s, fraction, point := strings.Cut(s, ".")
	parts := strings.Split(s, ":")
	if len(parts) < 2 || point && fraction != "" && !only(fraction, digits+"_") {
		return false
	}
	for i, p := range parts {
		if !only(p, digits+"_") || p[0] == '_' || i > 0 && (len(p) > 2 || len(p) == 2 && p[0] > '5') {
			return false
		}
	}
	return true
}

package schemavalidator

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Numbers beyond these limits are refused: exact arithmetic on them would take
// time and memory out of proportion to their text.
const (
	maxNumberText = 4096
	maxExponent   = 4096
)

// unsound finds what is no JSON value: Go types that JSON does not have, numbers
// that it cannot write, and nesting without end.
func unsound(value any) []Fault {
	c := &soundness{}
	c.check(value, "", 0)
	return c.faults
}

type soundness struct{ faults []Fault }

func (c *soundness) add(pointer, format string, args ...any) {
	c.faults = append(c.faults, Fault{Path: pointer, Message: fmt.Sprintf(format, args...)})
}

func (c *soundness) check(value any, pointer string, depth int) {
	if depth > maxDepth {
		c.add(pointer, "nested deeper than %d levels", maxDepth)
		return
	}
	switch v := value.(type) {
	case nil, bool, string, int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64:
	case json.Number:
		c.number(string(v), pointer)
	case float64:
		c.float(v, pointer)
	case float32:
		c.float(float64(v), pointer)
	case []any:
		for i, item := range v {
			c.check(item, joinIndex(pointer, i), depth+1)
		}
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			c.check(v[key], join(pointer, key), depth+1)
		}
	default:
		c.add(pointer, "a Go value of type %T is no JSON value", value)
	}
}

func (c *soundness) float(v float64, pointer string) {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		c.add(pointer, "%v is a number that JSON cannot hold", v)
	}
}

func (c *soundness) number(text, pointer string) {
	switch {
	case len(text) > maxNumberText:
		c.add(pointer, "the number has %d characters, and at most %d are checked", len(text), maxNumberText)
	case !isNumber(text):
		c.add(pointer, "%q is no JSON number", text)
	case !smallExponent(text):
		c.add(pointer, "the exponent of %s is beyond %d", text, maxExponent)
	}
}

// isNumber leaves the grammar to encoding/json; the first byte tells a number
// from the other values that are valid JSON.
func isNumber(text string) bool {
	if text == "" || !strings.ContainsRune("-0123456789", rune(text[0])) {
		return false
	}
	return json.Valid([]byte(text)) && !strings.ContainsAny(text, " \t\r\n")
}

func smallExponent(text string) bool {
	i := strings.IndexAny(text, "eE")
	if i < 0 {
		return true
	}
	n, err := strconv.Atoi(strings.TrimPrefix(text[i+1:], "+"))
	return err == nil && -maxExponent <= n && n <= maxExponent
}

// clone copies the maps and lists of a value, so that the copy can be kept while
// the caller goes on with the original. Scalars keep their Go types.
func clone(value any) any {
	switch v := value.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for key, item := range v {
			out[key] = clone(item)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = clone(item)
		}
		return out
	}
	return value
}

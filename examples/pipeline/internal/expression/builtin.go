package expression

import (
	"encoding/json"
	"maps"
	"math/big"
	"slices"
	"strings"
	"unicode/utf8"
)

func length(c call, args []any) (any, error) {
	switch v := args[0].(type) {
	case string:
		return wholeNumber(utf8.RuneCountInString(v)), nil
	case []any:
		return wholeNumber(len(v)), nil
	case map[string]any:
		return wholeNumber(len(v)), nil
	}
	return nil, c.wrong("a text, a list or an object", args[0])
}

func (c call) list(v any) ([]any, error) {
	items, ok := v.([]any)
	if !ok {
		return nil, c.wrong("a list", v)
	}
	return items, nil
}

func first(c call, args []any) (any, error) {
	return access{c.column, literal{args[0], 0}, literal{json.Number("0"), 0}}.eval(nil)
}
func last(c call, args []any) (any, error) {
	return access{c.column, literal{args[0], 0}, literal{json.Number("-1"), 0}}.eval(nil)
}

func unique(c call, args []any) (any, error) {
	items, err := c.list(args[0])
	out := []any{}
	for _, v := range items {
		if !slices.ContainsFunc(out, func(have any) bool { return equal(have, v) }) {
			out = append(out, v)
		}
	}
	return out, err
}

func reverse(c call, args []any) (any, error) {
	items, err := c.list(args[0])
	out := slices.Clone(items)
	slices.Reverse(out)
	return out, err
}

// sorted keeps the order of items that are equal.
func sorted(c call, args []any) (any, error) {
	items, err := c.list(args[0])
	out := slices.Clone(items)
	slices.SortStableFunc(out, func(a, b any) int {
		order, e := Compare(a, b)
		if e != nil && err == nil {
			err = failure(c.column, "%v", e)
		}
		return order
	})
	return out, err
}

func joined(c call, args []any) (any, error) {
	items, err := c.list(args[0])
	if err != nil {
		return nil, err
	}
	separator, ok := args[1].(string)
	if !ok {
		return nil, c.wrong("a text as separator", args[1])
	}
	parts := make([]string, len(items))
	size := 0
	for i, v := range items {
		parts[i] = Text(v)
		if size += len(parts[i]) + len(separator); size > maxJoined {
			return nil, failure(c.column, "the text would be longer than %d bytes", maxJoined)
		}
	}
	return strings.Join(parts, separator), nil
}

func split(s, separator string) any {
	out := []any{}
	for part := range strings.SplitSeq(s, separator) {
		out = append(out, part)
	}
	return out
}

func keysOf(c call, args []any) (any, error) {
	m, ok := args[0].(map[string]any)
	if !ok {
		return nil, c.wrong("an object", args[0])
	}
	out := []any{}
	for _, key := range slices.Sorted(maps.Keys(m)) {
		out = append(out, key)
	}
	return out, nil
}

func valuesOf(c call, args []any) (any, error) {
	m, ok := args[0].(map[string]any)
	if !ok {
		return nil, c.wrong("an object", args[0])
	}
	out := []any{}
	for _, key := range slices.Sorted(maps.Keys(m)) {
		out = append(out, m[key])
	}
	return out, nil
}

// toNumber reads a JSON number.
func toNumber(c call, args []any) (any, error) {
	s, ok := args[0].(string)
	if !ok && isNumber(args[0]) {
		return args[0], nil
	}
	s = strings.TrimSpace(s)
	if !ok || s == "" || !strings.Contains("-0123456789", s[:1]) || !json.Valid([]byte(s)) {
		return nil, c.wrong("a text that is a number", args[0])
	}
	if _, err := rational(json.Number(s)); err != nil {
		return nil, failure(c.column, "%v", err)
	}
	return json.Number(s), nil
}

func numeric(f func(z, x *big.Rat) *big.Rat) func(call, []any) (any, error) {
	return func(c call, args []any) (any, error) {
		x, err := arithmeticOperand(c.name, c.column, args[0])
		if err != nil {
			return nil, err
		}
		return f(new(big.Rat), x), nil
	}
}

// round goes to the nearest number with so many decimals, half away from zero.
func round(c call, args []any) (any, error) {
	x, err := arithmeticOperand(c.name, c.column, args[0])
	if err != nil {
		return nil, err
	}
	digits := 0
	if len(args) == 2 {
		d, err := arithmeticOperand(c.name, c.column, args[1])
		if err != nil {
			return nil, err
		}
		const most = 1000
		if !d.IsInt() || d.Sign() < 0 || d.Cmp(wholeNumber(most)) > 0 {
			return nil, c.wrong("0 to 1000 decimals", plain(args[1]))
		}
		digits = int(d.Num().Int64())
	}
	return json.Number(x.FloatString(digits)), nil
}

func textual(f func(string) string) func(call, []any) (any, error) {
	return func(c call, args []any) (any, error) {
		s, ok := args[0].(string)
		if !ok {
			return nil, c.wrong("a text", args[0])
		}
		return f(s), nil
	}
}

func texts(f func(a, b string) any) func(call, []any) (any, error) {
	return func(c call, args []any) (any, error) {
		a, ok := args[0].(string)
		if !ok {
			return nil, c.wrong("a text", args[0])
		}
		b, ok := args[1].(string)
		if !ok {
			return nil, c.wrong("a text", args[1])
		}
		return f(a, b), nil
	}
}

package schemavalidator

import (
	"cmp"
	"strconv"
	"strings"
)

// escape writes a key as a token of a JSON Pointer (RFC 6901).
func escape(token string) string {
	return strings.ReplaceAll(strings.ReplaceAll(token, "~", "~0"), "/", "~1")
}

func unescape(token string) string {
	return strings.ReplaceAll(strings.ReplaceAll(token, "~1", "/"), "~0", "~")
}

func join(pointer, key string) string { return pointer + "/" + escape(key) }

func joinIndex(pointer string, i int) string { return pointer + "/" + strconv.Itoa(i) }

func pointerOf(tokens []string) string {
	var b strings.Builder
	for _, t := range tokens {
		b.WriteString("/" + escape(t))
	}
	return b.String()
}

func tokensOf(pointer string) []string {
	if pointer == "" {
		return nil
	}
	tokens := strings.Split(pointer[1:], "/")
	for i, t := range tokens {
		tokens[i] = unescape(t)
	}
	return tokens
}

// comparePointers orders places as a reader meets them: a parent before its
// children, and list items by number.
func comparePointers(a, b string) int {
	as, bs := strings.Split(a, "/"), strings.Split(b, "/")
	for i := range min(len(as), len(bs)) {
		if c := compareTokens(as[i], bs[i]); c != 0 {
			return c
		}
	}
	return cmp.Compare(len(as), len(bs))
}

func compareTokens(a, b string) int {
	x, errA := strconv.Atoi(a)
	y, errB := strconv.Atoi(b)
	if errA == nil && errB == nil && x != y {
		return cmp.Compare(x, y)
	}
	return strings.Compare(a, b)
}

// at returns the value that a pointer's tokens lead to.
func at(value any, tokens []string) (any, bool) {
	for _, t := range tokens {
		switch v := value.(type) {
		case map[string]any:
			child, ok := v[t]
			if !ok {
				return nil, false
			}
			value = child
		case []any:
			i, err := strconv.Atoi(t)
			if err != nil || i < 0 || i >= len(v) {
				return nil, false
			}
			value = v[i]
		default:
			return nil, false
		}
	}
	return value, true
}

package workflow

import (
	"strconv"
	"strings"
)

// lookup follows a JSON Pointer.
func lookup(value any, pointer string) (any, bool) {
	for _, token := range tokens(pointer) {
		switch v := value.(type) {
		case map[string]any:
			child, ok := v[token]
			if !ok {
				return nil, false
			}
			value = child
		case []any:
			i := index(token, len(v))
			if i < 0 {
				return nil, false
			}
			value = v[i]
		default:
			return nil, false
		}
	}
	return value, true
}

func tokens(pointer string) []string {
	if pointer == "" {
		return nil
	}
	parts := strings.Split(pointer[1:], "/")
	for i, p := range parts {
		parts[i] = unescape(p)
	}
	return parts
}

func index(token string, length int) int {
	i, err := strconv.Atoi(token)
	if err != nil || i < 0 || i >= length {
		return -1
	}
	return i
}

func escape(token string) string {
	return strings.ReplaceAll(strings.ReplaceAll(token, "~", "~0"), "/", "~1")
}

func unescape(token string) string {
	return strings.ReplaceAll(strings.ReplaceAll(token, "~1", "/"), "~0", "~")
}

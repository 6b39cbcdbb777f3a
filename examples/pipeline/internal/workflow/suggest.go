package workflow

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/plugingen/plugingen/plugins/schemavalidator"
)

// fewKeys is how many keys a message lists.
const fewKeys = 12

// suggest adds to a fault about a key that is not allowed what is: the key that it
// resembles, or all where they are few.
func (s *session) suggest(f schemavalidator.Fault) schemavalidator.Fault {
	if f.Keyword != "additionalProperties" {
		return f
	}
	allowed := s.allowed(strings.TrimSuffix(f.SchemaPath, "/additionalProperties"))
	key := unescape(f.Path[strings.LastIndexByte(f.Path, '/')+1:])
	switch best := nearest(key, allowed); {
	case best != "":
		f.Message += fmt.Sprintf("; did you mean %q?", best)
	case len(allowed) > 0 && len(allowed) <= fewKeys:
		f.Message += "; allowed are " + strings.Join(allowed, ", ")
	}
	return f
}

// nearest is the name that another one resembles; empty where it resembles none.
func nearest(wrong string, names []string) string {
	best, least := "", 3 // more differences are no slip of the hand
	for _, name := range names {
		if d := distance(wrong, name); d < least {
			best, least = name, d
		}
	}
	return best
}

// missing says that the plugins do not offer what a step names, and what they do.
func missing(kind, wrong string, names []string) string {
	message := fmt.Sprintf("there is no %s %q", kind, wrong)
	if best := nearest(wrong, names); best != "" {
		message += fmt.Sprintf(", did you mean %q", best)
	}
	return message + "; the plugins offer " + list(names)
}

// allowed are the keys of an object at a place of the schema.
func (s *session) allowed(pointer string) []string {
	d := json.NewDecoder(bytes.NewReader([]byte(s.schema.Text())))
	var root any
	if err := d.Decode(&root); err != nil {
		return nil // it was compiled, so it is JSON
	}
	value, _ := lookup(root, pointer)
	object, _ := value.(map[string]any)
	properties, _ := object["properties"].(map[string]any)
	return sortedKeys(properties)
}

// distance is how many characters must be added, left out or replaced to make one
// word of another (Levenshtein 1966).
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		before := row[0]
		row[0] = i + 1
		for j := range y {
			above := row[j+1]
			cost := before
			if x[i] != y[j] {
				cost++
			}
			row[j+1] = min(cost, above+1, row[j]+1)
			before = above
		}
	}
	return row[len(y)]
}

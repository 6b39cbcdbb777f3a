package settings

import (
	"regexp"
	"strings"
)

// piece is a part of a template: text, or a reference where name is not empty.
type piece struct {
	text string
	ref  string // "env:PORT", "file:/run/secrets/x"
	// fallback is what an unset variable stands for, where has is true.
	fallback string
	has      bool
}

// template is a string of the file: text and references in turn.
type template []piece

var referenceForm = regexp.MustCompile(`^\{(env:[A-Za-z_][A-Za-z0-9_]*)(:-([^}]*))?\}|^\{(file:[^}]+)\}`)

// What can be wrong with a reference.
const (
	unclosed  = "has a reference that is not closed by }"
	malformed = "has a malformed reference; the forms are ${env:NAME}, ${env:NAME:-default} and ${file:PATH}"
)

// templateOf reads the dollars of a string: $$ is one, and ${ begins a
// reference. wrong says what is wrong with it, empty where all is well.
func templateOf(text string) (t template, wrong string) {
	var plain strings.Builder
	for rest := text; ; {
		before, after, found := strings.Cut(rest, "$")
		plain.WriteString(before)
		if !found {
			break
		}
		if !strings.HasPrefix(after, "{") {
			plain.WriteByte('$')
			rest = strings.TrimPrefix(after, "$")
			continue
		}
		m := referenceForm.FindStringSubmatch(after)
		switch {
		case m == nil && !strings.Contains(after, "}"):
			return nil, unclosed
		case m == nil:
			return nil, malformed
		}
		t = append(t, piece{text: plain.String()}, piece{ref: m[1] + m[4], fallback: m[3], has: m[2] != ""})
		plain.Reset()
		rest = after[len(m[0]):]
	}
	return append(t, piece{text: plain.String()}), ""
}

// unset is the text of a template where no variable is set; false where a
// reference has no default then.
func (t template) unset() (string, bool) {
	var out strings.Builder
	for _, p := range t {
		if p.ref != "" && !p.has {
			return "", false
		}
		out.WriteString(p.text + p.fallback)
	}
	return out.String(), true
}

// toldDefault reports whether a reference has a default that is not empty.
func (t template) toldDefault() bool {
	for _, p := range t {
		if p.fallback != "" {
			return true
		}
	}
	return false
}

// escaped is a text in which no dollar means anything.
func escaped(text string) string { return strings.ReplaceAll(text, "$", "$$") }

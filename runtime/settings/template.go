package settings

import (
	"regexp"
	"strings"
)

// reference is one ${...} of a template.
type reference struct {
	file       bool   // of a file, else of a variable
	name       string // of the variable, or the file's path
	preset     string // what counts where the variable is not set
	hasPreset  bool
	usedPreset bool
}

// String returns the reference as it is written, without its default.
func (r reference) String() string {
	if r.file {
		return "${file:" + r.name + "}"
	}
	return "${env:" + r.name + "}"
}

// words names what the reference stands for.
func (r reference) words() string {
	switch {
	case r.file:
		return "the file " + r.name
	case r.usedPreset:
		return "the default of the variable " + r.name
	}
	return "the variable " + r.name
}

// piece is a part of a template: a text, or a reference.
type piece struct {
	text string
	ref  *reference
}

// The form is that of gen/internal/settings/scalar.go.
var referenceForm = regexp.MustCompile(`^\{(?:env:([A-Za-z_][A-Za-z0-9_]*)(:-[^}]*)?|file:([^}]+))\}`)

// readTemplate takes a template apart, or says what is wrong with it.
func readTemplate(template string) (pieces []piece, problem string) {
	rest := template
	for {
		before, after, found := strings.Cut(rest, "$")
		if before != "" {
			pieces = append(pieces, piece{text: before})
		}
		switch {
		case !found:
			return pieces, ""
		case strings.HasPrefix(after, "{"):
			m := referenceForm.FindStringSubmatch(after)
			if m == nil {
				return nil, malformed(after)
			}
			pieces = append(pieces, piece{ref: referenceOf(m)})
			rest = after[len(m[0]):]
		default:
			pieces = append(pieces, piece{text: "$"})
			rest = strings.TrimPrefix(after, "$")
		}
	}
}

func referenceOf(m []string) *reference {
	if m[3] != "" {
		return &reference{file: true, name: m[3]}
	}
	preset, has := strings.CutPrefix(m[2], ":-")
	return &reference{name: m[1], preset: preset, hasPreset: has}
}

func malformed(after string) string {
	if !strings.Contains(after, "}") {
		return "has a reference that is not closed by }"
	}
	return "has a malformed reference; the forms are ${env:NAME}, ${env:NAME:-default} and ${file:PATH}"
}

// Package answer reads a model's answer: JSON text, which some models wrap in a
// fenced block although they were asked for nothing else.
package answer

import (
	"errors"
	"fmt"
	"strings"

	"github.com/plugingen/plugingen/plugins/jsonyamlbridge"
	"github.com/plugingen/plugingen/plugins/schemavalidator"
)

// Parse returns the value of the answer with its numbers as they were written.
// Text that is no JSON, or JSON with a key that stands twice, gives faults in
// words that a model can act on.
func Parse(bridge *jsonyamlbridge.Plugin, text string) (any, []schemavalidator.Fault) {
	doc, err := bridge.Parse("answer.json", []byte(unfence(text)))
	if err != nil {
		return nil, faults(err)
	}
	return doc.Value(), nil
}

// unfence returns what a fenced block holds where the text has exactly one and
// is not JSON by itself; all other text comes back as it is.
func unfence(text string) string {
	text = strings.TrimSpace(text)
	before, rest, opened := strings.Cut(text, "```")
	if !opened || strings.ContainsAny(before, "{[\"") {
		return text
	}
	block, after, closed := strings.Cut(rest, "\n```")
	if !closed || strings.Contains(after, "```") {
		return text
	}
	language, body, lines := strings.Cut(block, "\n")
	if !lines || strings.ContainsAny(language, "{[\"") {
		return text
	}
	return strings.TrimSpace(body)
}

func faults(err error) []schemavalidator.Fault {
	var list jsonyamlbridge.Errors
	if !errors.As(err, &list) {
		return []schemavalidator.Fault{{Message: "the answer cannot be read: " + err.Error()}}
	}
	all := make([]schemavalidator.Fault, len(list))
	for i, e := range list {
		all[i].Message = fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Message)
	}
	return all
}

package schema

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/invopop/jsonschema"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/catalog"
)

// keyword is a word of the jsonschema tag that the Reflector drops without a
// word where the type or the value does not fit.
type keyword struct {
	types string // JSON types that it is meant for; empty means any
	kept  func(r Rules) int
}

var keywords = map[string]keyword{
	"minimum":          {"integer number", func(r Rules) int { return len(r.Minimum) }},
	"maximum":          {"integer number", func(r Rules) int { return len(r.Maximum) }},
	"exclusiveMinimum": {"integer number", func(r Rules) int { return len(r.ExclusiveMinimum) }},
	"exclusiveMaximum": {"integer number", func(r Rules) int { return len(r.ExclusiveMaximum) }},
	"multipleOf":       {"integer number", func(r Rules) int { return len(r.MultipleOf) }},
	"minLength":        {"string", func(r Rules) int { return present(r.MinLength) }},
	"maxLength":        {"string", func(r Rules) int { return present(r.MaxLength) }},
	"minItems":         {"array", func(r Rules) int { return present(r.MinItems) }},
	"maxItems":         {"array", func(r Rules) int { return present(r.MaxItems) }},
	"pattern":          {"string", func(r Rules) int { return len(r.Pattern) }},
	"format":           {"string", func(r Rules) int { return len(r.Format) }},
	"uniqueItems":      {"array", func(r Rules) int { return count(r.UniqueItems) }},
	"enum":             {"integer number string", func(r Rules) int { return len(r.Enum) }},
}

// unchecked are the words whose loss changes nothing that is checked, or that
// the Reflector takes on every type.
var unchecked = []string{
	"", "-", "required", "nullable", "title", "description", "type", "anchor", "example", "readOnly", "writeOnly",
	"oneof_required", "anyof_required", "oneof_ref", "anyof_ref", "oneof_type", "anyof_type",
}

func present(n *uint64) int { return count(n != nil) }

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

// tagWords are the words of the jsonschema tag.
func tagWords(f catalog.Field) []string {
	return splitWords(reflect.StructTag(f.Tag).Get("jsonschema"))
}

// splitWords splits a tag at its commas; one behind a backslash is part of the word.
func splitWords(tag string) []string {
	var out []string
	for part := range strings.SplitSeq(tag, ",") {
		if n := len(out); n > 0 && strings.HasSuffix(out[n-1], `\`) {
			out[n-1] = strings.TrimSuffix(out[n-1], `\`) + "," + part
			continue
		}
		out = append(out, part)
	}
	return out
}

// checkTag reports what an author wrote in a tag and the schema does not have.
func (b *builder) checkTag(p Property, s *jsonschema.Schema) {
	b.checkNumbers(p, s)
	enums := 0
	for _, word := range tagWords(p.Field()) {
		name, value, has := strings.Cut(word, "=")
		k, known := keywords[name]
		switch {
		case slices.Contains(unchecked, name):
		case name == "default" && has:
			b.checkDefault(p, s, value)
		case !known || !has:
			b.warnTag(p, word, "is not understood")
		case name == "enum":
			enums++
			b.checkKept(p, s, word, k, enums)
		default:
			b.checkKept(p, s, word, k, 1)
		}
	}
}

// jsonNumber is the form of a number in JSON.
var jsonNumber = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$`)

// checkNumbers reports what the Reflector takes for a number and JSON has no
// form for, such as +5, .5 and NaN.
func (b *builder) checkNumbers(p Property, s *jsonschema.Schema) {
	for _, n := range append(numbers(s), numbers(s.Items)...) {
		if !jsonNumber.MatchString(n) {
			b.wrong(p.Field().Position, "the number %s in the tag of the field %s is not written as JSON writes numbers", shown(p, n), p.Field().Name)
		}
	}
}

// numbers are those that the Reflector read out of a tag.
func numbers(s *jsonschema.Schema) []string {
	if s == nil {
		return nil
	}
	var out []string
	for _, n := range []json.Number{s.Minimum, s.Maximum, s.ExclusiveMinimum, s.ExclusiveMaximum, s.MultipleOf} {
		if n != "" {
			out = append(out, n.String())
		}
	}
	for _, v := range slices.Concat([]any{s.Default}, s.Enum, s.Examples) {
		if n, ok := v.(json.Number); ok {
			out = append(out, n.String())
		}
	}
	return out
}

// checkKept looks for the keyword in the schema of the value or, as the
// Reflector has it for lists, of their items.
func (b *builder) checkKept(p Property, s *jsonschema.Schema, word string, k keyword, want int) {
	switch {
	case k.kept(p.Rules)+k.kept(p.Items) >= want:
	case applies(k, s):
		_, value, _ := strings.Cut(word, "=")
		b.wrong(p.Field().Position, "the tag %q of the field %s cannot be read: %q is not a value for it", word, p.Field().Name, value)
	default:
		b.warnTag(p, word, "has no effect on the type "+p.Field().Type.Text)
	}
}

func applies(k keyword, s *jsonschema.Schema) bool {
	if s.Type != "" && strings.Contains(k.types, s.Type) {
		return true
	}
	return s.Items != nil && s.Items.Type != "" && strings.Contains(k.types, s.Items.Type)
}

func (b *builder) checkDefault(p Property, s *jsonschema.Schema, value string) {
	switch {
	case p.Default != nil:
	case s.Type == "boolean" || s.Type == "integer" || s.Type == "number":
		b.wrong(p.Field().Position, "the default %s of the field %s is no %s", shown(p, value), p.Field().Name, s.Type)
	default:
		b.warnTag(p, "default="+value, "has no effect on the type "+p.Field().Type.Text)
	}
}

// shown is a value as messages print it.
func shown(p Property, value string) string {
	if p.Secret {
		return "(not shown)"
	}
	return fmt.Sprintf("%q", value)
}

func (b *builder) warnTag(p Property, word, what string) {
	if name, _, ok := strings.Cut(word, "="); ok && p.Secret {
		word = name + "=..."
	}
	b.list.Add(diag.Diagnostic{
		Code:     diag.WrongConfigType,
		Severity: diag.Warning,
		Position: p.Field().Position,
		Message:  fmt.Sprintf("the word %q in the jsonschema tag of the field %s %s", word, p.Field().Name, what),
		Help:     tagHelp(word),
	})
}

func tagHelp(word string) string {
	name, _, has := strings.Cut(word, "=")
	if _, ok := keywords[name]; ok && !has {
		return fmt.Sprintf("it needs a value: %s=...", name)
	} else if ok {
		return "give the rule where it can be checked, or take the word out"
	}
	known := slices.Concat(unchecked[2:], []string{"default"})
	for k := range keywords {
		known = append(known, k)
	}
	slices.Sort(known)
	if near, ok := diag.Nearest(name, known); ok {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return `a comma inside a text is written \\,`
}

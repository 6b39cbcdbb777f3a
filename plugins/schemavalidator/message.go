package schemavalidator

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	xmessage "golang.org/x/text/message"
)

// message says what is wrong with one value. The library's own sentences are not
// used where they would round a number.
func (c *collector) message(err *jsonschema.ValidationError) string {
	value, _ := at(c.value, c.location(err))
	for _, say := range []func(jsonschema.ErrorKind, any) string{sayKind, saySize, sayItems, sayNumber} {
		if text := say(err.ErrorKind, value); text != "" {
			return text
		}
	}
	return err.ErrorKind.LocalizedString(xmessage.NewPrinter(language.English))
}

func sayKind(k jsonschema.ErrorKind, value any) string {
	switch k := k.(type) {
	case *kind.FalseSchema:
		return "nothing is allowed here"
	case *kind.RefCycle:
		return "the schema refers to itself without end"
	case *kind.Not:
		return "this is what the schema excludes"
	case *kind.Type:
		return "want " + typeWords(k.Want) + ", got " + show(value)
	case *kind.Enum:
		return "want " + oneOfWords(k.Want) + ", got " + show(value)
	case *kind.Const:
		return "want " + show(k.Want) + ", got " + show(value)
	case *kind.Format:
		return fmt.Sprintf("%s is not in the format %s: %v", show(value), k.Want, k.Err)
	case *kind.Pattern:
		return fmt.Sprintf("%s does not match the pattern %s", show(value), k.Want)
	}
	return ""
}

func saySize(k jsonschema.ErrorKind, _ any) string {
	switch k := k.(type) {
	case *kind.MinLength:
		return fmt.Sprintf("want at least %s, got %d", count(k.Want, "character"), k.Got)
	case *kind.MaxLength:
		return fmt.Sprintf("want at most %s, got %d", count(k.Want, "character"), k.Got)
	case *kind.MinItems:
		return fmt.Sprintf("want at least %s, got %d", count(k.Want, "item"), k.Got)
	case *kind.MaxItems:
		return fmt.Sprintf("want at most %s, got %d", count(k.Want, "item"), k.Got)
	case *kind.MinProperties:
		return fmt.Sprintf("want at least %s, got %d", count(k.Want, "key"), k.Got)
	case *kind.MaxProperties:
		return fmt.Sprintf("want at most %s, got %d", count(k.Want, "key"), k.Got)
	}
	return ""
}

func sayItems(k jsonschema.ErrorKind, _ any) string {
	switch k := k.(type) {
	case *kind.UniqueItems:
		return fmt.Sprintf("the items %d and %d are equal, and all must differ", k.Duplicates[0], k.Duplicates[1])
	case *kind.AdditionalItems:
		return fmt.Sprintf("the last %s not allowed", count(k.Count, "item"))
	case *kind.Contains:
		return "no item is what the list must contain"
	case *kind.MinContains:
		return fmt.Sprintf("want at least %s of what the list must contain, got %d", count(k.Want, "item"), len(k.Got))
	case *kind.MaxContains:
		return fmt.Sprintf("want at most %s of what the list must contain, got %d", count(k.Want, "item"), len(k.Got))
	}
	return ""
}

func sayNumber(k jsonschema.ErrorKind, value any) string {
	switch k := k.(type) {
	case *kind.Minimum:
		return "want at least " + decimal(k.Want) + ", got " + show(value)
	case *kind.Maximum:
		return "want at most " + decimal(k.Want) + ", got " + show(value)
	case *kind.ExclusiveMinimum:
		return "want more than " + decimal(k.Want) + ", got " + show(value)
	case *kind.ExclusiveMaximum:
		return "want less than " + decimal(k.Want) + ", got " + show(value)
	case *kind.MultipleOf:
		return "want a multiple of " + decimal(k.Want) + ", got " + show(value)
	}
	return ""
}

// decimal writes a bound exactly, as far as that is short.
func decimal(r *big.Rat) string {
	const shown = 30
	if digits, exact := r.FloatPrec(); exact && digits <= shown {
		if text := r.FloatString(digits); len(text) <= 2*shown {
			return text
		}
	}
	f, _ := new(big.Float).SetRat(r).Float64()
	return strconv.FormatFloat(f, 'g', -1, 64)
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func typeWords(types []string) string {
	words := make([]string, len(types))
	for i, t := range types {
		words[i] = typeWord(t)
	}
	return strings.Join(words, " or ")
}

func typeWord(t string) string {
	switch t {
	case "integer", "array", "object":
		return "an " + t
	case "null":
		return t
	}
	return "a " + t
}

func oneOfWords(values []any) string {
	const shown = 10
	words := make([]string, 0, len(values))
	for _, v := range values[:min(shown, len(values))] {
		words = append(words, show(v))
	}
	if more := len(values) - shown; more > 0 {
		words = append(words, fmt.Sprintf("%d more", more))
	}
	return strings.Join(words, " or ")
}

// show writes a scalar as JSON, cut where it is long, and names the rest by type.
func show(value any) string {
	const shown = 60
	switch value.(type) {
	case map[string]any:
		return "an object"
	case []any:
		return "an array"
	}
	text, err := encode(value)
	if err != nil {
		return fmt.Sprintf("%v", value)
	}
	if r := []rune(text); len(r) > shown {
		return string(r[:shown]) + "…"
	}
	return text
}

func quote(s string) string { return show(s) }

package schema

import (
	"cmp"
	"errors"
	"slices"

	validator "github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"github.com/plugingen/plugingen/gen/internal/catalog"
)

// Violation is where a value breaks the schema that its type's directive states.
type Violation struct {
	Location []string // keys and indexes, from the value
	Problem  string   // "minimum: got 0, want 1"
}

// Violations holds a value, as encoding/json decodes it with numbers as they are
// written, against the schema that a directive states for its type. They come by
// place; a type without a directive has none.
func (s *Schema) Violations(t catalog.Type, value any) []Violation {
	stated, ok := s.stated[t.ID()]
	if !ok || t.Kind != catalog.Named {
		return nil
	}
	var broken *validator.ValidationError
	if !errors.As(stated.compiled.Validate(value), &broken) {
		return nil
	}
	out := violations(broken, message.NewPrinter(language.English))
	slices.SortFunc(out, func(a, b Violation) int {
		return cmp.Or(slices.Compare(a.Location, b.Location), cmp.Compare(a.Problem, b.Problem))
	})
	return slices.CompactFunc(out, func(a, b Violation) bool { return slices.Equal(a.Location, b.Location) && a.Problem == b.Problem })
}

// violations are the leaves of an error; of a choice between schemas the choice
// itself, since what each of them wants would contradict the others.
func violations(e *validator.ValidationError, p *message.Printer) []Violation {
	switch e.ErrorKind.(type) {
	case *kind.AnyOf, *kind.OneOf, *kind.Not:
	default:
		var out []Violation
		for _, c := range e.Causes {
			out = append(out, violations(c, p)...)
		}
		if len(out) > 0 {
			return out
		}
	}
	return []Violation{{e.InstanceLocation, e.ErrorKind.LocalizedString(p)}}
}

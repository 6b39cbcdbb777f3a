package schemavalidator

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
)

// Fault is one thing that is wrong with a value.
type Fault struct {
	// Path is the place in the value as a JSON Pointer (RFC 6901): "" is the whole
	// value, "/steps/0/name" the name of the first step. A key that must not be
	// there is its own place; a key that is missing has the place of the object
	// that lacks it.
	Path string

	// Keyword is the JSON Schema keyword that the value does not meet, empty where
	// the value is no JSON at all.
	Keyword string

	// Message says what is wrong, without the place, as part of a sentence.
	Message string

	// SchemaPath is the place of the keyword as a JSON Pointer in the schema, or the
	// full address where it stands in a metaschema.
	SchemaPath string
}

// String returns the place and the message.
func (f Fault) String() string {
	return "at " + place(f.Path) + ": " + f.Message
}

// AtKey says that the key at Path is wrong, and not its value: it is not allowed,
// or ill-formed. Who has the text of the value shows such a fault at the key.
func (f Fault) AtKey() bool {
	switch f.Keyword {
	case "additionalProperties", "unevaluatedProperties", "propertyNames", "properties", "patternProperties":
		return true
	}
	return false
}

// sentence joins faults for an error's one line.
func sentence(faults []Fault) string {
	const shown = 5
	var parts []string
	for _, f := range faults[:min(shown, len(faults))] {
		parts = append(parts, f.String())
	}
	if more := len(faults) - shown; more > 0 {
		parts = append(parts, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(parts, "; ")
}

// Validate checks a value and returns all of its faults, in the order of their
// places; nil says that the value is valid. The value is neither changed nor kept.
//
// Where none of the alternatives of anyOf or oneOf fits, the faults are those of
// the one alternative that was meant, if its type or a constant tells; else there
// is a single fault that lists the alternatives.
func (s *Schema) Validate(value any) (faults []Fault) {
	if faults := unsound(value); faults != nil {
		return faults
	}
	defer func() {
		if r := recover(); r != nil {
			faults = []Fault{{Message: fmt.Sprintf("the value cannot be checked: %v", r)}}
		}
	}()
	err := s.compiled.Validate(value)
	if err == nil {
		return nil
	}
	invalid, ok := err.(*jsonschema.ValidationError)
	if !ok {
		return []Fault{{Message: err.Error()}}
	}
	return faultsOf(invalid, value)
}

// faultsOf flattens the library's tree of errors.
func faultsOf(err *jsonschema.ValidationError, value any) []Fault {
	c := collector{value: value}
	c.collect(err)
	return c.sorted()
}

func (c *collector) sorted() []Fault {
	slices.SortFunc(c.faults, func(a, b Fault) int {
		return cmp.Or(comparePointers(a.Path, b.Path), comparePointers(a.SchemaPath, b.SchemaPath),
			cmp.Compare(a.Message, b.Message))
	})
	return slices.Compact(c.faults)
}

type collector struct {
	value  any
	above  int // how many tokens of a location lead to value
	faults []Fault
}

// location is the place of an error, from the collector's value on.
func (c *collector) location(err *jsonschema.ValidationError) []string {
	return err.InstanceLocation[min(c.above, len(err.InstanceLocation)):]
}

func (c *collector) pointer(err *jsonschema.ValidationError) string {
	return pointerOf(c.location(err))
}

func (c *collector) collect(err *jsonschema.ValidationError) {
	switch k := err.ErrorKind.(type) {
	case *kind.Schema, *kind.Group, *kind.Reference, *kind.AllOf:
		for _, cause := range err.Causes {
			c.collect(cause)
		}
	case *kind.PropertyNames:
		c.propertyNames(err, k)
	case badName:
		c.add(err, join(c.pointer(err), k.key), c.badNameMessage(err, k))
	case *kind.AdditionalProperties:
		for _, key := range k.Properties {
			c.add(err, join(c.pointer(err), key), "the key "+quote(key)+" is not allowed")
		}
	case *kind.Required:
		c.missing(err, k.Missing, "")
	case *kind.DependentRequired:
		c.missing(err, k.Missing, ", which "+quote(k.Prop)+" needs")
	case *kind.Dependency:
		c.missing(err, k.Missing, ", which "+quote(k.Prop)+" needs")
	case *kind.AnyOf:
		c.alternatives(err)
	case *kind.OneOf:
		c.oneOf(err, k)
	default:
		c.add(err, c.pointer(err), c.message(err))
	}
}

// propertyNames takes the library's own fault only in a metaschema; elsewhere
// namesVocabulary has reported it at the key.
func (c *collector) propertyNames(err *jsonschema.ValidationError, k *kind.PropertyNames) {
	if !strings.HasPrefix(err.SchemaURL, home) {
		c.add(err, c.pointer(err), "the key "+quote(k.Property)+" is not allowed")
	}
}

func (c *collector) badNameMessage(err *jsonschema.ValidationError, k badName) string {
	inner := collector{value: k.key, above: len(err.InstanceLocation) + 1}
	for _, cause := range err.Causes {
		inner.collect(cause)
	}
	return "the key " + quote(k.key) + " is not allowed: " + messages(inner.faults)
}

func (c *collector) missing(err *jsonschema.ValidationError, keys []string, why string) {
	for _, key := range keys {
		c.add(err, c.pointer(err), "the key "+quote(key)+" is missing"+why)
	}
}

func (c *collector) oneOf(err *jsonschema.ValidationError, k *kind.OneOf) {
	if len(k.Subschemas) < 2 {
		c.alternatives(err)
		return
	}
	c.add(err, c.pointer(err), fmt.Sprintf(
		"fits alternatives %d and %d, and must fit exactly one", k.Subschemas[0]+1, k.Subschemas[1]+1))
}

func (c *collector) add(err *jsonschema.ValidationError, path, message string) {
	schemaPath := schemaPointer(err.SchemaURL)
	keyword := strings.Join(keywordOf(err), "/")
	switch err.ErrorKind.(type) {
	case *kind.FalseSchema:
		keyword = keywordAt(schemaPath)
	case *kind.PropertyNames: // the library's address has the keyword already
	default:
		schemaPath += pointerOf(keywordOf(err))
	}
	c.faults = append(c.faults, Fault{Path: path, Keyword: keyword, Message: message, SchemaPath: schemaPath})
}

// keywordOf adds the one keyword that the library does not name.
func keywordOf(err *jsonschema.ValidationError) []string {
	if _, ok := err.ErrorKind.(*kind.Not); ok {
		return []string{"not"}
	}
	return err.ErrorKind.KeywordPath()
}

// schemaPointer shows a place in the schema as a pointer; a place in a metaschema
// keeps its address.
func schemaPointer(address string) string {
	if strings.HasPrefix(address, home) {
		return fragment(address)
	}
	return address
}

// keywordAt returns the keyword that the schema at a place belongs to: a schema
// that is false has none of its own.
func keywordAt(schemaPath string) string {
	tokens := strings.Split(schemaPath, "/")
	if len(tokens) > 1 && slices.Contains(keywordsOfMany(), tokens[len(tokens)-2]) {
		return tokens[len(tokens)-2]
	}
	return tokens[len(tokens)-1]
}

// keywordsOfMany are followed by a name or a number.
func keywordsOfMany() []string {
	return []string{"properties", "patternProperties", "dependentSchemas", "$defs", "definitions", "prefixItems", "allOf", "anyOf", "oneOf"}
}

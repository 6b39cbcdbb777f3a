package schemavalidator

import (
	"maps"
	"slices"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/text/message"
)

// namesVocabulary checks propertyNames a second time. The library's own check
// says that a name is wrong but may name a neighbour as its place, so faultsOf
// drops the library's fault and takes this one, which stands at the key.
func namesVocabulary() *jsonschema.Vocabulary {
	return &jsonschema.Vocabulary{
		URL: home + "property-names",
		Compile: func(ctx *jsonschema.CompilerContext, schema map[string]any) (jsonschema.SchemaExt, error) {
			if _, ok := schema["propertyNames"]; !ok {
				return nil, nil
			}
			return names{ctx.Enqueue([]string{"propertyNames"})}, nil
		},
	}
}

// names checks the keys of an object.
type names struct{ schema *jsonschema.Schema }

func (n names) Validate(ctx *jsonschema.ValidatorContext, value any) {
	object, ok := value.(map[string]any)
	if !ok {
		return
	}
	for _, key := range slices.Sorted(maps.Keys(object)) {
		if err := ctx.Validate(n.schema, key, []string{key}); err != nil {
			ctx.AddErrors([]*jsonschema.ValidationError{err.(*jsonschema.ValidationError)}, badName{key})
		}
	}
}

// badName is a key that the schema of the keys refuses.
type badName struct{ key string }

// KeywordPath names the keyword.
func (badName) KeywordPath() []string { return []string{"propertyNames"} }

// LocalizedString is the library's way to ask for a message.
func (b badName) LocalizedString(*message.Printer) string { return "invalid key " + quote(b.key) }

package schemavalidator

import (
	"errors"
	"fmt"
	"strings"

	"github.com/plugingen/plugingen/runtime/pipeline"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// home is the address that a schema is compiled under. Nothing is ever loaded
// from it; a relative $ref resolves against it and is then refused.
const home = "schema:///"

// Schema is a compiled schema. It never changes, so it may be used from several
// goroutines and outlives the plugin that compiled it.
type Schema struct {
	text     pipeline.Schema
	compiled *jsonschema.Schema
}

// Text returns the schema as it was given to Compile.
func (s *Schema) Text() pipeline.Schema { return s.text }

// SchemaError says why a text is no usable JSON Schema. The paths of its faults
// are places in the schema.
type SchemaError struct {
	Faults []Fault
}

// Error names every fault with its place.
func (e *SchemaError) Error() string {
	return "not a valid JSON Schema: " + sentence(e.Faults)
}

// Compile checks and compiles a schema. Without $schema it is read as draft
// 2020-12; the older drafts are understood where $schema names them. The error is
// a *[SchemaError]: text that is no JSON, keys that stand twice, keywords of the
// wrong shape (all of them at once), a pattern that RE2 does not have, a $ref that
// leads nowhere or out of the schema, or a text beyond 1 MiB.
//
// Compiled schemas are kept, so that compiling the same text again is a lookup.
func (p *Plugin) Compile(schema pipeline.Schema) (*Schema, error) {
	if s, ok := p.cache.get(schema); ok {
		return s, nil
	}
	compiled, err := p.compile(schema)
	if err != nil {
		return nil, err
	}
	return p.cache.add(&Schema{text: schema, compiled: compiled}), nil
}

func (p *Plugin) compile(schema pipeline.Schema) (_ *jsonschema.Schema, err error) {
	if len(schema) > maxSchemaBytes {
		return nil, invalidSchema("", "the text has %d bytes, and at most %d are read", len(schema), maxSchemaBytes)
	}
	doc, err := decode(string(schema))
	if err != nil {
		return nil, invalidSchema("", "%v", err)
	}
	if faults := unsound(doc); faults != nil {
		return nil, &SchemaError{Faults: faults}
	}
	// The library panics on a few broken schemas; to the caller they are just broken.
	defer func() {
		if r := recover(); r != nil {
			err = invalidSchema("", "the schema cannot be compiled: %v", r)
		}
	}()
	return p.compileDocument(doc)
}

func (p *Plugin) compileDocument(doc any) (*jsonschema.Schema, error) {
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.UseLoader(noLoader{})
	if p.cfg.Formats {
		c.AssertFormat()
	}
	if mentions(doc, "propertyNames") {
		c.RegisterVocabulary(namesVocabulary())
		c.AssertVocabs()
	}
	if err := c.AddResource(home, doc); err != nil {
		return nil, invalidSchema("", "%v", err)
	}
	compiled, err := c.Compile(home)
	if err != nil {
		return nil, schemaError(doc, err)
	}
	return compiled, nil
}

// noLoader refuses what a schema wants to have loaded.
type noLoader struct{}

func (noLoader) Load(url string) (any, error) {
	return nil, errors.New("a schema may refer only to itself")
}

func invalidSchema(pointer, format string, args ...any) *SchemaError {
	return &SchemaError{Faults: []Fault{{Path: pointer, Message: fmt.Sprintf(format, args...)}}}
}

// schemaError gives the library's error a place in the schema.
func schemaError(doc any, err error) *SchemaError {
	var (
		invalid *jsonschema.SchemaValidationError
		load    *jsonschema.LoadURLError
		missing *jsonschema.JSONPointerNotFoundError
		anchor  *jsonschema.AnchorNotFoundError
		regex   *jsonschema.InvalidRegexError
	)
	switch {
	case errors.As(err, &invalid):
		return againstMetaschema(doc, invalid)
	case errors.As(err, &load):
		return badReference(doc, load.URL, "nothing is loaded from outside of the schema")
	case errors.As(err, &missing):
		return badReference(doc, missing.URL, "there is no such place in the schema")
	case errors.As(err, &anchor):
		return badReference(doc, anchor.Reference, "there is no such anchor in the schema")
	case errors.As(err, &regex):
		return invalidSchema(fragment(regex.URL), "the pattern %q is not understood: %v", regex.Regex, regex.Err)
	}
	return invalidSchema("", "%v", err)
}

func againstMetaschema(doc any, invalid *jsonschema.SchemaValidationError) *SchemaError {
	var v *jsonschema.ValidationError
	if !errors.As(invalid.Err, &v) {
		return invalidSchema(fragment(invalid.URL), "%v", invalid.Err)
	}
	return &SchemaError{Faults: faultsOf(v, doc)}
}

// badReference looks for the $ref that the library resolved to url: it tells the
// address only.
func badReference(doc any, url, why string) *SchemaError {
	shown := strings.TrimPrefix(url, home)
	for _, ref := range references(doc, "") {
		if ref.to == shown || ref.to == url || strings.TrimSuffix(ref.to, fragmentPart(ref.to)) == shown {
			return invalidSchema(ref.pointer, "the reference %q is refused: %s", ref.to, why)
		}
	}
	return invalidSchema("", "the reference %q is refused: %s", shown, why)
}

func fragmentPart(url string) string {
	if i := strings.IndexByte(url, '#'); i >= 0 {
		return url[i:]
	}
	return ""
}

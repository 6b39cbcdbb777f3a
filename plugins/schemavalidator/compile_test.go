package schemavalidator

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

func TestCompileRefuses(t *testing.T) {
	tests := []struct {
		name, schema string
		want         []string
	}{
		{"no json", `{"a"`, []string{" [ ] the JSON text ends too early"}},
		{"empty", ``, []string{" [ ] the JSON text ends too early"}},
		{"two values", `{} {}`, []string{" [ ] something follows the JSON value"}},
		{"key twice", `{"properties":{"a":true,"a":false}}`, []string{` [ ] the key "a" stands twice at /properties`}},
		{"shape, all at once", `{"type":"strin","properties":{"a":{"minLength":-1}},"required":"a"}`, []string{
			`/properties/a/minLength [minimum https://json-schema.org/draft/2020-12/meta/validation#/$defs/nonNegativeInteger/minimum] want at least 0, got -1`,
			`/required [type https://json-schema.org/draft/2020-12/meta/validation#/$defs/stringArray/type] want an array, got "a"`,
			`/type [anyOf https://json-schema.org/draft/2020-12/meta/validation#/properties/type/anyOf] fits none of the 2 alternatives: ` +
				`(1) want "array" or "boolean" or "integer" or "null" or "number" or "object" or "string", got "strin"; (2) want an array, got "strin"`,
		}},
		{"number", `7`, []string{` [type https://json-schema.org/draft/2020-12/schema#/type] want a boolean or an object, got 7`}},
		{"pattern", `{"properties":{"a":{"pattern":"(?=x)"}}}`, []string{
			"/properties/a/pattern [format https://json-schema.org/draft/2020-12/meta/validation#/properties/pattern/format] \"(?=x)\" is not in the format regex: error parsing regexp: invalid or unsupported Perl syntax: `(?=`"}},
		{"pattern of keys", `{"patternProperties":{"(?=x)":true}}`, []string{
			"/patternProperties [propertyNames https://json-schema.org/draft/2020-12/meta/applicator#/properties/patternProperties/propertyNames] " +
				"the key \"(?=x)\" is not allowed"}},
		{"pattern of keys, draft 4", `{"$schema":"http://json-schema.org/draft-04/schema#","patternProperties":{"(?=x)":{}}}`, []string{
			"/patternProperties [ ] the pattern \"(?=x)\" is not understood: error parsing regexp: invalid or unsupported Perl syntax: `(?=`"}},
		{"reference to nothing", `{"items":{"$ref":"#/$defs/x"}}`, []string{
			`/items/$ref [ ] the reference "#/$defs/x" is refused: there is no such place in the schema`}},
		{"reference to no anchor", `{"items":{"$ref":"#x"}}`, []string{
			`/items/$ref [ ] the reference "#x" is refused: there is no such anchor in the schema`}},
		{"reference to a file", `{"items":{"$ref":"other.json#/a"}}`, []string{
			`/items/$ref [ ] the reference "other.json#/a" is refused: nothing is loaded from outside of the schema`}},
		{"reference to a local file", `{"$ref":"file:///etc/passwd"}`, []string{
			`/$ref [ ] the reference "file:///etc/passwd" is refused: nothing is loaded from outside of the schema`}},
		{"reference to the network", `{"allOf":[{"$ref":"https://example.com/s"}]}`, []string{
			`/allOf/0/$ref [ ] the reference "https://example.com/s" is refused: nothing is loaded from outside of the schema`}},
		{"unknown draft", `{"$schema":"https://example.com/draft"}`, []string{
			` [ ] the reference "https://example.com/draft" is refused: nothing is loaded from outside of the schema`}},
		{"number in the schema", `{"minimum":1e999999999}`, []string{"/minimum [ ] the exponent of 1e999999999 is beyond 4096"}},
		{"deep", strings.Repeat(`{"not":`, 600) + "true" + strings.Repeat("}", 600), []string{" [ ] nested deeper than 500 levels"}},
		{"large", `{"title":"` + strings.Repeat("x", 1<<20) + `"}`, []string{" [ ] the text has 1048588 bytes, and at most 1048576 are read"}},
	}
	p := validator(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := p.Compile(pipeline.Schema(tt.schema))
			var invalid *SchemaError
			if !errors.As(err, &invalid) {
				t.Fatalf("got %v, want a *SchemaError", err)
			}
			if diff := cmp.Diff(tt.want, lines(invalid.Faults)); diff != "" {
				t.Error(diff)
			}
		})
	}
	if p.cache.len() != 0 {
		t.Error("a broken schema was kept")
	}
}

func TestMetaschemaAndOlderDraftsAreKnown(t *testing.T) {
	p := validator(t)
	s := compile(t, p, `{"$ref":"https://json-schema.org/draft/2020-12/schema"}`)
	if faults := s.Validate(map[string]any{"type": 1}); len(faults) != 1 || faults[0].Path != "/type" {
		t.Errorf("got %v", lines(faults))
	}
	old := compile(t, p, `{"$schema":"http://json-schema.org/draft-07/schema#","items":[{"type":"string"}],"additionalItems":false}`)
	if faults := old.Validate([]any{1, 2}); len(faults) != 2 {
		t.Errorf("got %v", lines(faults))
	}
}

package schemavalidator

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// FuzzValidate gives any schema any value: no panic, every fault has a message and
// a place in the value, and the answer is the same twice.
func FuzzValidate(f *testing.F) {
	for _, seed := range [][2]string{
		{`{"type":"object","additionalProperties":false}`, `{"a":1}`},
		{`{"anyOf":[{"type":"null"},{"minimum":1e2}]}`, `-1.5`},
		{`{"propertyNames":{"maxLength":1},"unevaluatedProperties":false}`, `{"ab":{"c":[]}}`},
		{`{"$ref":"#/$defs/a","$defs":{"a":{"items":{"$ref":"#"}}}}`, `[[[1]]]`},
		{`{"$dynamicRef":"#x","$dynamicAnchor":"x"}`, `[]`},
		{`{"$schema":"http://json-schema.org/draft-04/schema#","id":"x","divisibleBy":2}`, `3`},
	} {
		f.Add(seed[0], seed[1])
	}
	p := validator(f)
	f.Fuzz(func(t *testing.T, schema, text string) {
		v, err := decode(text)
		if err != nil || len(schema) > 2000 {
			return
		}
		s, err := p.Compile(pipeline.Schema(schema))
		if err != nil {
			if _, ok := err.(*SchemaError); !ok {
				t.Fatalf("a %T", err)
			}
			return
		}
		faults := s.Validate(v)
		for _, fault := range faults {
			if fault.Message == "" {
				t.Fatalf("no message: %+v", fault)
			}
		}
		if diff := cmp.Diff(faults, s.Validate(v)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// FuzzCompose merges any fragment: no panic, and without conflicts the result
// compiles.
func FuzzCompose(f *testing.F) {
	f.Add(`{"properties":{"workflow":{"properties":{"x":{"type":"string"}}}}}`, `{"properties":{"workflow":{"properties":{"x":{"type":"object"}}}}}`)
	f.Add(inStep(`"a":{"items":{"$ref":"#/$defs/step"}}`), `{"required":["a"],"$defs":{"step":{"properties":{"q":true}}}}`)
	f.Add(`{"$ref":"#"}`, `{"allOf":[{"$ref":"#/properties"}],"items":true}`)
	p := validator(f)
	f.Fuzz(func(t *testing.T, one, two string) {
		if len(one)+len(two) > 2000 {
			return
		}
		composed, conflicts := p.Compose(workflowSchema, ext("one", one, "two", two))
		again, same := p.Compose(workflowSchema, ext("one", one, "two", two))
		if composed != again || !cmp.Equal(conflicts, same) {
			t.Fatalf("two answers: %s %v and %s %v", composed, conflicts, again, same)
		}
		if len(conflicts) == 0 {
			if _, err := p.Compile(composed); err != nil {
				t.Fatalf("%s: %v", composed, err)
			}
		}
	})
}

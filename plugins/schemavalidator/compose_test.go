package schemavalidator

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

const workflowSchema = `{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "properties": {"workflow": {
    "type": "object",
    "properties": {
      "name": {"type": "string", "description": "Its name"},
      "steps": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/step"}}
    },
    "required": ["name", "steps"],
    "additionalProperties": false
  }},
  "required": ["workflow"],
  "additionalProperties": false,
  "$defs": {"step": {
    "type": "object",
    "properties": {
      "name": {"type": "string"}, "type": {"type": "string"},
      "steps": {"type": "array", "items": {"$ref": "#/$defs/step"}}
    },
    "required": ["name", "type"],
    "additionalProperties": false
  }}
}`

// ext makes components of pairs of name and fragment.
func ext(pairs ...string) []runtime.Component[pipeline.Schema] {
	var list []runtime.Component[pipeline.Schema]
	for i := 0; i < len(pairs); i += 2 {
		list = append(list, runtime.Component[pipeline.Schema]{Name: pairs[i], Value: pipeline.Schema(pairs[i+1])})
	}
	return list
}

func inStep(property string) string {
	return `{"properties":{"workflow":{"properties":{"steps":{"items":{"properties":{` + property + `}}}}}}}`
}

func compose(t *testing.T, base string, extensions []runtime.Component[pipeline.Schema]) (*Schema, string) {
	t.Helper()
	p := validator(t)
	composed, conflicts := p.Compose(pipeline.Schema(base), extensions)
	if conflicts != nil {
		t.Fatal(conflicts)
	}
	return compile(t, p, string(composed)), string(composed)
}

func TestComposeOpensClosedObjects(t *testing.T) {
	s, _ := compose(t, workflowSchema, ext(
		"dspy", `{"type":"object","properties":{"workflow":{"properties":{"dspy_config":{"type":"object","properties":{"mode":{"enum":["a"]}},"additionalProperties":false}}}}}`,
		"dspy_step", inStep(`"dspy_signature":{"$ref":"#/$defs/signature"}`),
		"defs", `{"$defs":{"signature":{"type":"object","required":["output_fields"]}}}`,
		"more", `{"properties":{"workflow":{"properties":{"dspy_config":{"properties":{"cache":{"type":"boolean"}}}},"required":["dspy_config"]}}}`,
	))
	const fine = `{"workflow":{"name":"w","dspy_config":{"mode":"a","cache":true},"steps":[
		{"name":"s","type":"t","dspy_signature":{"output_fields":[]},"steps":[{"name":"in","type":"t","dspy_signature":{"output_fields":[]}}]}]}}`
	if faults := s.Validate(value(t, fine)); faults != nil {
		t.Errorf("got %v", lines(faults))
	}
	const wrong = `{"workflow":{"name":"w","dspy":{},"steps":[{"name":"s","type":"t","dspy_signature":{},"x":1}]}}`
	want := []string{
		`/workflow [required /properties/workflow/required] the key "dspy_config" is missing`,
		`/workflow/dspy [additionalProperties /properties/workflow/additionalProperties] the key "dspy" is not allowed`,
		`/workflow/steps/0/dspy_signature [required /$defs/signature/required] the key "output_fields" is missing`,
		`/workflow/steps/0/x [additionalProperties /$defs/step/additionalProperties] the key "x" is not allowed`,
	}
	if diff := cmp.Diff(want, lines(s.Validate(value(t, wrong)))); diff != "" {
		t.Error(diff)
	}
}

func TestComposeConflicts(t *testing.T) {
	tests := []struct {
		name, base string
		extensions []runtime.Component[pipeline.Schema]
		want       []string
	}{
		{"with the base", workflowSchema, ext("a", inStep(`"name":{"type":"integer"}`)), []string{
			`base and a, at /$defs/step/properties/name: defined twice, as {"type":"string"} and as {"type":"integer"}`}},
		{"between extensions", workflowSchema, ext("a", inStep(`"x":{"type":"string"}`), "b", inStep(`"x":{"type":"string","minLength":1}`)), []string{
			`a and b, at /$defs/step/properties/x: defined twice, as {"type":"string"} and as {"minLength":1,"type":"string"}`}},
		{"equal but for the words", workflowSchema, ext("a", inStep(`"x":{"type":["string","null"],"maximum":1}`),
			"b", inStep(`"x":{"maximum":1.0,"type":["null","string"],"description":"d"}`)), nil},
		{"deep", workflowSchema, ext("a", inStep(`"x":{"type":"object","properties":{"y":{"type":"string"}}}`),
			"b", inStep(`"x":{"type":"object","properties":{"y":{"type":"number"},"z":true}}`)), []string{
			`a and b, at /$defs/step/properties/x/properties/y: defined twice, as {"type":"string"} and as {"type":"number"}`}},
		{"object and array", workflowSchema, ext("a", inStep(`"x":{"type":"object"}`), "b", inStep(`"x":{"type":"array"}`)), []string{
			`a and b, at /$defs/step/properties/x/type: type is "object" and "array"`}},
		{"$defs", workflowSchema, ext("a", `{"$defs":{"d":{"type":"string"}}}`, "b", `{"$defs":{"d":{"type":"number"}}}`), []string{
			`a and b, at /$defs/d: defined twice, as {"type":"string"} and as {"type":"number"}`}},
		{"a name that is an annotation elsewhere", workflowSchema, ext("a", inStep(`"x":{"properties":{"title":{"type":"string"}}}`),
			"b", inStep(`"x":{"properties":{"title":{"type":"number"}}}`)), []string{
			`a and b, at /$defs/step/properties/x/properties/title: defined twice, as {"type":"string"} and as {"type":"number"}`}},
		{"closing", `{"properties":{"o":{"type":"object"}}}`, ext("a", `{"properties":{"o":{"properties":{"x":true},"additionalProperties":false}}}`), []string{
			`base and a, at /properties/o/additionalProperties: the object is open, and an extension cannot close it for others`}},
		{"opening", workflowSchema, ext("a", `{"additionalProperties":true}`), []string{
			`base and a, at /additionalProperties: additionalProperties is false and true`}},
		{"closed in a branch", `{"oneOf":[{"properties":{"a":true},"additionalProperties":false},{"type":"object"}]}`,
			ext("x", `{"properties":{"b":true}}`, "y", `{"properties":{"a":{"type":"string"}}}`), []string{
				`base and x, at /oneOf/0/additionalProperties: the object is closed here, so "b" could never be used`}},
		{"closed behind a reference in a branch", `{"allOf":[{"$ref":"#/$defs/c"}],"$defs":{"c":{"additionalProperties":false}}}`, ext("x", `{"properties":{"b":true}}`), []string{
			`base and x, at /allOf/0/additionalProperties: the object is closed here, so "b" could never be used`}},
		{"reference to outside", `{"properties":{"a":{"type":"object","$ref":"https://json-schema.org/draft/2020-12/schema"}}}`, ext("x", `{"properties":{"a":{"properties":{"b":true}}}}`), []string{
			`base and x, at /properties/a/$ref: what the reference "https://json-schema.org/draft/2020-12/schema" leads to cannot be extended`}},
		{"no json", workflowSchema, ext("a", `{`, "b", ``, "c", `[]`, "d", `false`, "e", `true`, "f", `{}`), []string{
			`a, at the top level: the schema is not readable: the JSON text ends too early`,
			`b, at the top level: the schema is not readable: the JSON text ends too early`,
			`c, at the top level: the schema is no JSON object`,
			`d, at the top level: the schema is no JSON object`}},
		{"identity", workflowSchema, ext("a", `{"$id":"x"}`, "b", `{"$schema":"http://json-schema.org/draft-07/schema#"}`,
			"c", `{"$schema":"https://json-schema.org/draft/2020-12/schema"}`), []string{
			`a, at /$id: a fragment becomes part of another schema and cannot have $id`,
			`b, at /$schema: a fragment is written in draft 2020-12, https://json-schema.org/draft/2020-12/schema`}},
		{"shapes", workflowSchema, ext("a", `{"properties":[],"required":"x","dependentRequired":[]}`), []string{
			`a, at /dependentRequired: this is an object of lists`,
			`a, at /properties: properties is an object of schemas`,
			`a, at /required: this is a list of names`}},
		{"who broke it", workflowSchema, ext("a", inStep(`"x":{"minLength":"no"}`), "b", inStep(`"y":{"$ref":"#/$defs/none"}`)), []string{
			`a, at /$defs/step/properties/x/minLength: want an integer, got "no"`}},
		{"a reference to nothing", workflowSchema, ext("b", inStep(`"y":{"$ref":"#/$defs/none"}`)), []string{
			`b, at /$defs/step/properties/y/$ref: the reference "#/$defs/none" is refused: there is no such place in the schema`}},
		{"the base is broken", `{"type":7}`, nil, []string{
			`base, at /type: fits none of the 2 alternatives: (1) want "array" or "boolean" or "integer" or "null" or "number" or "object" or "string", got 7; (2) want an array, got 7`}},
		{"the base is no schema", `3`, nil, []string{`base, at the top level: the schema is no JSON object`}},
		{"default differs", `{"properties":{"o":{"type":"object","default":{}}}}`, ext("a", `{"properties":{"o":{"default":{"a":1},"properties":{"a":true}}}}`), []string{
			`base and a, at /properties/o/default: default is {} and {"a":1}`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, conflicts := validator(t).Compose(pipeline.Schema(tt.base), tt.extensions)
			var got []string
			for _, c := range conflicts {
				got = append(got, c.String())
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestComposeMerges(t *testing.T) {
	tests := []struct {
		name, base string
		extensions []runtime.Component[pipeline.Schema]
		want       string
	}{
		{"nothing", `{"b":1,"a":2}`, nil, `{"a":2,"b":1}`},
		{"true", `true`, ext("a", `{"properties":{"x":true}}`), `{"properties":{"x":true}}`},
		{"required", `{"required":["b"]}`, ext("a", `{"required":["a","b"],"dependentRequired":{"x":["y"]}}`),
			`{"dependentRequired":{"x":["y"]},"required":["b","a"]}`},
		{"first words stand", `{"title":"T"}`, ext("a", `{"title":"U","description":"<d>"}`, "b", `{"description":"e"}`),
			`{"description":"<d>","title":"T"}`},
		{"numbers as written", `{"properties":{"a":{"maximum":1.50e2,"minimum":12345678901234567890}}}`, ext("a", `{"properties":{"b":{"multipleOf":0.10}}}`),
			`{"properties":{"a":{"maximum":1.50e2,"minimum":12345678901234567890},"b":{"multipleOf":0.10}}}`},
		{"items", `{"items":{"properties":{"a":true}}}`, ext("a", `{"items":{"properties":{"b":true}}}`),
			`{"items":{"properties":{"a":true,"b":true}}}`},
		{"pattern properties", `{"patternProperties":{"^x":{"type":"string"}}}`, ext("a", `{"patternProperties":{"^x":{"type":"string"},"^y":true}}`),
			`{"patternProperties":{"^x":{"type":"string"},"^y":true}}`},
		{"recursive reference", `{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/b"},"b":{"type":"object"}}}`, ext("x", `{"properties":{"p":true}}`),
			`{"$defs":{"a":{"$ref":"#/$defs/b"},"b":{"properties":{"p":true},"type":"object"}},"$ref":"#/$defs/a"}`},
		{"list of a branch that is open", `{"allOf":[{"required":["a"]}]}`, ext("x", `{"properties":{"p":true}}`),
			`{"allOf":[{"required":["a"]}],"properties":{"p":true}}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for range 5 {
				if _, got := compose(t, tt.base, tt.extensions); got != tt.want {
					t.Fatalf("got  %s\nwant %s", got, tt.want)
				}
			}
		})
	}
}

func TestComposeEndsOnCircularReferences(t *testing.T) {
	base := `{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}}}`
	_, conflicts := validator(t).Compose(pipeline.Schema(base), ext("x", `{"properties":{"p":true}}`))
	for _, c := range conflicts {
		if !strings.Contains(c.String(), "x") {
			t.Errorf("got %v", c)
		}
	}
}

// The plugin's own extension must fit a base such as a host would write.
func TestOwnExtensionComposes(t *testing.T) {
	p := validator(t)
	composed, conflicts := p.Compose(workflowSchema, p.SchemaExtensions())
	if conflicts != nil {
		t.Fatal(conflicts)
	}
	s := compile(t, p, string(composed))
	if faults := s.Validate(value(t, `{"workflow":{"name":"w","steps":[{"name":"s","type":"validate_schema","validate":{"schema":{},"value":1}}]}}`)); faults != nil {
		t.Error(lines(faults))
	}
	faults := s.Validate(value(t, `{"workflow":{"name":"w","steps":[{"name":"s","type":"validate_schema","validate":{"schema":1,"field":"f"}}]}}`))
	if len(faults) != 3 {
		t.Error(lines(faults))
	}
}

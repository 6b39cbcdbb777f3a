package schemavalidator

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

const ticket = `{
  "description": "Sort a ticket",
  "input_fields": [
    {"name": "text", "type": "string", "description": "The ticket", "template": "{{steps.load.text}}"},
    {"name": "seen", "type": "number"}
  ],
  "output_fields": [
    {"name": "label", "type": "string", "schema": {"enum": ["bug", "question"]}},
    {"name": "urgency", "type": "integer", "schema": {"minimum": 1, "maximum": 5}},
    {"name": "parts", "type": "array", "description": "What it is about", "schema": {
      "items": {"$ref": "#/$defs/part"},
      "$defs": {"part": {"type": "object", "required": ["file"], "properties": {"file": {"type": "string"}}}}}}
  ]
}`

func parse(t testing.TB, p *Plugin, text string) *Signature {
	t.Helper()
	sig, faults := p.ParseSignature(value(t, text))
	if faults != nil {
		t.Fatal(faults)
	}
	return sig
}

func TestParseSignature(t *testing.T) {
	got := parse(t, validator(t), ticket)
	want := &Signature{
		Description: "Sort a ticket",
		InputFields: []Field{
			{Name: "text", Type: "string", Description: "The ticket", Template: "{{steps.load.text}}"},
			{Name: "seen", Type: "number"},
		},
		OutputFields: []Field{
			{Name: "label", Type: "string", Schema: `{"enum":["bug","question"]}`},
			{Name: "urgency", Type: "integer", Schema: `{"maximum":5,"minimum":1}`},
			{Name: "parts", Type: "array", Description: "What it is about", Schema: `{"$defs":{"part":{"properties":{"file":{"type":"string"}},` +
				`"required":["file"],"type":"object"}},"items":{"$ref":"#/$defs/part"}}`},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestParseSignatureRefuses(t *testing.T) {
	const out = `"output_fields":[{"name":"o","type":"string"}]`
	tests := []struct {
		name, spec string
		want       []string
	}{
		{"no object", `[]`, []string{` a signature is an object with input_fields and output_fields, got an array`}},
		{"nothing", `{}`, []string{` the key "input_fields" is missing`, ` the key "output_fields" is missing`}},
		{"no output", `{"input_fields":[],"output_fields":[]}`, []string{`/output_fields a signature has at least one output field`}},
		{"no list", `{"input_fields":{},` + out + `}`, []string{`/input_fields input_fields is a list of fields, got an object`}},
		{"unknown keys", `{"inputs":1,"input_fields":[{"name":"a","type":"string","enum":[1]}],` + out + `}`, []string{
			`/input_fields/0/enum the key "enum" is not known here, known are name, type, description, schema, template`,
			`/inputs the key "inputs" is not known here, known are description, input_fields, output_fields`}},
		{"field is no object", `{"input_fields":["a"],` + out + `}`, []string{`/input_fields/0 a field is an object with name and type, got "a"`}},
		{"missing name and type", `{"input_fields":[{}],` + out + `}`, []string{
			`/input_fields/0 the key "name" is missing`, `/input_fields/0 the key "type" is missing`}},
		{"name of another type", `{"input_fields":[{"name":1,"type":2}],` + out + `}`, []string{
			`/input_fields/0/name name is a string, got 1`, `/input_fields/0/type type is a string, got 2`}},
		{"ill-formed names", `{"input_fields":[{"name":"","type":"string"},{"name":"1a","type":"string"},{"name":"a b","type":"string"}],` + out + `}`, []string{
			`/input_fields/0/name "" is no field name: a letter or _, then letters, digits, _ and -`,
			`/input_fields/1/name "1a" is no field name: a letter or _, then letters, digits, _ and -`,
			`/input_fields/2/name "a b" is no field name: a letter or _, then letters, digits, _ and -`}},
		{"unknown type", `{"input_fields":[{"name":"a","type":"text"}],` + out + `}`, []string{
			`/input_fields/0/type "text" is no field type, known are string, number, integer, boolean, array, object`}},
		{"duplicate", `{"input_fields":[{"name":"a","type":"string"},{"name":"a","type":"string"},{"name":"o","type":"string"}],` + out + `}`, []string{
			`/input_fields/1/name the field "a" stands already at /input_fields/0`,
			`/output_fields/0/name the field "o" stands already at /input_fields/2`}},
		{"template of an output", `{"input_fields":[],"output_fields":[{"name":"o","type":"string","template":"x"}]}`, []string{
			`/output_fields/0/template the key "template" is not known here, known are name, type, description, schema`}},
		{"schema is no object", `{"input_fields":[{"name":"a","type":"string","schema":true}],` + out + `}`, []string{
			`/input_fields/0/schema a field's schema is an object, got true`}},
		{"schema contradicts", `{"input_fields":[{"name":"a","type":"string","schema":{"type":["null","number"]}}],` + out + `}`, []string{
			`/input_fields/0/schema/type the schema's type contradicts the field's type string`}},
		{"broken schema", `{"input_fields":[{"name":"a","type":"object","schema":{"properties":{"b":{"minimum":"x"}}}}],` + out + `}`, []string{
			`/input_fields/0/schema/properties/b/minimum want a number, got "x"`}},
	}
	p := validator(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			sig, faults := p.ParseSignature(value(t, tt.spec))
			if sig != nil {
				t.Error("a signature came back")
			}
			var got []string
			for _, f := range faults {
				got = append(got, f.Path+" "+f.Message)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	if _, faults := p.ParseSignature(struct{}{}); len(faults) != 1 {
		t.Errorf("a Go struct: %v", faults)
	}
}

func TestValidateInputsAndOutput(t *testing.T) {
	p := validator(t)
	sig := parse(t, p, ticket)
	inputs := map[string]any{"text": "x", "seen": json.Number("1.0")}
	got, faults := p.ValidateInputs(sig, inputs)
	if faults != nil {
		t.Fatal(faults)
	}
	if diff := cmp.Diff(inputs, got); diff != "" {
		t.Error("a value changed its type: " + diff)
	}
	answer := value(t, `{"label":"spam","urgency":1.5,"parts":[{"file":1},{}],"more":1}`)
	_, faults = p.ValidateOutput(sig, answer)
	want := []string{
		`/label [enum /properties/label/enum] want "bug" or "question", got "spam"`,
		`/more [additionalProperties /additionalProperties] the key "more" is not allowed`,
		`/parts/0/file [type /properties/parts/$defs/part/properties/file/type] want a string, got 1`,
		`/parts/1 [required /properties/parts/$defs/part/required] the key "file" is missing`,
		`/urgency [type /properties/urgency/type] want an integer, got 1.5`,
	}
	if diff := cmp.Diff(want, lines(faults)); diff != "" {
		t.Error(diff)
	}
	if _, faults := p.ValidateInputs(sig, nil); len(faults) != 2 {
		t.Errorf("no inputs at all: %v", faults)
	}
	if _, faults := p.ValidateInputs(sig, map[string]any{"text": "x", "seen": "3"}); len(faults) != 1 || faults[0].Path != "/seen" {
		t.Errorf("a string for a number: %v", faults)
	}
	if _, faults := p.ValidateOutput(sig, "free text"); len(faults) != 1 || faults[0].Path != "" {
		t.Errorf("an answer that is no object: %v", faults)
	}
}

// The result is the caller's to keep, whatever happens to what was given.
func TestValidatedValuesAreACopy(t *testing.T) {
	p := validator(t)
	sig := parse(t, p, `{"input_fields":[{"name":"a","type":"array"},{"name":"o","type":"object"}],"output_fields":[{"name":"x","type":"string"}]}`)
	given := map[string]any{"a": []any{1}, "o": map[string]any{"k": int64(2)}}
	got, faults := p.ValidateInputs(sig, given)
	if faults != nil {
		t.Fatal(faults)
	}
	given["a"].([]any)[0] = "changed"
	given["o"].(map[string]any)["k"] = "changed"
	if diff := cmp.Diff(map[string]any{"a": []any{1}, "o": map[string]any{"k": int64(2)}}, got); diff != "" {
		t.Error(diff)
	}
}

func TestFieldTypesHoldBesideNestedSchemas(t *testing.T) {
	tests := []struct {
		field, fine, wrong string
	}{
		{`{"name":"f","type":"string","schema":{"type":["string","null"]}}`, `null`, `1`},
		{`{"name":"f","type":"string","schema":{"type":["string","number"]}}`, `"x"`, `1`},
		{`{"name":"f","type":"number","schema":{"type":"integer"}}`, `1`, `1.5`},
		{`{"name":"f","type":"integer","schema":{"type":"number"}}`, `1`, `1.5`},
		{`{"name":"f","type":"boolean"}`, `false`, `0`},
		{`{"name":"f","type":"object","schema":{"properties":{"a":{"type":"string"}}}}`, `{"a":""}`, `{"a":1}`},
		{`{"name":"f","type":"array","schema":{"$schema":"http://json-schema.org/draft-07/schema#","items":[{"type":"string"}]}}`, `["a",1]`, `[1]`},
	}
	p := validator(t)
	for _, tt := range tests {
		t.Run(tt.field, func(t *testing.T) {
			sig := parse(t, p, `{"input_fields":[],"output_fields":[`+tt.field+`]}`)
			if _, faults := p.ValidateOutput(sig, value(t, `{"f":`+tt.fine+`}`)); faults != nil {
				t.Errorf("%s: %v", tt.fine, faults)
			}
			if _, faults := p.ValidateOutput(sig, value(t, `{"f":`+tt.wrong+`}`)); len(faults) != 1 {
				t.Errorf("%s: %v", tt.wrong, faults)
			}
		})
	}
}

func TestHandMadeSignatures(t *testing.T) {
	p := validator(t)
	for _, broken := range []pipeline.Schema{`{`, `7`, `{"type":7}`} {
		sig := &Signature{OutputFields: []Field{{Name: "f", Type: "string", Schema: broken}}}
		if _, faults := p.ValidateOutput(sig, map[string]any{"f": "x"}); len(faults) == 0 {
			t.Errorf("the schema %s let a value through", broken)
		}
	}
	if s := string((&Signature{}).InputSchema()); !strings.Contains(s, `"additionalProperties":false`) || !strings.Contains(s, `"required":[]`) {
		t.Errorf("the schema of no fields is %s", s)
	}
}

func TestSchemaHasTheFieldsInTheirOrder(t *testing.T) {
	sig := &Signature{OutputFields: []Field{{Name: "reasoning", Type: "string"}, {Name: "answer", Type: "integer"}, {Name: "less", Type: "array"}}}
	want := `{"additionalProperties":false,"properties":{"reasoning":{"type":"string"},"answer":{"type":"integer"},"less":{"type":"array"}},` +
		`"required":["reasoning","answer","less"],"type":"object"}`
	if got := string(sig.OutputSchema()); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

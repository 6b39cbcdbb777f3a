package schemavalidator_test

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/plugingen/plugingen/plugins/schemavalidator"
	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

func start() *schemavalidator.Plugin {
	p, err := schemavalidator.Init(context.Background(), schemavalidator.DefaultConfig())
	if err != nil {
		panic(err)
	}
	return p
}

func ExampleSchema_Validate() {
	schema, err := start().Compile(`{
		"properties": {"port": {"type": "integer", "maximum": 65535}, "host": {"type": "string"}},
		"required": ["host"], "additionalProperties": false}`)
	if err != nil {
		panic(err)
	}
	for _, fault := range schema.Validate(map[string]any{"port": json.Number("70000"), "hots": "example.com"}) {
		fmt.Println(fault)
	}
	// Output:
	// at the top level: the key "host" is missing
	// at /hots: the key "hots" is not allowed
	// at /port: want at most 65535, got 70000
}

func ExamplePlugin_Compile() {
	_, err := start().Compile(`{"properties": {"a": {"type": "text"}, "b": {"$ref": "https://example.com/b"}}}`)
	fmt.Println(err)
	// Output:
	// not a valid JSON Schema: at /properties/a/type: fits none of the 2 alternatives: (1) want "array" or "boolean" or "integer" or "null" or "number" or "object" or "string", got "text"; (2) want an array, got "text"
}

func ExamplePlugin_ParseSignature() {
	p := start()
	sig, faults := p.ParseSignature(map[string]any{
		"input_fields": []any{map[string]any{"name": "ticket", "type": "string"}},
		"output_fields": []any{map[string]any{
			"name": "urgency", "type": "integer", "schema": map[string]any{"minimum": json.Number("1")},
		}},
	})
	fmt.Println(sig.OutputSchema(), faults)

	answer, faults := p.ValidateOutput(sig, map[string]any{"urgency": json.Number("3")})
	fmt.Printf("%T %v\n", answer["urgency"], faults)

	_, faults = p.ValidateOutput(sig, map[string]any{"urgency": "3"})
	fmt.Println(faults)
	// Output:
	// {"additionalProperties":false,"properties":{"urgency":{"minimum":1,"type":"integer"}},"required":["urgency"],"type":"object"} []
	// json.Number []
	// [at /urgency: want an integer, got "3"]
}

func ExamplePlugin_Compose() {
	base := pipeline.Schema(`{"properties": {"name": {"type": "string"}}, "additionalProperties": false}`)
	composed, conflicts := start().Compose(base, []runtime.Component[pipeline.Schema]{
		{Name: "timeouts", Value: `{"properties": {"timeout": {"type": "string"}}}`},
		{Name: "limits", Value: `{"properties": {"timeout": {"type": "integer"}, "retries": {"type": "integer"}}}`},
	})
	fmt.Println(composed)
	for _, c := range conflicts {
		fmt.Println(c)
	}
	// Output:
	// {"additionalProperties":false,"properties":{"name":{"type":"string"},"retries":{"type":"integer"},"timeout":{"type":"string"}}}
	// timeouts and limits, at /properties/timeout: defined twice, as {"type":"string"} and as {"type":"integer"}
}

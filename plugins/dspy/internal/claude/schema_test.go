package claude

import (
	"fmt"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/runtime/pipeline"
)

// object is a closed object with one property.
func object(property string) string {
	return `{"type":"object","properties":{"x":` + property + `},"required":["x"],"additionalProperties":false}`
}

func TestSupported(t *testing.T) {
	many := func(n int, property, required string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, `,"p%d":%s`, i, property)
		}
		return `{"type":"object","properties":{"x":{"type":"null"}` + b.String() + `},"required":["x"` + required + `],"additionalProperties":false}`
	}
	tests := []struct {
		name, schema string
		want         bool
	}{
		{"string", object(`{"type":"string","description":"d","title":"t"}`), true},
		{"enum", object(`{"enum":["a",1,null,true]}`), true},
		{"const", object(`{"const":"a"}`), true},
		{"format", object(`{"type":"string","format":"date"}`), true},
		{"nullable", object(`{"type":["string","null"]}`), true},
		{"list", object(`{"type":"array","items":{"type":"string"},"minItems":1}`), true},
		{"nested", object(object(`{"type":"array","items":` + object(`{"type":"integer"}`) + `}`)), true},
		{"any of", object(`{"anyOf":[{"type":"string"},` + object(`{"type":"null"}`) + `]}`), true},
		{"24 optional", many(24, `{"type":"string"}`, ""), true},
		{"25 optional", many(25, `{"type":"string"}`, ""), false},
		{"17 unions", many(17, `{"type":["string","null"]}`, ""), false},
		{"open object", object(`{"type":"object","properties":{}}`), false},
		{"additional schema", object(`{"type":"object","properties":{},"additionalProperties":{"type":"string"}}`), false},
		{"object without properties", object(`{"type":"object","additionalProperties":false}`), false},
		{"list of anything", object(`{"type":"array"}`), false},
		{"list of two", object(`{"type":"array","items":{"type":"string"},"minItems":2}`), false},
		{"at most", object(`{"type":"array","items":{"type":"string"},"maxItems":2}`), false},
		{"anything", object(`{}`), false},
		{"true", object(`true`), false},
		{"minimum", object(`{"type":"number","minimum":1}`), false},
		{"length", object(`{"type":"string","maxLength":9}`), false},
		{"pattern", object(`{"type":"string","pattern":"^a"}`), false},
		{"other format", object(`{"type":"string","format":"regex"}`), false},
		{"enum of lists", object(`{"enum":[[1]]}`), false},
		{"const object", object(`{"const":{}}`), false},
		{"reference", object(`{"$ref":"#"}`), false},
		{"one of", object(`{"oneOf":[{"type":"string"}]}`), false},
		{"none of", object(`{"anyOf":[]}`), false},
		{"object or null", object(`{"type":["object","null"]}`), false},
		{"definitions", `{"type":"object","properties":{},"additionalProperties":false,"$defs":{}}`, false},
		{"no object", `{"type":"string"}`, false},
		{"a list", `[]`, false},
		{"true at the root", `true`, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := supported(pipeline.Schema(tt.schema)); got != tt.want {
				t.Errorf("%s: got %v", tt.schema, got)
			}
		})
	}
}

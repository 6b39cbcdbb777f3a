package schemavalidator

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

func validator(t testing.TB, change ...func(*Config)) *Plugin {
	t.Helper()
	cfg := DefaultConfig()
	for _, c := range change {
		c(&cfg)
	}
	p, err := Init(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func compile(t testing.TB, p *Plugin, schema string) *Schema {
	t.Helper()
	s, err := p.Compile(pipeline.Schema(schema))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func value(t testing.TB, text string) any {
	t.Helper()
	v, err := decode(text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// lines shows faults as "path [keyword schema path] message".
func lines(faults []Fault) []string {
	var out []string
	for _, f := range faults {
		out = append(out, fmt.Sprintf("%s [%s %s] %s", f.Path, f.Keyword, f.SchemaPath, f.Message))
	}
	return out
}

func TestValidate(t *testing.T) {
	tests := []struct {
		name, schema, value string
		want                []string
	}{
		{"valid", `{"type":"object"}`, `{}`, nil},
		{"everything is true", `true`, `[1]`, nil},
		{"type", `{"type":"string"}`, `3`, []string{` [type /type] want a string, got 3`}},
		{"types", `{"type":["integer","null"]}`, `"x"`, []string{` [type /type] want null or an integer, got "x"`}},
		{"1.0 is an integer", `{"type":"integer"}`, `1.0`, nil},
		{"all at once, in order", `{"properties":{"b":{"type":"string"},"a":{"items":{"minimum":2}}},"required":["c","d"]}`,
			`{"b":1,"a":[1,2,3,4,5,6,7,8,9,10,0]}`, []string{
				` [required /required] the key "c" is missing`,
				` [required /required] the key "d" is missing`,
				`/a/0 [minimum /properties/a/items/minimum] want at least 2, got 1`,
				`/a/10 [minimum /properties/a/items/minimum] want at least 2, got 0`,
				`/b [type /properties/b/type] want a string, got 1`,
			}},
		{"additional properties stand at the key", `{"properties":{"a":true},"additionalProperties":false}`, `{"a":1,"z/~":2,"b":3}`, []string{
			`/b [additionalProperties /additionalProperties] the key "b" is not allowed`,
			`/z~1~0 [additionalProperties /additionalProperties] the key "z/~" is not allowed`,
		}},
		{"unevaluated properties", `{"allOf":[{"properties":{"a":true}}],"unevaluatedProperties":false}`, `{"a":1,"b":3}`, []string{
			`/b [unevaluatedProperties /unevaluatedProperties] nothing is allowed here`,
		}},
		{"enum", `{"enum":["a",1,null]}`, `"b"`, []string{` [enum /enum] want "a" or 1 or null, got "b"`}},
		{"const", `{"const":{"a":1}}`, `{}`, []string{` [const /const] want an object, got an object`}},
		{"exact numbers", `{"maximum":123456789012345678901234567890}`, `123456789012345678901234567891`, []string{
			` [maximum /maximum] want at most 123456789012345678901234567890, got 123456789012345678901234567891`}},
		{"decimals", `{"multipleOf":0.01}`, `0.015`, []string{` [multipleOf /multipleOf] want a multiple of 0.01, got 0.015`}},
		{"sums are exact", `{"multipleOf":0.1}`, `0.3`, nil},
		{"exclusive", `{"exclusiveMinimum":0,"exclusiveMaximum":1e-3}`, `0`, []string{` [exclusiveMinimum /exclusiveMinimum] want more than 0, got 0`}},
		{"sizes", `{"properties":{"s":{"minLength":2,"pattern":"^a"},"l":{"minItems":1},"o":{"maxProperties":0}}}`, `{"s":"é","l":[],"o":{"x":1}}`, []string{
			`/l [minItems /properties/l/minItems] want at least 1 item, got 0`,
			`/o [maxProperties /properties/o/maxProperties] want at most 0 keys, got 1`,
			`/s [minLength /properties/s/minLength] want at least 2 characters, got 1`,
			`/s [pattern /properties/s/pattern] "é" does not match the pattern ^a`,
		}},
		{"items", `{"uniqueItems":true,"contains":{"const":9},"prefixItems":[{"type":"string"}]}`, `[1,1.0]`, []string{
			` [contains /contains] no item is what the list must contain`,
			` [uniqueItems /uniqueItems] the items 0 and 1 are equal, and all must differ`,
			`/0 [type /prefixItems/0/type] want a string, got 1`,
		}},
		{"ref", `{"$defs":{"p/q":{"type":"string"}},"items":{"$ref":"#/$defs/p~1q"}}`, `["a",2]`, []string{
			`/1 [type /$defs/p~1q/type] want a string, got 2`}},
		{"dynamic ref", `{"$id":"tree","$dynamicAnchor":"n","properties":{"kids":{"items":{"$dynamicRef":"#n"}},"v":{"type":"number"}}}`,
			`{"kids":[{"v":"x"}]}`, []string{`/kids/0/v [type /properties/v/type] want a number, got "x"`}},
		{"if then else", `{"if":{"properties":{"k":{"const":1}}},"then":{"required":["a"]},"else":{"required":["b"]}}`, `{"k":2}`, []string{
			` [required /else/required] the key "b" is missing`}},
		{"dependent required", `{"dependentRequired":{"a":["b"]}}`, `{"a":1}`, []string{
			` [dependentRequired/a /dependentRequired/a] the key "b" is missing, which "a" needs`}},
		{"not", `{"not":{"type":"null"}}`, `null`, []string{` [not /not] this is what the schema excludes`}},
		{"format", `{"format":"date"}`, `"2024-02-30"`, []string{
			` [format /format] "2024-02-30" is not in the format date: parsing time "2024-02-30": day out of range`}},
		{"false", `{"properties":{"a":false}}`, `{"a":1}`, []string{`/a [properties /properties/a] nothing is allowed here`}},
	}
	p := validator(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := lines(compile(t, p, tt.schema).Validate(value(t, tt.value)))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAlternatives(t *testing.T) {
	const shapes = `{"oneOf":[
		{"properties":{"kind":{"const":"circle"},"r":{"type":"number"}},"required":["kind","r"]},
		{"properties":{"kind":{"const":"square"},"a":{"type":"number"}},"required":["kind","a"]}]}`
	tests := []struct {
		name, schema, value string
		want                []string
	}{
		{"the other type is not meant", `{"anyOf":[{"type":"null"},{"type":"object","required":["a"]}]}`, `{}`,
			[]string{` [required /anyOf/1/required] the key "a" is missing`}},
		{"a constant tells which", shapes, `{"kind":"square","a":"x"}`,
			[]string{`/a [type /oneOf/1/properties/a/type] want a number, got "x"`}},
		{"none is meant", `{"anyOf":[{"type":"string"},{"type":"array"}]}`, `7`,
			[]string{` [anyOf /anyOf] fits none of the 2 alternatives: (1) want a string, got 7; (2) want an array, got 7`}},
		{"both could be meant", `{"properties":{"s":{"anyOf":[{"required":["a"]},{"required":["b","c"]}]}}}`, `{"s":{}}`,
			[]string{`/s [anyOf /properties/s/anyOf] fits none of the 2 alternatives: (1) the key "a" is missing; (2) the key "b" is missing and 1 more`}},
		{"too many", `{"oneOf":[{"type":"number"},{"type":"string"},{"minimum":1}]}`, `3`,
			[]string{` [oneOf /oneOf] fits alternatives 1 and 3, and must fit exactly one`}},
	}
	p := validator(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := lines(compile(t, p, tt.schema).Validate(value(t, tt.value)))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFaultsAtKeys(t *testing.T) {
	p := validator(t)
	s := compile(t, p, `{"properties":{"a":false,"b":{"type":"string"}},"patternProperties":{"^p":false},"propertyNames":{"maxLength":2},
		"additionalProperties":false,"required":["r"]}`)
	want := map[string]bool{"": false, "/a": true, "/b": false, "/p": true, "/long": true, "/x": true}
	seen := map[string]bool{}
	for _, f := range s.Validate(value(t, `{"a":1,"b":2,"p":3,"long":4,"x":5}`)) {
		if f.AtKey() != want[f.Path] {
			t.Errorf("AtKey of %+v is %t", f, f.AtKey())
		}
		seen[f.Path] = true
	}
	if len(seen) != len(want) {
		t.Errorf("faults at %v, want them at %v", seen, want)
	}
}

// The place of a bad key must be its own, also where objects stand side by side.
func TestPropertyNamesStandAtTheKey(t *testing.T) {
	p := validator(t)
	schema := `{"additionalProperties":{"additionalProperties":{"propertyNames":{"pattern":"^[a-z]+$","maxLength":3}}}}`
	s := compile(t, p, schema)
	var text []string
	var want []string
	for i := range 9 {
		text = append(text, fmt.Sprintf(`"k%d":{"in":{"ok":1,"BAD%d":2}}`, i, i))
		path := fmt.Sprintf("/k%d/in/BAD%d", i, i)
		want = append(want, fmt.Sprintf("%s [propertyNames /additionalProperties/additionalProperties/propertyNames] the key \"BAD%d\" is not allowed: "+
			"want at most 3 characters, got 4, \"BAD%d\" does not match the pattern ^[a-z]+$", path, i, i))
	}
	for range 20 {
		got := lines(s.Validate(value(t, "{"+strings.Join(text, ",")+"}")))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	}
}

func TestValuesThatAreNoJSON(t *testing.T) {
	loop := map[string]any{}
	loop["in"] = loop
	tests := []struct {
		name  string
		value any
		want  string
	}{
		{"struct", map[string]any{"a": []any{struct{}{}}}, "/a/0 [ ] a Go value of type struct {} is no JSON value"},
		{"nan", math.NaN(), " [ ] NaN is a number that JSON cannot hold"},
		{"infinite", []any{math.Inf(-1)}, "/0 [ ] -Inf is a number that JSON cannot hold"},
		{"number", json.Number("0x1"), ` [ ] "0x1" is no JSON number`},
		{"blank number", json.Number(""), ` [ ] "" is no JSON number`},
		{"number with a blank", json.Number("1 "), ` [ ] "1 " is no JSON number`},
		{"huge exponent", json.Number("1e999999999"), " [ ] the exponent of 1e999999999 is beyond 4096"},
		{"long number", json.Number(strings.Repeat("1", 5000)), " [ ] the number has 5000 characters, and at most 4096 are checked"},
		{"typed map", map[string]string{}, " [ ] a Go value of type map[string]string is no JSON value"},
	}
	s := compile(t, validator(t), `{"minimum":0}`)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := lines(s.Validate(tt.value))
			if diff := cmp.Diff([]string{tt.want}, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	faults := s.Validate(loop)
	if len(faults) != 1 || !strings.Contains(faults[0].Message, "nested deeper") {
		t.Errorf("a value inside of itself: %.200v", faults)
	}
	for _, fine := range []any{nil, true, "x", 1, int8(1), uint64(1), float32(1.5), 1.5, json.Number("-0.0e-10"), []any{}} {
		if faults := s.Validate(fine); faults != nil {
			t.Errorf("%T: %v", fine, faults)
		}
	}
}

func TestFormatsCanBeOff(t *testing.T) {
	p := validator(t, func(c *Config) { c.Formats = false })
	if faults := compile(t, p, `{"format":"date"}`).Validate("x"); faults != nil {
		t.Errorf("got %v", faults)
	}
}

func TestCacheIsBounded(t *testing.T) {
	p := validator(t, func(c *Config) { c.MaxCachedSchemas = 2 })
	a := compile(t, p, `{"minimum":1}`)
	compile(t, p, `{"minimum":2}`)
	if compile(t, p, `{"minimum":1}`) != a {
		t.Error("the same text was compiled twice")
	}
	compile(t, p, `{"minimum":3}`) // the one used longest ago, 2, makes room
	if p.cache.len() != 2 || compile(t, p, `{"minimum":1}`) != a {
		t.Error("the cache does not keep what was used last")
	}
	if err := p.Terminate(context.Background()); err != nil || p.cache.len() != 0 {
		t.Error("Terminate keeps schemas")
	}
	if faults := a.Validate(0); len(faults) != 1 || a.Text() != `{"minimum":1}` {
		t.Error("a schema does not outlive the plugin")
	}
}

func TestConfig(t *testing.T) {
	if _, err := Init(context.Background(), Config{}); err == nil {
		t.Error("a cache of 0 was accepted")
	}
	var _ pipeline.Behaviour = validator(t)
}

func TestConcurrentUse(t *testing.T) {
	p := validator(t, func(c *Config) { c.MaxCachedSchemas = 3 })
	shared := compile(t, p, `{"propertyNames":{"maxLength":1},"properties":{"a":{"minimum":2}}}`)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for j := range 30 {
				if faults := shared.Validate(map[string]any{"a": 1, "bb": 1}); len(faults) != 2 {
					t.Errorf("got %v", faults)
				}
				s, err := p.Compile(pipeline.Schema(fmt.Sprintf(`{"minimum":%d}`, (i+j)%6)))
				if err != nil || len(s.Validate(-1)) != 1 {
					t.Errorf("%v", err)
				}
			}
		})
	}
	wg.Wait()
}

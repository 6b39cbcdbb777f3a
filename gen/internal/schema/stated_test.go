package schema

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	validator "github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/schema/reflected"
)

type (
	Weight struct {
		Grams int `json:"grams" jsonschema:"minimum=3"`
	}
	Word   string
	Scales struct {
		Weight  Weight            `json:"weight"`
		Maybe   *Weight           `json:"maybe,omitempty"`
		Words   []Word            `json:"words" jsonschema:"minItems=1"`
		ByWord  map[Word]Word     `json:"by_word"`
		Nullish Word              `json:"nullish" jsonschema:"nullable,title=N"`
		Deep    map[string][]Word `json:"deep"`
	}
)

// say puts a directive above a type; it stands at line 99.
func say(c *catalog.ConfigFacts, name, text string) {
	for id, def := range c.Types {
		if strings.HasSuffix(id, "."+name) {
			def.Schema, def.SchemaAt = text, diag.Position{File: "types.go", Line: 99, Column: 1}
			c.Types[id] = def
		}
	}
}

func TestStated(t *testing.T) {
	c := reflected.Facts(reflect.TypeFor[Scales]())
	say(c, "Weight", `{ "$defs": {"n": {"type": "integer"}}, "type": "object",
		"properties": {"grams": {"$ref": "#/$defs/n"}, "inner": {"$ref": "#"}, "const": {"enum": [{"$ref": "#"}]}} }`)
	say(c, "Word", `{"type":"string","writeOnly":true,"maxLength":1.50e1}`)
	s, list := Of(c)
	if len(list) > 0 {
		t.Fatal(list)
	}
	weight, word := c.Types[c.Type.ID()].Underlying.Fields[0].Type, *c.Types[c.Type.ID()].Underlying.Fields[2].Type.Elem
	for typ, want := range map[string]string{
		weight.ID(): `{"$defs":{"n":{"type":"integer"}},"properties":{"const":{"enum":[{"$ref":"#"}]},"grams":{"$ref":"#/$defs/n"},"inner":{"$ref":"#"}},"type":"object"}`,
		word.ID():   `{"maxLength":1.50e1,"type":"string","writeOnly":true}`,
	} {
		if got, ok := s.Stated(map[string]catalog.Type{weight.ID(): weight, word.ID(): word}[typ]); !ok || got != want {
			t.Errorf("%s: %v %s", typ, ok, got)
		}
	}
	if _, ok := s.Stated(c.Type); ok {
		t.Error("the config type states nothing")
	}
	home := "#/$defs/" + defName(weight.ID())
	data := string(jsonOf(t, s))
	for _, want := range []string{
		`{"$defs":{"n":{"type":"integer"}},"properties":{"const":{"enum":[{"$ref":"#"}]},"grams":{"$ref":"` + home + `/$defs/n"},"inner":{"$ref":"` + home + `"}},"type":"object"}`,
		`"required":["weight","words","by_word","nullish","deep"]`,
		`"nullish":{"oneOf":[{"$ref":"#/$defs/` + defName(word.ID()) + `","title":"N"},{"type":"null"}]}`,
	} {
		if !strings.Contains(data, want) {
			t.Errorf("%s is not in %s", want, data)
		}
	}
	valid(t, []byte(data), `{"weight": {"grams": 1, "inner": {"grams": 2}}, "words": ["a"], "by_word": {}, "nullish": null, "deep": {"x": ["b"]}}`)
	var secrets []string
	for _, p := range s.Properties(c.Type) {
		if p.Secret {
			secrets = append(secrets, p.Name)
		}
	}
	if d := cmp.Diff([]string{"words", "by_word", "nullish", "deep"}, secrets); d != "" {
		t.Error(d)
	}
	if p := s.Properties(weight); len(p) != 1 || p[0].Required || p[0].Rules.Minimum != "" {
		t.Errorf("the tags of a type that states its schema count: %+v", p)
	}
}

// valid demands that a value is accepted.
func valid(t *testing.T, schema []byte, value string) {
	t.Helper()
	doc, err := validator.UnmarshalJSON(bytes.NewReader(schema))
	if err != nil {
		t.Fatal(err)
	}
	v, err := validator.UnmarshalJSON(strings.NewReader(value))
	if err != nil {
		t.Fatal(err)
	}
	c := validator.NewCompiler()
	if err := c.AddResource("s.json", doc); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile("s.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := compiled.Validate(v); err != nil {
		t.Error(err)
	}
}

func TestStatedBooleans(t *testing.T) {
	for text, want := range map[string]string{"true": "true", " false\n": "false", "{}": "true"} {
		c := reflected.Facts(reflect.TypeFor[Scales]())
		say(c, "Word", text)
		s, list := Of(c)
		if len(list) > 0 {
			t.Fatal(list)
		}
		if def := `schema.Word":` + want; !strings.Contains(string(jsonOf(t, s)), def) {
			t.Errorf("%s is not in %s", def, jsonOf(t, s))
		}
	}
}

func TestStatedOfTheConfigItself(t *testing.T) {
	c := reflected.Facts(reflect.TypeFor[Weight]())
	say(c, "Weight", `{"type": "object"}`)
	s, list := Of(c)
	if len(list) > 0 {
		t.Fatal(list)
	}
	if want := `":{"type":"object"}}}`; !strings.HasSuffix(string(jsonOf(t, s)), want) {
		t.Errorf("%s", jsonOf(t, s))
	}
}

func TestStatedBadly(t *testing.T) {
	for text, want := range map[string]string{
		`{`:                                   "it is no JSON: its end is missing",
		`{"a" 1}`:                             "it is no JSON: invalid character '1' after object key",
		`{} {}`:                               "it is no JSON: there is more behind its end",
		`null`:                                "a schema is an object, true or false",
		`"string"`:                            "a schema is an object, true or false",
		`{"type": 3, "minimum": "x"}`:         "at '/minimum': got string, want number",
		`{"$defs": {"a": 1}}`:                 "at '/$defs/a': got number, want boolean or object",
		`{"items": {"$ref": "other"}}`:        `its $ref "other" leads out of it`,
		`{"$ref": "#name"}`:                   `its $ref "#name" leads out of it`,
		`{"$ref": "#/$defs/x"}`:               `its $ref "#/$defs/x" leads nowhere`,
		`{"anyOf": [{"$anchor": "a"}]}`:       "it has $anchor",
		`{"properties": {"a": {"$id": "a"}}}`: "it has $id",
		`{"pattern": "("}`:                    "at '/pattern'",
	} {
		t.Run(text, func(t *testing.T) {
			c := reflected.Facts(reflect.TypeFor[Scales]())
			say(c, "Word", text)
			s, list := Of(c)
			if s != nil || len(list) != 1 {
				t.Fatalf("%v", list)
			}
			got := list[0]
			if got.Code != diag.WrongConfigType || got.Position.Line != 99 || !got.IsError() || !strings.Contains(got.Message, want) {
				t.Errorf("%+v", got)
			}
		})
	}
}

// FuzzStated: no text of a directive panics, and what is accepted is one line
// that can be part of the document.
func FuzzStated(f *testing.F) {
	for _, s := range []string{`true`, `{"$ref":"#"}`, `{"$defs":{"a":{}},"items":{"$ref":"#/$defs/a"}}`, `{"enum":[1e400,"\u2028"]}`, `{"pattern":"("}`, `[`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := readStatement(text)
		if err != nil {
			return
		}
		data, err := json.Marshal(s.definition("x"))
		if err != nil || !json.Valid(data) || !json.Valid([]byte(s.json)) || strings.Contains(s.json, "\n") {
			t.Errorf("%v %s %s", err, data, s.json)
		}
		if again, err := readStatement(s.json); err != nil || again.json != s.json {
			t.Errorf("%s is read as %s (%v)", s.json, again.json, err)
		}
	})
}

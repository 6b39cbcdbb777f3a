package schema

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/schema/reflected"
)

// Secret stands for the runtime's, which this module does not import.
type Secret struct{ value string } //lint:ignore U1000 a real one has it

type Keys map[string][]*Secret

type Vault struct {
	One   Secret            `json:"one"`
	Ptr   *Secret           `json:"ptr,omitempty"`
	List  []Secret          `json:"list"`
	Fixed [2]Secret         `json:"fixed"`
	Map   map[string]Secret `json:"map"`
	Named Keys              `json:"named"`
	Tag   string            `json:"tag" jsonschema:"writeOnly=true"`
	Tag1  []int             `json:"tag1" jsonschema:"writeOnly=1"`
	Off   string            `json:"off" jsonschema:"writeOnly=false"`
	Plain string            `json:"plain"`
	In    struct {
		Deep Secret `json:"deep"`
		Open int    `json:"open"`
	} `json:"in"`
}

// secretly gives a type of this package the name of the runtime's.
func secretly(c *catalog.ConfigFacts) *catalog.ConfigFacts {
	old := reflect.TypeFor[Secret]().PkgPath() + ".Secret"
	data, err := json.Marshal(c)
	if err != nil {
		panic(err)
	}
	ident := func(path string) string { return `"Path":"` + path + `","Package":"","Name":"Secret"` }
	text := strings.ReplaceAll(string(data), `"`+old+`":`, `"`+secretType+`":`)
	text = strings.ReplaceAll(text, ident(strings.TrimSuffix(old, ".Secret")), ident(catalog.RuntimePath))
	out := &catalog.ConfigFacts{}
	if err := json.Unmarshal([]byte(text), out); err != nil {
		panic(err)
	}
	return out
}

func TestSecrets(t *testing.T) {
	c := secretly(reflected.Facts(reflect.TypeFor[Vault]()))
	s, list := Of(c)
	if len(list) > 0 {
		t.Fatal(list)
	}
	var got []string
	for _, st := range s.Structs() {
		props := s.Properties(st)
		for _, p := range props {
			if p.Secret {
				got = append(got, p.Name)
			}
		}
	}
	if d := cmp.Diff([]string{"one", "ptr", "list", "fixed", "map", "named", "tag", "tag1", "deep"}, got); d != "" {
		t.Error(d)
	}
	for _, want := range []string{
		`"one":{"type":"string","writeOnly":true}`,
		`"list":{"items":{"type":"string","writeOnly":true},"type":"array"}`,
		`"map":{"additionalProperties":{"type":"string","writeOnly":true},"type":"object"}`,
		`"deep":{"type":"string","writeOnly":true}`,
	} {
		if !strings.Contains(string(jsonOf(t, s)), want) {
			t.Errorf("%s is not in %s", want, jsonOf(t, s))
		}
	}
}

type Named string

type Texted string

func (*Texted) UnmarshalText([]byte) error { return nil }

func TestComponents(t *testing.T) {
	type cfg struct {
		One    string           `json:"one" jsonschema_extras:"x-plugingen-component=Providers"`
		Named  *Named           `json:"named" jsonschema_extras:"x-a=b\\,c,x-plugingen-component=StepTypes"`
		List   []string         `json:"list" jsonschema_extras:"x-plugingen-component=Providers"`
		Map    map[string]Named `json:"map" jsonschema:"nullable" jsonschema_extras:"x-plugingen-component=Providers"`
		None   string           `json:"none" jsonschema_extras:"x-plugingen-components=Providers"`
		Number int              `json:"number" jsonschema_extras:"x-plugingen-component=Providers"`
		Deep   [][]string       `json:"deep" jsonschema_extras:"x-plugingen-component=Providers"`
		Texted Texted           `json:"texted" jsonschema_extras:"x-plugingen-component=Providers"`
		Empty  string           `json:"empty" jsonschema_extras:"x-plugingen-component="`
		Twice  string           `json:"twice" jsonschema_extras:"x-plugingen-component=A,x-plugingen-component=B"`
	}
	c := reflected.Facts(reflect.TypeFor[cfg]())
	s, list := Of(c)
	got := map[string]string{}
	for _, p := range s.Properties(c.Type) {
		if p.Component != "" {
			got[p.Name] = p.Component
		}
	}
	want := map[string]string{"one": "Providers", "named": "StepTypes", "list": "Providers", "map": "Providers"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	var messages []string
	for _, d := range list {
		if d.Code != diag.WrongConfigType || d.IsError() || !d.Position.IsValid() {
			t.Errorf("%+v", d)
		}
		_, what, _ := strings.Cut(d.Message, "tag of the field ")
		messages = append(messages, what)
	}
	if d := cmp.Diff([]string{
		"Number has no effect on the type int",
		"Deep has no effect on the type [][]string",
		"Texted has no effect on the type schema.Texted",
		"Empty names no method of the contract",
		"Twice stands there twice",
	}, messages); d != "" {
		t.Error(d)
	}
}

type loose struct{ C chan int }

func (*loose) UnmarshalJSON([]byte) error { return nil }

type Reads struct {
	A loose          `json:"a"`
	B []loose        `json:"b"`
	N json.Number    `json:"n" jsonschema:"minimum=1,default=2"`
	M map[string]any `json:"m"`
}

func TestTypesThatReadThemselves(t *testing.T) {
	s, list := Of(reflected.Facts(reflect.TypeFor[Reads]()))
	if len(list) != 1 || list[0].Code != diag.OpaqueSchema || list[0].IsError() || !strings.Contains(list[0].Message, "its method UnmarshalJSON") {
		t.Fatalf("%+v", list)
	}
	if len(s.Structs()) != 1 || !s.Properties(s.Structs()[0])[0].Required {
		t.Errorf("%+v", s.Structs())
	}
	for _, want := range []string{`schema.loose":{"x-plugingen-opaque":true}`, `"n":{"type":"number","minimum":1,"default":2}`} {
		if !strings.Contains(string(jsonOf(t, s)), want) {
			t.Errorf("%s is not in %s", want, jsonOf(t, s))
		}
	}
}

package catalog_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/plugingen/plugingen/gen/internal/schema"
)

// TestTypesWithoutSchema: a type that no file can hold is a finding at the
// field, where the Reflector panics, never ends or describes what cannot be read.
func TestTypesWithoutSchema(t *testing.T) {
	tests := []struct {
		name string
		want []string // code, line:column, and what the message ends with
	}{
		{"Chan", []string{"wrong-config-type 14:15 functions and channels have no form in YAML"}},
		{"ChanInList", []string{"wrong-config-type 18:3 functions and channels have no form in YAML"}},
		{"Func", []string{"wrong-config-type 21:15 functions and channels have no form in YAML"}},
		{"FuncInMap", []string{"wrong-config-type 23:20 functions and channels have no form in YAML"}},
		{"Complex", []string{"wrong-config-type 25:18 complex128 has no form in YAML"}},
		{"Complex64", []string{"wrong-config-type 27:20 complex64 has no form in YAML"}},
		{"Uintptr", []string{"wrong-config-type 31:18 uintptr has no form in YAML"}},
		{"Pointer", []string{"wrong-config-type 33:18 Pointer has no form in YAML"}},
		{"Error", []string{"wrong-config-type 35:16 an interface with methods needs code behind it"}},
		{"Methods", []string{"wrong-config-type 37:18 an interface with methods needs code behind it"}},
		{"TextInterface", []string{"wrong-config-type 39:24 an interface with methods needs code behind it"}},
		{"Anonymous", []string{"wrong-config-type 43:19 functions and channels have no form in YAML"}},
		{"Embedded", []string{"wrong-config-type 14:15 functions and channels have no form in YAML"}},
		{"EmbeddedFunc", []string{"wrong-config-type 49:23 functions and channels have no form in YAML"}},
		{"InGeneric", []string{"wrong-config-type 55:21 functions and channels have no form in YAML"}},
		{"BoolKey", []string{"wrong-config-type 57:18 a map's key must be a string or a whole number"}},
		{"FloatKey", []string{"wrong-config-type 59:19 a map's key must be a string or a whole number"}},
		{"StructKey", []string{"wrong-config-type 61:20 a map's key must be a string or a whole number"}},
		{"ArrayKey", []string{"wrong-config-type 63:19 a map's key must be a string or a whole number"}},
		{"Itself", []string{"wrong-config-type 65:17 it points to itself and to nothing else"}},
		{"Two", []string{
			"wrong-config-type 70:3 functions and channels have no form in YAML",
			"wrong-config-type 71:3 functions and channels have no form in YAML",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, list := schema.Of(factsOf(t, unfitPath, tt.name))
			if s != nil {
				t.Error("it has a schema")
			}
			var got []string
			for _, d := range list {
				if d.Position.File != "gen/internal/schema/shapes/unfit/unfit.go" {
					t.Errorf("the finding stands in %s", d.Position.File)
				}
				got = append(got, fmt.Sprintf("%s %d:%d%s", d.Code, d.Position.Line, d.Position.Column, d.Message[strings.LastIndex(d.Message, ": ")+1:]))
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestTypesBeyondTheReflector have a schema although the Reflector has none.
func TestTypesBeyondTheReflector(t *testing.T) {
	for name, want := range map[string]string{
		"Alone":   `{"properties":{},"additionalProperties":false,"type":"object","description":"Alone has no setting."}`,
		"Round":   `{"properties":{"Own":{"type":"integer"}},"additionalProperties":false,"type":"object","required":["Own"],"description":"Round has one."}`,
		"Private": `{"description":"Private reads its JSON itself; the Reflector panics for its field."` + openNote,
	} {
		t.Run(name, func(t *testing.T) {
			s, list := schema.Of(factsOf(t, unfitPath, name))
			if list.Errors() > 0 {
				t.Fatal(list)
			}
			got, err := s.JSON()
			if err != nil {
				t.Fatal(err)
			}
			def := strings.ReplaceAll(unfitPath, "/", ":") + "." + name
			whole := `{"$schema":"https://json-schema.org/draft/2020-12/schema","$ref":"#/$defs/` + def + `","$defs":{"` + def + `":` + want + `}}`
			if d := cmp.Diff(indented(t, whole), indented(t, string(got))); d != "" {
				t.Error(d)
			}
			compiles(t, got)
		})
	}
}

package schema

import (
	"reflect"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/schema/reflected"
)

type loop *loop

func TestFindings(t *testing.T) {
	type finding struct {
		code     diag.Code
		severity diag.Severity
		line     int
		message  string
	}
	bad := func(line int, message string) []finding {
		return []finding{{diag.WrongConfigType, "", line, message}}
	}
	odd := func(line int, message string) []finding {
		return []finding{{diag.WrongConfigType, diag.Warning, line, message}}
	}
	tests := []struct {
		name string
		v    any
		want []finding
	}{
		{"func", struct{ F func() }{}, bad(1, "cannot hold: functions")},
		{"func ignored", struct {
			F func() `json:"-"`
		}{}, nil},
		{"func unexported", struct{ f func() }{}, nil},
		{"chan in list", struct{ F []chan int }{}, bad(1, "[]chan int")},
		{"complex", struct{ F complex128 }{}, bad(1, "complex128 has no form")},
		{"uintptr in map", struct{ F map[string]*uintptr }{}, bad(1, "uintptr has no form")},
		{"interface", struct{ F error }{}, bad(1, "an interface with methods")},
		{"key", struct{ F map[bool]int }{}, bad(1, "a map's key")},
		{"pointer to itself", struct{ F loop }{}, bad(1, "points to itself")},
		{"below", struct{ F []struct{ G func() } }{}, bad(2, "the field G")},
		{"two", struct {
			F func()
			G chan int
		}{}, append(bad(1, "the field F"), bad(2, "the field G")...)},
		{"minimum", struct {
			F int `jsonschema:"minimum=low"`
		}{}, bad(1, `"low" is not a value`)},
		{"enum", struct {
			F int `jsonschema:"enum=1,enum=b"`
		}{}, bad(1, `"enum=b"`)},
		{"length", struct {
			F string `jsonschema:"minLength=-1"`
		}{}, bad(1, `"-1" is not a value`)},
		{"default", struct {
			F bool `jsonschema:"default=yes"`
		}{}, bad(1, `the default "yes" of the field F is no boolean`)},
		{"sign", struct {
			F int `jsonschema:"minimum=+1"`
		}{}, bad(1, `the number "+1" in the tag of the field F`)},
		{"point", struct {
			F []float64 `jsonschema:"maximum=.5"`
		}{}, bad(1, `the number ".5"`)},
		{"not a number", struct {
			F float64 `jsonschema:"enum=1,enum=NaN"`
		}{}, bad(1, `the number "NaN"`)},
		{"hexadecimal", struct {
			F float64 `jsonschema:"example=0x1p4"`
		}{}, bad(1, `the number "0x1p4"`)},
		{"leading zero", struct {
			F int `jsonschema:"default=010"`
		}{}, bad(1, `the number "010"`)},
		{"secret default", struct {
			F int `jsonschema:"default=hunter2,writeOnly=true"`
		}{}, bad(1, `the default (not shown) of the field F is no integer`)},
		{"no effect", struct {
			F string `jsonschema:"minimum=1"`
		}{}, odd(1, "has no effect on the type string")},
		{"no effect through a name", struct {
			F Tags `jsonschema:"minItems=1"`
		}{}, odd(1, "has no effect on the type schema.Tags")},
		{"typo", struct {
			F string `jsonschema:"requried"`
		}{}, odd(1, `"requried"`)},
		{"comma", struct {
			F string `jsonschema:"description=one, two"`
		}{}, odd(1, `" two"`)},
		{"without value", struct {
			F []int `jsonschema:"uniqueItems"`
		}{}, odd(1, `"uniqueItems"`)},
		{"type of none", struct {
			F any `jsonschema:"oneof_type=string;int"`
		}{}, bad(1, `"int" is no type of JSON`)},
		{"array of none", struct {
			F Tags `jsonschema:"type=array,format=email"`
		}{}, bad(1, "does not fit the type schema.Tags")},
		{"group twice", struct {
			F string `jsonschema:"anyof_required=a,anyof_required=b,anyof_required=a"`
		}{}, bad(1, `"anyof_required=a" of the field F stands there twice`)},
		{"anchor", struct {
			F string `jsonschema:"anchor=here"`
		}{}, bad(1, "names a place for all of the schema")},
		{"reference to nothing", struct {
			F any `jsonschema:"anyof_ref=#;#/$defs/Leaf"`
			G Leaf
		}{}, bad(1, `the reference "#/$defs/Leaf"`)},
		{"reference elsewhere", struct {
			F any `jsonschema:"oneof_ref=https://example.com/s.json"`
		}{}, bad(1, "leads to no definition")},
		{"keyword among extras", struct {
			F int `jsonschema:"minimum=1" jsonschema_extras:"x-a=1,minimum=3"`
		}{}, bad(1, `"minimum" in the jsonschema_extras tag`)},
		{"keyword twice", struct {
			F string `jsonschema:"readOnly=true" jsonschema_extras:"readOnly=true"`
		}{}, bad(1, `"readOnly" in the jsonschema_extras tag`)},
		{"marks among extras", struct {
			F int `jsonschema_extras:"deprecated=true,writeOnly=true,note=a"`
		}{}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, list := Of(factsOf(reflect.TypeOf(tt.v)))
			if s != nil {
				jsonOf(t, s)
			}
			if len(list) != len(tt.want) {
				t.Fatalf("%d findings: %+v", len(list), list)
			}
			for i, w := range tt.want {
				got := list[i]
				if got.Code != w.code || got.Severity != w.severity || got.Position.Line != w.line || !strings.Contains(got.Message, w.message) {
					t.Errorf("got %+v, want %+v", got, w)
				}
			}
		})
	}
}

// Arrays beyond the address space are no Go on this machine, but facts may
// come from elsewhere.
func TestTypeThatReflectRefuses(t *testing.T) {
	c := factsOf(reflect.TypeFor[struct{ F [2][2]int }]())
	def := c.Types["test.Config"]
	def.Underlying.Fields[0].Type.Len, def.Underlying.Fields[0].Type.Elem.Len = 1<<40, 1<<40
	s, list := Of(c)
	if s != nil || len(list) != 1 || list[0].Code != diag.WrongConfigType || !strings.Contains(list[0].Message, "has no schema") {
		t.Errorf("%v", list)
	}
}

// factsOf gives a struct without a name the name test.Config.
func factsOf(rt reflect.Type) *catalog.ConfigFacts {
	if rt.Name() != "" {
		return reflected.Facts(rt)
	}
	c := reflected.Facts(rt)
	under := c.Type
	ident := catalog.Ident{Path: "test", Name: "Config"}
	c.Type = catalog.Type{Kind: catalog.Named, Ident: ident, Expr: catalog.Expr{{Ident: ident}}, Text: "test.Config"}
	c.Position = diag.Position{File: "types.go", Line: 1, Column: 1}
	c.Types[c.Type.ID()] = catalog.Definition{Underlying: under, Position: c.Position}
	return c
}

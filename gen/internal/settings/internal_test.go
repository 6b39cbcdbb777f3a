package settings

import (
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/catalog"
)

// Far is taken for a type of a package that the host
// cannot import, as Level is.
type (
	Box struct {
		In int `json:"in,omitempty"`
	}
	Far struct {
		Size int `json:"size,omitempty"`
	}
	FarDefault struct {
		Size int `json:"size" jsonschema:"default=1"`
	}
)

// internals are facts in which the types of the tests named so are internal.
func internals(rt reflect.Type) *catalog.ConfigFacts {
	c := facts(rt)
	for _, name := range []string{"Far", "FarDefault", "Level"} {
		const path = "github.com/plugingen/plugingen/gen/internal/settings."
		if def, ok := c.Types[path+name]; ok {
			def.Unwritable = true
			c.Types[path+name] = def
		}
	}
	return c
}

// A type of a package that the host cannot import stands in no literal; a
// number or a text of such a type needs none.
func TestInternalTypes(t *testing.T) {
	const why = ", which the host cannot write because it may not import the internal package github.com/plugingen/plugingen/gen/internal/settings"
	const setting = `wrong-setting-type the setting "f" of acme has the type `
	const omitempty = " | the plugin's author can make it optional with omitempty in the json tag"
	type (
		list = struct {
			F []Level `json:"f,omitempty"`
		}
		number = struct {
			F Level `json:"f"`
		}
		pointer = struct {
			F *Far `json:"f,omitempty"`
		}
	)
	tests := []struct {
		name string
		v    any
		in   string
		want string
	}{
		{"number", number{}, `{f: 3}`, ""},
		{"absent", pointer{}, `{}`, ""},
		{"list", list{}, `{f: [1]}`, "1:5 " + setting + "[]settings.Level" + why},
		{"pointer", pointer{}, `{f: {size: 1}}`, "1:5 " + setting + "*settings.Far" + why},
		{"struct", struct {
			F Far `json:"f"`
		}{}, `{f: {}}`, ""},
		{"absent struct", struct {
			F Far `json:"f"`
		}{}, `{}`, ""},
		{"map", struct {
			F map[string][]Far `json:"f"`
		}{}, `{f: {}}`, "1:5 " + setting + "map[string][]settings.Far" + why},
		{"struct literal", struct {
			F []struct {
				G *Far `json:"g,omitempty"`
			} `json:"f"`
		}{}, `{f: [{}]}`, "1:5 " + setting + "[]struct { G *settings.Far \"json:\\\"g,omitempty\\\"\" }" + why},
		{"embedded", struct{ Far }{}, `{size: 1}`, ""},
		{"embedded pointer", struct{ *Far }{}, `{size: 1}`,
			`1:8 wrong-setting-type the setting "size" of acme is kept behind the field Far, which has the type settings.Far` + why},
		{"required", struct {
			F []Far `json:"f"`
		}{}, `{}`,
			`99:3 missing-setting the setting "f" of acme is required, but it has the type []settings.Far` + why + omitempty},
		{"default inside", struct {
			F FarDefault `json:"f"`
		}{}, `{}`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v, ok := parseFlow(tt.in)
			if !ok {
				t.Fatal("the test's input is no flow style")
			}
			_, list := Bind("acme", entryKey, v, internals(reflect.TypeOf(tt.v)))
			if d := cmp.Diff(tt.want, render(list)); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestInternalTypeArgument(t *testing.T) {
	c := internals(reflect.TypeFor[struct {
		F []Box `json:"f"`
		G *Far  `json:"g,omitempty"`
	}]())
	fields := c.Types[c.Type.ID()].Underlying.Fields
	fields[0].Type.Elem.Args = []catalog.Type{*fields[1].Type.Elem}
	v, _ := parseFlow(`{f: []}`)
	_, list := Bind("acme", entryKey, v, c)
	if len(list) != 1 || list[0].Code != diag.WrongSettingType || !strings.Contains(list[0].Message, "may not import the internal package") {
		t.Error(list)
	}
}

package settings

import (
	"net/netip"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/plugingen/plugingen/gen/internal/config"
)

// Needy requires what is inside it; Eager has something for each of its settings.
type (
	Needy struct {
		Max  int `json:"max"`
		Size int `json:"size" jsonschema:"default=4"`
	}
	Eager struct {
		Size int    `json:"size" jsonschema:"default=4"`
		Note string `json:"note,omitempty"`
	}
	Deep struct {
		Needy Needy `json:"needy"`
	}
)

// What is required follows the json tag, unless a default fills it.
func TestRequired(t *testing.T) {
	const author = "\nthe plugin's author can make it optional with "
	tests := []struct {
		name string
		v    any
		in   string
		want string
	}{
		{"no tag", struct{ F string }{}, `{}`, `99:3 missing-setting the setting "F" of acme is required | add "F", a string` + asking},
		{"omitempty", struct {
			F string `json:"f,omitempty"`
		}{}, `{}`, ""},
		{"omitzero", struct {
			F string `json:"f,omitzero"`
		}{}, `{}`, ""},
		{"asked in spite of omitempty", struct {
			F string `json:"f,omitempty" jsonschema:"required"`
		}{}, `{}`, `99:3 missing-setting the setting "f" of acme is required | add "f", a string` + author +
			`omitempty in the json tag and without the word "required", or with a default in the jsonschema tag`},
		{"default", struct {
			F string `json:"f" jsonschema:"required,default=x"`
		}{}, `{}`, ""},
		{"null", struct {
			F *int `json:"f"`
		}{}, `{f: null}`, `1:5 missing-setting the setting "f" of acme is required | add "f", a whole number` + asking},
		{"empty map", struct {
			F map[string]int `json:"f"`
		}{}, `{f: {}}`, ""},
		{"map", struct {
			F map[string]int `json:"f"`
		}{}, `{}`, `99:3 missing-setting the setting "f" of acme is required | add "f", a mapping to whole numbers` + author + "omitempty in the json tag"},
		{"array", struct {
			F [1]Needy `json:"f"`
		}{}, `{}`, `99:3 missing-setting the setting "f" of acme is required | add "f", a list of 1 mappings` + author + "omitzero in the json tag"},
		{"promoted", struct{ Needy }{}, `{}`, `99:3 missing-setting the setting "max" of acme is required | add "max", a whole number` + asking},
		{"struct", struct {
			F Needy `json:"f"`
		}{}, `{}`, `99:3 missing-setting the setting "f" of acme is required | add "f", a mapping` + author + "omitzero in the json tag"},
		{"struct of a struct", struct {
			F Deep `json:"f"`
		}{}, `{}`, `99:3 missing-setting the setting "f" of acme is required | add "f", a mapping` + author + "omitzero in the json tag"},
		{"in a struct", struct {
			F Needy `json:"f"`
		}{}, `{f: {}}`, `1:2 missing-setting the setting "f.max" of acme is required | add "max", a whole number` + asking},
		{"in a list", struct {
			F []Needy `json:"f"`
		}{}, `{f: [{}]}`, `1:6 missing-setting the setting "f[0].max" of acme is required | add "max", a whole number` + asking},
		{"optional struct", struct {
			F Deep   `json:"f,omitzero"`
			G *Needy `json:"g,omitempty"`
			H Needy  `json:"h,omitempty"`
		}{}, `{}`, ""},
		{"optional struct in part", struct {
			F Deep `json:"f,omitzero"`
		}{}, `{f: {}}`, `1:2 missing-setting the setting "f.needy" of acme is required | add "needy", a mapping` + author + "omitzero in the json tag"},
		{"struct that fills itself", struct {
			F Eager `json:"f" jsonschema:"required"`
			G struct {
				E Eager `json:"e"`
			} `json:"g"`
		}{}, `{}`, ""},
		{"pointer to a struct that fills itself", struct {
			F *Eager `json:"f"`
		}{}, `{}`, `99:3 missing-setting the setting "f" of acme is required | add "f", a mapping` + author + "omitempty in the json tag"},
		{"text of its own", struct {
			F netip.Addr `json:"f"`
		}{}, `{}`, `99:3 missing-setting the setting "f" of acme is required | add "f", an IP address` + author +
			`omitzero in the json tag, or with a default in the jsonschema tag`},
		{"kept behind an unexported field", struct{ hidden }{}, `{}`,
			`99:3 missing-setting the setting "A" of acme is required | add "A", a whole number` + asking},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v, ok := parseFlow(tt.in)
			if !ok {
				t.Fatal("the test's input is no flow style")
			}
			_, list := Bind("acme", entryKey, v, facts(reflect.TypeOf(tt.v)))
			if d := cmp.Diff(tt.want, render(list)); d != "" {
				t.Error(d)
			}
		})
	}
}

type hidden struct{ A int }

// Partly has structs in each of the ways to hold them.
type Partly struct {
	Eager Eager  `json:"eager"`
	Loose Deep   `json:"loose,omitzero"`
	Ptr   *Eager `json:"ptr,omitempty"`
}

// A struct that is absent has the defaults of its fields, whether it was
// required or not; an absent pointer is nil.
func TestAbsentStructs(t *testing.T) {
	want := Partly{Eager: Eager{Size: 4}, Loose: Deep{Needy{Size: 4}}}
	for _, v := range []*config.Value{nil, {Kind: config.Null}, {Kind: config.Mapping}} {
		lit, list := bindLiteral(v, facts(reflect.TypeFor[Partly]()))
		var got Partly
		if err := apply(lit, reflect.ValueOf(&got).Elem()); err != nil || len(list) > 0 {
			t.Fatal(err, list)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
	}
}

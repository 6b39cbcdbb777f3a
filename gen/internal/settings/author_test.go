package settings

import (
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestAuthorsMistakes(t *testing.T) {
	tests := []struct {
		name string
		v    any
		want string
	}{
		{"default outside enum", struct {
			F string `jsonschema:"enum=a,enum=b,default=c"`
		}{}, `1:2 wrong-config-type the default of the field F must be one of "a", "b", found "c"`},
		{"default too small", struct {
			F int `jsonschema:"minimum=3,default=2"`
		}{}, `1:2 wrong-config-type the default of the field F must be at least 3, found 2`},
		{"default too large for the type", struct {
			F uint8 `jsonschema:"default=256"`
		}{}, `1:2 wrong-config-type the default of the field F must be a whole number from 0 to 255, found 256`},
		{"fraction", struct {
			F int `jsonschema:"default=1.5"`
		}{}, `1:2 wrong-config-type the default of the field F must be a whole number, found 1.5`},
		{"duration", struct {
			F time.Duration `jsonschema:"default=soon"`
		}{}, `1:2 wrong-config-type the default of the field F must be a duration such as 10s, found "soon"`},
		{"item", struct {
			F []int `jsonschema:"default=1,default=x"`
		}{}, `1:2 wrong-config-type the default of the field F must be a whole number, found x`},
		{"enum", struct {
			F []uint8 `json:"-"`
			G uint8   `json:",omitempty" jsonschema:"enum=1,enum=300"`
		}{}, `2:2 wrong-config-type the enum of the field G must be a whole number from 0 to 255, found 300`},
		{"enum of durations", struct {
			F []time.Duration `json:",omitempty" jsonschema:"enum=1s,enum=1"`
		}{}, `1:2 wrong-config-type the enum of the field F must be a duration such as 10s, found "1"`},
		{"pattern", struct {
			F string `json:",omitempty" jsonschema:"pattern=("`
		}{}, "1:2 wrong-config-type the pattern of the field F cannot be read: error parsing regexp: missing closing ): `(`"},
		{"vast limit", struct {
			F float64 `json:",omitempty" jsonschema:"minimum=1e-999999999"`
		}{}, `1:2 wrong-config-type the limit 1e-999999999 of the field F is not a number that can be compared`},
		{"step", struct {
			F int `json:",omitempty" jsonschema:"multipleOf=0"`
		}{}, `1:2 wrong-config-type the multipleOf of the field F must be more than 0`},
		{"secret default", struct {
			F string `jsonschema:"writeOnly=true,minLength=9,default=hunter2"`
		}{}, `1:2 wrong-config-type the default of the secret field F would be written into generated code; leave it out`},
		{"unwritable default", struct {
			F struct{ inner } `json:"f"`
			G time.Time       `jsonschema:"default=2024-01-01"`
		}{}, `5:2 wrong-config-type the default of the field G must be a time such as 2006-01-02T15:04:05Z, found "2024-01-01"`},
		{"unexported with defaults", struct {
			F tunedInner
		}{}, ``},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, list := Bind("acme", entryKey, nil, facts(reflect.TypeOf(tt.v)))
			if d := cmp.Diff(tt.want, render(list)); d != "" {
				t.Error(d)
			}
		})
	}
}

type tunedInner struct {
	X int `jsonschema:"default=1"`
}

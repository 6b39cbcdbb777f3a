package settings

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/config"
)

var entryKey = diag.Position{File: "plugin_config.yaml", Line: 99, Column: 3}

func TestFindings(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"unknown", `{name: abc, nmae: x}`, `1:13 unknown-setting the config of acme has no setting "nmae" | did you mean "name"?`},
		{"unknown nested", `{name: abc, limit: {max: 1, wiat: 1s}}`, `1:29 unknown-setting the setting "limit" of acme has no setting "wiat" | did you mean "wait"?` + "\nit takes: max, wait"},
		{"missing", `{}`, `99:3 missing-setting the setting "name" of acme is required | add "name", a string`},
		{"missing with null", `{name: null}`, `1:8 missing-setting the setting "name" of acme is required | add "name", a string`},
		{"missing nested", "{name: abc,\n limit: {}}", `2:2 missing-setting the setting "limit.max" of acme is required | add "max", a whole number`},
		{"missing in map", `{name: abc, by_int: {"7": {wait: 1s}}}`, `1:22 missing-setting the setting "by_int.7.max" of acme is required | add "max", a whole number`},
		{"yes", `{name: abc, on: yes}`, `1:17 wrong-setting-type the setting "on" of acme must be true or false, found "yes" | write true`},
		{"off", `{name: abc, on: Off}`, `1:17 wrong-setting-type the setting "on" of acme must be true or false, found "Off" | write false`},
		{"quoted bool", `{name: abc, on: "true"}`, `1:17 wrong-setting-type the setting "on" of acme must be true or false, found "true" | write it without quotes: true`},
		{"bool from number", `{name: abc, on: 1}`, `1:17 wrong-setting-type the setting "on" of acme must be true or false, found 1 | write true`},
		{"octal", `{name: abc, step: 017}`, `1:19 wrong-setting-type the setting "step" of acme must be a whole number, found "017" | write 17, or 0o17 where octal is meant`},
		{"leading zero", `{name: abc, byte: 08}`, `1:19 wrong-setting-type the setting "byte" of acme must be a whole number from 0 to 255, found "08" | write 8`},
		{"zeros", `{name: abc, byte: 00}`, `1:19 wrong-setting-type the setting "byte" of acme must be a whole number from 0 to 255, found "00" | write 0`},
		{"negative octal", `{name: abc, step: -017}`, `1:19 wrong-setting-type the setting "step" of acme must be a whole number, found "-017" | write -17`},
		{"underscores", `{name: abc, count: 1_000}`, `1:20 wrong-setting-type the setting "count" of acme must be a whole number, found "1_000" | write 1000`},
		{"underscored float", `{name: abc, f64: 1_0.5}`, `1:18 wrong-setting-type the setting "f64" of acme must be a number, found "1_0.5" | write 10.5`},
		{"quoted number", `{name: abc, step: "5"}`, `1:19 wrong-setting-type the setting "step" of acme must be a whole number, found "5" | write it without quotes: 5`},
		{"quoted float", `{name: abc, f64: "1.5"}`, `1:18 wrong-setting-type the setting "f64" of acme must be a number, found "1.5" | write it without quotes: 1.5`},
		{"float for integer", `{name: abc, step: 1.0}`, `1:19 wrong-setting-type the setting "step" of acme must be a whole number, found 1.0 | write 1`},
		{"fraction for integer", `{name: abc, step: 1.5}`, `1:19 wrong-setting-type the setting "step" of acme must be a whole number, found 1.5`},
		{"infinity", `{name: abc, f64: .inf}`, `1:18 wrong-setting-type the setting "f64" of acme must be a number, found .inf | infinities and .nan cannot be written as settings`},
		{"negative infinity", `{name: abc, f64: -.inf}`, `1:18 wrong-setting-type the setting "f64" of acme must be a number, found -.inf | infinities and .nan cannot be written as settings`},
		{"not a number", `{name: abc, f64: .nan}`, `1:18 wrong-setting-type the setting "f64" of acme must be a number, found .nan | infinities and .nan cannot be written as settings`},
		{"number for string", `{name: 1.10}`, `1:8 wrong-setting-type the setting "name" of acme must be a string, found 1.10 | write it in quotes: "1.10"`},
		{"bool for string", `{name: true}`, `1:8 wrong-setting-type the setting "name" of acme must be a string, found true | write it in quotes: "true"`},
		{"list for string", `{name: [a]}`, `1:8 wrong-setting-type the setting "name" of acme must be a string, found a list`},
		{"mapping for string", `{name: {a: b}}`, `1:8 wrong-setting-type the setting "name" of acme must be a string, found a mapping`},
		{"string for list", `{name: abc, tags: a}`, `1:19 wrong-setting-type the setting "tags" of acme must be a list of strings, found "a" | write it as a list: [a]`},
		{"string for struct", `{name: abc, limit: a}`, `1:20 wrong-setting-type the setting "limit" of acme must be a mapping, found "a"`},
		{"list for map", `{name: abc, by_int: []}`, `1:21 wrong-setting-type the setting "by_int" of acme must be a mapping to mappings, found a list`},
		{"item", `{name: abc, tags: [a, 2]}`, `1:23 wrong-setting-type the setting "tags[1]" of acme must be a string, found 2 | write it in quotes: "2"`},
		{"null item", `{name: abc, tags: [a, null]}`, `1:23 wrong-setting-type the setting "tags[1]" of acme must be a string, found null`},
		{"duration number", `{name: abc, wait: 5}`, `1:19 wrong-setting-type the setting "wait" of acme must be a duration such as 10s, found 5 | add a unit: 5s for seconds, 5ms for milliseconds`},
		{"duration words", `{name: abc, wait: 5 seconds}`, `1:19 wrong-setting-type the setting "wait" of acme must be a duration such as 10s, found "5 seconds" | the units are ns, us, ms, s, m and h, as in 1h30m`},
		{"durations", `{name: abc, durations: 1s}`, `1:24 wrong-setting-type the setting "durations" of acme must be a list of durations such as 10s, found "1s" | write it as a list: [1s]`},
		{"key", `{name: abc, by_int: {x: {max: 1}}}`, `1:22 wrong-setting-type the setting "by_int" of acme must have keys that are whole numbers, found "x"`},
		{"key twice", `{name: abc, by_int: {"1": {max: 1}, "+1": {max: 1}}}`, `1:37 invalid-setting the setting "by_int" of acme has the key 1 twice`},
		{"config", `[]`, `1:1 wrong-setting-type the config of acme must be a mapping, found a list`},
		{"enum", `{name: abc, mode: fsat}`, `1:19 invalid-setting the setting "mode" of acme must be one of "fast", "slow", found "fsat" | did you mean "fast"?`},
		{"number enum", `{name: abc, step: 2}`, `1:19 invalid-setting the setting "step" of acme must be one of 1, 5, found 2`},
		{"item enum", `{name: abc, tags: [c]}`, `1:20 invalid-setting the setting "tags[0]" of acme must be one of "a", "b", found "c"`},
		{"duration enum", `{name: abc, wait: 60s}`, `1:19 invalid-setting the setting "wait" of acme must be one of "5s", "1m", found "60s"`},
		{"minimum", `{name: abc, count: 0}`, `1:20 invalid-setting the setting "count" of acme must be at least 1, found 0`},
		{"maximum", `{name: abc, count: 12}`, `1:20 invalid-setting the setting "count" of acme must be at most 10, found 12`},
		{"multiple", `{name: abc, count: 3}`, `1:20 invalid-setting the setting "count" of acme must be a multiple of 2, found 3`},
		{"exclusive minimum", `{name: abc, ratio: 0}`, `1:20 invalid-setting the setting "ratio" of acme must be more than 0, found 0`},
		{"exclusive maximum", `{name: abc, ratio: 1.0}`, `1:20 invalid-setting the setting "ratio" of acme must be less than 1, found 1.0`},
		{"nested minimum", `{name: abc, limit: {max: 0}}`, `1:26 invalid-setting the setting "limit.max" of acme must be at least 1, found 0`},
		{"length", `{name: a}`, `1:8 invalid-setting the setting "name" of acme must have at least 2 characters, found "a"`},
		{"characters, not bytes", `{name: äöüäöü}`, `1:8 invalid-setting the setting "name" of acme must have at most 5 characters, found "äöüäöü"` +
			"\n" + `1:8 invalid-setting the setting "name" of acme must match the pattern ^[a-z]+$, found "äöüäöü"`},
		{"pattern", `{name: ab1}`, `1:8 invalid-setting the setting "name" of acme must match the pattern ^[a-z]+$, found "ab1"`},
		{"too few", `{name: abc, tags: []}`, `1:19 invalid-setting the setting "tags" of acme must have at least 1 item, and has 0`},
		{"twice", `{name: abc, tags: [a, a]}`, `1:23 invalid-setting the setting "tags" of acme must not have an item twice`},
		{"array", `{name: abc, arr: [a]}`, `1:18 invalid-setting the setting "arr" of acme must have exactly 2 items, and has 1`},
		{"overflow", `{name: abc, byte: 256}`, `1:19 invalid-setting the setting "byte" of acme must be a whole number from 0 to 255, found 256`},
		{"negative", `{name: abc, byte: -1}`, `1:19 invalid-setting the setting "byte" of acme must be a whole number from 0 to 255, found -1`},
		{"far overflow", `{name: abc, step: 9223372036854775808}`, `1:19 invalid-setting the setting "step" of acme must be a whole number from -9223372036854775808 to 9223372036854775807, found 9223372036854775808`},
		{"float32 overflow", `{name: abc, f32: 1e39}`, `1:18 invalid-setting the setting "f32" of acme does not fit into a float32, found 1e39`},
		{"float64 overflow", `{name: abc, f64: 1e309}`, `1:18 invalid-setting the setting "f64" of acme does not fit into a float64, found 1e309`},
		{"underflow", `{name: abc, f64: 1e-999999999}`, `1:18 invalid-setting the setting "f64" of acme does not fit into a float64, found 1e-999999999`},
		{"reference", `{name: "${env:NAME}"}`, `1:8 invalid-setting the setting "name" of acme has a reference, and this version of plugingen does not resolve values at start yet | write the value itself; $${ stands for the characters ${`},
		{"reference for number", `{name: abc, step: "${env:N:-5}"}`, `1:19 invalid-setting the setting "step" of acme has a reference, and this version of plugingen does not resolve values at start yet | write the value itself; $${ stands for the characters ${`},
		{"malformed reference", `{name: "${x:}"}`, `1:8 invalid-setting the setting "name" of acme has a malformed reference; the forms are ${env:NAME}, ${env:NAME:-default} and ${file:PATH} | write the value itself; $${ stands for the characters ${`},
		{"unclosed reference", `{name: "a${env:N"}`, `1:8 invalid-setting the setting "name" of acme has a reference that is not closed by } | write the value itself; $${ stands for the characters ${`},
		{"secret", `{name: abc, secret: hunter2}`, `1:21 invalid-setting the setting "secret" of acme must have at least 8 characters, found a string (not shown)`},
		{"secret of wrong type", `{name: abc, secret: 12345678}`, `1:21 wrong-setting-type the setting "secret" of acme must be a string, found another value (not shown)`},
		{"secret items", `{name: abc, pins: [42]}`, `1:20 invalid-setting the setting "pins[0]" of acme must be at most 9, found another value (not shown)`},
		{"own decoding", `{name: abc, raw: {}}`, `1:18 wrong-setting-type the setting "raw" of acme is read by code of its type json.RawMessage, of which this version of plugingen cannot write a literal yet`},
		{"own text", `{name: abc, addr: "::1"}`, `1:19 wrong-setting-type the setting "addr" of acme is read by code of its type netip.Addr, of which this version of plugingen cannot write a literal yet`},
		{"bytes", `{name: abc, bytes: aGk=}`, `1:20 wrong-setting-type the setting "bytes" of acme has the type []uint8, of which this version of plugingen cannot write a literal yet`},
		{"unexported type", `{name: abc, hidden: [{A: 1}]}`, `1:21 wrong-setting-type the setting "hidden" of acme has the type []settings.inner, which other packages cannot write because it is not exported`},
		{"behind unexported", `{name: abc, A: 1}`, `1:16 wrong-setting-type the setting "A" of acme is kept behind the field inner, which other packages cannot write because it is not exported`},
		{"number in string", `{name: abc, quoted: "1"}`, `1:21 wrong-setting-type the setting "quoted" of acme is a value inside a string by its json tag, which this version of plugingen cannot read yet`},
		{"all at once", "{name: 1, mode: x,\n count: 0, limit: {max: y},\n zzz: 1}", strings.Join([]string{
			`1:8 wrong-setting-type the setting "name" of acme must be a string, found 1 | write it in quotes: "1"`,
			`1:17 invalid-setting the setting "mode" of acme must be one of "fast", "slow", found "x"`,
			`2:9 invalid-setting the setting "count" of acme must be at least 1, found 0`,
			`2:25 wrong-setting-type the setting "limit.max" of acme must be a whole number, found "y"`,
			`3:2 unknown-setting the config of acme has no setting "zzz"`,
		}, "\n")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v, ok := parseFlow(tt.in)
			if !ok {
				t.Fatal("the test's input is no flow style")
			}
			lit, list := Bind("acme", entryKey, v, facts(reflect.TypeFor[Tuned]()))
			if d := cmp.Diff(tt.want, render(list)); d != "" {
				t.Error(d)
			}
			if !reflect.DeepEqual(lit, Literal{}) {
				t.Error("a literal in spite of errors")
			}
		})
	}
}

// render writes the errors as line:column code message | help. Warnings about
// the type of the tests are not what they are about.
func render(list diag.List) string {
	var out []string
	for _, d := range list {
		if !d.IsError() {
			continue
		}
		s := fmt.Sprintf("%d:%d %s %s", d.Position.Line, d.Position.Column, d.Code, d.Message)
		if d.Help != "" {
			s += " | " + d.Help
		}
		out = append(out, s)
	}
	return strings.Join(out, "\n")
}

func bindTo[T any](t *testing.T, in string) T {
	t.Helper()
	var v *config.Value
	if in != "" {
		parsed, ok := parseFlow(in)
		if !ok {
			t.Fatal("the test's input is no flow style")
		}
		v = parsed
	}
	lit, list := Bind("acme", entryKey, v, facts(reflect.TypeFor[T]()))
	if len(list) > 0 {
		t.Fatalf("findings: %+v", list)
	}
	var out T
	if err := apply(lit, reflect.ValueOf(&out).Elem()); err != nil {
		t.Fatal(err)
	}
	return out
}

type Defaulted struct {
	Common
	*Limits2
	Bool    bool          `json:"bool" jsonschema:"default=true"`
	Int     *int          `json:"int" jsonschema:"default=7"`
	Float   float32       `json:"float" jsonschema:"default=1.5"`
	Empty   string        `json:"empty" jsonschema:"default="`
	Dollar  string        `json:"dollar" jsonschema:"default=$${x}$"`
	Wait    time.Duration `json:"wait" jsonschema:"required,default=5s"`
	List    []int         `json:"list" jsonschema:"default=1,default=2"`
	Limit   Limit         `json:"limit"`
	Pointer *Limit        `json:"pointer"`
	Nested  struct {
		Deep struct {
			X int `jsonschema:"default=3"`
		}
	}
}

type Limits2 struct {
	Top int `json:"top" jsonschema:"default=9"`
}

func TestDefaults(t *testing.T) {
	seven := 7
	want := Defaulted{
		Common: Common{Mode: "fast"}, Limits2: &Limits2{Top: 9}, Bool: true, Int: &seven, Float: 1.5, Dollar: "$${x}$",
		Wait: 5 * time.Second, List: []int{1, 2}, Limit: Limit{Wait: 10 * time.Second},
	}
	want.Nested.Deep.X = 3
	for _, in := range []string{"", "null", "{}", "{bool: null, wait: null, limit: null, list: null}"} {
		if d := cmp.Diff(want, bindTo[Defaulted](t, in)); d != "" {
			t.Errorf("%q: %s", in, d)
		}
	}
	written := `{mode: slow, top: 0, bool: false, int: 0, float: 0, dollar: "", wait: 0s, list: [], limit: {max: 1, wait: 0s}, Nested: {Deep: {X: 0}}}`
	zero := 0
	want = Defaulted{Common: Common{Mode: "slow"}, Limits2: &Limits2{}, Int: &zero, List: []int{}, Limit: Limit{Max: 1}}
	if d := cmp.Diff(want, bindTo[Defaulted](t, written)); d != "" {
		t.Errorf("what is written wins: %s", d)
	}
	partly := bindTo[Defaulted](t, `{limit: {max: 3}, pointer: {max: 4}}`)
	if partly.Limit != (Limit{3, 10 * time.Second}) || *partly.Pointer != (Limit{4, 10 * time.Second}) {
		t.Errorf("%+v", partly)
	}
}

// The literal holds what is set and nothing else, so that the wiring shows
// what was written.
func TestOnlyWhatIsSet(t *testing.T) {
	v, _ := parseFlow(`{string: "", bool: false, note: x}`)
	lit, _ := Bind("acme", entryKey, v, facts(reflect.TypeFor[All]()))
	var names []string
	for _, f := range lit.Fields {
		names = append(names, f.Name)
	}
	if d := cmp.Diff([]string{"Common", "Extra", "Bool", "String"}, names); d != "" {
		t.Error(d)
	}
}

func TestText(t *testing.T) {
	for in, want := range map[string]string{
		`"$$"`: "$", `"a$b"`: "a$b", `"$"`: "$", `"$${x}"`: "${x}", `"$$$$"`: "$$", `"$$$"`: "$$", `2024-01-02`: "2024-01-02",
		`yes`: "yes", `017`: "017", `"line\n\t\"` + "`" + `\\\x00"`: "line\n\t\"`\\\x00", `"\u2028"`: "\u2028",
	} {
		if got := bindTo[All](t, "{string: "+in+"}").String; got != want {
			t.Errorf("%s: got %q, want %q", in, got, want)
		}
	}
}

func TestNumbers(t *testing.T) {
	got := bindTo[All](t, `{int: 0x1f, i8: -128, i64: -9223372036854775808, u8: 0o17, u64: 18446744073709551615, f32: 1e3, f64: -0.0, any: [1, 1.0, 0xff, 1e3], ptr: +5}`)
	five := 5
	want := All{Common: Common{Mode: "fast"}, Int: 31, I8: -128, I64: -1 << 63, U8: 15, U64: 1<<64 - 1, F32: 1000, Any: []any{1, 1.0, 255, 1000.0}, Ptr: &five}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

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
			G uint8   `jsonschema:"enum=1,enum=300"`
		}{}, `2:2 wrong-config-type the enum of the field G must be a whole number from 0 to 255, found 300`},
		{"enum of durations", struct {
			F []time.Duration `jsonschema:"enum=1s,enum=1"`
		}{}, `1:2 wrong-config-type the enum of the field F must be a duration such as 10s, found "1"`},
		{"pattern", struct {
			F string `jsonschema:"pattern=("`
		}{}, "1:2 wrong-config-type the pattern of the field F cannot be read: error parsing regexp: missing closing ): `(`"},
		{"vast limit", struct {
			F float64 `jsonschema:"minimum=1e-999999999"`
		}{}, `1:2 wrong-config-type the limit 1e-999999999 of the field F is not a number that can be compared`},
		{"step", struct {
			F int `jsonschema:"multipleOf=0"`
		}{}, `1:2 wrong-config-type the multipleOf of the field F must be more than 0`},
		{"secret default", struct {
			F string `jsonschema:"writeOnly=true,minLength=9,default=hunter2"`
		}{}, `1:2 wrong-config-type the default of the field F must have at least 9 characters, found a string (not shown)`},
		{"unwritable default", struct {
			F struct{ inner } `json:"f"`
			G time.Time       `jsonschema:"default=2024-01-01"`
		}{}, `5:2 wrong-config-type the default of the field G is read by code of its type time.Time, of which this version of plugingen cannot write a literal yet`},
		{"unexported with defaults", struct {
			F tunedInner
		}{}, `1:2 wrong-config-type the defaults below the field F has the type settings.tunedInner, which other packages cannot write because it is not exported`},
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

func TestAliasIsRelated(t *testing.T) {
	alias := diag.Position{File: "plugin_config.yaml", Line: 7, Column: 9}
	v := config.Value{Kind: config.Mapping, Members: []config.Member{{Key: "list", Value: config.Value{
		Kind: config.Sequence, Alias: alias, Items: []config.Value{{Kind: config.Integer, Text: "1"}},
	}}}}
	_, list := Bind("acme", entryKey, &v, facts(reflect.TypeFor[All]()))
	if len(list) != 1 || len(list[0].Related) != 1 || list[0].Related[0].Position != alias {
		t.Errorf("%+v", list)
	}
}

// Facts that hold a struct by value inside itself are no Go; they must not loop.
func TestRecursionByValue(t *testing.T) {
	c := facts(reflect.TypeFor[All]())
	def := c.Types[c.Type.ID()]
	def.Underlying.Fields[len(def.Underlying.Fields)-1].Type = c.Type
	if _, list := Bind("acme", entryKey, nil, c); len(list) > 0 {
		t.Error(list)
	}
}

func TestLiteralSurvivesJSON(t *testing.T) {
	v, _ := parseFlow(`{by_int: {"3": x}, any: {a: [1, null]}, self: {note: n}}`)
	lit, _ := Bind("acme", entryKey, v, facts(reflect.TypeFor[All]()))
	data, err := json.Marshal(lit)
	if err != nil {
		t.Fatal(err)
	}
	var back Literal
	if err := json.Unmarshal(data, &back); err != nil || !cmp.Equal(lit, back) {
		t.Error("a literal is not plain data")
	}
}

func BenchmarkBind(b *testing.B) {
	c := facts(reflect.TypeFor[All]())
	v, _ := parseFlow(`{mode: slow, list: [a, b], map: {a: 1}, self: {note: n}}`)
	b.ReportAllocs()
	for b.Loop() {
		Bind("acme", entryKey, v, c)
	}
}

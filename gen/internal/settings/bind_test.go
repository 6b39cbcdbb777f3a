package settings

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/config"
)

// asking is what the author of a required setting is told.
const asking = "\nthe plugin's author can make it optional with omitempty in the json tag, or with a default in the jsonschema tag"

func secretHelp(env, file string) string {
	return " | write a reference: ${env:" + env + "} or ${file:/run/secrets/" + file + "}\nand replace the secret where it was committed: history keeps it"
}

var entryKey = diag.Position{File: "plugin_config.yaml", Line: 99, Column: 3}

func TestFindings(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"unknown", `{name: abc, nmae: x}`, `1:13 unknown-setting the config of acme has no setting "nmae" | did you mean "name"?`},
		{"unknown for a required one", `{nmae: x, limit: {mxa: 1, max: null}}`, `1:2 unknown-setting the config of acme has no setting "nmae" | did you mean "name"?` + "\n" +
			`1:19 unknown-setting the setting "limit" of acme has no setting "mxa" | did you mean "max"?` + "\nit takes: max, wait\n" +
			`1:32 missing-setting the setting "limit.max" of acme is required | add "max", a whole number` + asking},
		{"unknown nested", `{name: abc, limit: {max: 1, wiat: 1s}}`, `1:29 unknown-setting the setting "limit" of acme has no setting "wiat" | did you mean "wait"?` + "\nit takes: max, wait"},
		{"missing", `{}`, `99:3 missing-setting the setting "name" of acme is required | add "name", a string` + asking},
		{"missing with null", `{name: null}`, `1:8 missing-setting the setting "name" of acme is required | add "name", a string` + asking},
		{"missing nested", "{name: abc,\n limit: {}}", `2:2 missing-setting the setting "limit.max" of acme is required | add "max", a whole number` + asking},
		{"missing in map", `{name: abc, by_int: {"7": {wait: 1s}}}`, `1:22 missing-setting the setting "by_int.7.max" of acme is required | add "max", a whole number` + asking},
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
		{"default in a reference", `{name: abc, step: "${env:N:-4}"}`, `1:19 invalid-setting the default in the setting "step" of acme must be one of 1, 5, found 4`},
		{"text in a reference to a number", `{name: abc, step: "${env:N:-five}"}`, `1:19 wrong-setting-type the default in the setting "step" of acme must be a whole number, found five`},
		{"reference for a list", `{name: abc, tags: "${env:N}"}`, `1:19 wrong-setting-type the setting "tags" of acme must be a list of strings, and a reference stands for a single value | write a list with a reference for each item`},
		{"reference for a struct", `{name: abc, limit: "${env:N}"}`, `1:20 wrong-setting-type the setting "limit" of acme must be a mapping, and a reference stands for a single value | write a mapping with a reference for each value`},
		{"malformed reference", `{name: "${x:}"}`, `1:8 invalid-setting the setting "name" of acme has a malformed reference; the forms are ${env:NAME}, ${env:NAME:-default} and ${file:PATH} | write the reference out, or $${ for the characters ${`},
		{"unclosed reference", `{name: "a${env:N"}`, `1:8 invalid-setting the setting "name" of acme has a reference that is not closed by } | write the reference out, or $${ for the characters ${`},
		{"secret", `{name: abc, secret: hunter2}`, `1:21 literal-secret the setting "secret" of acme is a secret, and must not be in the file` + secretHelp("SECRET", "secret")},
		{"secret of wrong type", `{name: abc, secret: 12345678}`, `1:21 literal-secret the setting "secret" of acme is a secret, and must not be in the file` + secretHelp("SECRET", "secret")},
		{"secret items", `{name: abc, pins: [42]}`, `1:20 literal-secret the setting "pins[0]" of acme is a secret, and must not be in the file` + secretHelp("PINS_0", "pins_0")},
		{"secret in a default", `{name: abc, secret: "${env:X:-hunter2}"}`, `1:21 literal-secret the setting "secret" of acme is a secret, and must not be the default of a reference in the file` + secretHelp("SECRET", "secret")},
		{"list for a secret", `{name: abc, secret: [x]}`, `1:21 wrong-setting-type the setting "secret" of acme must be a string, found a list`},
		{"no JSON", `{name: abc, raw: {a: [.inf]}}`, `1:23 invalid-setting the setting "raw" of acme has a number that JSON cannot write | infinities and .nan cannot be written as settings`},
		{"no address", `{name: abc, addr: "::g"}`, `1:19 invalid-setting the setting "addr" of acme must be an IP address, found "::g"`},
		{"number for an address", `{name: abc, addr: 10}`, `1:19 wrong-setting-type the setting "addr" of acme must be an IP address, found 10 | write it in quotes: "10"`},
		{"no base64", `{name: abc, bytes: aGk}`, `1:20 wrong-setting-type the setting "bytes" of acme must be a string in base64, found "aGk"`},
		{"unexported type", `{name: abc, hidden: [{A: 1}]}`, `1:21 wrong-setting-type the setting "hidden" of acme has the type []settings.inner, which other packages cannot write because it is not exported`},
		{"wrong behind unexported", `{name: abc, A: x}`, `1:16 wrong-setting-type the setting "A" of acme must be a whole number, found "x"`},
		{"number in no string", `{name: abc, quoted: 1}`, `1:21 wrong-setting-type the setting "quoted" of acme must be a string, found 1 | write it in quotes: "1"`},
		{"no number in string", `{name: abc, quoted: "x"}`, `1:21 wrong-setting-type the setting "quoted" of acme must be a whole number, found x`},
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
			lit, list := bindLiteral(v, facts(reflect.TypeFor[Tuned]()))
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
	lit, _ := bindLiteral(v, facts(reflect.TypeFor[All]()))
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

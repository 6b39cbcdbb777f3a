package config

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/plugingen/plugingen/gen/diag"
)

// settings parses lines as the config of an entry; they begin in column 7 of line 5.
func settings(t *testing.T, lines ...string) *Value {
	t.Helper()
	c := parseGood(t, minimal+"    config:\n      "+strings.Join(lines, "\n      ")+"\n")
	return c.Plugins[0].Settings
}

func TestKinds(t *testing.T) {
	tests := []struct {
		src    string
		kind   Kind
		text   string
		quoted bool
	}{
		{`~`, Null, "~", false}, {`null`, Null, "null", false}, {`NULL`, Null, "NULL", false}, {``, Null, "", false},
		{`nULL`, String, "nULL", false},
		{`true`, Bool, "true", false}, {`False`, Bool, "False", false}, {`TRUE`, Bool, "TRUE", false}, {`tRue`, String, "tRue", false},
		{`yes`, String, "yes", false}, {`No`, String, "No", false}, {`on`, String, "on", false}, {`OFF`, String, "OFF", false}, {`y`, String, "y", false},
		{`0`, Integer, "0", false}, {`-12`, Integer, "-12", false}, {`+5`, Integer, "+5", false}, {`0o17`, Integer, "0o17", false}, {`0x1F`, Integer, "0x1F", false},
		{`123456789012345678901234567890`, Integer, "123456789012345678901234567890", false},
		{`017`, String, "017", false}, {`007`, String, "007", false}, {`1_000`, String, "1_000", false}, {`0b11`, String, "0b11", false},
		{`-0x1`, String, "-0x1", false}, {`0o8`, String, "0o8", false}, {`0xg`, String, "0xg", false}, {`12:30:45`, String, "12:30:45", false},
		{`1.`, Float, "1.", false}, {`.5`, Float, ".5", false}, {`1.0`, Float, "1.0", false}, {`-1.5e+3`, Float, "-1.5e+3", false}, {`1e3`, Float, "1e3", false},
		{`.inf`, Float, ".inf", false}, {`-.INF`, Float, "-.INF", false}, {`.NaN`, Float, ".NaN", false}, {`.nAn`, String, ".nAn", false}, {`-.nan`, String, "-.nan", false},
		{`1_0.5`, String, "1_0.5", false}, {`01.5`, String, "01.5", false}, {`.`, String, ".", false}, {`-`, Sequence, "", false}, {`1e`, String, "1e", false},
		{`2024-02-29`, Timestamp, "2024-02-29", false}, {`2024-01-31T10:00:00Z`, Timestamp, "2024-01-31T10:00:00Z", false},
		{`2024-01-31 10:00:00.5 +02:00`, String, "2024-01-31 10:00:00.5 +02:00", false},
		{`2024-01-31 10:00:00`, Timestamp, "2024-01-31 10:00:00", false}, {`2023-02-29`, String, "2023-02-29", false}, {`2024-13-01`, String, "2024-13-01", false},
		{`"yes"`, String, "yes", true}, {`'5'`, String, "5", true}, {`""`, String, "", true}, {`"2024-01-31"`, String, "2024-01-31", true},
		{`"\x41\u00e9\n"`, String, "Aé\n", true}, {`"~"`, String, "~", true},
		{`!!str 5`, String, "5", true}, {`!!str`, String, "", true}, {`!!str yes`, String, "yes", true}, {`!<tag:yaml.org,2002:str> 5`, String, "5", true},
		{`!!int "5"`, Integer, "5", false}, {`!!float 5`, Float, "5", false}, {`!!float .inf`, Float, ".inf", false}, {`!!bool 'true'`, Bool, "true", false},
		{`!!null ""`, Null, "", false}, {`!!timestamp "2024-01-31"`, Timestamp, "2024-01-31", false}, {`!!seq []`, Sequence, "", false}, {`!!map {}`, Mapping, "", false},
		{`<<`, String, "<<", false}, {`=`, String, "=", false}, {`plain text`, String, "plain text", false}, {`${env:A:-b}`, String, "${env:A:-b}", false},
	}
	for _, tt := range tests {
		got := settings(t, "x: "+separate(tt.src)).Member("x").Value
		if got.Kind != tt.kind || got.Text != tt.text || got.Quoted != tt.quoted {
			t.Errorf("%s: got kind %s, text %q, quoted %v; want %s, %q, %v", tt.src, got.Kind, got.Text, got.Quoted, tt.kind, tt.text, tt.quoted)
		}
	}
}

// separate puts a block sequence on a line of its own.
func separate(src string) string {
	if src == "-" {
		return "\n        -"
	}
	return src
}

func TestBlockScalars(t *testing.T) {
	v := settings(t, "a: |", "  one", "  two", "b: >-", "  one", "  two", "c: one", "  two")
	want := []Member{
		{"a", at(5, 7), Value{Kind: String, Text: "one\ntwo\n", Quoted: true, Position: at(5, 10)}},
		{"b", at(8, 7), Value{Kind: String, Text: "one two", Quoted: true, Position: at(8, 10)}},
		{"c", at(11, 7), Value{Kind: String, Text: "one two", Position: at(11, 10)}},
	}
	if diff := cmp.Diff(want, v.Members); diff != "" {
		t.Errorf("values differ (-want +got):\n%s", diff)
	}
}

func TestEmptyValueStandsAtItsKey(t *testing.T) {
	v := settings(t, "a:", "b: {c: , d: ~}")
	if got := v.Member("a").Value.Position; got != at(5, 7) {
		t.Errorf("a stands at %s", got)
	}
	b := v.Member("b").Value
	if c, d := b.Member("c").Value.Position, b.Member("d").Value.Position; c != at(6, 11) || d != at(6, 19) {
		t.Errorf("c stands at %s, d at %s", c, d)
	}
}

func TestAliasPlaces(t *testing.T) {
	v := settings(t, "a: &a {k: &k [1]}", "b: *a", "c: [*k]")
	list := func(alias diag.Position) Value {
		return Value{Kind: Sequence, Position: at(5, 17), Alias: alias, Items: []Value{{Kind: Integer, Text: "1", Position: at(5, 21), Alias: alias}}}
	}
	mapping := func(alias diag.Position) Value {
		return Value{Kind: Mapping, Position: at(5, 10), Alias: alias, Members: []Member{{"k", at(5, 14), list(alias)}}}
	}
	want := []Member{
		{"a", at(5, 7), mapping(diag.Position{})},
		{"b", at(6, 7), mapping(at(6, 10))},
		{"c", at(7, 7), Value{Kind: Sequence, Position: at(7, 10), Items: []Value{list(at(7, 11))}}},
	}
	if diff := cmp.Diff(want, v.Members); diff != "" {
		t.Errorf("values differ (-want +got):\n%s", diff)
	}
}

func TestMerge(t *testing.T) {
	tests := []struct{ src, want string }{
		{"{<<: {a: 1, b: 2}, b: 3}", "b=3 a=1"},
		{"{b: 3, <<: {a: 1, b: 2}}", "b=3 a=1"},
		{"{<<: [{a: 1}, {a: 2, b: 2}, {b: 3, c: 3}]}", "a=1 b=2 c=3"},
		{"{<<: {<<: {a: 1, b: 1}, b: 2}, c: 3}", "c=3 b=2 a=1"},
		{"{<<: {}, a: 1}", "a=1"},
		{"{x: &x {a: 1}, <<: *x}", "x= a=1"},
		{"{'<<': 1, <<: {a: 1}}", "<<=1 a=1"},
		{"{<<: [], a: 1}", "a=1"},
	}
	for _, tt := range tests {
		m := settings(t, "x: "+tt.src).Member("x").Value
		var got []string
		for _, member := range m.Members {
			got = append(got, member.Key+"="+member.Value.Text)
		}
		if s := strings.Join(got, " "); s != tt.want {
			t.Errorf("%s: got %s, want %s", tt.src, s, tt.want)
		}
	}
}

func TestMergedEntries(t *testing.T) {
	c := parseGood(t, `x-defaults: &defaults
  enabled: false
  timeouts: &t {init: 3s}
plugins:
  a:
    <<: *defaults
    module: example.com/a
  b: {<<: *defaults, module: example.com/b, enabled: true, timeouts: {<<: *t, terminate: 1s}}
`)
	a, b := c.Plugins[0], c.Plugins[1]
	if a.Enabled || a.EnabledAt != at(2, 12) || a.Timeouts.Init.Nanoseconds != 3e9 || a.Timeouts.Terminate.Nanoseconds != 0 {
		t.Errorf("a: %+v", a)
	}
	if !b.Enabled || b.Timeouts.Init.Nanoseconds != 3e9 || b.Timeouts.Terminate.Nanoseconds != 1e9 {
		t.Errorf("b: %+v", b)
	}
}

func TestAliasKey(t *testing.T) {
	v := settings(t, "a: &name cache", "*name : 5")
	if m := v.Member("cache"); m == nil || m.Value.Text != "5" || m.Position != at(6, 7) {
		t.Errorf("members: %+v", v.Members)
	}
}

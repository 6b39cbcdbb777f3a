package config

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/plugingen/plugingen/gen/diag"
)

// TestMessages has whole findings as they are printed without colour.
func TestMessages(t *testing.T) {
	tests := []struct{ src, want string }{
		{minimal + "    modul: x\n", `plugin_config.yaml:4:5: unknown-key: unknown key "modul" in plugins.a
	help: did you mean module?
`},
		{minimal + "policies: {}\n", `plugin_config.yaml:4:1: unknown-key: unknown key "policies" at the top level
	help: known keys: version, contract, output, inputs, policy, plugins
`},
		{minimal + "b:\n  module: example.com/b\n", `plugin_config.yaml:4:1: unknown-key: unknown key "b" at the top level
	help: an entry stands under plugins, indented
`},
		{minimal + "  a: {module: example.com/b}\n", `plugin_config.yaml:4:3: duplicate-key: the key "a" is there twice
	help: keep one of the two
	plugin_config.yaml:2:3: the first one
`},
		{minimal + "    enabled: yes\n", `plugin_config.yaml:4:14: wrong-type: plugins.a.enabled must be true or false, not the text "yes"
	help: write enabled: true
`},
		{minimal + "    enabled: \"false\"\n", `plugin_config.yaml:4:14: wrong-type: plugins.a.enabled must be true or false, not the text "false"
	help: write enabled: false
`},
		{minimal + "    timeouts: {init: 10}\n", `plugin_config.yaml:4:22: wrong-type: plugins.a.timeouts.init has no unit: 10
	help: write a number with a unit (ms, s, m, h): 500ms, 10s, 1m30s
`},
		{minimal + "    on_failure: restart\n", `plugin_config.yaml:4:17: invalid-value: plugins.a.on_failure cannot be "restart"
	help: write one of fail, retry, ignore
`},
		{minimal + "policy: {permissions: enforce}\n", `plugin_config.yaml:4:23: invalid-value: this version of plugingen does not do policy.permissions: enforce yet
	help: write permissions: off, or leave the key out
`},
		{minimal + "policy: {stability: betta}\n", `plugin_config.yaml:4:21: invalid-value: policy.stability cannot be "betta"
	help: did you mean beta?
`},
		{minimal + "    dependencies: [Json-Bridge >= 1]\n", `plugin_config.yaml:4:20: invalid-value: "Json-Bridge" is no entry's name
	help: write the name of an entry under plugins: json_bridge
`},
		{minimal + "    dependencies: [b@1.0]\n", `plugin_config.yaml:4:20: invalid-value: the range "@1.0" of b cannot be read
	help: write a range of versions: b >= 1.0, < 2
`},
		{"plugins:\n  DspyPlugin:\n    module: example.com/a\n", `plugin_config.yaml:2:3: invalid-name: an entry cannot be named "DspyPlugin"
	help: begin with a letter a to z, then letters, digits and underscores, all lower case: dspy_plugin
`},
		{"plugins:\n  a:\n    module: ./plugins/a\n", `plugin_config.yaml:3:13: invalid-value: module "./plugins/a" is relative
	help: write the package's import path; for one of your own module that is the module line of go.mod, a slash and the folder: example.com/app/plugins/echo
`},
		{"x-e: &e {prefix: A}\nplugins:\n  a: {<<: *e, module: example.com/a}\n", `plugin_config.yaml:1:18: invalid-value: plugins.a.prefix cannot be "A"
	help: write a letter, then letters, digits and underscores, all lower case: prefix: fast_
	plugin_config.yaml:3:11: used here through an alias
`},
		{"plugins:\n  a: {module: x\n", `plugin_config.yaml:2:6: invalid-yaml: this YAML cannot be read: did not find expected ',' or '}'
	help: separate the members by commas and close the mapping with }; put text that contains braces in quotes
`},
		{"plugins:\n  a:\n    b: c\n   d: e\n", `plugin_config.yaml:4:4: invalid-yaml: this YAML cannot be read: did not find expected key
	help: keys of one mapping begin in the same column; text in quotes ends at the closing quote
	plugin_config.yaml:2:3: a block mapping begins here
`},
		{"a: \"\x1b[31m\"\n", `plugin_config.yaml:1:5: invalid-yaml: YAML does not allow the character U+001B
	help: delete it, or write it as an escape in double quotes
`},
		{"\xff\xfea\x00", `plugin_config.yaml:1:1: invalid-yaml: the file is UTF-16, not UTF-8
	help: save the file as UTF-8; PowerShell does so with -Encoding utf8
`},
		{"x: *.txt\n", `plugin_config.yaml:1:4: invalid-yaml: this YAML cannot be read: did not find expected alphabetic or numeric character
	help: put text that begins with & or * in quotes
`},
		{"x-a: &a [*a]\n", `plugin_config.yaml:1:10: invalid-value: *a stands inside the value that it names
	help: write the value out instead of the alias
	plugin_config.yaml:1:6: the value begins here
`},
	}
	for _, tt := range tests {
		_, found := Parse(file, []byte(tt.src))
		if diff := cmp.Diff(tt.want, print(found)); diff != "" {
			t.Errorf("source:\n%s\nmessages differ (-want +got):\n%s", tt.src, diff)
		}
	}
}

// TestBothPlaces has findings on what came through an alias or a merge key: they
// stand at what is to be changed and show where it is used.
func TestBothPlaces(t *testing.T) {
	const used = "used here through an alias"
	tests := []struct{ name, src, want string }{
		{"an alias", "x-e: &e {prefix: A, module: m.x/a}\nplugins:\n  a: *e\n", "1:18 from 3:6"},
		{"an alias of a scalar", "x-e: &e 5\nplugins:\n  a: {module: *e}\n", "1:6 from 3:15"},
		{"an alias in a list", "x-e: &e B\nplugins:\n  a: {module: m.x/a, dependencies: [b, *e]}\n", "1:6 from 3:40"},
		{"a merge", "x-e: &e {prefix: A}\nplugins:\n  a: {<<: *e, module: m.x/a}\n", "1:18 from 3:11"},
		{"a merge in a block", "x-e: &e\n  prefix: A\nplugins:\n  a:\n    <<: *e\n    module: m.x/a\n", "2:11 from 5:9"},
		{"a list of merges", "x-e: &e {enabled: true}\nx-f: &f {prefix: A}\nplugins:\n  a: {<<: [*e, *f], module: m.x/a}\n", "2:18 from 4:16"},
		{"a list of merges by an alias", "x-f: &f [{prefix: A}]\nplugins:\n  a: {<<: *f, module: m.x/a}\n", "1:19 from 3:11"},
		{"a merge of a merge", "x-e: &e {prefix: A}\nx-f: &f {<<: *e}\nplugins:\n  a: {<<: *f, module: m.x/a}\n", "1:18 from 4:11"},
		{"a merge of what is written there", "plugins:\n  a: {<<: {prefix: A}, module: m.x/a}\n", "2:20"},
		{"a merged key that nothing reads", "x-e: &e {prefixx: a}\nplugins:\n  a: {<<: *e, module: m.x/a}\n", "1:10 from 3:11"},
		{"merged entries", "x-e: &e\n  a: {module: ./a}\nplugins:\n  <<: *e\n", "2:15 from 4:7"},
		{"a merged entry without a module", "x-e: &e {a: {}}\nplugins:\n  <<: *e\n", "1:10 from 3:7"},
		{"a merged name", "x-e: &e {A: {module: m.x/a}}\nplugins:\n  <<: *e\n", "1:10 from 3:7"},
		{"a merged timeout", "x-e: &e {init: 5}\nplugins:\n  a: {module: m.x/a, timeouts: {<<: *e}}\n", "1:16 from 3:37"},
		{"a merged policy", "x-e: &e {stability: x}\npolicy: {<<: *e}\n" + minimal, "1:21 from 2:14"},
		{"two uses", "x-e: &e {prefix: A}\nplugins:\n  a: {<<: *e, module: m.x/a}\n  b: {<<: *e, module: m.x/b}\n", "1:18 from 3:11, 1:18 from 4:11"},
		{"a number merged", "x-e: &e 5\nplugins:\n  a: {<<: *e, module: m.x/a}\n", "1:6 from 3:11"},
	}
	for _, tt := range tests {
		_, found := Parse(file, []byte(tt.src))
		var got []string
		for _, d := range found {
			line := strings.TrimPrefix(d.Position.String(), file+":")
			for _, r := range d.Related {
				line += " from " + strings.TrimPrefix(r.Position.String(), file+":")
				if r.Message != used {
					t.Errorf("%s: %q", tt.name, r.Message)
				}
			}
			got = append(got, line)
		}
		if s := strings.Join(got, ", "); s != tt.want {
			t.Errorf("%s: got %s, want %s\n%s", tt.name, s, tt.want, print(found))
		}
	}
}

// TestMergedSettings checks that settings know the merge through which they came,
// for the stage that reads them.
func TestMergedSettings(t *testing.T) {
	v := settings(t, "base: &base {size: 1, deep: {a: 2}}", "more: &more {name: x}", "one: {<<: *base, own: 3}", "two: {<<: [*more, *base]}")
	for _, tt := range []struct {
		mapping, key string
		want         diag.Position
	}{
		{"base", "size", diag.Position{}},
		{"one", "own", diag.Position{}},
		{"one", "size", at(7, 17)},
		{"one", "deep", at(7, 17)},
		{"two", "name", at(8, 18)},
		{"two", "size", at(8, 25)},
	} {
		m := v.Member(tt.mapping).Value
		if got := m.Member(tt.key).Value.Alias; got != tt.want {
			t.Errorf("%s.%s: %v, want %v", tt.mapping, tt.key, got, tt.want)
		}
	}
	one := v.Member("one").Value
	deep := one.Member("deep").Value
	if got := deep.Member("a").Value.Alias; got != at(7, 17) {
		t.Errorf("what lies deeper: %v", got)
	}
}

package config

import (
	"testing"

	"github.com/google/go-cmp/cmp"
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
		{minimal + "    on_failure: retry\n", `plugin_config.yaml:4:17: invalid-value: this version of plugingen does not do plugins.a.on_failure: retry yet
	help: write on_failure: fail, or leave the key out
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

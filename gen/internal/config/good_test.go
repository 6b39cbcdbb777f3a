package config

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/plugingen/plugingen/gen/diag"
)

const file = "plugin_config.yaml"

func at(line, column int) diag.Position {
	return diag.Position{File: file, Line: line, Column: column}
}

func parseGood(t *testing.T, src string) *Config {
	t.Helper()
	c, found := Parse(file, []byte(src))
	if len(found) > 0 {
		t.Fatalf("source:\n%.500s\nunexpected findings:\n%s", src, print(found))
	}
	return c
}

const everything = `# a comment
version: 1
contract: example.com/app/api.Plugin
output:
  dir: internal/plugins
  package: plugins
inputs:
  db: "*database/sql.DB"
  sizes: '[]int'
policy:
  permissions: off
  signatures: "off"
  stability: beta
  side_effects: off
  trusted_keys: []
x-note: {80: http, tag: !any thing}
plugins:
  first:
    module: example.com/app/plugins/first
  second:
    module: example.com/second/v2
    enabled: false
    config:
      on: yes
      list: [1, 2.5, null, "x"]
    dependencies:
      - first
      - "third >= 1.0, < 2"
    prefix: two_
    on_failure: retry
    timeouts: {init: 10s, terminate: 1m30s}
    isolation: none
    permissions: []
`

func TestEverything(t *testing.T) {
	want := &Config{
		Position: at(2, 1),
		Contract: Text{"example.com/app/api.Plugin", at(3, 11)},
		Output:   Output{Dir: Text{"internal/plugins", at(5, 8)}, Package: Text{"plugins", at(6, 12)}},
		Inputs: []Input{
			{Name: Text{"db", at(8, 3)}, Type: Text{"*database/sql.DB", at(8, 7)}},
			{Name: Text{"sizes", at(9, 3)}, Type: Text{"[]int", at(9, 10)}},
		},
		Policy: Policy{Stability: Text{"beta", at(13, 14)}, SideEffects: Text{"off", at(14, 17)}},
		Plugins: []Entry{
			{Name: Text{"first", at(18, 3)}, Module: Text{"example.com/app/plugins/first", at(19, 13)}, Enabled: true},
			{
				Name: Text{"second", at(20, 3)}, Module: Text{"example.com/second/v2", at(21, 13)}, EnabledAt: at(22, 14),
				Settings: &Value{Kind: Mapping, Position: at(24, 7), Members: []Member{
					{"on", at(24, 7), Value{Kind: String, Text: "yes", Position: at(24, 11)}},
					{"list", at(25, 7), Value{Kind: Sequence, Position: at(25, 13), Items: []Value{
						{Kind: Integer, Text: "1", Position: at(25, 14)},
						{Kind: Float, Text: "2.5", Position: at(25, 17)},
						{Kind: Null, Text: "null", Position: at(25, 22)},
						{Kind: String, Text: "x", Quoted: true, Position: at(25, 28)},
					}}},
				}},
				Dependencies: []Dependency{{"first", "", at(27, 9)}, {"third", ">= 1.0, < 2", at(28, 9)}},
				Prefix:       Text{"two_", at(29, 13)},
				OnFailure:    Text{"retry", at(30, 17)},
				Timeouts:     Timeouts{Init: Duration{10e9, at(31, 22)}, Terminate: Duration{90e9, at(31, 38)}},
			},
		},
	}
	if diff := cmp.Diff(want, parseGood(t, everything)); diff != "" {
		t.Errorf("config differs (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, parseGood(t, strings.ReplaceAll(everything, "\n", "\r\n"))); diff != "" {
		t.Errorf("config with CRLF differs (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, parseGood(t, "\uFEFF"+everything)); diff != "" {
		t.Errorf("config with a byte order mark differs (-want +got):\n%s", diff)
	}
}

func TestDefaults(t *testing.T) {
	want := &Config{
		Position: at(1, 1),
		Contract: Text{Value: DefaultContract},
		Output:   Output{Dir: Text{Value: "."}},
		Policy:   Policy{Stability: Text{Value: "experimental"}, SideEffects: Text{Value: "warn"}},
		Plugins:  []Entry{{Name: Text{"a", at(2, 3)}, Module: Text{"example.com/a", at(3, 13)}, Enabled: true}},
	}
	for _, src := range []string{
		minimal,
		minimal + "output:\npolicy:\ninputs:\n",
		minimal + "output: {}\npolicy: ~\ninputs: {}\n",
		minimal + "    config:\n    dependencies:\n    timeouts:\n    permissions:\n",
		minimal + "    config: null\n    timeouts: {}\n    prefix: \"\"\n",
	} {
		got := parseGood(t, src)
		got.Plugins[0].Prefix.Position = diag.Position{} // written as empty is as good as absent
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("source:\n%s\nconfig differs (-want +got):\n%s", src, diff)
		}
	}
}

func TestGood(t *testing.T) {
	entry := func(line string) string { return minimal + "    " + line + "\n" }
	for _, src := range []string{
		minimal + "version: 1\n",
		minimal + "version: 0x1\n",
		minimal + "contract: context.Context\n",
		minimal + "contract: gopkg.in/yaml.v3.Node\n",
		minimal + "output: {dir: ../elsewhere, package: größe}\n",
		minimal + "output: {dir: ./gen}\n",
		minimal + "inputs: {a: any, b: \"[]*[]byte\", c: context.Context, d_1: '**example.com/x-y/z.T'}\n",
		minimal + "policy: {stability: experimental}\n",
		minimal + "policy: {stability: stable, trusted_keys: }\n",
		minimal + "x-anything:\n  ? [a]\n  : !!binary YQ==\nx-: 1\n",
		"%YAML 1.1\n---\n" + minimal + "...\n",
		"# yaml-language-server: $schema=./plugin_config.schema.json\n" + minimal,
		`{"version": 1, "plugins": {"a": {"module": "example.com/a", "enabled": true}}}`,
		"plugins: {a: {module: fmt}}\n",
		"plugins: {a: {module: example.com/a~b+c_d/v2.1}}",
		"plugins: {a: &e {module: example.com/a}, b: *e}\n",
		"plugins:\n  a_1__: {module: example.com/a}\n  z: {module: example.com/a, prefix: z_}\n",
		entry("enabled: True"), entry("enabled: FALSE"),
		entry("config: {}"),
		entry("config: {x: '${env:X:-y}'}"),
		entry("dependencies: [b>=1, c ^1.2, \"d >= 1.0, < 2\", e 1.x || 3, f]"),
		entry("dependencies: []"),
		entry("timeouts: {init: 1h2m3s4ms, terminate: '1ns'}"),
		entry("config: {\"<<\": 1, a: <<, 'b': {<<: {c: 1}}}"),
		"plugins:\n  a:\n    module: >-\n      example.com/a\n    config:\n      text: |\n        # no comment\n        - \"x\n",
	} {
		if c := parseGood(t, src); len(c.Plugins) == 0 || c.Plugins[0].Module.Value == "" {
			t.Errorf("source:\n%s\nno entry: %+v", src, c)
		}
	}
}

func TestOutputDir(t *testing.T) {
	tests := []struct{ src, want string }{
		{"", "."}, {minimal, "."}, {"output: {dir: a/b}", "a/b"}, {"output:\n  dir: ../x\nzzz: 1\nplugins: 5\n", "../x"},
		{"output: {dir: /abs}", "."}, {"output: {dir: 5}", "."}, {"output: x", "."}, {"output: {dir: ''}", "."},
		{"output: [dir: a]", "."}, {"output: {dir: a", "."}, {"x-o: &o {dir: a}\noutput: *o\n", "a"}, {"\xff", "."},
		{"output: {dir: a}\n---\noutput: {dir: b}\n", "a"}, {"- output", "."},
	}
	for _, tt := range tests {
		if got := OutputDir(File{Content: []byte(tt.src)}); got != tt.want {
			t.Errorf("OutputDir(%q) = %q, want %q", tt.src, got, tt.want)
		}
	}
}

func TestWaivers(t *testing.T) {
	got := parseGood(t, minimal+"    waive:\n      - code: import-side-effect\n        match: http.HandleFunc\n        reason: the old page\n      - {code: import-side-effect, match: go, reason: 'why'}\n").Plugins[0].Waivers
	want := []Waiver{
		{at(5, 9), Text{"import-side-effect", at(5, 15)}, Text{"http.HandleFunc", at(6, 16)}, Text{"the old page", at(7, 17)}},
		{at(8, 9), Text{"import-side-effect", at(8, 16)}, Text{"go", at(8, 43)}, Text{"why", at(8, 55)}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if none := parseGood(t, minimal+"    waive: []\npolicy: {side_effects: error}\n"); none.Plugins[0].Waivers != nil || none.Policy.SideEffects.Value != "error" {
		t.Errorf("%+v", none)
	}
}

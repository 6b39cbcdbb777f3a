package jsonyamlbridge

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const workflowYAML = `# a workflow
workflow:
  name: tickets
  "a/b~c": 1
  base: &base {type: echo}
  steps:
    - name: one
      <<: *base
    - *base
`

func TestDocumentPositions(t *testing.T) {
	yamlDoc, err := bridge(t).Parse("w.yaml", []byte(workflowYAML))
	if err != nil {
		t.Fatal(err)
	}
	jsonDoc, err := bridge(t).Parse("w.json", []byte("{\n\t\"ä\": [1, {\"b\" : true}],\n  \"c\": {}\n}"))
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		doc               *Document
		pointer, at, key  string
		fault, faultAtKey string
	}{
		{yamlDoc, "", "2:1 true", "2:1 true", "2:1", "2:1"},
		{yamlDoc, "/workflow", "3:3 true", "2:1 true", "3:3", "2:1"},
		{yamlDoc, "/workflow/name", "3:9 true", "3:3 true", "3:9", "3:3"},
		{yamlDoc, "/workflow/a~1b~0c", "4:12 true", "4:3 true", "4:12", "4:3"},
		{yamlDoc, "/workflow/steps/0", "7:7 true", "7:7 true", "7:7", "7:7"},
		{yamlDoc, "/workflow/steps/0/name", "7:13 true", "7:7 true", "7:13", "7:7"},
		{yamlDoc, "/workflow/steps/0/type", "5:22 true", "5:16 true", "5:22", "5:16"},
		{yamlDoc, "/workflow/steps/1", "9:7 true", "9:7 true", "9:7", "9:7"},
		{yamlDoc, "/workflow/steps/1/type", "5:22 true", "5:16 true", "5:22", "5:16"},
		{yamlDoc, "/workflow/steps/7/type", "7:5 false", "6:3 false", "7:5", "6:3"},
		{yamlDoc, "/workflow/steps/00", "7:5 false", "6:3 false", "7:5", "6:3"},
		{yamlDoc, "/workflow/name/x", "3:9 false", "3:3 false", "3:9", "3:3"},
		{yamlDoc, "workflow", "2:1 false", "2:1 false", "2:1", "2:1"},
		{jsonDoc, "", "1:1 true", "1:1 true", "1:1", "1:1"},
		{jsonDoc, "/ä", "2:7 true", "2:2 true", "2:7", "2:2"},
		{jsonDoc, "/ä/1/b", "2:18 true", "2:12 true", "2:18", "2:12"},
		{jsonDoc, "/c", "3:8 true", "3:3 true", "3:8", "3:3"},
	}
	for _, tt := range tests {
		t.Run(tt.doc.Name()+tt.pointer, func(t *testing.T) {
			line, column, ok := tt.doc.Position(tt.pointer)
			if got := fmt.Sprintf("%d:%d %t", line, column, ok); got != tt.at {
				t.Errorf("Position is %s, want %s", got, tt.at)
			}
			line, column, ok = tt.doc.KeyPosition(tt.pointer)
			if got := fmt.Sprintf("%d:%d %t", line, column, ok); got != tt.key {
				t.Errorf("KeyPosition is %s, want %s", got, tt.key)
			}
			if got, want := tt.doc.Fault(tt.pointer, "m").Error(), tt.doc.Name()+":"+tt.fault+": m"; got != want {
				t.Errorf("Fault is %s, want %s", got, want)
			}
			if got, want := tt.doc.KeyFault(tt.pointer, "m").Error(), tt.doc.Name()+":"+tt.faultAtKey+": m"; got != want {
				t.Errorf("KeyFault is %s, want %s", got, want)
			}
		})
	}
}

func TestUpdate(t *testing.T) {
	const src = `# the settings
name: old   # who
port: 8080
tags: [a, b]   # flow

# the list
hosts:
  - one   # first
  - two   # second
  - three # third
quoted: 'x'
`
	tests := []struct{ name, json, want string }{
		{"nothing", `{"name":"old","port":8080,"tags":["a","b"],"hosts":["one","two","three"],"quoted":"x"}`, src},
		{"one value", `{"name":"new","port":8080,"tags":["a","b"],"hosts":["one","two","three"],"quoted":"y"}`, `# the settings
name: new # who
port: 8080
tags: [a, b] # flow
# the list
hosts:
  - one # first
  - two # second
  - three # third
quoted: 'y'
`},
		{"item out, key out, key in", `{"name":"true","tags":[],"hosts":["one","three"],"quoted":1.0,"more":{"a":[null]}}`, `# the settings
name: "true" # who
tags: [] # flow
# the list
hosts:
  - one # first
  - three # third
quoted: 1.0
more:
  a:
    - null
`},
		{"another kind", `["x"]`, "- x\n"},
	}
	p := bridge(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := p.Update([]byte(src), []byte(tt.json), YAMLOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, string(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestUpdateBelowAnchors(t *testing.T) {
	const src = "a: &x\n  k: 1 # one\nb: *x\nc:\n  <<: *x\n  m: 2 # two\n"
	tests := []struct{ name, json, want string }{
		{"beside the anchor", `{"a":{"k":1},"b":{"k":1},"c":{"k":1,"m":2},"d":3}`, "a: &x\n  k: 1 # one\nb: *x\nc:\n  <<: *x\n  m: 2 # two\nd: 3\n"},
		{"everywhere", `{"a":{"k":5},"b":{"k":5},"c":{"k":5,"m":2}}`, "a: &x\n  k: 5 # one\nb: *x\nc:\n  <<: *x\n  m: 2 # two\n"},
		{"the anchor only", `{"a":{"k":5},"b":{"k":1},"c":{"k":1,"m":2}}`, "a:\n  k: 5 # one\nb:\n  k: 1\nc:\n  k: 1\n  m: 2\n"},
		{"the alias only", `{"a":{"k":1},"b":7,"c":{"k":1,"m":2}}`, "a: &x\n  k: 1 # one\nb: 7\nc:\n  <<: *x\n  m: 2 # two\n"},
		{"the anchor goes", `{"b":{"k":1}}`, "b:\n  k: 1\n"},
	}
	p := bridge(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := p.Update([]byte(src), []byte(tt.json), YAMLOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, string(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
	if _, err := p.Update([]byte("a: .nan"), []byte("1"), YAMLOptions{Name: "f"}); err == nil {
		t.Error("a YAML text with .nan was accepted")
	}
	if _, err := p.Update([]byte("a: 1"), []byte("{"), YAMLOptions{}); err == nil {
		t.Error("broken JSON was accepted")
	}
}

func TestFormat(t *testing.T) {
	const src = "# head\na:    &x  {b: 0777}   # line\n\n# list\nc:\n- 2024-01-01\n-   'q'\n- *x\n\n# foot\n"
	const want = "# head\na: &x {b: 0777} # line\n# list\nc:\n  - 2024-01-01\n  - 'q'\n  - *x\n\n# foot\n"
	got, err := bridge(t).Format([]byte(src), YAMLOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Error(diff)
	}
	again, err := bridge(t).Format(got, YAMLOptions{})
	if err != nil || string(again) != want {
		t.Errorf("formatting twice is not the same: %q, %v", again, err)
	}
}

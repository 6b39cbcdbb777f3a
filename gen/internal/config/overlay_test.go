package config

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/plugingen/plugingen/gen/diag"
)

// stack names files base.yaml, one.yaml, two.yaml.
func stack(sources ...string) []File {
	names := []string{"base.yaml", "one.yaml", "two.yaml"}
	var files []File
	for i, src := range sources {
		files = append(files, File{Name: names[i], Content: []byte(src)})
	}
	return files
}

// spell writes a tree on one line, every scalar, list and key with its place.
func spell(v *Value) string {
	place := func(p diag.Position) string { return fmt.Sprintf("@%c%d:%d", p.File[0], p.Line, p.Column) }
	switch v.Kind {
	case Mapping:
		var members []string
		for i := range v.Members {
			m := &v.Members[i]
			members = append(members, m.Key+place(m.Position)+" "+spell(&m.Value))
		}
		return "{" + strings.Join(members, ", ") + "}"
	case Sequence:
		return fmt.Sprintf("[%d]%s", len(v.Items), place(v.Position))
	case Null:
		return "null" + place(v.Position)
	}
	return v.Text + place(v.Position)
}

// TestLay lays the settings of an entry over each other.
func TestLay(t *testing.T) {
	tests := []struct {
		name string
		src  []string
		want string
	}{
		{"another value", []string{"{a: 1, b: 2}", "{a: 3}"}, "{a@o1:2 3@o1:5, b@b1:8 2@b1:11}"},
		{"a new key comes last", []string{"{b: 2}", "{a: 1, b: 3}"}, "{b@o1:8 3@o1:11, a@o1:2 1@o1:5}"},
		{"mappings join", []string{"{m: {a: 1, b: 2}}", "{m: {b: 3, c: 4}}"}, "{m@b1:2 {a@b1:6 1@b1:9, b@o1:6 3@o1:9, c@o1:12 4@o1:15}}"},
		{"mappings join deep", []string{"{m: {n: {a: 1}}}", "{m: {n: {b: 2}}}", "{m: {n: {a: 3}}}"}, "{m@b1:2 {n@b1:6 {a@t1:10 3@t1:13, b@o1:10 2@o1:13}}}"},
		{"a list is replaced", []string{"{l: [1, 2]}", "{l: [3]}"}, "{l@o1:2 [1]@o1:5}"},
		{"an empty mapping adds nothing", []string{"{m: {a: 1}}", "{m: {}}"}, "{m@b1:2 {a@b1:6 1@b1:9}}"},
		{"an empty list replaces", []string{"{l: [1]}", "{l: []}"}, "{l@o1:2 [0]@o1:5}"},
		{"null takes away", []string{"{a: 1, b: 2}", "{a: ~}"}, "{b@b1:8 2@b1:11}"},
		{"an empty value takes away", []string{"a: 1\nb: 2\n", "a:\n"}, "{b@b2:1 2@b2:4}"},
		{"null takes a mapping away", []string{"{m: {a: 1}, b: 2}", "{m: null}"}, "{b@b1:13 2@b1:16}"},
		{"null takes away inside", []string{"{m: {a: 1, b: 2}}", "{m: {b: }}"}, "{m@b1:2 {a@b1:6 1@b1:9}}"},
		{"null twice", []string{"{a: 1, b: 2}", "{a: ~}", "{a: ~}"}, "{b@b1:8 2@b1:11}"},
		{"null over nothing stays", []string{"{b: 2}", "{a: ~}"}, "{b@b1:2 2@b1:5, a@o1:2 null@o1:5}"},
		{"null over null stays", []string{"{a: ~}", "{a: ~}"}, "{a@b1:2 null@b1:5}"},
		{"null in the base", []string{"{a: , b: ~}", "{b: 1}"}, "{a@b1:2 null@b1:2, b@o1:2 1@o1:5}"},
		{"anew after null", []string{"{m: {a: 1}}", "{m: ~}", "{m: {b: 2}}"}, "{m@t1:2 {b@t1:6 2@t1:9}}"},
		{"a mapping over a text", []string{"{m: x}", "{m: {a: 1}}", "{m: {b: 2}}"}, "{m@o1:2 {a@o1:6 1@o1:9, b@t1:6 2@t1:9}}"},
		{"a text over a mapping", []string{"{m: {a: 1}}", "{m: x}"}, "{m@o1:2 x@o1:5}"},
		{"a merge key of the overlay", []string{"{a: 1, b: 2}", "{c: &c {a: 3}, <<: *c}"}, "{a@o1:9 3@o1:12, b@b1:8 2@b1:11, c@o1:2 {a@o1:9 3@o1:12}}"},
		{"over what a merge key brought", []string{"{c: &c {a: 3}, <<: *c}", "{a: 1}"}, "{c@b1:2 {a@b1:9 3@b1:12}, a@o1:2 1@o1:5}"},
		{"a shared mapping changes in one place", []string{"{c: &c {a: 3}, d: *c}", "{d: {a: 1}}"}, "{c@b1:2 {a@b1:9 3@b1:12}, d@b1:16 {a@o1:6 1@o1:9}}"},
		{"the same anchor in both", []string{"{a: &x 1, b: *x}", "{c: &x 2, b: *x}"}, "{a@b1:2 1@b1:5, b@o1:11 2@o1:5, c@o1:2 2@o1:5}"},
	}
	for _, tt := range tests {
		r := &reader{}
		roots := r.readAll(stack(tt.src...))
		if len(r.found) > 0 {
			t.Errorf("%s:\n%s", tt.name, print(r.found))
			continue
		}
		if got := spell(lay(roots)); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.name, got, tt.want)
		}
	}
}

// TestTaken checks that what was taken away is known with its place, and is gone.
func TestTaken(t *testing.T) {
	roots := new(reader).readAll(stack("{a: 1, m: {b: 2}}", "{a: ~, m: {b: , c: ~}}"))
	v := lay(roots)
	m := v.Member("m").Value
	a, b := v.Taken("a"), m.Taken("b")
	if v.Member("a") != nil || a == nil || a.Value.Position != (diag.Position{File: "one.yaml", Line: 1, Column: 5}) {
		t.Errorf("a: %+v", a)
	}
	if m.Member("b") != nil || b == nil || b.Value.Position != (diag.Position{File: "one.yaml", Line: 1, Column: 12}) {
		t.Errorf("b: %+v", b)
	}
	if m.Taken("c") != nil || m.Member("c") == nil || (*Value)(nil).Taken("a") != nil {
		t.Error("taken from nothing")
	}
}

// TestParseFiles has the places of everything in a Config that comes of two files.
func TestParseFiles(t *testing.T) {
	at := func(file string, line, column int) diag.Position {
		return diag.Position{File: file, Line: line, Column: column}
	}
	got, found := ParseFiles(stack(`version: 1
output: {dir: gen, package: app}
x-own: &own {prefix: a_}
plugins:
  first:
    module: example.com/first
    enabled: false
    dependencies: [second]
  second:
    module: example.com/second
  third: {module: example.com/third}
`, `version: 1
x-own: &own {prefix: b_}
plugins:
  fourth: {<<: *own, module: example.com/fourth}
  third:
  first:
    enabled: true
    config:
      size: 5
output: {dir: ../prod, package: }
`)...)
	want := &Config{
		Position: at("base.yaml", 1, 1),
		Contract: Text{Value: DefaultContract},
		Output:   Output{Dir: Text{"../prod", at("one.yaml", 10, 15)}},
		Policy:   Policy{Stability: Text{Value: "experimental"}, SideEffects: Text{Value: "warn"}},
		Plugins: []Entry{
			{
				Name: Text{"first", at("base.yaml", 5, 3)}, Joined: []diag.Position{at("one.yaml", 6, 3)},
				Module: Text{"example.com/first", at("base.yaml", 6, 13)}, Enabled: true, EnabledAt: at("one.yaml", 7, 14),
				Settings: &Value{Kind: Mapping, Position: at("one.yaml", 9, 7), Members: []Member{
					{"size", at("one.yaml", 9, 7), Value{Kind: Integer, Text: "5", Position: at("one.yaml", 9, 13)}},
				}},
				Dependencies: []Dependency{{"second", "", at("base.yaml", 8, 20)}},
			},
			{Name: Text{"second", at("base.yaml", 9, 3)}, Module: Text{"example.com/second", at("base.yaml", 10, 13)}, Enabled: true},
			{
				Name: Text{"fourth", at("one.yaml", 4, 3)}, Module: Text{"example.com/fourth", at("one.yaml", 4, 30)}, Enabled: true,
				Prefix: Text{"b_", at("one.yaml", 2, 22)},
			},
		},
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" || len(found) > 0 {
		t.Errorf("config differs (-want +got):\n%s\n%s", diff, print(found))
	}
}

func TestOutputDirOfFiles(t *testing.T) {
	for _, tt := range []struct {
		src  []string
		want string
	}{
		{[]string{"output: {dir: a}", "output: {dir: b}"}, "b"},
		{[]string{"output: {dir: a}", "output: {package: b}"}, "a"},
		{[]string{"output: {dir: a}", "output: {dir: ~}"}, "."},
		{[]string{"output: {dir: a}", "output:\n"}, "."},
		{[]string{minimal, "output: {dir: b}"}, "b"},
		{[]string{"output: {dir: a}", "output: [\n"}, "a"},
		{[]string{"output: {dir: a}", "- x\n"}, "a"},
		{[]string{"", "output: {dir: b}"}, "b"},
		{[]string{"", ""}, "."},
		{nil, "."},
	} {
		if got := OutputDir(stack(tt.src...)...); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.src, got, tt.want)
		}
	}
}

// TestOverlayMessages has whole findings in files laid over others.
func TestOverlayMessages(t *testing.T) {
	tests := []struct {
		name string
		src  []string
		want string
	}{
		{"a word for a truth", []string{minimal + "    enabled: true\n", "plugins:\n  a: {enabled: yes}\n"},
			`one.yaml:2:16: wrong-type: plugins.a.enabled must be true or false, not the text "yes"
	help: write enabled: true
	base.yaml:4:14: replaces this
`},
		{"a mapping over a list", []string{minimal + "    dependencies: [b]\n", "plugins: {a: {dependencies: {b: 1}}}\n"},
			`one.yaml:1:29: wrong-type: plugins.a.dependencies must be a list, not a mapping
	help: write a list:
dependencies:
  - other_entry
	base.yaml:4:19: replaces this
`},
		{"a list over a mapping, through an alias", []string{"x-e: &e {module: example.com/a}\nplugins:\n  a: *e\n", "plugins:\n  a: &l [1]\n  b: *l\n"},
			`one.yaml:2:6: wrong-type: plugins.a must be a mapping, not a list
	help: write keys and values under the name:
  a:
    module: example.com/app/plugins/echo
	base.yaml:3:6: replaces this
one.yaml:2:6: wrong-type: plugins.b must be a mapping, not a list
	help: write keys and values under the name:
  b:
    module: example.com/app/plugins/echo
	one.yaml:3:6: used here through an alias
`},
		{"a misspelt entry", []string{minimal, "plugins:\n  aa: {enabled: false}\n"},
			`one.yaml:2:3: missing-module: entry aa has no module
	help: base.yaml has no such entry; add module: example.com/app/plugins/echo, the import path of the plugin's package
`},
		{"a nearly spelt entry", []string{"plugins:\n  worker: {module: example.com/a}\n", "plugins:\n  wroker:\n"},
			`one.yaml:2:3: missing-module: entry wroker has no module
	help: did you mean worker? An entry that base.yaml lacks needs a module
`},
		{"a module taken away", []string{minimal, "plugins: {a: {module: }}\n"},
			`one.yaml:1:15: missing-module: plugins.a.module is empty
	help: write module: example.com/app/plugins/echo, the import path of the plugin's package
	base.yaml:3:13: replaces this
`},
		{"all plugins taken away", []string{minimal, "plugins:\n  # a:\n"},
			`one.yaml:1:1: empty-config: plugins has no entry
	help: enter a plugin:
plugins:
  echo:
    module: example.com/app/plugins/echo
	base.yaml:2:3: replaces this
`},
		{"an unknown key of both", []string{minimal + "    cfg: {}\n", "plugins: {a: {cfg: 1}}\n"},
			`one.yaml:1:15: unknown-key: unknown key "cfg" in plugins.a
	help: a setting of the plugin stands under config, indented; known keys: module, enabled, config, dependencies, prefix, on_failure, timeouts, isolation, permissions, waive
	base.yaml:4:10: replaces this
`},
		{"an anchor of the base", []string{"x-e: &e {module: example.com/a}\nplugins: {a: *e}\n", "plugins: {b: *e}\n"},
			`one.yaml:1:14: invalid-yaml: this YAML cannot be read: unknown anchor 'e' referenced
	help: an alias *name needs an anchor &name before it in the same file; put text that begins with * in quotes
`},
		{"nothing in the overlay", []string{minimal, "# later\n"},
			`one.yaml: empty-config: the file is empty
	help: leave --overlay out, or write what is to be different:
plugins:
  echo:
    enabled: false
`},
		{"no file is a mapping", []string{"- a\n", "b\n", "plugins: {c: 1}\n"},
			`base.yaml:1:1: wrong-type: the file must be a mapping, not a list
	help: write plugins:
one.yaml:1:1: wrong-type: the file must be a mapping, not the text "b"
	help: write plugins:
`},
	}
	for _, tt := range tests {
		_, found := ParseFiles(stack(tt.src...)...)
		if diff := cmp.Diff(tt.want, print(found)); diff != "" {
			t.Errorf("%s: messages differ (-want +got):\n%s", tt.name, diff)
		}
	}
}

package reference

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/config"
	"github.com/plugingen/plugingen/gen/internal/schema"
	"github.com/plugingen/plugingen/gen/internal/schema/reflected"
)

type peer struct {
	Host string `json:"host" jsonschema:"description=Its name | in a pipe,minLength=1"`
	Port *int   `json:"port,omitempty" jsonschema:"default=443,minimum=1,maximum=65535"`
}

type tree struct {
	Label    string          `json:"label,omitempty" jsonschema:"enum=a|b,enum=c"`
	Branches []*tree         `json:"branches,omitempty"`
	ByName   map[string]tree `json:"by_name,omitempty"`
}

type shared struct {
	Region string `json:"region" jsonschema:"enum=eu,enum=us,default=eu"`
}

type names []string

type rich struct {
	shared
	Name   string            `json:"name" jsonschema:"pattern=^[a-z|]+$"`
	Ratio  float64           `json:"ratio,omitempty" jsonschema:"exclusiveMinimum=0,multipleOf=0.5"`
	Wait   time.Duration     `json:"wait" jsonschema:"default=10s"`
	When   time.Time         `json:"when,omitempty"`
	On     bool              `json:"on" jsonschema:"default=true"`
	Level  int               `json:"level,string,omitempty"`
	Modes  []string          `json:"modes,omitempty" jsonschema:"enum=x,enum=y,default=x,default=y,uniqueItems=true,minItems=1,maxItems=2"`
	Names  names             `json:"names,omitempty"`
	Peers  []peer            `json:"peers,omitempty"`
	Main   peer              `json:"main"`
	ByName map[string][]peer `json:"by_name,omitempty"`
	Tree   *tree             `json:"tree,omitempty"`
	Self   *rich             `json:"self,omitempty"`
	Inline struct {
		Deep struct {
			Deeper int `json:"deeper" jsonschema:"default=0"`
		} `json:"deep"`
	} `json:"inline"`
	Token  string   `json:"token,omitempty" jsonschema:"writeOnly=true,default=hunter2,minLength=3"`
	Any    any      `json:"any,omitempty"`
	Maybe  *int     `json:"maybe,omitempty" jsonschema:"nullable,minimum=3"`
	Voices []string `json:"voices,omitempty" jsonschema_extras:"x-plugingen-component=Providers"`
	Voice  string   `json:"voice,omitempty" jsonschema_extras:"x-plugingen-component=Providers"`
	Hidden int      `json:"-"`
}

// facts are those of a plugin with these settings.
func facts(settings any) *catalog.Facts {
	f := &catalog.Facts{
		Package:  catalog.Ident{Path: "example.com/rich"},
		Metadata: catalog.Metadata{Name: catalog.Fact{Value: "rich"}, Version: catalog.Fact{Value: "1.0.0"}, Stability: "beta"},
	}
	if settings != nil {
		f.Config = reflected.Facts(reflect.TypeOf(settings))
	}
	return f
}

func entered(name string, f *catalog.Facts) catalog.Plugin {
	return catalog.Plugin{Entry: &config.Entry{Name: config.Text{Value: name}}, Facts: f}
}

// cells reads the table of the settings off a page, by setting.
func cells(t *testing.T, page string) map[string][]string {
	t.Helper()
	_, section, _ := strings.Cut(page, "\n## Settings\n")
	section, _, _ = strings.Cut(section, "\n## ")
	out := map[string][]string{}
	for line := range strings.Lines(section) {
		if !strings.HasPrefix(line, "| `") {
			continue
		}
		row := strings.Split(strings.ReplaceAll(strings.TrimSpace(line), `\|`, "\x00"), "|")
		for i := range row {
			row[i] = strings.ReplaceAll(strings.TrimSpace(row[i]), "\x00", "|")
		}
		if len(row) != 7 {
			t.Fatalf("a row of %d cells: %s", len(row), line)
		}
		name := strings.Trim(row[1], "`")
		if out[name] != nil {
			t.Errorf("%s is there twice", name)
		}
		out[name] = row[2:6]
	}
	return out
}

// node is what the test reads of a JSON Schema.
type node struct {
	Ref         string           `json:"$ref"`
	Defs        map[string]*node `json:"$defs"`
	Type        string
	Properties  map[string]*node
	Required    []string
	Items       *node
	Additional  json.RawMessage `json:"additionalProperties"`
	OneOf       []*node
	Default     any
	Enum        []any
	Description string
	WriteOnly   bool
}

// UnmarshalJSON takes true for what it is, a schema without rules.
func (n *node) UnmarshalJSON(data []byte) error {
	if data[0] != '{' {
		return nil
	}
	type plain node
	return json.Unmarshal(data, (*plain)(n))
}

// walker lists the settings of a JSON Schema as a page writes them.
type walker struct {
	defs  map[string]*node
	found map[string]*node
	must  map[string]bool
}

func (w *walker) walk(path string, n *node, way []string) {
	for n.Ref != "" || len(n.OneOf) == 2 {
		if n.Ref == "" {
			n = n.OneOf[0] // the other one is null
			continue
		}
		if slices.Contains(way, n.Ref) {
			return
		}
		way = append(slices.Clip(way), n.Ref)
		n = w.defs[strings.TrimPrefix(n.Ref, "#/$defs/")]
	}
	for name, p := range n.Properties {
		at := name
		if path != "" {
			at = path + "." + name
		}
		w.found[at], w.must[at] = p, slices.Contains(n.Required, name)
		w.walk(at, p, way)
	}
	if n.Items != nil {
		w.walk(path+"[]", n.Items, way)
	}
	var values node
	if json.Unmarshal(n.Additional, &values) == nil {
		w.walk(path+".*", &values, way)
	}
}

// TestPagesSayWhatTheSchemaSays: every setting of the schema is on the page with
// its type, default and words, and no other setting is.
func TestPagesSayWhatTheSchemaSays(t *testing.T) {
	t.Run("rich", func(t *testing.T) { asTheSchema(t, facts(rich{})) })
	for _, p := range example(t) {
		if p.Facts.Config != nil {
			t.Run(p.Entry.Name.Value, func(t *testing.T) { asTheSchema(t, p.Facts) })
		}
	}
}

// example is the composition of examples/pipeline, read from source.
func example(t *testing.T) []catalog.Plugin {
	t.Helper()
	t.Setenv("GOWORK", "off")
	output, err := filepath.Abs("../../../examples/pipeline")
	if err != nil {
		t.Fatal(err)
	}
	root, err := catalog.FindRoot(output)
	if err != nil {
		t.Fatal(err)
	}
	src, err := os.ReadFile("../../../configs/plugin_config.yaml")
	if err != nil {
		t.Fatal(err)
	}
	cfg, found := config.Parse("plugin_config.yaml", src)
	if len(found) > 0 {
		t.Fatal(found)
	}
	loaded, found, err := catalog.Load(t.Context(), root, cfg)
	if err != nil || len(found) > 0 || len(loaded.Catalog.Plugins) < 4 {
		t.Fatalf("%v %v", err, found)
	}
	return loaded.Catalog.Plugins
}

func asTheSchema(t *testing.T, f *catalog.Facts) {
	t.Helper()
	s, found := schema.Of(f.Config)
	if s == nil {
		t.Fatal(found)
	}
	data, err := s.JSON()
	if err != nil {
		t.Fatal(err)
	}
	var root node
	if err := json.Unmarshal(data, &root); err != nil {
		t.Fatal(err)
	}
	w := &walker{defs: root.Defs, found: map[string]*node{}, must: map[string]bool{}}
	w.walk("", &root, nil)
	rows := cells(t, string(page(entered("rich", f))))
	for name, n := range w.found {
		row := rows[name]
		delete(rows, name)
		if row == nil {
			t.Errorf("%s is not on the page", name)
			continue
		}
		if want := typeWords[n.Type]; n.Ref == "" && len(n.OneOf) == 0 && !slices.ContainsFunc(want, func(w string) bool { return strings.HasPrefix(row[0], w) }) {
			t.Errorf("%s is %q on the page and %s in the schema", name, row[0], n.Type)
		}
		if want := standardOf(n, w.must[name]); row[1] != want {
			t.Errorf("the default of %s is %q on the page, want %q", name, row[1], want)
		}
		if words := n.Enum; len(words) > 0 && !strings.Contains(row[2], "one of `"+words[0].(string)+"`, `") {
			t.Errorf("the words of %s are %q, want %v", name, row[2], words)
		}
	}
	for name := range rows {
		t.Errorf("%s is on the page and not in the schema", name)
	}
}

// typeWords are how what the page says of a type begins, by JSON's type.
var typeWords = map[string][]string{
	"string": {"a string", "a duration", "a time", "a URL", "an IP", "a mapping", "a value", "a whole number"}, "integer": {"a whole number"}, "number": {"a number"}, "boolean": {"true or false"},
	"array": {"a list of "}, "object": {"a mapping"}, "": {"a value", "a list"},
}

func standardOf(n *node, required bool) string {
	switch d := n.Default.(type) {
	case nil:
		if required {
			return "required"
		}
		return ""
	case []any:
		return "`[x, y]`"
	case string:
		if n.WriteOnly {
			return "not shown"
		}
		return "`" + d + "`"
	}
	text, _ := json.Marshal(n.Default)
	return "`" + string(text) + "`"
}

func TestConstraints(t *testing.T) {
	rows := cells(t, string(page(entered("rich", facts(rich{})))))
	for name, want := range map[string]string{
		"name": "matches `^[a-z|]+$`", "ratio": "more than `0`; a multiple of `0.5`", "modes": "at least 1 item; at most 2 items; no item twice; each one of `x`, `y`",
		"peers[].port": "at least `1`; at most `65535`", "by_name.*[].host": "at least 1 character", "tree.label": "one of `a|b`, `c`", "level": "written in quotes",
		"token": secretNote + "; at least 3 characters", "voices": "each the name of a component of `Providers`", "voice": "the name of a component of `Providers`", "maybe": "at least `3`",
	} {
		if rows[name] == nil || rows[name][2] != want {
			t.Errorf("%s: %q, want %q", name, rows[name], want)
		}
	}
	for name, want := range map[string]string{"tree.branches": "a list of mappings with the settings of `tree`", "self": "a mapping with the settings of this table"} {
		if rows[name] == nil || rows[name][0] != want {
			t.Errorf("%s: %q, want %q", name, rows[name], want)
		}
	}
	if got := rows["peers[].host"][3]; got != "Its name | in a pipe" {
		t.Errorf("described as %q", got)
	}
}

func TestPage(t *testing.T) {
	f := facts(nil)
	m := &f.Metadata
	m.Description, m.License, m.Homepage = "Says <b>this</b>\nand | that", "MIT OR Apache-2.0", "https://example.com/a_b"
	m.Deprecated = &catalog.Deprecated{Since: "0.9.0", RemovedIn: "2.0.0", Use: "*poor*"}
	m.Requires = []catalog.Requirement{{Name: catalog.Fact{Value: "base"}, Range: catalog.Fact{Value: ">=1, <2 || 3"}}}
	m.Conflicts = []catalog.Requirement{{Name: catalog.Fact{Value: "poor"}}}
	m.After, m.Before = []catalog.Fact{{Value: "early"}}, []catalog.Fact{{Value: "late"}}
	m.Permissions = []catalog.Fact{{Value: "network:example.com:443"}}
	f.Components = []catalog.Component{
		{Kind: "Providers", Name: "say", Capabilities: []string{"text", "a|b"}}, {Kind: "Steps", Name: "``odd`", Conditional: true},
	}
	p := entered("rich", f)
	p.Entry.Prefix.Value = "p_"
	want := "# `rich`\n\nSays \\<b\\>this\\</b\\> and | that\n\n" +
		"> **Deprecated since 0.9.0, to be removed in 2.0.0; use \\*poor\\*.**\n\n" +
		"|  |  |\n|---|---|\n| Plugin | rich |\n| Version | 1.0.0 |\n| Licence | MIT OR Apache-2.0 |\n| Homepage | <https://example.com/a_b> |\n" +
		"| Package | `example.com/rich` |\n| Stability | beta |\n\n## Settings\n\nNone.\n\n## Components\n\n" +
		"| Kind | Name | Capabilities |  |\n|---|---|---|---|\n| Providers | `p_say` | `text`, `a\\|b` |  |\n" +
		"| Steps | ``` p_``odd` ``` | only under a condition of the plugin's |\n\n"
	want = strings.Replace(want, "odd` ``` | only", "odd` ``` |  | only", 1) +
		"## Permissions\n\n- `network:example.com:443`\n\n## Dependencies\n\n- requires `base` `>=1, <2 || 3`\n- conflicts with `poor`\n- starts after `early`\n- starts before `late`\n"
	if diff := cmp.Diff(want, string(page(p))); diff != "" {
		t.Error(diff)
	}
}

func TestOf(t *testing.T) {
	type broken struct {
		F func() `json:"f"`
	}
	type empty struct{}
	plugins := []catalog.Plugin{entered("b", facts(empty{})), entered("index", facts(nil)), entered("a", facts(broken{}))}
	pages := Of("example.com/host", plugins)
	var names []string
	for _, p := range pages {
		names = append(names, p.Name)
		if !bytes.HasSuffix(p.Content, []byte("\n")) || bytes.HasSuffix(p.Content, []byte("\n\n")) {
			t.Errorf("%s does not end in one newline", p.Name)
		}
	}
	if diff := cmp.Diff([]string{"index.md", "a.md", "b.md", "index-entry.md"}, names); diff != "" {
		t.Error(diff)
	}
	for i, want := range []string{"| [`index`](index-entry.md) | rich | 1.0.0 |  |\n", "They cannot be read from the source", "## Settings\n\nNone.", "## Settings\n\nNone."} {
		if !strings.Contains(string(pages[i].Content), want) {
			t.Errorf("%s lacks %q:\n%s", pages[i].Name, want, pages[i].Content)
		}
	}
	slices.Reverse(plugins)
	if diff := cmp.Diff(pages, Of("example.com/host", plugins)); diff != "" {
		t.Errorf("the order of the entries counts: %s", diff)
	}
}

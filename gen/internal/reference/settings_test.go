package reference

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/config"
	"github.com/plugingen/plugingen/gen/internal/schema"
)

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

// What is inside a secret is secret too, as plugingen check has it.
func TestAllOfASecretIsSecret(t *testing.T) {
	type door struct {
		Code int   `json:"code" jsonschema:"default=1234"`
		Bell *peer `json:"bell,omitempty"`
	}
	type house struct {
		Front door   `json:"front,omitempty" jsonschema:"writeOnly=true"`
		Sides []door `json:"sides,omitempty" jsonschema:"writeOnly=true"`
		Back  door   `json:"back,omitempty"`
		Key   string `json:"key,omitempty" jsonschema:"writeOnly=true"`
	}
	rows := cells(t, string(page(entered("a", facts(house{})))))
	for setting, want := range map[string][2]string{
		"front": {"", "secret, with all that is in it"}, "front.code": {"not shown", secretNote},
		"front.bell": {"", "secret, with all that is in it"}, "front.bell.port": {"not shown", secretNote + "; at least `1`; at most `65535`"},
		"sides": {"", "secret, with all that is in it"}, "sides[].code": {"not shown", secretNote},
		"back": {"", ""}, "back.code": {"`1234`", ""}, "key": {"", secretNote},
	} {
		if got := rows[setting]; len(got) != 4 || got[1] != want[0] || got[2] != want[1] {
			t.Errorf("%s: got %q, want %q", setting, got, want)
		}
	}
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

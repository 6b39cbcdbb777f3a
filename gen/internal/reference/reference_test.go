package reference

import (
	"bytes"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/config"
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

// A text that begins as a list, a heading or a rule does is a text.
func TestTextIsNoMarkdown(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"- a", `\- a`}, {"+ a", `\+ a`}, {"* a", `\* a`}, {"1. a", `1\. a`}, {"12) a", `12\) a`}, {"---", `\---`}, {"===", `\===`}, {"# a", `\# a`},
		{"> a", `\> a`}, {"```a", "\\`\\`\\`a"}, {"  \t- a\n- b", `\- a - b`}, {"1.5 times a - b", "1.5 times a - b"}, {"a+b", "a+b"}, {"-1 or more", `\-1 or more`},
		{"", ""}, {"12", "12"},
	} {
		if got := text(c.text); got != c.want {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
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

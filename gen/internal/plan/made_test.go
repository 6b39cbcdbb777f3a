package plan_test

import (
	"fmt"
	"strings"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/config"
)

// entry describes one stanza and its plugin in few words; zero fields get what
// makes a valid plugin.
type entry struct {
	name         string
	plugin       string   // Metadata.Name; the entry's name where empty
	version      string   // "1.0.0" where empty
	dependencies []string // "name" or "name RANGE"
	requires     []string // likewise
	conflicts    []string
	after        []string
	before       []string
	components   []string // "Kind/name"
	prefix       string
	params       []catalog.Param
	provides     []string
	stability    string
	deprecated   *catalog.Deprecated
	disabled     bool
	settings     *config.Value
}

// at is a made-up place: file a.go is the plugin of entry a.
func at(file string, line int) diag.Position { return diag.Position{File: file, Line: line, Column: 1} }

// made is a catalog of the default shape with these entries.
func made(entries ...entry) *catalog.Catalog {
	cfg := &config.Config{Policy: config.Policy{Stability: config.Text{Value: "experimental"}}}
	cat := &catalog.Catalog{
		Config: cfg,
		Host:   catalog.Host{Module: "example.com/host", Package: "example.com/host", Name: "main", Declared: map[string]diag.Position{}},
		Contract: catalog.Contract{
			Ident:   catalog.Ident{Path: "example.com/host/shop", Package: "shop", Name: "Plugin"},
			Runtime: catalog.RuntimePath,
			Kinds:   []catalog.Kind{kind("Offers", "Offer"), kind("Taxes", "Tax")},
		},
	}
	for i, e := range entries {
		cfg.Plugins = append(cfg.Plugins, e.entry(i))
	}
	for i, e := range entries {
		if !e.disabled {
			cat.Plugins = append(cat.Plugins, catalog.Plugin{Entry: &cfg.Plugins[i], Facts: e.facts(), Params: e.params})
		}
	}
	return cat
}

func kind(method, name string) catalog.Kind {
	return catalog.Kind{Method: method, Type: catalog.Expr{{Ident: catalog.Ident{Path: "example.com/host/shop", Package: "shop", Name: name}}}}
}

func (e entry) entry(i int) config.Entry {
	out := config.Entry{
		Name:     config.Text{Value: e.name, Position: at("config", 10*(i+1))},
		Module:   config.Text{Value: "example.com/host/" + e.identity(), Position: at("config", 10*(i+1)+1)},
		Prefix:   config.Text{Value: e.prefix},
		Enabled:  !e.disabled,
		Settings: e.settings,
	}
	for n, d := range e.dependencies {
		name, in, _ := strings.Cut(d, " ")
		out.Dependencies = append(out.Dependencies, config.Dependency{Name: name, Range: in, Position: diag.Position{File: "config", Line: 10*(i+1) + 2 + n, Column: i + 1}})
	}
	return out
}

func (e entry) identity() string {
	if e.plugin != "" {
		return e.plugin
	}
	return e.name
}

func (e entry) facts() *catalog.Facts {
	file, name := e.name+".go", e.identity()
	f := &catalog.Facts{
		Package: catalog.Ident{Path: "example.com/host/" + name, Package: name},
		Module:  "example.com/host",
		State:   catalog.Expr{{Text: "*"}, {Ident: catalog.Ident{Path: "example.com/host/" + name, Package: name, Name: "Plugin"}}},
		Metadata: catalog.Metadata{
			Position: at(file, 1), Name: catalog.Fact{Value: name, Position: at(file, 2)},
			Version: catalog.Fact{Value: "1.0.0", Position: at(file, 3)}, Stability: "experimental", Deprecated: e.deprecated,
			Requires: requirements(file, 20, e.requires), Conflicts: requirements(file, 30, e.conflicts),
			After: facts(file, 40, e.after), Before: facts(file, 50, e.before), Provides: facts(file, 60, e.provides),
		},
	}
	if e.version != "" {
		f.Metadata.Version.Value = e.version
	}
	if e.stability != "" {
		f.Metadata.Stability = e.stability
	}
	for n, c := range e.components {
		kind, name, _ := strings.Cut(c, "/")
		f.Components = append(f.Components, catalog.Component{Kind: kind, Name: name, Position: at(file, 70+n)})
	}
	return f
}

func requirements(file string, line int, texts []string) (out []catalog.Requirement) {
	for n, s := range texts {
		name, in, _ := strings.Cut(s, " ")
		p := at(file, line+n)
		out = append(out, catalog.Requirement{Name: catalog.Fact{Value: name, Position: p}, Range: catalog.Fact{Value: in, Position: p}, Position: p})
	}
	return out
}

func facts(file string, line int, texts []string) (out []catalog.Fact) {
	for n, s := range texts {
		out = append(out, catalog.Fact{Value: s, Position: at(file, line+n)})
	}
	return out
}

// told is a list of findings as "place code: message", sorted as printed.
func told(l diag.List) (out []string) {
	for _, d := range l.Sorted() {
		out = append(out, fmt.Sprintf("%s:%d %s: %s", d.Position.File, d.Position.Line, d.Code, d.Message))
	}
	return out
}

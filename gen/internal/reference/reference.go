// Package reference writes the reference of a composition's plugins as
// Markdown: what each is, what it can be told, what it offers and what it
// needs, as its source says. It is pure: facts in, pages out.
package reference

import (
	"cmp"
	"slices"
	"strings"

	"github.com/plugingen/plugingen/gen/internal/catalog"
)

// Page is a page of the reference.
type Page struct {
	Name    string // of the file
	Content []byte // the same bytes for the same facts
}

// Of writes a page for every plugin, and an index in front of them. They come
// by the names of their entries.
func Of(host string, plugins []catalog.Plugin) []Page {
	sorted := slices.SortedFunc(slices.Values(plugins), func(a, b catalog.Plugin) int {
		return cmp.Compare(a.Entry.Name.Value, b.Entry.Name.Value)
	})
	pages := []Page{{"index.md", index(host, sorted)}}
	for _, p := range sorted {
		pages = append(pages, Page{fileName(p.Entry.Name.Value), page(p)})
	}
	return pages
}

// fileName is that of an entry's page; no entry has a dash in its name.
func fileName(entry string) string {
	if entry == "index" {
		return "index-entry.md"
	}
	return entry + ".md"
}

func index(host string, plugins []catalog.Plugin) []byte {
	var w writer
	w.line("# Plugins of " + code(host))
	w.line("Written by `plugingen schema --docs` from the plugins' source.")
	t := table{{"Entry", "Plugin", "Version", "Description"}}
	for _, p := range plugins {
		entry, m := p.Entry.Name.Value, p.Facts.Metadata
		t = append(t, []string{"[" + code(entry) + "](" + fileName(entry) + ")", text(m.Name.Value), text(m.Version.Value), text(m.Description)})
	}
	w.table(t)
	return w.bytes()
}

// page is one plugin's.
func page(p catalog.Plugin) []byte {
	var w writer
	w.line("# " + code(p.Entry.Name.Value))
	w.line(text(p.Facts.Metadata.Description))
	if d := p.Facts.Metadata.Deprecated; d != nil {
		w.line("> **" + deprecation(d) + "**")
	}
	w.table(identity(p.Facts))
	w.line("## Settings")
	settingsOf(&w, p.Facts)
	w.line("## Components")
	components(&w, p)
	w.line("## Permissions")
	permissions(&w, p.Facts.Metadata.Permissions)
	w.line("## Dependencies")
	dependencies(&w, p.Facts.Metadata)
	return w.bytes()
}

func deprecation(d *catalog.Deprecated) string {
	out := "Deprecated"
	if d.Since != "" {
		out += " since " + text(d.Since)
	}
	if d.RemovedIn != "" {
		out += ", to be removed in " + text(d.RemovedIn)
	}
	if d.Use != "" {
		out += "; use " + text(d.Use)
	}
	return out + "."
}

// identity says what the plugin is; what it does not say is left out.
func identity(f *catalog.Facts) table {
	m := f.Metadata
	t := table{{"", ""}, {"Plugin", text(m.Name.Value)}, {"Version", text(m.Version.Value)}}
	for _, row := range [][]string{
		{"Licence", text(m.License)}, {"Homepage", link(m.Homepage)},
		{"Package", code(f.Package.Path)}, {"Stability", text(m.Stability)},
	} {
		if row[1] != "" {
			t = append(t, row)
		}
	}
	return t
}

func components(w *writer, p catalog.Plugin) {
	if len(p.Facts.Components) == 0 {
		w.line("None.")
		return
	}
	t := table{{"Kind", "Name", "Capabilities", ""}}
	for _, c := range p.Facts.Components {
		note := ""
		if c.Conditional {
			note = "only under a condition of the plugin's"
		}
		t = append(t, []string{text(c.Kind), code(p.Entry.Prefix.Value + c.Name), codes(c.Capabilities), note})
	}
	w.table(t)
}

func permissions(w *writer, declared []catalog.Fact) {
	if len(declared) == 0 {
		w.line("None declared.")
		return
	}
	for _, p := range declared {
		w.item(code(p.Value))
	}
	w.end()
}

func dependencies(w *writer, m catalog.Metadata) {
	required := func(word string, all []catalog.Requirement) {
		for _, r := range all {
			w.item(strings.TrimSpace(word + " " + code(r.Name.Value) + " " + code(r.Range.Value)))
		}
	}
	names := func(word string, all []catalog.Fact) {
		for _, f := range all {
			w.item(word + " " + code(f.Value))
		}
	}
	if len(m.Requires)+len(m.Conflicts)+len(m.After)+len(m.Before) == 0 {
		w.line("None declared.")
		return
	}
	required("requires", m.Requires)
	required("conflicts with", m.Conflicts)
	names("starts after", m.After)
	names("starts before", m.Before)
	w.end()
}

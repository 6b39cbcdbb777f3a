// Package fileschema writes the JSON Schema (draft 2020-12) of a configuration
// file for exactly one composition: the file's own keys, and under every entry
// the settings of that entry's plugin. Editors complete, explain and check by
// it. It is pure: a catalog in, bytes out.
package fileschema

import (
	"cmp"
	"regexp"
	"slices"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/config"
	"github.com/plugingen/plugingen/gen/internal/schema"
)

// FileName is the schema's name; it stands beside the wiring.
const FileName = "plugin_config.schema.json"

// Schema is the schema of a configuration file.
type Schema struct {
	JSON []byte // indented; the same bytes for the same entries in any order
	// General are the enabled entries whose settings are not described, because
	// their plugin or its config type could not be read; sorted.
	General []string
	// Found says what kept something out of the schema, where it was the plugin's
	// config type: errors, and warnings about schemas that only code would tell.
	Found diag.List
}

// Of describes a configuration. The catalog may be of a composition with
// errors, or have no plugins at all: an entry whose plugin could not be read
// may have any settings. An error is a fault of plugingen.
func Of(cat *catalog.Catalog) (*Schema, error) {
	b := &builder{cat: cat, settings: map[string]*settings{}, raw: map[string]raw{}, defs: map[string]any{}, components: componentsOf(cat)}
	for i := range cat.Config.Plugins {
		if e := &cat.Config.Plugins[i]; entryName.MatchString(e.Name.Value) {
			b.entries = append(b.entries, e)
			b.names = append(b.names, e.Name.Value)
		}
	}
	slices.Sort(b.names)
	slices.SortFunc(b.entries, func(x, y *config.Entry) int { return cmp.Compare(x.Name.Value, y.Name.Value) })
	document, err := b.document()
	if err != nil {
		return nil, err
	}
	return &Schema{JSON: encode(document), General: b.general, Found: b.found.Sorted()}, nil
}

// entryName is what an entry can be called; others have been reported.
var entryName = regexp.MustCompile(config.NamePattern)

// builder is one run of Of.
type builder struct {
	cat        *catalog.Catalog
	entries    []*config.Entry // by name
	names      []string        // of the entries, sorted
	components map[string][]string
	settings   map[string]*settings // by the plugin's import path
	raw        map[string]raw       // of the definitions of types, by name
	defs       map[string]any
	general    []string
	found      diag.List
}

// componentsOf are the names of all components by kind, sorted.
func componentsOf(cat *catalog.Catalog) map[string][]string {
	out := map[string][]string{}
	for _, p := range cat.Plugins {
		for _, c := range p.Facts.Components {
			out[c.Kind] = append(out[c.Kind], p.Entry.Prefix.Value+c.Name)
		}
	}
	for kind, names := range out {
		slices.Sort(names)
		out[kind] = slices.Compact(names)
	}
	return out
}

// facts are those of an entry's plugin; nil where it is disabled or could not
// be read.
func (b *builder) facts(entry string) *catalog.Facts {
	for _, p := range b.cat.Plugins {
		if p.Entry.Name.Value == entry {
			return p.Facts
		}
	}
	return nil
}

// settings is a plugin's config type in the file.
type settings struct {
	ref      string // of its definition
	doc      string
	required bool // something must be set
}

// settingsOf adds the definitions of a plugin's config type to the document,
// once per package; nil where the type cannot be read.
func (b *builder) settingsOf(f *catalog.Facts) (*settings, error) {
	if s, known := b.settings[f.Package.Path]; known {
		return s, nil
	}
	b.settings[f.Package.Path] = nil
	s, found := schema.Of(f.Config)
	for _, d := range found {
		if d.IsError() || d.Code == diag.OpaqueSchema {
			b.found.Add(d)
		}
	}
	if s == nil {
		return nil, nil
	}
	data, err := s.JSON()
	if err != nil {
		return nil, err
	}
	root, err := decode(data)
	if err != nil {
		return nil, err
	}
	out := b.merge(s, root)
	out.doc = f.Config.Types[f.Config.Type.ID()].Doc
	b.settings[f.Package.Path] = out
	return out, nil
}

// merge takes over the definitions of one config type. Their names are those
// of Go types with import paths, so that equal names mean equal types.
func (b *builder) merge(s *schema.Schema, root object) *settings {
	ref, _ := root.get("$ref").(string)
	defs, _ := root.get("$defs").(object)
	out := &settings{ref: ref}
	for _, def := range defs {
		if node, ok := def.value.(object); ok && definitions+def.key == ref {
			out.required = node.get("required") != nil
		}
		if _, known := b.raw[def.key]; !known {
			b.raw[def.key] = raw{def.value, scope{schema: s, props: s.Settings(def.key)}}
		}
	}
	for _, def := range defs {
		if _, known := b.defs[def.key]; !known {
			b.defs[def.key] = b.adapt(def.value, b.raw[def.key].in, true)
		}
	}
	return out
}

// definitions is how every reference to one begins.
const definitions = "#/$defs/"

// raw is a definition that is not adapted to what a file may say.
type raw struct {
	node any
	in   scope
}

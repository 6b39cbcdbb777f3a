package fileschema

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/config"
)

// plugins has a property for every entry of the file; a new one has the
// general form until the file is read again.
func (b *builder) plugins() (object, error) {
	props := make(object, 0, len(b.entries))
	for _, e := range b.entries {
		node, err := b.entryOf(e)
		if err != nil {
			return nil, err
		}
		props = append(props, member{e.Name.Value, node})
	}
	return object{
		{"description", "The plugins, each under a name of your own, in any order."},
		{"type", "object"},
		{"minProperties", 1},
		{"properties", props},
		{"propertyNames", object{{"pattern", config.NamePattern}}},
		{"additionalProperties", object{{"$ref", "#/$defs/entry"}}},
	}, nil
}

// entryOf is the schema of one entry of the file.
func (b *builder) entryOf(e *config.Entry) (object, error) {
	facts := b.facts(e.Name.Value)
	if facts == nil {
		if e.Enabled {
			b.general = append(b.general, e.Name.Value)
		}
		return b.entry(object{}, e.Name.Value), nil
	}
	node := b.entry(about(facts), e.Name.Value)
	node = set(node, "module", func(module object) object { return module.with("default", e.Module.Value) })
	if facts.Config == nil {
		return set(node, "config", func(object) object { return noSettings(facts) }), nil
	}
	s, err := b.settingsOf(facts)
	if err != nil {
		return nil, err
	}
	if s == nil {
		b.general = append(b.general, e.Name.Value)
		return node, nil
	}
	node = set(node, "config", func(object) object { return s.node(facts) })
	if s.required {
		node = node.with("required", []string{"module", "config"})
	}
	return node, nil
}

// set changes one property of an entry.
func set(entry object, key string, change func(object) object) object {
	props, _ := entry.get("properties").(object)
	node, _ := props.get(key).(object)
	return entry.with("properties", props.with(key, change(node)))
}

// node is the schema of an entry's config. Null is as absent.
func (s *settings) node(f *catalog.Facts) object {
	doc := cmp.Or(strings.TrimSpace(s.doc), "The settings of "+f.Metadata.Name.Value+".")
	out := object{{"description", doc}}
	if s.required {
		return append(out, member{"$ref", s.ref})
	}
	return append(out, member{"anyOf", []any{object{{"$ref", s.ref}}, object{{"type", "null"}}}})
}

func noSettings(f *catalog.Facts) object {
	return optional("object", f.Metadata.Name.Value+" takes no settings.", member{"maxProperties", 0})
}

// about is what a person wants to know of a plugin.
func about(f *catalog.Facts) object {
	m := f.Metadata
	lines := []string{strings.TrimSpace(m.Description), f.Package.Path}
	if m.Homepage != "" {
		lines = append(lines, m.Homepage)
	}
	out := object{{"title", strings.TrimSpace(m.Name.Value + " " + m.Version.Value)}}
	if d := m.Deprecated; d != nil {
		lines = slices.Insert(lines, 0, deprecation(d))
		out = append(out, member{"deprecated", true})
	}
	lines = slices.DeleteFunc(lines, func(l string) bool { return l == "" })
	return append(out, member{"description", strings.Join(lines, "\n")})
}

func deprecation(d *catalog.Deprecated) string {
	out := "Deprecated"
	if d.Since != "" {
		out += " since " + d.Since
	}
	if d.RemovedIn != "" {
		out += ", to be removed in " + d.RemovedIn
	}
	if d.Use != "" {
		out += "; use " + d.Use
	}
	return out + "."
}

// entry is the form of an entry whose settings are not known, with what is
// known about it in front; self is its name, where it has one.
func (b *builder) entry(about object, self string) object {
	if about.get("description") == nil {
		about = about.with("description", "A plugin: the package that it is, its settings and what starts before it.")
	}
	return append(about,
		member{"type", "object"},
		member{"required", []string{"module"}},
		member{"properties", object{
			{"module", shared("module")},
			{"enabled", shared("enabled")},
			{"config", optional("object", "The plugin's settings. They are checked, and completed here, once plugingen has read the plugin.")},
			{"dependencies", b.dependencies(self)},
			{"prefix", shared("prefix")},
			{"on_failure", shared("on_failure")},
			{"timeouts", shared("timeouts")},
			{"isolation", shared("isolation")},
			{"permissions", shared("permissions")},
			{"waive", shared("waive")},
		}},
		member{"additionalProperties", false})
}

// shared is what all entries have alike.
func shared(key string) object { return object{{"$ref", "#/$defs/" + key}} }

// share defines it. Names without a dot cannot be those of Go types.
func (b *builder) share() {
	b.defs["entry"] = b.entry(object{}, "")
	b.defs["module"] = text("The Go import path of the plugin's package; versions come from go.mod.", `^`+importPattern+`$`)
	b.defs["enabled"] = object{{"description", "Whether the plugin is part of the program."}, {"type", "boolean"}, {"default", true}}
	b.defs["prefix"] = text("Put before the name of every component; lets one plugin be entered twice.", `^([a-z][a-z0-9_]*)?$`, member{"default", ""})
	b.defs["on_failure"] = words("on_failure", "fail", "What a failing start does to the program.")
	b.defs["timeouts"] = timeouts()
	b.defs["isolation"] = words("isolation", "none", "How the plugin is kept apart from the program.")
	b.defs["permissions"] = unbuilt("What the host grants to the plugin.")
	b.defs["waive"] = waive()
	b.defs["dependency"] = dependency(b.names)
}

// manyEntries is the number of them from which a list of the others for each
// would be most of the schema.
const manyEntries = 50

// dependencies accepts the names of the other entries; those of all where
// there are many.
func (b *builder) dependencies(self string) object {
	const doc = "Entries that start first: names, each with a range of versions where wanted: - other >= 1.0, < 2"
	others := slices.DeleteFunc(slices.Clone(b.names), func(name string) bool { return name == self })
	item := shared("dependency")
	switch {
	case len(others) == 0:
		return optional("array", doc+". There is no other entry yet.", member{"maxItems", 0})
	case self != "" && len(others) <= manyEntries:
		item = dependency(others)
	}
	return optional("array", doc, member{"items", item}, member{"uniqueItems", true})
}

// dependency is one of some names, with a range of versions where wanted.
func dependency(names []string) object {
	ranged := fmt.Sprintf(`^\s*(%s)\s*([<>=!~^ ]\s*\S.*)?$`, strings.Join(names, "|"))
	return object{{"anyOf", []any{object{{"enum", names}}, object{{"type", "string"}, {"pattern", ranged}}}}}
}

func timeouts() object {
	one := func(description string) object {
		return text(description, timePattern, member{"examples", []string{"10s"}})
	}
	return section("How long the plugin may take.", object{
		{"init", one("For its start: a number with a unit (ms, s, m, h).")},
		{"terminate", one("For its stop: a number with a unit (ms, s, m, h).")},
	})
}

func waive() object {
	said := func(description string) object { return text(description, `\S`) }
	return optional("array", "Findings about this entry that are accepted, and why.", member{"items", object{
		{"type", "object"},
		{"required", []string{"code", "match", "reason"}},
		{"properties", object{
			{"code", object{{"description", "The code of the findings."}, {"enum", config.Words("waive.code")}}},
			{"match", said("What the findings are about: a function, an import path, or \"go\".")},
			{"reason", said("Why they are accepted.")},
		}},
		{"additionalProperties", false},
	}})
}

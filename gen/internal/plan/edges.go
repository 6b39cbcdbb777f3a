package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/config"
)

// edge notes that one unit comes before another.
func (b *builder) edge(i int, e Edge) {
	b.edges[i] = append(b.edges[i], e)
}

// firsts are the units that come before a unit, each once with its strongest
// reason, in start order.
func (b *builder) firsts(i int, place map[string]int) []Edge {
	out := slices.Clone(b.edges[i])
	slices.SortStableFunc(out, func(x, y Edge) int {
		return cmp.Or(cmp.Compare(place[x.Entry], place[y.Entry]), cmp.Compare(strength(x.Why), strength(y.Why)))
	})
	return slices.CompactFunc(out, func(x, y Edge) bool { return x.Entry == y.Entry })
}

func strength(w Why) int {
	return slices.Index([]Why{ByDependencies, ByParameter, ByRequires, ByAfter, ByBefore}, w)
}

// dependencies turns an entry's dependencies into edges. It returns what is
// thereby reported as absent, by entry name and by import path, so that other
// rules do not report it once more.
func (b *builder) dependencies(i int) (reported map[string]bool) {
	p := &b.cat.Plugins[i]
	reported = map[string]bool{}
	for _, d := range p.Entry.Dependencies {
		j := b.entryIndex(d.Name)
		switch {
		case j < 0:
			reported[d.Name] = true
			if module := b.absent(p, d); module != "" {
				reported[module] = true
			}
		case !meets(b.cat.Plugins[j].Facts.Metadata.Version.Value, d.Range):
			b.unmet(d.Position, p.Entry.Name.Value+" depends on", j, d.Range)
		default:
			b.edge(i, Edge{Entry: d.Name, Why: ByDependencies, Position: d.Position})
		}
	}
	return reported
}

// absent reports a dependency on an entry that is disabled or missing, and
// returns the import path of what would have been there, where it is known.
func (b *builder) absent(p *catalog.Plugin, d config.Dependency) string {
	var names []string
	for _, e := range b.cat.Config.Plugins {
		if e.Name.Value == d.Name {
			if !e.Enabled {
				b.found.Add(diag.Diagnostic{
					Code: diag.DisabledDependency, Position: d.Position,
					Message: fmt.Sprintf("%s depends on %s, which is disabled", p.Entry.Name.Value, d.Name),
					Related: []diag.Related{{Position: cmp.Or(e.EnabledAt, e.Name.Position), Message: d.Name + " is disabled here"}},
					Help:    fmt.Sprintf("enable %s, or disable %s too", d.Name, p.Entry.Name.Value),
				})
			}
			return e.Module.Value // its own fault is reported already where it is enabled
		}
		names = append(names, e.Name.Value)
	}
	module := b.suggestion(d.Name)
	finding := diag.Diagnostic{
		Code: diag.MissingDependency, Position: d.Position,
		Message: fmt.Sprintf("%s depends on %s, which is not entered", p.Entry.Name.Value, d.Name),
		Help:    entryText(d.Name, module),
	}
	if e := b.disabled(module); e != nil {
		finding.Help = fmt.Sprintf("%s is the plugin of entry %s, which is disabled: enable it and write %[2]s here", d.Name, e.Name.Value)
	} else if near, ok := diag.Nearest(d.Name, names); ok && module == "" {
		finding.Help = fmt.Sprintf("did you mean %s? Else %s", near, finding.Help)
	}
	b.found.Add(finding)
	return module
}

// suggestion is the import path of a package with that Metadata.Name, "" where none is known.
func (b *builder) suggestion(name string) string {
	for _, s := range b.cat.Suggestions {
		if s.Name == name {
			return s.Module
		}
	}
	return ""
}

// entryText is the entry to add.
func entryText(name, module string) string {
	if module == "" {
		module = "IMPORT/PATH/OF/THE/PACKAGE"
	}
	return fmt.Sprintf("add it under plugins:\n  %s:\n    module: %s", name, module)
}

func (b *builder) unmet(at diag.Position, who string, j int, in string) {
	other := b.cat.Plugins[j]
	b.found.Add(diag.Diagnostic{
		Code: diag.UnmetVersion, Position: at,
		Message: fmt.Sprintf("%s %s %s, and it is at %s", who, other.Entry.Name.Value, strings.TrimSpace(in), other.Facts.Metadata.Version.Value),
		Related: []diag.Related{{Position: other.Facts.Metadata.Version.Position, Message: "its version"}},
		Help:    otherVersion(other.Facts),
	})
}

// otherVersion says how another version of a plugin comes in.
func otherVersion(f *catalog.Facts) string {
	if f.Version == "" {
		return "the plugin is built from a directory of your own: change Version in its Metadata, or widen the range"
	}
	return fmt.Sprintf("choose another version of its module: go get %s@VERSION", f.Module)
}

// requires turns Metadata.Requires into edges to every entry of the plugin.
func (b *builder) requires(i int, reported map[string]bool) {
	p := &b.cat.Plugins[i]
	for _, q := range p.Facts.Metadata.Requires {
		found := b.named(q.Name.Value)
		if len(found) == 0 && !reported[q.Name.Value] && !reported[b.suggestion(q.Name.Value)] {
			b.found.Add(b.lacking(p, q))
		}
		for _, j := range found {
			if j == i {
				continue
			}
			if !meets(b.cat.Plugins[j].Facts.Metadata.Version.Value, q.Range.Value) {
				b.unmet(q.Range.Position, p.Facts.Metadata.Name.Value+" requires", j, q.Range.Value)
				continue
			}
			b.edge(i, Edge{Entry: b.units[j].Entry, Why: ByRequires, Position: q.Position})
		}
	}
}

// lacking is the finding for a plugin that another requires and that no
// enabled entry is.
func (b *builder) lacking(p *catalog.Plugin, q catalog.Requirement) diag.Diagnostic {
	module := b.suggestion(q.Name.Value)
	d := diag.Diagnostic{
		Code: diag.MissingDependency, Position: q.Name.Position,
		Message: fmt.Sprintf("plugin %s requires plugin %s, which is not entered", p.Facts.Metadata.Name.Value, q.Name.Value),
		Related: []diag.Related{{Position: p.Entry.Name.Position, Message: "its entry"}},
		Help:    entryText(q.Name.Value, module),
	}
	if e := b.disabled(module); e != nil {
		d.Code = diag.DisabledDependency
		d.Message = fmt.Sprintf("plugin %s requires plugin %s, whose entry %s is disabled", p.Facts.Metadata.Name.Value, q.Name.Value, e.Name.Value)
		d.Related = append(d.Related, diag.Related{Position: cmp.Or(e.EnabledAt, e.Name.Position), Message: e.Name.Value + " is disabled here"})
		d.Help = fmt.Sprintf("enable %s, or disable %s too", e.Name.Value, p.Entry.Name.Value)
	}
	return d
}

// disabled is the first disabled entry of a package, nil where there is none.
func (b *builder) disabled(module string) *config.Entry {
	i := slices.IndexFunc(b.cat.Config.Plugins, func(e config.Entry) bool {
		return module != "" && !e.Enabled && e.Module.Value == module
	})
	if i < 0 {
		return nil
	}
	return &b.cat.Config.Plugins[i]
}

// wishes turns Metadata.After and Before into soft edges.
func (b *builder) wishes(i int) {
	m := &b.cat.Plugins[i].Facts.Metadata
	for _, f := range m.After {
		for _, j := range b.named(f.Value) {
			if j != i {
				b.edge(i, Edge{Entry: b.units[j].Entry, Why: ByAfter, Position: f.Position})
			}
		}
	}
	for _, f := range m.Before {
		for _, j := range b.named(f.Value) {
			if j != i {
				b.edge(j, Edge{Entry: b.units[i].Entry, Why: ByBefore, Position: f.Position})
			}
		}
	}
}

// conflicts finds plugins that must not be together, once per pair of entries
// with every place that says so.
func (b *builder) conflicts() {
	known := map[[2]int]int{} // the finding of a pair
	for i, p := range b.cat.Plugins {
		for _, q := range p.Facts.Metadata.Conflicts {
			for _, j := range b.named(q.Name.Value) {
				other := b.cat.Plugins[j]
				if i == j || !meets(other.Facts.Metadata.Version.Value, q.Range.Value) {
					continue
				}
				pair := [2]int{min(i, j), max(i, j)}
				at, again := known[pair]
				if !again {
					at = len(b.found)
					known[pair] = at
					b.found.Add(b.conflict(pair))
				}
				said := diag.Related{Position: q.Position, Message: fmt.Sprintf("plugin %s says so here", p.Facts.Metadata.Name.Value)}
				if !slices.Contains(b.found[at].Related, said) {
					b.found[at].Related = append(b.found[at].Related, said)
				}
			}
		}
	}
}

func (b *builder) conflict(pair [2]int) diag.Diagnostic {
	first, second := b.cat.Plugins[pair[0]].Entry, b.cat.Plugins[pair[1]].Entry
	return diag.Diagnostic{
		Code: diag.ConflictingPlugins, Position: second.Name.Position,
		Message: fmt.Sprintf("%s and %s cannot be in one composition", first.Name.Value, second.Name.Value),
		Related: []diag.Related{{Position: first.Name.Position, Message: "the other entry"}},
		Help:    "disable one of them",
	}
}

// duplicates finds components of one kind with one name.
func (b *builder) duplicates() {
	type place struct {
		unit int
		at   diag.Position
	}
	seen := map[[2]string]place{}
	for i, u := range b.units {
		for _, c := range u.Components {
			key := [2]string{c.Kind, c.Name}
			first, twice := seen[key]
			if !twice {
				seen[key] = place{unit: i, at: c.Position}
				continue
			}
			b.duplicate(c, i, first.unit, first.at)
		}
	}
}

func (b *builder) duplicate(c catalog.Component, i, first int, firstAt diag.Position) {
	d := diag.Diagnostic{
		Code:    diag.DuplicateComponent,
		Message: fmt.Sprintf("%s and %s both offer %s of kind %s", b.units[first].Entry, b.units[i].Entry, c.Name, c.Kind),
		Help:    fmt.Sprintf("give one of them a prefix:\n  %s:\n    prefix: %s_", b.units[i].Entry, b.units[i].Entry),
	}
	if i == first {
		d.Position = c.Position
		d.Message = fmt.Sprintf("%s offers %s of kind %s twice", b.units[i].Entry, c.Name, c.Kind)
		d.Related = []diag.Related{{Position: firstAt, Message: "the first one"}}
		d.Help = "rename one of them"
	} else {
		d.Position = b.cat.Plugins[i].Entry.Name.Position
		d.Related = []diag.Related{
			{Position: firstAt, Message: b.units[first].Entry + " offers it here"},
			{Position: c.Position, Message: b.units[i].Entry + " offers it here"},
		}
	}
	b.found.Add(d)
}

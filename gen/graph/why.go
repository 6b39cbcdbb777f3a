package graph

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/plugingen/plugingen/gen"
	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/plan"
)

// Standing is why an entry is in a composition and where it stands there. Of
// a disabled entry only the first five fields are known.
type Standing struct {
	Version       int           `json:"version"` // of this format: 1
	Entry         string        `json:"entry"`
	Package       string        `json:"package"`
	Enabled       bool          `json:"enabled"`
	Position      diag.Position `json:"position"` // in the configuration
	Plugin        string        `json:"plugin,omitempty"`
	PluginVersion string        `json:"pluginVersion,omitempty"`
	Module        string        `json:"module,omitempty"`
	ModuleVersion string        `json:"moduleVersion,omitempty"` // empty for one that is built from a directory
	Needs         []Link        `json:"needs"`                   // what it cannot be without, in start order
	After         []Link        `json:"after"`                   // what it starts after by a wish only
	NeededBy      []Dependent   `json:"neededBy"`                // all that cannot be without it, in start order
	Before        []Link        `json:"before"`                  // what starts after it by a wish only
	Turn          *Turn         `json:"turn"`                    // null for a disabled entry
}

// Link is another entry with the reason of its order, and what asks for it.
type Link struct {
	Entry    string        `json:"entry"`
	Why      string        `json:"why"`
	Position diag.Position `json:"position"`
}

// Dependent is an entry that needs another one, directly or not.
type Dependent struct {
	Entry string `json:"entry"`
	// Root says that nobody needs the dependent itself: it is there because
	// the configuration enters it.
	Root bool `json:"root"`
	// Chain is a shortest one of the needs that lead from the dependent to
	// the entry: each needs the next, the last one needs the entry.
	Chain []Link `json:"chain"`
}

// Turn is a place in the start order with what made it. The order is: whatever
// waits for nothing more starts, the first in the configuration where there
// are several.
type Turn struct {
	Place    int      `json:"place"` // from 1
	Of       int      `json:"of"`
	Level    int      `json:"level"`    // from 0
	Parallel []string `json:"parallel"` // the others of its level, in start order
	// WaitsFor is the last of what has to start before it; empty where
	// nothing has to.
	WaitsFor string `json:"waitsFor"`
	// Ahead took the places after that while the entry was ready: they stand
	// before it in the configuration.
	Ahead []string `json:"ahead"`
	// Behind were ready too at its turn: they stand after it.
	Behind []string `json:"behind"`
	// Awaited is the first that has to start after it; empty where none has.
	Awaited string `json:"awaited"`
}

// Why explains an entry of a result that has a composition. The error says that
// there is no such entry, and names the one that was probably meant.
func Why(r *gen.Result, name string) (*Standing, error) {
	i := slices.IndexFunc(r.Entries, func(e gen.Entry) bool { return e.Name == name })
	if i < 0 {
		return nil, unknown(r, name)
	}
	e := r.Entries[i]
	s := &Standing{
		Version: 1, Entry: e.Name, Package: e.Package, Enabled: e.Enabled, Position: e.Position,
		Needs: []Link{}, After: []Link{}, NeededBy: []Dependent{}, Before: []Link{},
	}
	if !e.Enabled {
		return s, nil
	}
	o := orderOf(r)
	place, ok := o.place[name]
	if !ok {
		return nil, fmt.Errorf("graph: entry %q is enabled and not in the composition", name)
	}
	p := r.Composition.Plugins[place]
	s.Plugin, s.PluginVersion, s.Module, s.ModuleVersion = p.Name, p.Version, p.Module, p.ModuleVersion
	s.links(o)
	s.NeededBy = o.dependents(name)
	s.Turn = o.turn(place)
	return s, nil
}

// unknown refuses a name that no entry has.
func unknown(r *gen.Result, name string) error {
	var names, entered []string
	for _, e := range r.Entries {
		names = append(names, e.Name)
		if e.Package == name {
			entered = append(entered, e.Name)
		}
	}
	if r.Composition != nil {
		for _, p := range r.Composition.Plugins {
			if p.Name == name {
				entered = append(entered, p.Entry)
			}
		}
	}
	if len(entered) > 0 {
		return fmt.Errorf("no entry has the name %q; what has it is entered as %s", name, strings.Join(entered, " and "))
	}
	if near, ok := diag.Nearest(name, names); ok {
		return fmt.Errorf("no entry has the name %q; did you mean %q?", name, near)
	}
	return fmt.Errorf("no entry has the name %q; `plugingen list` lists them", name)
}

// links sorts the edges at an entry by direction and strength.
func (s *Standing) links(o *order) {
	for _, e := range o.edges {
		soft := plan.Why(e.Why).Soft()
		switch {
		case e.From == s.Entry && soft:
			s.After = append(s.After, Link{e.To, e.Why, e.Position})
		case e.From == s.Entry:
			s.Needs = append(s.Needs, Link{e.To, e.Why, e.Position})
		case e.To == s.Entry && soft:
			s.Before = append(s.Before, Link{e.From, e.Why, e.Position})
		}
	}
}

// order is the start order with what led to it.
type order struct {
	names  []string
	levels []int
	place  map[string]int
	edges  []gen.Edge
	last   []int // by place: that of the last one to wait for; -1 for none
}

func orderOf(r *gen.Result) *order {
	o := &order{place: map[string]int{}, edges: r.Edges}
	for i, p := range r.Composition.Plugins {
		o.place[p.Entry] = i
		o.names = append(o.names, p.Entry)
		o.levels = append(o.levels, p.Level)
		o.last = append(o.last, -1)
	}
	for _, e := range o.edges {
		from := o.place[e.From]
		o.last[from] = max(o.last[from], o.place[e.To])
	}
	return o
}

// dependents walks up the needs, breadth first, so that every chain is a
// shortest one; of several the one through what starts first.
func (o *order) dependents(name string) []Dependent {
	by := map[string][]gen.Edge{}
	for _, e := range o.edges {
		if !plan.Why(e.Why).Soft() {
			by[e.To] = append(by[e.To], e)
		}
	}
	chains := map[string][]Link{name: {}}
	out := []Dependent{}
	for open := []string{name}; len(open) > 0; open = open[1:] {
		for _, e := range by[open[0]] {
			if _, seen := chains[e.From]; seen {
				continue
			}
			chains[e.From] = append([]Link{{e.From, e.Why, e.Position}}, chains[open[0]]...)
			out = append(out, Dependent{Entry: e.From, Root: len(by[e.From]) == 0, Chain: chains[e.From]})
			open = append(open, e.From)
		}
	}
	slices.SortFunc(out, func(a, b Dependent) int { return cmp.Compare(o.place[a.Entry], o.place[b.Entry]) })
	return out
}

func (o *order) turn(at int) *Turn {
	t := &Turn{Place: at + 1, Of: len(o.names), Level: o.levels[at], Parallel: []string{}, Behind: []string{}}
	t.Ahead = append([]string{}, o.names[o.last[at]+1:at]...)
	if o.last[at] >= 0 {
		t.WaitsFor = o.names[o.last[at]]
	}
	for i, name := range o.names {
		if i != at && o.levels[i] == o.levels[at] {
			t.Parallel = append(t.Parallel, name)
		}
		if i > at && o.last[i] < at {
			t.Behind = append(t.Behind, name)
		}
	}
	awaited := len(o.names)
	for _, e := range o.edges {
		if e.To == o.names[at] {
			awaited = min(awaited, o.place[e.From])
		}
	}
	if awaited < len(o.names) {
		t.Awaited = o.names[awaited]
	}
	return t
}

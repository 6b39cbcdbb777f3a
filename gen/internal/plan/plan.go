// Package plan decides: facts and configuration in, a composition out that is
// valid by construction, or every rule that it breaks. It is pure: no file, no
// package and no clock is looked at.
package plan

import (
	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/settings"
)

// Plan is a valid composition. Only Build makes one.
type Plan struct {
	Host     catalog.Host
	Contract catalog.Contract
	Inputs   []Input
	Units    []Unit // in start order
	Waived   []Waived
}

// Input is a value that the host hands to New.
type Input struct {
	Name  string       // as in the configuration
	Field string       // of the Inputs struct
	Type  catalog.Expr // its type
}

// Unit is one plugin in its place.
type Unit struct {
	Entry      string // the entry's name
	Accessor   string // "DspyPlugin"
	Field      string // "dspyPlugin"
	Facts      *catalog.Facts
	Config     *settings.Configuration // nil where Init takes none
	Args       []Arg                   // Init's parameters after context and configuration
	Needs      []Edge                  // units that must run first, in start order
	After      []Edge                  // units that start first where order is only wished
	Level      int                     // units of one level start in parallel; from 0
	Prefix     string
	Components []catalog.Component // names with the prefix
	OnFailure  string              // "fail", "retry" or "ignore"; empty for fail
	Timeouts   Timeouts
}

// Timeouts are a unit's limits in nanoseconds; 0 where the runtime's defaults hold.
type Timeouts struct{ Init, Terminate int64 }

// Arg is what a parameter of Init is given: exactly one of the three.
type Arg struct {
	Unit   string // the state of this entry
	Input  string // the input of this name
	Logger bool
}

// Edge says that another unit comes first, and why.
type Edge struct {
	Entry    string // the unit that comes first
	Why      Why
	Position diag.Position // what asks for it
}

// Why is the reason of an edge.
type Why string

const (
	ByDependencies Why = "dependencies" // listed in the configuration
	ByParameter    Why = "parameter"    // a parameter of Init
	ByRequires     Why = "requires"     // Metadata.Requires
	ByAfter        Why = "after"        // Metadata.After
	ByBefore       Why = "before"       // the other's Metadata.Before
)

// Soft reports whether the edge only wishes for an order.
func (w Why) Soft() bool { return w == ByAfter || w == ByBefore }

// Build applies every rule and returns all findings; the plan is nil where one
// of them is an error.
func Build(cat *catalog.Catalog) (*Plan, diag.List) {
	b := &builder{cat: cat, units: make([]Unit, len(cat.Plugins)), edges: make([][]Edge, len(cat.Plugins))}
	b.names()
	for i := range cat.Plugins {
		b.unit(i)
	}
	b.conflicts()
	b.duplicates()
	b.componentNames()
	b.sideEffects()
	order := b.order()
	if b.found.Errors() > 0 {
		return nil, b.found
	}
	return b.plan(order), b.found
}

// builder collects findings and units, units by the entries' place in the file.
type builder struct {
	cat    *catalog.Catalog
	units  []Unit
	inputs []Input
	edges  [][]Edge // by unit: all that comes first
	waived []Waived
	found  diag.List
}

// unit applies the rules that concern one entry.
func (b *builder) unit(i int) {
	p := &b.cat.Plugins[i]
	u := &b.units[i]
	u.Facts, u.Prefix = p.Facts, p.Entry.Prefix.Value
	u.OnFailure = p.Entry.OnFailure.Value
	u.Timeouts = Timeouts{Init: p.Entry.Timeouts.Init.Nanoseconds, Terminate: p.Entry.Timeouts.Terminate.Nanoseconds}
	for _, c := range p.Facts.Components {
		c.Name = u.Prefix + c.Name
		u.Components = append(u.Components, c)
	}
	b.metadata(p)
	b.settings(p, u)
	reported := b.dependencies(i)
	b.requires(i, reported)
	b.arguments(i, reported)
	b.wishes(i)
}

// settings binds an entry's config to the type that its Init takes.
func (b *builder) settings(p *catalog.Plugin, u *Unit) {
	if p.Facts.Config != nil {
		configuration, found := settings.Bind(p.Entry.Name.Value, p.Entry.Name.Position, p.Entry.Settings, p.Facts.Config)
		u.Config = configuration
		b.found.Add(found...)
		return
	}
	if p.Entry.Settings != nil && len(p.Entry.Settings.Members) > 0 {
		b.found.Add(diag.Diagnostic{
			Code: diag.UnknownSetting, Position: p.Entry.Settings.Members[0].Position,
			Message: p.Entry.Name.Value + " takes no configuration",
			Related: []diag.Related{{Position: p.Facts.Init, Message: "its Init has no config parameter"}},
			Help:    "leave config out",
		})
	}
}

// plan puts the units in order.
func (b *builder) plan(order []int) *Plan {
	p := &Plan{Host: b.cat.Host, Contract: b.cat.Contract, Inputs: b.inputs, Waived: b.waived}
	level := map[string]int{}
	place := map[string]int{}
	for n, i := range order {
		u := b.units[i]
		for _, e := range b.firsts(i, place) {
			u.Level = max(u.Level, level[e.Entry]+1)
			if e.Why.Soft() {
				u.After = append(u.After, e)
			} else {
				u.Needs = append(u.Needs, e)
			}
		}
		level[u.Entry], place[u.Entry] = u.Level, n
		p.Units = append(p.Units, u)
	}
	return p
}

package plan

import (
	"fmt"
	"strings"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/config"
)

// Waived is a side effect of an import that an entry accepts.
type Waived struct {
	Entry  string // whose waiver it is
	Effect catalog.Effect
	Reason string
}

// sideEffect is an effect at its place, and the plugins whose import leads there.
type sideEffect struct {
	catalog.Effect // by the shortest path
	plugins        []*catalog.Plugin
}

// sideEffects reports what importing the plugins does, each effect and place
// once, and the waivers that match nothing. A package is initialised once for
// the whole program, so that one entry's waiver is enough.
func (b *builder) sideEffects() {
	if b.cat.Config.Policy.SideEffects.Value == "off" {
		return
	}
	for _, e := range b.gathered() {
		if p, w := waiverFor(e); w != nil {
			b.waived = append(b.waived, Waived{Entry: p.Entry.Name.Value, Effect: e.Effect, Reason: w.Reason.Value})
			continue
		}
		b.found.Add(b.sideEffect(e))
	}
	for i := range b.cat.Plugins {
		p := &b.cat.Plugins[i]
		for j := range p.Entry.Waivers {
			b.idleWaiver(p, &p.Entry.Waivers[j])
		}
	}
}

// gathered are the effects of all plugins in the order in which they are met.
func (b *builder) gathered() []*sideEffect {
	type place struct {
		at     diag.Position
		symbol string
	}
	var out []*sideEffect
	known := map[place]*sideEffect{}
	for i := range b.cat.Plugins {
		p := &b.cat.Plugins[i]
		for _, e := range p.Facts.Effects {
			key := place{e.Position, e.Symbol}
			have := known[key]
			switch {
			case have == nil:
				have = &sideEffect{Effect: e}
				known[key] = have
				out = append(out, have)
			case len(e.Path) < len(have.Path):
				have.Effect = e
			}
			have.plugins = append(have.plugins, p)
		}
	}
	return out
}

func waiverFor(e *sideEffect) (*catalog.Plugin, *config.Waiver) {
	for _, p := range e.plugins {
		for i := range p.Entry.Waivers {
			if waives(&p.Entry.Waivers[i], e.Effect) {
				return p, &p.Entry.Waivers[i]
			}
		}
	}
	return nil, nil
}

func waives(w *config.Waiver, e catalog.Effect) bool {
	return w.Code.Value == string(diag.ImportSideEffect) && w.Match.Value == e.Symbol
}

// mostEntries is how many entries that share an effect are worth a line each.
const mostEntries = 3

func (b *builder) sideEffect(e *sideEffect) diag.Diagnostic {
	d := diag.Diagnostic{
		Code: diag.ImportSideEffect, Severity: diag.Warning, Position: e.Position,
		Message: fmt.Sprintf("importing package %s %s", e.Package, e.What),
	}
	if strings.HasPrefix(e.What, "imports ") {
		d.Message = fmt.Sprintf("package %s %s", e.Package, e.What)
	}
	if b.cat.Config.Policy.SideEffects.Value == "error" {
		d.Severity = diag.Error
	}
	for _, s := range e.Path {
		d.Related = append(d.Related, diag.Related{Position: s.Position, Message: s.What})
	}
	for i, p := range e.plugins {
		note := fmt.Sprintf("entry %s leads here", p.Entry.Name.Value)
		if i == mostEntries-1 && len(e.plugins) > mostEntries {
			note += fmt.Sprintf(", and %d more", len(e.plugins)-mostEntries)
		}
		if i < mostEntries {
			d.Related = append(d.Related, diag.Related{Position: p.Entry.Module.Position, Message: note})
		}
	}
	d.Help = sideEffectHelp(e)
	return d
}

func sideEffectHelp(e *sideEffect) string {
	do := "do it in Init, which can fail and be undone in Terminate"
	if strings.HasPrefix(e.What, "imports ") {
		do = "leave the import to the host, which decides what its process registers"
	}
	return fmt.Sprintf("%s; to accept it, add to entry %s\nwaive:\n  - code: %s\n    match: %s\n    reason: why it must stay",
		do, e.plugins[0].Entry.Name.Value, diag.ImportSideEffect, e.Symbol)
}

// idleWaiver reports a waiver for what does not happen any more.
func (b *builder) idleWaiver(p *catalog.Plugin, w *config.Waiver) {
	var symbols []string
	for _, e := range p.Facts.Effects {
		if waives(w, e) {
			return
		}
		symbols = append(symbols, e.Symbol)
	}
	d := diag.Diagnostic{
		Code: diag.InvalidValue, Position: w.Match.Position,
		Message: fmt.Sprintf("the waiver for %s matches nothing any more: importing %s does no such thing", w.Match.Value, p.Facts.Package.Path),
		Help:    "leave the waiver out",
	}
	if near, ok := diag.Nearest(w.Match.Value, symbols); ok {
		d.Help = fmt.Sprintf("did you mean %s?", near)
	}
	b.found.Add(d)
}

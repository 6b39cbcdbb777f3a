package plan

import (
	"fmt"
	"strings"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/catalog"
)

// arguments resolves the parameters of Init by type. A parameter whose package
// is already reported as a missing dependency is not reported once more.
func (b *builder) arguments(i int, reported map[string]bool) {
	p := &b.cat.Plugins[i]
	for _, q := range p.Params {
		if q.Logger {
			b.units[i].Args = append(b.units[i].Args, Arg{Logger: true})
			continue
		}
		found := preferred(p.Entry.Name.Value, q, b.cat)
		switch {
		case len(found) == 0 && reported[q.Type.Path]:
		case len(found) == 0:
			b.unresolved(p, q)
		case len(found) > 1:
			b.ambiguous(p, q, found)
		case found[0].Input != "":
			b.units[i].Args = append(b.units[i].Args, Arg{Input: found[0].Input})
		default:
			b.units[i].Args = append(b.units[i].Args, Arg{Unit: found[0].Entry})
			b.edge(i, Edge{Entry: found[0].Entry, Why: ByParameter, Position: q.Position})
		}
	}
}

// preferred are the candidates of a parameter; where several entries fit and
// the dependencies list exactly one of them, that one is meant.
func preferred(entry string, q catalog.Param, cat *catalog.Catalog) []catalog.Candidate {
	if len(q.Candidates) < 2 {
		return q.Candidates
	}
	listed := map[string]bool{}
	for _, p := range cat.Plugins {
		if p.Entry.Name.Value == entry {
			for _, d := range p.Entry.Dependencies {
				listed[d.Name] = true
			}
		}
	}
	var out []catalog.Candidate
	for _, c := range q.Candidates {
		if c.Entry != "" && listed[c.Entry] {
			out = append(out, c)
		}
	}
	if len(out) == 1 {
		return out
	}
	return q.Candidates
}

func paramName(q catalog.Param) string {
	if q.Name == "" || q.Name == "_" {
		return "a parameter of Init"
	}
	return "parameter " + q.Name + " of Init"
}

func (b *builder) ambiguous(p *catalog.Plugin, q catalog.Param, found []catalog.Candidate) {
	var names []string
	d := diag.Diagnostic{Code: diag.AmbiguousParameter, Position: q.Position}
	for _, c := range found {
		if c.Input != "" {
			names = append(names, "input "+c.Input)
			continue
		}
		names = append(names, c.Entry)
		if j := b.entryIndex(c.Entry); j >= 0 {
			d.Related = append(d.Related, diag.Related{Position: b.cat.Plugins[j].Entry.Name.Position, Message: c.Entry + " fits"})
		}
	}
	d.Related = append(d.Related, diag.Related{Position: p.Entry.Name.Position, Message: "needed by " + p.Entry.Name.Value})
	d.Message = fmt.Sprintf("%s is %s, and %s fit it", paramName(q), q.Text, strings.Join(names, " and "))
	d.Help = fmt.Sprintf("list the one that is meant under the dependencies of %s, or take its own type", p.Entry.Name.Value)
	b.found.Add(d)
}

// mostMisses is how many values that do not fit a help text lists.
const mostMisses = 8

func (b *builder) unresolved(p *catalog.Plugin, q catalog.Param) {
	d := diag.Diagnostic{
		Code: diag.UnresolvedParameter, Position: q.Position,
		Message: fmt.Sprintf("%s is %s, and nothing in the composition fits it", paramName(q), q.Text),
		Related: []diag.Related{{Position: p.Entry.Name.Position, Message: "needed by " + p.Entry.Name.Value}},
	}
	var lines []string
	for _, e := range b.cat.Config.Plugins {
		if !e.Enabled && e.Module.Value == q.Type.Path {
			lines = append(lines, fmt.Sprintf("entry %s has it but is disabled; enable it", e.Name.Value))
		}
	}
	for _, s := range b.cat.Suggestions {
		if len(lines) == 0 && s.Module == q.Type.Path {
			lines = append(lines, entryText(s.Name, s.Module))
		}
	}
	if len(lines) == 0 {
		lines = append(lines, "enter the plugin whose Init returns it, or hand it in:\ninputs:\n  "+inputHint(q))
	}
	for n, m := range q.Misses {
		if n == mostMisses {
			lines = append(lines, fmt.Sprintf("and %d more that do not fit", len(q.Misses)-mostMisses))
			break
		}
		who := m.Entry
		if who == "" {
			who = "input " + m.Input
		}
		lines = append(lines, fmt.Sprintf("%s does not fit: %s", who, m.Reason))
	}
	d.Help = strings.Join(lines, "\n")
	b.found.Add(d)
}

// inputHint is the line that would hand the value in.
func inputHint(q catalog.Param) string {
	if q.Type.Path == "" {
		name := strings.ToLower(q.Name)
		if !pluginName.MatchString(name) {
			name = "NAME"
		}
		return fmt.Sprintf("%s: %q", name, q.Text)
	}
	stars := q.Text[:len(q.Text)-len(strings.TrimLeft(q.Text, "*"))]
	return fmt.Sprintf("%s: %q", strings.ToLower(q.Type.Name), stars+q.Type.Path+"."+q.Type.Name)
}

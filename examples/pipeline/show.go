package main

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/plugingen/plugingen/runtime"
)

// pluginReport is a plugin as JSON. Components are all that it may offer, Offers
// what it does offer under its settings.
type pluginReport struct {
	runtime.ManifestEntry
	State  runtime.State `json:"state"`
	Offers []string      `json:"offers"`
}

// offers lists the components that are registered, by the plugin that owns them.
func offers(c *Composition) map[string][]string {
	by := map[string][]string{}
	add(by, "StepTypes", c.StepTypes)
	add(by, "Providers", c.Providers)
	add(by, "SchemaExtensions", c.SchemaExtensions)
	return by
}

func add[T any](by map[string][]string, kind string, r *runtime.Registry[T]) {
	for _, name := range r.Names() {
		if owner, ok := r.Owner(name); ok {
			by[owner] = append(by[owner], kind+"/"+name)
		}
	}
}

// showPlugins is the verb plugins.
func showPlugins(_ context.Context, c *Composition, _ []string, out output) int {
	states := c.Plugins() // in the same order as the manifest
	offered := offers(c)
	reports := make([]pluginReport, len(states))
	for i, entry := range c.Manifest().Plugins {
		reports[i] = pluginReport{entry, states[i].State, append([]string{}, offered[entry.Entry]...)}
	}
	if out.asJSON {
		return out.json(map[string]any{"plugins": reports})
	}
	var b bytes.Buffer
	for _, r := range reports {
		fmt.Fprintf(&b, "%s %s (%s)\n", r.Entry, r.Version, r.State)
		fmt.Fprintf(&b, "  package  %s\n", r.Package)
		if len(r.Needs) > 0 {
			fmt.Fprintf(&b, "  needs    %s\n", strings.Join(r.Needs, ", "))
		}
		for _, component := range r.Offers {
			fmt.Fprintf(&b, "  offers   %s\n", component)
		}
	}
	return out.write(b.Bytes())
}

// showHealth is the verb health.
func showHealth(ctx context.Context, c *Composition, _ []string, out output) int {
	report := c.Health(ctx)
	code := exitOK
	if !report.Ready {
		code = exitFailed
	}
	if out.asJSON {
		return max(code, out.json(report))
	}
	var b bytes.Buffer
	table := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, p := range report.Plugins {
		line := p.Plugin + "\t" + p.State.String()
		if p.Err != nil {
			line += "\t" + p.Err.Error()
		}
		fmt.Fprintln(table, line)
	}
	table.Flush() // into memory, which does not fail
	if !report.Ready {
		b.WriteString("not ready\n")
	}
	return max(code, out.write(b.Bytes()))
}

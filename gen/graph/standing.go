package graph

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// JSON writes a standing as one object, indented; its arrays are never null.
// The error is the writer's.
func (s *Standing) JSON(w io.Writer) error { return encode(w, s) }

// Text writes a standing for a reader. The error is the writer's.
func (s *Standing) Text(w io.Writer) error {
	var b strings.Builder
	s.head(&b)
	if s.Enabled {
		linkTable(&b, "It needs", s.Needs)
		linkTable(&b, "It starts after, by a wish", s.After)
		s.dependentTable(&b)
		linkTable(&b, "These start after it, by a wish", s.Before)
		s.Turn.text(&b)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (s *Standing) head(b *strings.Builder) {
	if !s.Enabled {
		fmt.Fprintf(b, "%s is entered at %s and disabled: nothing of it is in the composition.\n  package  %s\n", s.Entry, s.Position, s.Package)
		return
	}
	fmt.Fprintf(b, "%s is entered at %s: plugin %s, version %s.\n", s.Entry, s.Position, s.Plugin, s.PluginVersion)
	fmt.Fprintf(b, "  package  %s\n", s.Package)
	fmt.Fprintf(b, "  module   %s %s\n", s.Module, cmp.Or(s.ModuleVersion, "(built from a directory)"))
}

func linkTable(b *strings.Builder, title string, links []Link) {
	if len(links) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s\n", title)
	t := table(b)
	for _, l := range links {
		fmt.Fprintf(t, "  %s\t%s\t%s\n", l.Entry, l.reason(), l.Position)
	}
	t.Flush() //nolint:errcheck // a Builder takes everything
}

func table(b *strings.Builder) *tabwriter.Writer { return tabwriter.NewWriter(b, 0, 0, 2, ' ', 0) }

// reasons are what the words of an edge mean.
var reasons = map[string]string{
	"dependencies": "listed in dependencies",
	"parameter":    "a parameter of Init",
	"requires":     "Requires in metadata",
	"after":        "After in metadata",
	"before":       "Before in metadata",
}

func (l Link) reason() string { return cmp.Or(reasons[l.Why], l.Why) }

func (s *Standing) dependentTable(b *strings.Builder) {
	if len(s.NeededBy) == 0 {
		b.WriteString("\nNobody needs it: it is there because it is entered.\n")
		return
	}
	fmt.Fprintf(b, "\nNeeded by\n")
	t := table(b)
	for _, d := range s.NeededBy {
		fmt.Fprintf(t, "  %s\t%s\n", d.Entry, d.text(s.Entry))
	}
	t.Flush() //nolint:errcheck // a Builder takes everything
}

// text is the reason of a direct need, the chain of another one.
func (d Dependent) text(entry string) string {
	first := d.Chain[0]
	text := first.reason() + ", " + first.Position.String()
	if len(d.Chain) > 1 {
		var names []string
		for _, l := range d.Chain {
			names = append(names, l.Entry)
		}
		text = strings.Join(append(names, entry), " -> ")
	}
	if d.Root {
		text += "; nobody needs " + d.Entry
	}
	return text
}

func (t *Turn) text(b *strings.Builder) {
	fmt.Fprintf(b, "\nIt starts at place %d of %d, on level %d%s.\n", t.Place, t.Of, t.Level, t.company())
	fmt.Fprintf(b, "  not earlier: %s\n", t.notEarlier())
	fmt.Fprintf(b, "  not later:   %s\n", t.notLater())
}

func (t *Turn) company() string {
	if len(t.Parallel) == 0 {
		return " alone"
	}
	return " in parallel with " + several(t.Parallel)
}

func (t *Turn) notEarlier() string {
	wait := "it waits for nothing"
	if t.WaitsFor != "" {
		wait = "it waits for " + t.WaitsFor
	}
	switch {
	case len(t.Ahead) > 0:
		return wait + "; ready too, and earlier in the configuration: " + several(t.Ahead)
	case t.WaitsFor != "":
		return wait + ", which takes the place before"
	}
	return wait + " and is the first of all"
}

func (t *Turn) notLater() string {
	var parts []string
	if t.Awaited != "" {
		parts = append(parts, t.Awaited+" waits for it")
	}
	if len(t.Behind) > 0 {
		parts = append(parts, "ready too, but later in the configuration: "+several(t.Behind))
	}
	if len(parts) == 0 {
		return "it is the last of all"
	}
	return strings.Join(parts, "; ")
}

// few is how many names a sentence holds; the JSON has them all.
const few = 5

// several lists names as a sentence does.
func several(names []string) string {
	switch {
	case len(names) == 1:
		return names[0]
	case len(names) > few:
		return fmt.Sprintf("%s and %d more", strings.Join(names[:few-1], ", "), len(names)-few+1)
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

package graph

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// title is the picture's name for those who cannot see it.
func (g *graph) title() string {
	if len(g.Nodes) == 0 {
		return "No plugins"
	}
	return count(len(g.Nodes), "plugin") + " on " + count(len(g.levels()), "level")
}

// description is the picture in words.
func (g *graph) description() string {
	needs := map[string][]string{}
	for _, e := range g.Edges {
		needs[e.From] = append(needs[e.From], e.phrase())
	}
	var b strings.Builder
	b.WriteString("Plugins of one level start in parallel, level 0 first.")
	for i, level := range g.levels() {
		fmt.Fprintf(&b, "\nLevel %d:", i)
		for n, node := range level {
			if n > 0 {
				b.WriteString(";")
			}
			fmt.Fprintf(&b, " %s %s", node.Entry, node.Version)
			if words := needs[node.Entry]; len(words) > 0 {
				b.WriteString(" " + strings.Join(words, ", "))
			}
		}
		b.WriteString(".")
	}
	return b.String()
}

// phrase says what an edge is, without the one that it leaves.
func (e edge) phrase() string {
	if e.soft() {
		return fmt.Sprintf("starts after %s (%s)", e.To, e.Why)
	}
	return fmt.Sprintf("needs %s (%s)", e.To, e.Why)
}

func (e edge) title() string { return e.From + " " + e.phrase() }

// title is what a box says when it is pointed at.
func (n *node) title() string {
	lines := []string{n.Entry + " " + n.Version, n.Package}
	return strings.Join(append(lines, n.components...), "\n")
}

// legendItem explains one style of lines.
type legendItem struct {
	class, text string
}

// legendItems are those that the picture needs.
func (p *picture) legendItems() []legendItem {
	var items []legendItem
	if len(p.g.Nodes) == 0 {
		return []legendItem{{"", "no plugins"}}
	}
	if slices.ContainsFunc(p.g.Edges, func(e edge) bool { return !e.soft() }) {
		items = append(items, legendItem{"edge", "needs"})
	}
	if slices.ContainsFunc(p.g.Edges, edge.soft) {
		items = append(items, legendItem{"edge wish", "starts after, only wished"})
	}
	return items
}

// legendLine is the length of a sample with the room beside it.
const legendLine = 46

func (i legendItem) width() int {
	w := textWidth(i.text, noteSize)
	if i.class != "" {
		w += legendLine
	}
	return w
}

func (p *picture) legendWidth() int {
	x := margin + bandInset
	for _, item := range p.legendItems() {
		x += item.width() + 2*boxGap
	}
	return x
}

func (p *picture) legendHeight() int {
	if len(p.legendItems()) == 0 {
		return 0
	}
	return legendRow
}

func (p *picture) legend(b *bytes.Buffer) {
	x, y := margin+bandInset, p.height-margin-6
	for _, item := range p.legendItems() {
		text := x
		if item.class != "" {
			text += legendLine
			fmt.Fprintf(b, "<path class=\"head sample\" d=\"M%d %dl%d -4v8z\"/>", x, y-4, headLength)
			fmt.Fprintf(b, "<path class=\"%s sample\" d=\"M%d %dH%d\"/>", item.class, text-10, y-4, x+headLength)
		}
		fmt.Fprintf(b, "<text class=\"note\" x=\"%d\" y=\"%d\">%s</text>\n", text, y, item.text)
		x += item.width() + 2*boxGap
	}
}

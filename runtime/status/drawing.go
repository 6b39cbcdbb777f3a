package status

import (
	"fmt"
	"math"
	"strings"
	"unicode/utf8"
)

// Measures of the drawing, in CSS pixels.
const (
	nodeHeight = 34.0
	bendHeight = 8.0
	gap        = 12.0
	between    = 64.0 // columns
	margin     = 8.0
	letter     = 7.3 // width of one at the drawing's font size
	besides    = 46  // of a name within its node: the icon and room
	longest    = 24  // name, in letters
)

// draw lays the plugins out. The same composition gives the same drawing.
func draw(plugins []row) graph {
	l := newLayered(plugins)
	l.arrange()
	left, width := l.measure(plugins)
	g := graph{Nodes: make([]node, len(plugins))}
	for k, v := range l.vertices {
		g.Nodes[k] = node{
			X: round(left[v.level]), Y: round(v.y - v.height/2 + margin), W: round(width[v.level]), H: nodeHeight,
			Name: cut(plugins[k].Entry), Plugin: plugins[k],
		}
		g.Width = max(g.Width, g.Nodes[k].X+g.Nodes[k].W+margin)
	}
	for _, column := range l.columns {
		for _, v := range column {
			g.Height = max(g.Height, round(v.y+v.height/2+2*margin))
		}
	}
	for _, k := range l.links {
		g.Edges = append(g.Edges, edge{Path: k.path(left, width), Soft: k.soft})
	}
	return g
}

// measure finds where each column stands and how wide it is.
func (l *layered) measure(plugins []row) (left, width []float64) {
	left, width = make([]float64, len(l.columns)), make([]float64, len(l.columns))
	for k, p := range plugins {
		w := float64(utf8.RuneCountInString(cut(p.Entry)))*letter + besides
		level := l.vertices[k].level
		width[level] = max(width[level], math.Ceil(w))
	}
	at := margin
	for k := range left {
		left[k] = at
		at += width[k] + between
	}
	return left, width
}

// path is a curve from the right side of the first plugin to the left side of
// the last, level through the columns between.
func (k link) path(left, width []float64) string {
	var path strings.Builder
	x, y := 0, 0
	for n, v := range k.through {
		nextX, nextY := round(left[v.level]), round(v.y+margin)
		switch {
		case n == 0:
			fmt.Fprintf(&path, "M%d %d", round(left[v.level]+width[v.level]), nextY)
		default:
			half := (x + nextX) / 2
			fmt.Fprintf(&path, " C%d %d %d %d %d %d", half, y, half, nextY, nextX, nextY)
		}
		x, y = round(left[v.level]+width[v.level]), nextY
		if n > 0 && n < len(k.through)-1 {
			fmt.Fprintf(&path, " H%d", x)
		}
	}
	return path.String()
}

func round(f float64) int { return int(math.Round(f)) }

func cut(name string) string {
	if utf8.RuneCountInString(name) <= longest {
		return name
	}
	return string([]rune(name)[:longest-1]) + "…"
}

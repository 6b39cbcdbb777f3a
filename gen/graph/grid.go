package graph

import "bytes"

// grid is where the entries without edges stand, in rows.
type grid struct {
	nodes   []int
	x, y    int // of its band
	columns int
	cell    int // width of a box
	below   bool
}

// newGrid fills the width of the drawing above it, or is about as wide as high.
func newGrid(p *picture, width, y int) grid {
	g := grid{nodes: p.layers.alone, x: margin, y: y, cell: minBox, below: len(p.columns) > 0}
	for _, n := range g.nodes {
		g.cell = max(g.cell, p.g.Nodes[n].width())
	}
	g.columns = 1
	for g.columns < len(g.nodes) && (g.columns < 4 || g.w(g.columns+1) <= width || g.w(g.columns) < g.h()) {
		g.columns++
	}
	if g.below {
		g.y += margin
	}
	return g
}

func (g grid) w(columns int) int { return columns*(g.cell+boxGap) - boxGap + 2*bandInset }

func (g grid) h() int {
	rows := (len(g.nodes) + g.columns - 1) / g.columns
	return bandHead + rows*(boxHeight+boxGap) - boxGap + bandInset
}

func (g grid) right() int {
	if len(g.nodes) == 0 {
		return 0
	}
	return g.x + g.w(g.columns)
}

// bottom is the end of all boxes.
func (g grid) bottom() int {
	switch {
	case len(g.nodes) > 0:
		return g.y + g.h()
	case g.below:
		return g.y - margin
	}
	return g.y
}

func (g grid) draw(b *bytes.Buffer, p *picture) {
	if len(g.nodes) == 0 {
		return
	}
	label := "level 0"
	switch {
	case g.below && len(g.nodes) == 1:
		label += ", on its own"
	case g.below:
		label += ", on their own"
	}
	band(b, g.x, g.y, g.w(g.columns), g.h(), label)
	for i, n := range g.nodes {
		x := g.x + bandInset + i%g.columns*(g.cell+boxGap)
		y := g.y + bandHead + i/g.columns*(boxHeight+boxGap)
		p.node(b, n, x, y, g.cell)
	}
}

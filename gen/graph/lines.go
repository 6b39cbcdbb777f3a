package graph

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
)

// lines draws the edges, and an arrow where those of one style end.
func (p *picture) lines(b *bytes.Buffer) {
	ports := p.ports()
	arrows := map[trunk]bool{}
	var heads bytes.Buffer
	for i, e := range p.g.Edges {
		key := trunk{p.g.index[e.To], e.soft()}
		end := p.head(key)
		fmt.Fprintf(b, "<path class=\"edge%s c%d\" d=\"%s\"><title>%s</title></path>\n",
			dashed(e), p.colors[key.to], p.path(p.routes[i], ports[i], end), escape(e.title()))
		if !arrows[key] {
			arrows[key] = true
			x := p.right(p.g.Nodes[key.to].Level)
			fmt.Fprintf(&heads, "<path class=\"head c%d\" d=\"M%d %dl%d -4v8z\"/>\n", p.colors[key.to], x+1, end, headLength)
		}
	}
	b.Write(heads.Bytes())
}

func dashed(e edge) string {
	if e.soft() {
		return " wish"
	}
	return ""
}

// right is the x of a column's right side.
func (p *picture) right(level int) int { return p.columnAt[level] + p.columnW[level] }

// head is the y at which the lines of a trunk end: in the middle of the box,
// but side by side where there are both styles.
func (p *picture) head(key trunk) int {
	y := p.top() + p.boxOf(key.to).at
	both := slices.ContainsFunc(p.g.Edges, func(e edge) bool { return p.g.index[e.To] == key.to && e.soft() != key.soft })
	switch {
	case !both:
		return y
	case key.soft:
		return y + 7
	}
	return y - 7
}

// boxOf is the vertex of a node that has edges.
func (p *picture) boxOf(node int) *vertex {
	return &p.vertices[slices.IndexFunc(p.vertices, func(v vertex) bool { return v.node == node })]
}

// ports are the heights at which the edges leave their boxes: one below the
// other, in the order in which they go on, so that they do not cross there.
func (p *picture) ports() []int {
	leaving := map[int][]int{} // edges by the vertex that they leave
	for i, route := range p.routes {
		leaving[route[0]] = append(leaving[route[0]], i)
	}
	at := make([]int, len(p.routes))
	for v, edges := range leaving {
		slices.SortStableFunc(edges, func(a, b int) int {
			return cmp.Compare(p.vertices[p.routes[a][1]].at, p.vertices[p.routes[b][1]].at)
		})
		step := min(9, (boxHeight-14)/max(1, len(edges)-1))
		for n, e := range edges {
			at[e] = p.top() + p.vertices[v].at + (2*n-len(edges)+1)*step/2
		}
	}
	return at
}

// path draws a route from its box's left side: an S through every gap, straight
// through the columns between.
func (p *picture) path(route []int, from, to int) string {
	var b bytes.Buffer
	level := p.g.Nodes[p.vertices[route[0]].node].Level
	x, y := p.columnAt[level], from
	fmt.Fprintf(&b, "M%d %d", x, y)
	for _, v := range route[1:] {
		level--
		nextX, nextY := p.right(level), p.top()+p.vertices[v].at
		if !p.vertices[v].bend() {
			nextX, nextY = nextX+headLength, to
		}
		if middle := (x + nextX) / 2; y == nextY {
			fmt.Fprintf(&b, "H%d", nextX)
		} else {
			fmt.Fprintf(&b, "C%d %d %d %d %d %d", middle, y, middle, nextY, nextX, nextY)
		}
		x, y = nextX, nextY
		if p.vertices[v].bend() {
			x = p.columnAt[level]
			fmt.Fprintf(&b, "H%d", x)
		}
	}
	return b.String()
}

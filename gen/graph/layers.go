package graph

import "slices"

// vertex is something that stands in a column: the box of a node, or a bend
// where an edge passes the column on its way to one further left.
type vertex struct {
	node        int   // -1 for a bend
	left, right []int // vertices of the adjoining columns that a line leads to
	size        int   // height
	at          int   // y of the middle
}

func (v *vertex) bend() bool { return v.node < 0 }

// layers is a graph in columns, one per level, the first at the left. Nodes
// without any edge are not among them: they have no place to be drawn to.
type layers struct {
	g        *graph
	vertices []vertex
	columns  [][]int // vertices from top to bottom
	routes   [][]int // by edge: the vertices that it passes, from its tail to its head
	alone    []int   // nodes without edges
}

// trunk is what the edges of one style that lead to one node share: a line
// that runs through the columns and from which the edges branch off.
type trunk struct {
	to   int
	soft bool
}

func newLayers(g *graph) *layers {
	l := &layers{g: g}
	ids := l.boxes()
	trunks := map[trunk][]int{}
	for _, e := range g.Edges {
		from, to := g.index[e.From], g.index[e.To]
		low, high := g.Nodes[to].Level, g.Nodes[from].Level
		key := trunk{to, e.soft()}
		for level := low + 1 + len(trunks[key]); level < high; level++ {
			trunks[key] = append(trunks[key], l.add(level, vertex{node: -1, size: bendHeight}))
		}
		route := append([]int{ids[to]}, trunks[key][:high-low-1]...)
		route = append(route, ids[from])
		for i, v := range route[1:] {
			l.link(route[i], v)
		}
		slices.Reverse(route)
		l.routes = append(l.routes, route)
	}
	return l
}

// boxes makes the vertices of nodes and returns them by node, and sets aside
// the nodes that have no edge.
func (l *layers) boxes() []int {
	linked := map[string]bool{}
	for _, e := range l.g.Edges {
		linked[e.From], linked[e.To] = true, true
	}
	ids := make([]int, len(l.g.Nodes))
	for i, n := range l.g.Nodes {
		if !linked[n.Entry] {
			l.alone = append(l.alone, i)
			continue
		}
		ids[i] = l.add(n.Level, vertex{node: i, size: boxHeight})
	}
	return ids
}

// add puts a vertex at the end of a column.
func (l *layers) add(level int, v vertex) int {
	for len(l.columns) <= level {
		l.columns = append(l.columns, nil)
	}
	id := len(l.vertices)
	l.vertices = append(l.vertices, v)
	l.columns[level] = append(l.columns[level], id)
	return id
}

// link notes a line between vertices of adjoining columns, once.
func (l *layers) link(left, right int) {
	if slices.Contains(l.vertices[right].left, left) {
		return
	}
	l.vertices[right].left = append(l.vertices[right].left, left)
	l.vertices[left].right = append(l.vertices[left].right, right)
}

package graph

import "slices"

// vertex is something that stands in a column: the box of a node, or a bend
// where an edge passes the column on its way to one further left.
type vertex struct {
	node        int   // -1 for a bend
	to          int   // the node that the line through a bend leads to; of a box, its own
	left, right []int // vertices of the adjoining columns that a line leads to
	size        int   // its measure across the levels
	at          int   // where its middle is
}

func (v *vertex) bend() bool { return v.node < 0 }

// layers is a graph in columns, one per level, the first at the left; or in
// rows, the first at the top: then left stands for up and right for down. Nodes
// without any edge are not among them: nothing draws them to a place.
type layers struct {
	g        *graph
	vertices []vertex
	columns  [][]int // vertices from top to bottom
	routes   [][]int // by edge: the vertices that it passes, from its tail to its head
	alone    []int   // nodes without edges
	box      []int   // by node: its vertex
	ends     map[trunk]fan
}

// trunk is what the edges of one style that lead to one node share: a line
// that runs through the columns and from which the edges branch off.
type trunk struct {
	to   int
	soft bool
}

// fan are the vertices from which the lines of a trunk come to their box.
type fan []int

// from is their mean place across the levels.
func (f fan) from(l *layers) int {
	sum := 0
	for _, v := range f {
		sum += l.vertices[v].at
	}
	return divide(sum, len(f))
}

func newLayers(g *graph, rows bool) *layers {
	l := &layers{g: g, box: make([]int, len(g.Nodes)), ends: map[trunk]fan{}}
	l.boxes(rows)
	trunks := map[trunk][]int{}
	for _, e := range g.Edges {
		from, to := g.index[e.From], g.index[e.To]
		low, high := g.Nodes[to].Level, g.Nodes[from].Level
		key := trunk{to, e.soft()}
		for level := low + 1 + len(trunks[key]); level < high; level++ {
			trunks[key] = append(trunks[key], l.add(level, vertex{node: -1, to: to, size: bendSize}))
		}
		route := append([]int{l.box[to]}, trunks[key][:high-low-1]...)
		route = append(route, l.box[from])
		for i, v := range route[1:] {
			l.link(route[i], v)
		}
		l.ends[key] = append(l.ends[key], route[1])
		slices.Reverse(route)
		l.routes = append(l.routes, route)
	}
	return l
}

// boxes makes the vertices of nodes, and sets aside the nodes that have no edge.
func (l *layers) boxes(rows bool) {
	linked := map[string]bool{}
	for _, e := range l.g.Edges {
		linked[e.From], linked[e.To] = true, true
	}
	for i, n := range l.g.Nodes {
		if !linked[n.Entry] {
			l.alone = append(l.alone, i)
			continue
		}
		size := boxHeight
		if rows {
			size = max(minBox, n.width())
		}
		l.box[i] = l.add(n.Level, vertex{node: i, to: i, size: size})
	}
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

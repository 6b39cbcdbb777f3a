package graph

// palette is the number of colours of lines.
const palette = 8

// uncolored is the colour of a node that no line leads to.
const uncolored = -1

// colorsOf gives every node that lines lead to the colour of these lines: in
// turn, but leaving out those of what runs beside them on any level.
func colorsOf(l *layers) []int {
	colors := make([]int, len(l.g.Nodes))
	for i := range colors {
		colors[i] = uncolored
	}
	beside := l.beside()
	next := 0
	for _, column := range l.columns {
		for _, v := range column {
			box := &l.vertices[v]
			if box.bend() || len(box.right) == 0 {
				continue
			}
			var taken [palette]bool
			for _, other := range beside[box.node] {
				if c := colors[other]; c != uncolored {
					taken[c] = true
				}
			}
			colors[box.node] = free(taken, next)
			next = colors[box.node] + 1
		}
	}
	return colors
}

// free is the first colour from next on that is not taken; next itself where
// all are.
func free(taken [palette]bool, next int) int {
	for i := range palette {
		if c := (next + i) % palette; !taken[c] {
			return c
		}
	}
	return next % palette
}

// beside lists by node what its lines, or itself, stand next to.
func (l *layers) beside() [][]int {
	out := make([][]int, len(l.g.Nodes))
	for _, column := range l.columns {
		for n := 1; n < len(column); n++ {
			a, b := l.vertices[column[n-1]].to, l.vertices[column[n]].to
			if a != b {
				out[a], out[b] = append(out[a], b), append(out[b], a)
			}
		}
	}
	return out
}

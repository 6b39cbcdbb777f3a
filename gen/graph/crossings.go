package graph

import (
	"cmp"
	"slices"
)

// sweeps is how often the columns are reordered; the gain after that is small.
const sweeps = 24

// untangle orders every column so that few lines cross: each vertex goes to
// the mean place of its neighbours in the column before it, forth and back, and
// neighbours change places where that helps. The best order seen is kept.
// Nothing is left to chance, so that the same graph gives the same drawing.
func (l *layers) untangle() {
	l.gather()
	best, fewest := cloneColumns(l.columns), l.crossings()
	for i := 0; i < sweeps && fewest > 0; i++ {
		l.sweep(i%2 == 0, i%4 > 1)
		l.swap()
		if n := l.crossings(); n < fewest {
			best, fewest = cloneColumns(l.columns), n
		}
	}
	l.columns = best
}

func cloneColumns(columns [][]int) [][]int {
	out := make([][]int, len(columns))
	for i, c := range columns {
		out[i] = slices.Clone(c)
	}
	return out
}

// gather starts with the vertices that hang together beside each other.
func (l *layers) gather() {
	group := make([]int, len(l.vertices))
	for v := range l.vertices {
		if group[v] == 0 {
			l.mark(v, group, v+1)
		}
	}
	for _, column := range l.columns {
		slices.SortStableFunc(column, func(a, b int) int { return cmp.Compare(group[a], group[b]) })
	}
}

// mark gives a number to all that hangs together with a vertex.
func (l *layers) mark(v int, group []int, number int) {
	group[v] = number
	for open := []int{v}; len(open) > 0; {
		v, open = open[len(open)-1], open[:len(open)-1]
		for _, near := range [][]int{l.vertices[v].left, l.vertices[v].right} {
			for _, w := range near {
				if group[w] == 0 {
					group[w] = number
					open = append(open, w)
				}
			}
		}
	}
}

// sweep orders the columns one after the other by their neighbours to the left,
// or from the right by those to the right. Ties keep their order, or turn it
// round: an order that no sweep improves is left by that.
func (l *layers) sweep(fromLeft, turn bool) {
	for i := range l.columns {
		column := l.columns[i]
		if !fromLeft {
			column = l.columns[len(l.columns)-1-i]
		}
		place := l.places()
		mean := make(map[int]int, len(column))
		for n, v := range column {
			near := l.vertices[v].left
			if !fromLeft {
				near = l.vertices[v].right
			}
			mean[v] = meanPlace(near, place, n)
		}
		if turn {
			slices.Reverse(column)
		}
		slices.SortStableFunc(column, func(a, b int) int { return cmp.Compare(mean[a], mean[b]) })
	}
}

// meanPlace is in thousandths of a place: whole numbers are the same on every
// machine.
func meanPlace(near []int, place []int, otherwise int) int {
	if len(near) == 0 {
		return otherwise * 1000
	}
	sum := 0
	for _, v := range near {
		sum += place[v]
	}
	return sum * 1000 / len(near)
}

// places are the vertices' places in their columns.
func (l *layers) places() []int {
	place := make([]int, len(l.vertices))
	for _, column := range l.columns {
		for n, v := range column {
			place[v] = n
		}
	}
	return place
}

// swap exchanges neighbours as long as that takes crossings away.
func (l *layers) swap() {
	place := l.places()
	for better, rounds := true, 0; better && rounds < sweeps; rounds++ {
		better = false
		for _, column := range l.columns {
			for n := 1; n < len(column); n++ {
				a, b := column[n-1], column[n]
				if l.pairCrossings(b, a, place) < l.pairCrossings(a, b, place) {
					column[n-1], column[n] = b, a
					place[a], place[b] = n, n-1
					better = true
				}
			}
		}
	}
}

// pairCrossings counts the crossings of the lines of a with those of b where a
// stands above b.
func (l *layers) pairCrossings(a, b int, place []int) int {
	count := 0
	for _, sides := range [][2][]int{{l.vertices[a].left, l.vertices[b].left}, {l.vertices[a].right, l.vertices[b].right}} {
		for _, x := range sides[0] {
			for _, y := range sides[1] {
				if place[x] > place[y] {
					count++
				}
			}
		}
	}
	return count
}

// crossings counts all crossings, column by column: lines that come from
// higher up on the left and end lower down on the right.
func (l *layers) crossings() int {
	place := l.places()
	count := 0
	for _, column := range l.columns {
		above := newTally(len(l.vertices))
		for _, v := range column {
			for _, left := range l.vertices[v].left {
				count += above.beyond(place[left])
			}
			for _, left := range l.vertices[v].left {
				above.add(place[left])
			}
		}
	}
	return count
}

// tally counts numbers and says how many were greater (a Fenwick tree).
type tally struct {
	sums  []int
	total int
}

func newTally(n int) *tally { return &tally{sums: make([]int, n+1)} }

func (t *tally) add(n int) {
	t.total++
	for i := n + 1; i < len(t.sums); i += i & -i {
		t.sums[i]++
	}
}

func (t *tally) beyond(n int) int {
	upTo := 0
	for i := n + 1; i > 0; i -= i & -i {
		upTo += t.sums[i]
	}
	return t.total - upTo
}

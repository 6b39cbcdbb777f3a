package graph

// Sizes and distances in pixels.
const (
	boxHeight = 46
	bendSize  = 4
	boxGap    = 16 // between boxes
	lineGap   = 12 // beside a bend
)

// straightening is how often the places are evened out.
const straightening = 16

// raise gives every vertex its place in its column: as near to the mean of its
// neighbours as the order there and the distances allow. The first begins at 0.
func (l *layers) raise() {
	for _, column := range l.columns {
		l.settle(column, func(int) (int, int) { return 0, 1 })
	}
	for i := range straightening {
		for n := range l.columns {
			if i%2 == 0 {
				l.settle(l.columns[n], l.wish(true, i >= straightening-4))
			} else {
				l.settle(l.columns[len(l.columns)-1-n], l.wish(i >= straightening-4, true))
			}
		}
	}
	l.toTop()
}

// wish returns where a vertex wants to be, and how much.
func (l *layers) wish(left, right bool) func(int) (at, weight int) {
	return func(v int) (int, int) {
		sum, weight := 0, 0
		pull := func(near []int) {
			for _, w := range near {
				n := l.pull(v, w)
				sum += n * l.vertices[w].at
				weight += n
			}
		}
		if left {
			pull(l.vertices[v].left)
		}
		if right {
			pull(l.vertices[v].right)
		}
		if weight == 0 {
			return l.vertices[v].at, 1
		}
		return divide(sum, weight), weight
	}
}

// pull is the weight of a line: long edges are to be straight above all.
func (l *layers) pull(v, w int) int {
	switch {
	case l.vertices[v].bend() && l.vertices[w].bend():
		return 8
	case l.vertices[v].bend() || l.vertices[w].bend():
		return 2
	}
	return 1
}

// run is a part of a column whose vertices stand as close as they may.
type run struct {
	first, last int // in the column
	sum, weight int // of the wishes for the first one's place, weighted
}

func (r run) at() int { return divide(r.sum, r.weight) }

// settle places the vertices of a column so that the sum of the squared
// distances from their wishes is least: runs that would overlap are joined
// until none do (the pool adjacent violators algorithm).
func (l *layers) settle(column []int, wish func(int) (at, weight int)) {
	offset := make([]int, len(column)+1) // from the first vertex, all as close as they may
	for n := 1; n < len(column); n++ {
		offset[n] = offset[n-1] + l.distance(column[n-1], column[n])
	}
	var runs []run
	for n, v := range column {
		at, weight := wish(v)
		r := run{n, n, (at - offset[n]) * weight, weight}
		for len(runs) > 0 && runs[len(runs)-1].at() >= r.at() {
			before := runs[len(runs)-1]
			runs = runs[:len(runs)-1]
			r = run{before.first, r.last, before.sum + r.sum, before.weight + r.weight}
		}
		runs = append(runs, r)
	}
	for _, r := range runs {
		for n := r.first; n <= r.last; n++ {
			l.vertices[column[n]].at = r.at() + offset[n]
		}
	}
}

// distance is the least one between the middles of neighbours in a column.
func (l *layers) distance(a, b int) int {
	v, w := &l.vertices[a], &l.vertices[b]
	gap := boxGap
	if v.bend() || w.bend() {
		gap = lineGap
	}
	return (v.size+w.size)/2 + gap
}

// toTop moves the whole drawing so that its highest box begins at 0.
func (l *layers) toTop() {
	top := 0
	for n, v := range l.vertices {
		if high := v.at - v.size/2; n == 0 || high < top {
			top = high
		}
	}
	for n := range l.vertices {
		l.vertices[n].at -= top
	}
}

// extent is where the last box or bend ends.
func (l *layers) extent() int {
	bottom := 0
	for _, v := range l.vertices {
		bottom = max(bottom, v.at+v.size/2)
	}
	return bottom
}

// divide rounds to the nearest whole number, halves up; b is positive. Whole
// numbers give the same drawing on every machine.
func divide(a, b int) int {
	q := (2*a + b) / (2 * b)
	if (2*a+b)%(2*b) < 0 {
		q--
	}
	return q
}

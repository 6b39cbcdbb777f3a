package status

import (
	"cmp"
	"slices"
)

// graph is the composition as it is drawn: start order from left to right, an
// arrow from each plugin to those that come after it.
type graph struct {
	Width, Height int
	Nodes         []node // in the order of the composition
	Edges         []edge
}

type node struct {
	X, Y, W, H int
	Name       string // cut to what fits
	Plugin     row
}

type edge struct {
	Path string // of an SVG path
	Soft bool   // starts after, without need
}

// vertex is a plugin in the drawing, or a bend where an edge passes a level.
type vertex struct {
	plugin  int // index, or bend
	level   int
	height  float64
	y       float64 // of its middle
	in, out []*vertex
}

const bend = -1

// link is an edge with the bends that it takes, ends included.
type link struct {
	through []*vertex
	soft    bool
}

// layered is the composition as columns of vertices.
type layered struct {
	columns  [][]*vertex
	vertices []*vertex // of the plugins, by index
	links    []link
}

func newLayered(plugins []row) *layered {
	l := &layered{vertices: make([]*vertex, len(plugins))}
	index := make(map[string]int, len(plugins))
	for k, p := range plugins {
		index[p.Entry] = k
		l.vertices[k] = l.add(k, p.Level, nodeHeight)
	}
	for k, p := range plugins {
		for _, from := range p.Needs {
			l.link(index, from, k, false)
		}
		for _, from := range p.After {
			if !slices.Contains(p.Needs, from) {
				l.link(index, from, k, true)
			}
		}
	}
	return l
}

func (l *layered) add(plugin, level int, height float64) *vertex {
	v := &vertex{plugin: plugin, level: level, height: height}
	for level >= len(l.columns) {
		l.columns = append(l.columns, nil)
	}
	l.columns[level] = append(l.columns[level], v)
	return v
}

// link joins two plugins, with a bend in each column between. A composition that
// is not valid may have edges that lead nowhere or back; they are not drawn.
func (l *layered) link(index map[string]int, from string, to int, soft bool) {
	k, known := index[from]
	target := l.vertices[to]
	if !known || l.vertices[k].level >= target.level {
		return
	}
	through := []*vertex{l.vertices[k]}
	for level := through[0].level + 1; level < target.level; level++ {
		through = append(through, l.add(bend, level, bendHeight))
	}
	through = append(through, target)
	for n := 1; n < len(through); n++ {
		through[n-1].out = append(through[n-1].out, through[n])
		through[n].in = append(through[n].in, through[n-1])
	}
	l.links = append(l.links, link{through, soft})
}

// arrange orders each column by where its neighbours stand, so that few edges
// cross, and then finds the heights. A few sweeps are enough for what a page can
// show.
func (l *layered) arrange() {
	for _, column := range l.columns {
		stack(column)
	}
	for sweep := range 8 {
		l.sweep(sweep%2 == 0, func(column []*vertex, towards func(*vertex) float64) {
			slices.SortStableFunc(column, func(a, b *vertex) int { return cmp.Compare(towards(a), towards(b)) })
			stack(column)
		})
	}
	for sweep := range 6 {
		l.sweep(sweep%2 == 0, relax)
	}
	l.raise()
}

// sweep goes through the columns, looking back at the neighbours behind.
func (l *layered) sweep(forward bool, each func(column []*vertex, towards func(*vertex) float64)) {
	for k := range l.columns {
		if forward {
			each(l.columns[k], func(v *vertex) float64 { return mean(v.in, v.y) })
		} else {
			each(l.columns[len(l.columns)-1-k], func(v *vertex) float64 { return mean(v.out, v.y) })
		}
	}
}

func mean(neighbours []*vertex, otherwise float64) float64 {
	if len(neighbours) == 0 {
		return otherwise
	}
	sum := 0.0
	for _, v := range neighbours {
		sum += v.y
	}
	return sum / float64(len(neighbours))
}

// stack puts the vertices of a column under each other, its middle at 0.
func stack(column []*vertex) {
	total := -gap
	for _, v := range column {
		total += v.height + gap
	}
	at := -total / 2
	for _, v := range column {
		v.y = at + v.height/2
		at += v.height + gap
	}
}

// relax moves vertices towards their neighbours as far as their order and the
// gaps allow.
func relax(column []*vertex, towards func(*vertex) float64) {
	wanted := make([]float64, len(column))
	off := 0.0
	for k, v := range column {
		wanted[k] = towards(v)
		v.y = wanted[k]
		if k > 0 {
			above := column[k-1]
			v.y = max(v.y, above.y+(above.height+v.height)/2+gap)
		}
		off += v.y - wanted[k]
	}
	for _, v := range column {
		v.y -= off / float64(len(column))
	}
}

// raise moves everything to where the topmost vertex touches 0.
func (l *layered) raise() {
	top := 0.0
	for k, v := range slices.Concat(l.columns...) {
		if edge := v.y - v.height/2; k == 0 || edge < top {
			top = edge
		}
	}
	for _, v := range slices.Concat(l.columns...) {
		v.y -= top
	}
}

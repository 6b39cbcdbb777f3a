package graph

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
)

// Distances of lines that leave one box, and of arrows at one.
const (
	portGap = 9
	headGap = 14
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
			fmt.Fprintf(&heads, "<path class=\"head c%d\" d=\"%s\"/>\n", p.colors[key.to], p.arrow(p.end(p.g.Nodes[key.to].Level)+1, end))
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

// arrow is a head with its point at a place.
func (p *picture) arrow(along, across int) string {
	x, y := p.xy(along, across)
	if p.rows {
		return fmt.Sprintf("M%d %dl-4 %dh8z", x, y, headLength)
	}
	return fmt.Sprintf("M%d %dl%d -4v8z", x, y, headLength)
}

// end is where the boxes of a level end, along the levels.
func (p *picture) end(level int) int { return p.along[level] + p.depth[level] }

// head is where across a level the lines of a trunk end: amid their box, but
// side by side where there are both styles, on the sides that they come from.
func (p *picture) head(key trunk) int {
	at := p.across + p.vertices[p.box[key.to]].at
	other := trunk{key.to, !key.soft}
	if len(p.ends[other]) == 0 {
		return at
	}
	if here, there := p.ends[key].from(p.layers), p.ends[other].from(p.layers); here < there || here == there && !key.soft {
		return at - headGap/2
	}
	return at + headGap/2
}

// ports are where across a level the edges leave their boxes: side by side, in the order in which they go on, so that they do not cross there.
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
		step := min(portGap, (p.vertices[v].size-14)/max(1, len(edges)-1))
		for n, e := range edges {
			at[e] = p.across + p.vertices[v].at + (2*n-len(edges)+1)*step/2
		}
	}
	return at
}

// path draws a route from its box: an S through every gap, straight through the
// levels between.
func (p *picture) path(route []int, from, to int) string {
	level := p.g.Nodes[p.vertices[route[0]].node].Level
	d := pen{axes: p.xy, rows: p.rows, along: p.along[level], across: from}
	d.move()
	for _, v := range route[1:] {
		level--
		if !p.vertices[v].bend() {
			d.curve(p.end(level)+headLength, to)
			continue
		}
		d.curve(p.end(level), p.across+p.vertices[v].at)
		d.straight(p.along[level])
	}
	return d.b.String()
}

// pen writes a path, along and across the levels.
type pen struct {
	axes          func(along, across int) (x, y int)
	rows          bool
	b             bytes.Buffer
	along, across int
}

func (d *pen) move() {
	x, y := d.axes(d.along, d.across)
	fmt.Fprintf(&d.b, "M%d %d", x, y)
}

func (d *pen) straight(along int) {
	d.along = along
	letter := 'H'
	if d.rows {
		letter = 'V'
	}
	fmt.Fprintf(&d.b, "%c%d", letter, along)
}

// curve ends in the direction in which it began.
func (d *pen) curve(along, across int) {
	if across == d.across {
		d.straight(along)
		return
	}
	middle := (d.along + along) / 2
	x1, y1 := d.axes(middle, d.across)
	x2, y2 := d.axes(middle, across)
	d.along, d.across = along, across
	x3, y3 := d.axes(along, across)
	fmt.Fprintf(&d.b, "C%d %d %d %d %d %d", x1, y1, x2, y2, x3, y3)
}

package graph

import (
	"bytes"
	"fmt"
	"io"

	"github.com/plugingen/plugingen/gen"
)

// SVG draws a composition as a picture that stands alone: a column per level,
// the first at the left (a row where there are very many), and in it a box per
// entry; solid lines lead to
// what an entry needs, dashed ones to what it only wishes to start after.
// Entries without any line stand below, on their own. The picture has no
// script and loads nothing, follows the reader's choice of light or dark, and
// says in its title and description what it shows. The same composition gives
// the same bytes. Errors are as of JSON.
func SVG(w io.Writer, c *gen.Composition) error {
	g, err := of(c)
	if err != nil {
		return err
	}
	_, err = w.Write(newPicture(g).draw())
	return err
}

// Distances of the picture in pixels.
const (
	margin     = 20
	bandInset  = 14 // from the edge of a level's band to its boxes
	bandHead   = 34 // room for the level's label above a column
	rowHead    = 84 // and before a row
	minGap     = 44 // between the bands of levels
	maxGap     = 212
	minBox     = 116
	textInset  = 15
	headLength = 9  // of an arrow
	markLength = 11 // half of it
	legendRow  = 34
)

// Where columns side by side are wider than a page and much wider than high,
// the levels are rows, the first at the top.
const (
	pageWidth = 1600
	tooFlat   = 3
)

// picture is a drawing with every measure taken. Levels follow each other
// along one axis, the boxes of a level across it.
type picture struct {
	*layers
	rows   bool  // levels are rows, not columns
	along  []int // where a level's boxes begin
	depth  []int // the boxes' measure there
	across int   // where the first box of a level begins
	bandW  int   // a band's measure across
	colors []int // by node; -1 where nothing leads to it
	alone  grid
	width  int
	height int
}

func newPicture(g *graph) *picture {
	p := arrange(g, false)
	if p.width > pageWidth && p.width > tooFlat*p.height {
		p = arrange(g, true)
	}
	return p
}

func arrange(g *graph, rows bool) *picture {
	l := newLayers(g, rows)
	l.untangle()
	l.raise()
	p := &picture{layers: l, rows: rows, across: margin + bandHead, colors: colorsOf(l)}
	if rows {
		p.across = margin + rowHead
	}
	end := p.stack()
	right, bottom := margin, margin
	if len(p.columns) > 0 {
		p.bandW = p.across - margin + l.extent() + bandInset
		right, bottom = p.xy(end, margin+p.bandW)
	}
	p.alone = newGrid(p, right-margin, bottom)
	p.width = max(right, p.alone.right(), p.legendWidth()) + margin
	p.height = p.alone.bottom() + p.legendHeight() + margin
	return p
}

// stack puts the levels one after the other and returns the end.
func (p *picture) stack() int {
	end := margin
	for i, column := range p.columns {
		if i > 0 {
			end += p.gap(i)
		}
		depth := boxHeight
		if !p.rows {
			depth = p.boxWidth(column)
		}
		p.along, p.depth = append(p.along, end+bandInset), append(p.depth, depth)
		end += bandInset + depth + bandInset
	}
	return end
}

// xy turns a place along and across the levels into one of the picture.
func (p *picture) xy(along, across int) (x, y int) {
	if p.rows {
		return across, along
	}
	return along, across
}

// rect is the box of a vertex.
func (p *picture) rect(v vertex) (x, y, w, h int) {
	level := p.g.Nodes[v.node].Level
	x, y = p.xy(p.along[level], p.across+v.at-v.size/2)
	w, h = p.xy(p.depth[level], v.size)
	return x, y, w, h
}

// boxWidth is that of the widest box of a column.
func (p *picture) boxWidth(column []int) int {
	w := minBox
	for _, v := range column {
		if !p.vertices[v].bend() {
			w = max(w, p.g.Nodes[p.vertices[v].node].width())
		}
	}
	return w
}

// width is what the lettering of a box takes.
func (n *node) width() int {
	return textInset + max(textWidth(n.label(), nameSize), textWidth(n.note(), noteSize)) + textInset
}

func (n *node) label() string { return shorten(n.Entry, nameLimit) }

// note is the second line of a box.
func (n *node) note() string {
	return shorten(n.Version, noteLimit/2) + " · " + count(len(n.components), "component")
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// gap is the distance of a column's band from the one before it: the steeper
// the lines between them, the wider.
func (p *picture) gap(column int) int {
	steepest := 0
	for _, v := range p.columns[column] {
		for _, w := range p.vertices[v].left {
			d := p.vertices[v].at - p.vertices[w].at
			steepest = max(steepest, d, -d)
		}
	}
	return min(minGap+steepest/5, maxGap)
}

// draw writes the picture: what lies behind first.
func (p *picture) draw() []byte {
	var b bytes.Buffer
	p.open(&b)
	p.bands(&b)
	p.lines(&b)
	for _, v := range p.vertices {
		if !v.bend() {
			x, y, w, _ := p.rect(v)
			p.node(&b, v.node, x, y, w)
		}
	}
	p.alone.draw(&b, p)
	p.legend(&b)
	b.WriteString("</svg>\n")
	return b.Bytes()
}

func (p *picture) open(b *bytes.Buffer) {
	fmt.Fprintf(b, `<svg xmlns="http://www.w3.org/2000/svg" class="plugingen" role="img" aria-labelledby="plugingen-title plugingen-desc" width="%d" height="%d" viewBox="0 0 %d %d">`+"\n",
		p.width, p.height, p.width, p.height)
	fmt.Fprintf(b, "<title id=\"plugingen-title\">%s</title>\n", p.g.title())
	fmt.Fprintf(b, "<desc id=\"plugingen-desc\">%s</desc>\n", escape(p.g.description()))
	fmt.Fprintf(b, "<style>\n%s</style>\n", style)
	fmt.Fprintf(b, "<rect class=\"page\" width=\"%d\" height=\"%d\"/>\n", p.width, p.height)
}

func (p *picture) bands(b *bytes.Buffer) {
	for level := range p.columns {
		x, y := p.xy(p.along[level]-bandInset, margin)
		w, h := p.xy(p.depth[level]+2*bandInset, p.bandW)
		band(b, x, y, w, h, fmt.Sprintf("level %d", level))
	}
}

// band is what boxes stand on, with a label at its top.
func band(b *bytes.Buffer, x, y, w, h int, label string) {
	fmt.Fprintf(b, "<rect class=\"band\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"10\"/>\n", x, y, w, h)
	fmt.Fprintf(b, "<text class=\"level\" x=\"%d\" y=\"%d\">%s</text>\n", x+bandInset, y+22, label)
}

// node draws a box; its colour is that of the lines that lead to it.
func (p *picture) node(b *bytes.Buffer, index, x, y, w int) {
	n := &p.g.Nodes[index]
	fmt.Fprintf(b, "<g class=\"node\"><title>%s</title>", escape(n.title()))
	fmt.Fprintf(b, "<rect class=\"box\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"7\"/>", x, y, w, boxHeight)
	if c := p.colors[index]; c >= 0 {
		fmt.Fprintf(b, "<path class=\"mark c%d\" d=\"%s\"/>", c, p.mark(x, y, w))
	}
	fmt.Fprintf(b, "<text class=\"name\" x=\"%d\" y=\"%d\">%s</text>", x+textInset, y+20, escape(n.label()))
	fmt.Fprintf(b, "<text class=\"note\" x=\"%d\" y=\"%d\">%s</text></g>\n", x+textInset, y+36, escape(n.note()))
}

// mark is a bar on the side of a box where lines end.
func (p *picture) mark(x, y, w int) string {
	if p.rows {
		return fmt.Sprintf("M%d %dh%d", x+w/2-markLength, y+boxHeight, 2*markLength)
	}
	return fmt.Sprintf("M%d %dv%d", x+w, y+boxHeight/2-markLength, 2*markLength)
}

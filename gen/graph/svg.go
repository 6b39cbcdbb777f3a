package graph

import (
	"bytes"
	"fmt"
	"io"

	"github.com/plugingen/plugingen/gen"
)

// SVG draws a composition as a picture that stands alone: a column per level,
// the first at the left, in each column a box per entry; solid lines lead to
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
	bandHead   = 34 // room for the level's label
	minGap     = 72 // between columns
	maxGap     = 240
	minBox     = 116
	textInset  = 15
	headLength = 9 // of an arrow
	legendRow  = 34
)

// picture is a drawing with every measure taken.
type picture struct {
	*layers
	columnAt []int // x of every column's left side
	columnW  []int
	colors   []int // by node; -1 where nothing leads to it
	bandH    int   // of the levels
	alone    grid
	width    int
	height   int
}

func newPicture(g *graph) *picture {
	p := &picture{layers: newLayers(g)}
	p.untangle()
	p.raise()
	p.colors = colorsOf(p.layers)
	x := margin
	for i, column := range p.columns {
		if i > 0 {
			x += p.gap(i)
		}
		x += bandInset
		w := p.boxWidth(column)
		p.columnAt, p.columnW = append(p.columnAt, x), append(p.columnW, w)
		x += w + bandInset
	}
	y := margin
	if len(p.columns) > 0 {
		p.bandH = bandHead + p.layers.height() + bandInset
		y += p.bandH
	}
	p.alone = newGrid(p, x-margin, y)
	p.width = max(x, p.alone.right(), p.legendWidth()) + margin
	p.height = p.alone.bottom() + p.legendHeight() + margin
	return p
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
	return min(minGap-2*bandInset+steepest/5, maxGap)
}

// palette is the number of colours of lines.
const palette = 8

// colorsOf gives nodes that lines lead to a colour, neighbours different ones.
func colorsOf(l *layers) []int {
	colors := make([]int, len(l.g.Nodes))
	for i := range colors {
		colors[i] = -1
	}
	next := 0
	for _, column := range l.columns {
		for _, v := range column {
			if !l.vertices[v].bend() && len(l.vertices[v].right) > 0 {
				colors[l.vertices[v].node] = next % palette
				next++
			}
		}
	}
	return colors
}

// draw writes the picture: what lies behind first.
func (p *picture) draw() []byte {
	var b bytes.Buffer
	p.open(&b)
	p.bands(&b)
	p.lines(&b)
	for _, v := range p.vertices {
		if !v.bend() {
			p.box(&b, v.node, p.columnAt[p.g.Nodes[v.node].Level], p.top()+v.at-v.size/2, p.columnW[p.g.Nodes[v.node].Level])
		}
	}
	p.alone.draw(&b, p)
	p.legend(&b)
	b.WriteString("</svg>\n")
	return b.Bytes()
}

// top is the y of the highest box.
func (p *picture) top() int { return margin + bandHead }

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
		x := p.columnAt[level]
		band(b, x-bandInset, margin, p.columnW[level]+2*bandInset, p.bandH, fmt.Sprintf("level %d", level))
	}
}

// band is what boxes stand on, with a label at its top.
func band(b *bytes.Buffer, x, y, w, h int, label string) {
	fmt.Fprintf(b, "<rect class=\"band\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"10\"/>\n", x, y, w, h)
	fmt.Fprintf(b, "<text class=\"level\" x=\"%d\" y=\"%d\">%s</text>\n", x+bandInset, y+22, label)
}

// box draws a node; its colour is that of the lines that lead to it.
func (p *picture) box(b *bytes.Buffer, index, x, y, w int) {
	n := &p.g.Nodes[index]
	fmt.Fprintf(b, "<g class=\"node\"><title>%s</title>", escape(n.title()))
	fmt.Fprintf(b, "<rect class=\"box\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"7\"/>", x, y, w, boxHeight)
	if c := p.colors[index]; c >= 0 {
		fmt.Fprintf(b, "<path class=\"mark c%d\" d=\"M%d %dv%d\"/>", c, x+w, y+12, boxHeight-24)
	}
	fmt.Fprintf(b, "<text class=\"name\" x=\"%d\" y=\"%d\">%s</text>", x+textInset, y+20, escape(n.label()))
	fmt.Fprintf(b, "<text class=\"note\" x=\"%d\" y=\"%d\">%s</text></g>\n", x+textInset, y+36, escape(n.note()))
}

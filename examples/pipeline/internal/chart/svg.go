package chart

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strconv"
)

// The layout, in pixels: the plot, and the table to its right.
const (
	plotLeft   = 70.0
	plotRight  = 480.0
	plotTop    = 84.0
	plotBottom = 356.0
	height     = 440.0 // the least
	tableLeft  = 520.0
	firstEdge  = 620.0 // the right edge of the table's first column
	column     = 84.0
	margin     = 40.0
	row        = 22.0
	labelRoom  = 24.0 // that a mark of the horizontal axis takes
)

// The colours are told apart by those who see red and green alike as well, and the
// points have shapes of their own.
const style = `<style>
svg { color-scheme: light dark; --ground: #ffffff; --ink: #1f2328; --faint: #59636e; --line: #d1d9e0; --c0: #b35900; --c1: #0550ae; --c2: #6639ba; --c3: #1a7f37 }
@media (prefers-color-scheme: dark) { svg { --ground: #0d1117; --ink: #f0f6fc; --faint: #9198a1; --line: #3d444d; --c0: #f0a05a; --c1: #79b8ff; --c2: #c297ff; --c3: #56d364 } }
text { font: 13px system-ui, sans-serif; fill: var(--ink) }
.title { font-size: 17px; font-weight: 600 }
.faint { fill: var(--faint) }
.number { text-anchor: end; font-variant-numeric: tabular-nums }
.middle { text-anchor: middle }
.grid { stroke: var(--line) }
.level { stroke: var(--faint); stroke-width: 1.5; stroke-dasharray: 6 4 }
.series { fill: none; stroke-width: 2 }
</style>
`

// picture is the text that is being written.
type picture struct {
	Chart
	bytes.Buffer
	y axis
	x axis
}

// SVG draws the chart. The same chart gives the same bytes. The error says what
// cannot be drawn.
func (c Chart) SVG() ([]byte, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	p := &picture{Chart: c, y: c.vertical()}
	p.x = axis{low: float64(c.X[0]), high: float64(c.X[len(c.X)-1])}
	if p.x.low == p.x.high {
		p.x.low, p.x.high = p.x.low-1, p.x.high+1
	}
	width := firstEdge + column*float64(max(2, len(c.Series))) + margin
	high := max(height, plotTop+row*float64(len(c.X)+len(c.Series)+4))
	fmt.Fprintf(p, `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title" viewBox="0 0 %s %s" width="%s" height="%s">`+"\n",
		px(width), px(high), px(width), px(high))
	fmt.Fprintf(p, "<title id=\"title\">%s</title>\n%s<rect width=\"100%%\" height=\"100%%\" fill=\"var(--ground)\"/>\n", escape(c.Title), style)
	p.text(plotLeft, 30, "title", c.Title)
	p.text(plotLeft, 52, "faint", c.Subtitle)
	p.axes()
	p.level()
	for i := range c.Series {
		p.series(i)
	}
	p.legend()
	p.table()
	p.WriteString("</svg>\n")
	return p.Bytes(), nil
}

// px writes a length with one decimal at most.
func px(v float64) string { return strconv.FormatFloat(float64(int(v*10+0.5))/10, 'f', -1, 64) }

func escape(s string) string {
	var b bytes.Buffer
	xml.EscapeText(&b, []byte(s)) // into memory, which does not fail
	return b.String()
}

func (p *picture) text(x, y float64, class, s string) {
	fmt.Fprintf(p, `<text x="%s" y="%s" class="%s">%s</text>`+"\n", px(x), px(y), class, escape(s))
}

func (p *picture) line(x1, y1, x2, y2 float64, class string) {
	fmt.Fprintf(p, `<line x1="%s" y1="%s" x2="%s" y2="%s" class="%s"/>`+"\n", px(x1), px(y1), px(x2), px(y2), class)
}

func (p *picture) left(x int) float64    { return p.x.at(float64(x), plotLeft, plotRight) }
func (p *picture) top(y float64) float64 { return p.y.at(y, plotBottom, plotTop) }

func (p *picture) axes() {
	for _, mark := range p.y.marks() {
		p.line(plotLeft, p.top(mark), plotRight, p.top(mark), "grid")
		p.text(plotLeft-8, p.top(mark)+4, "number faint", strconv.FormatFloat(mark, 'f', p.y.decimals(), 64))
	}
	last := plotLeft - labelRoom
	for _, x := range p.X {
		p.line(p.left(x), plotBottom, p.left(x), plotBottom+5, "grid")
		if p.left(x)-last >= labelRoom {
			last = p.left(x)
			p.text(last, plotBottom+20, "middle faint", strconv.Itoa(x))
		}
	}
	p.text((plotLeft+plotRight)/2, plotBottom+40, "middle", p.XLabel)
	fmt.Fprintf(p, `<text transform="translate(20 %s) rotate(-90)" class="middle">%s</text>`+"\n", px((plotTop+plotBottom)/2), escape(p.YLabel))
}

func (p *picture) level() {
	if p.Level != nil {
		p.line(plotLeft, p.top(p.Level.Value), plotRight, p.top(p.Level.Value), "level")
	}
}

// series draws the points of a line and what lies between neighbours.
func (p *picture) series(i int) {
	var path bytes.Buffer
	pen := "M"
	for n, v := range p.Series[i].Values {
		if !finite(v) {
			pen = "M"
			continue
		}
		fmt.Fprintf(&path, "%s%s %s", pen, px(p.left(p.X[n])), px(p.top(v)))
		pen = "L"
	}
	fmt.Fprintf(p, `<path d="%s" class="series" stroke="var(--c%d)"/>`+"\n", &path, i)
	for n, v := range p.Series[i].Values {
		if finite(v) {
			p.point(i, p.left(p.X[n]), p.top(v))
		}
	}
}

// point draws a circle for the first series, a square for the second and so on.
func (p *picture) point(i int, x, y float64) {
	if i%2 == 0 {
		fmt.Fprintf(p, `<circle cx="%s" cy="%s" r="4.5" fill="var(--c%d)"/>`+"\n", px(x), px(y), i)
		return
	}
	fmt.Fprintf(p, `<rect x="%s" y="%s" width="8" height="8" fill="var(--c%d)"/>`+"\n", px(x-4), px(y-4), i)
}

// legend stands below the table.
func (p *picture) legend() {
	y := plotTop + row*float64(len(p.X)+2)
	for i, s := range p.Series {
		p.point(i, tableLeft+10, y-4)
		name := s.Name
		if s.About != "" {
			name += ": " + s.About
		}
		p.text(tableLeft+28, y, "", name)
		y += row
	}
	if p.Level != nil {
		p.line(tableLeft, y-4, tableLeft+20, y-4, "level")
		p.text(tableLeft+28, y, "", p.Level.Name+" "+number(p.Level.Value))
	}
}

// table has every value.
func (p *picture) table() {
	p.text(firstEdge, plotTop, "number faint", p.XLabel)
	for i, s := range p.Series {
		p.text(firstEdge+column*float64(i+1), plotTop, "number faint", s.Name)
	}
	for n, x := range p.X {
		y := plotTop + row*float64(n+1)
		p.text(firstEdge, y, "number", strconv.Itoa(x))
		for i, s := range p.Series {
			p.text(firstEdge+column*float64(i+1), y, "number", number(s.Values[n]))
		}
	}
}

func number(v float64) string {
	if !finite(v) {
		return "none"
	}
	return strconv.FormatFloat(v, 'f', 3, 64)
}

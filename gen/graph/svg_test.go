package graph

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/gen"
)

// random composes n plugins; depth bounds the levels, density the needs.
func random(t testing.TB, seed uint64, n, depth, density int) *gen.Composition {
	r := rand.New(rand.NewPCG(seed, uint64(n)))
	whys := []string{"dependencies", "parameter", "requires", "after", "before"}
	levels := map[string]int{}
	var names, lines []string
	for i := range n {
		name := fmt.Sprintf("plugin_%s%d", strings.Repeat("x", r.IntN(30)), i)
		line, taken := name, map[string]bool{}
		for range r.IntN(density + 1) {
			if i == 0 {
				break
			}
			to := names[max(0, i-1-r.IntN(min(i, 30)))]
			if levels[to]+1 < depth && !taken[to] {
				taken[to] = true
				line += " " + to + ":" + whys[r.IntN(len(whys))]
				levels[name] = max(levels[name], levels[to]+1)
			}
		}
		names, lines = append(names, name), append(lines, line)
	}
	return compose(t, lines...)
}

// shape is an element of a picture.
type shape struct {
	name  string
	class string
	attr  map[string]string
	text  string
}

func (s shape) number(t *testing.T, attr string) int {
	t.Helper()
	n, err := strconv.Atoi(s.attr[attr])
	if err != nil {
		t.Fatalf("%s of %s: %v", attr, s.name, err)
	}
	return n
}

// parse reads a picture; what is not well-formed XML fails the test.
func parse(t *testing.T, svg []byte) []shape {
	t.Helper()
	var all []shape
	var open []int
	d := xml.NewDecoder(bytes.NewReader(svg))
	for {
		token, err := d.Token()
		if err == io.EOF {
			if len(open) > 0 || len(all) == 0 {
				t.Fatal("the picture does not end")
			}
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			s := shape{name: e.Name.Local, attr: map[string]string{}}
			for _, a := range e.Attr {
				s.attr[a.Name.Local] = a.Value
			}
			s.class = s.attr["class"]
			open, all = append(open, len(all)), append(all, s)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if len(open) > 0 {
				all[open[len(open)-1]].text += string(e)
			}
		}
	}
}

func draw(t *testing.T, c *gen.Composition) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := SVG(&b, c); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

type rectangle struct{ x, y, w, h int }

func (r rectangle) overlaps(s rectangle) bool {
	return r.x < s.x+s.w && s.x < r.x+r.w && r.y < s.y+s.h && s.y < r.y+r.h
}

func (r rectangle) holds(x, y int) bool {
	return r.x <= x && x <= r.x+r.w && r.y <= y && y <= r.y+r.h
}

// sizes are what the picture is to be readable for, and beyond.
var sizes = []struct{ n, depth, density int }{
	{1, 1, 0}, {2, 2, 1}, {12, 4, 2}, {40, 6, 3}, {40, 40, 1}, {100, 1, 0}, {100, 2, 2}, {100, 8, 2}, {100, 20, 4}, {100, 100, 1}, {300, 12, 2},
}

// No box touches another one, everything lies inside the picture, and no text
// leaves its box.
func TestBoxes(t *testing.T) {
	for _, size := range sizes {
		for seed := range uint64(4) {
			c := random(t, seed, size.n, size.depth, size.density)
			t.Run(fmt.Sprintf("%d of %v", seed, size), func(t *testing.T) { checkBoxes(t, c) })
		}
	}
}

func checkBoxes(t *testing.T, c *gen.Composition) {
	shapes := parse(t, draw(t, c))
	page := rectangle{0, 0, shapes[0].number(t, "width"), shapes[0].number(t, "height")}
	if want := fmt.Sprintf("0 0 %d %d", page.w, page.h); shapes[0].attr["viewBox"] != want {
		t.Errorf("viewBox %q, want %q", shapes[0].attr["viewBox"], want)
	}
	var boxes, bands []rectangle
	for _, s := range shapes {
		if s.name != "rect" || s.class == "page" {
			continue
		}
		r := rectangle{s.number(t, "x"), s.number(t, "y"), s.number(t, "width"), s.number(t, "height")}
		if !page.holds(r.x, r.y) || !page.holds(r.x+r.w, r.y+r.h) {
			t.Errorf("%s %v is not inside %v", s.class, r, page)
		}
		if s.class == "box" {
			boxes = append(boxes, r)
		} else {
			bands = append(bands, r)
		}
	}
	apart(t, boxes)
	apart(t, bands)
	if len(boxes) != len(c.Plugins) {
		t.Errorf("%d boxes for %d plugins", len(boxes), len(c.Plugins))
	}
	checkText(t, shapes, boxes, page)
}

func apart(t *testing.T, all []rectangle) {
	t.Helper()
	for i, r := range all {
		for _, s := range all[:i] {
			if r.overlaps(s) {
				t.Errorf("%v overlaps %v", r, s)
			}
		}
	}
}

func checkText(t *testing.T, shapes []shape, boxes []rectangle, page rectangle) {
	t.Helper()
	within := func(x, y int) rectangle {
		for _, b := range boxes {
			if b.holds(x, y) {
				return b
			}
		}
		return page
	}
	sizes := map[string]int{"name": nameSize, "note": noteSize, "level": noteSize}
	for _, s := range shapes {
		if s.name != "text" {
			continue
		}
		x, y := s.number(t, "x"), s.number(t, "y")
		r := within(x, y)
		if end := x + textWidth(s.text, sizes[s.class]); end > r.x+r.w || y > r.y+r.h {
			t.Errorf("%q ends at %d, outside %v", s.text, end, r)
		}
	}
}

// A line touches only the boxes that it joins.
func TestLines(t *testing.T) {
	for _, size := range sizes {
		for seed := range uint64(4) {
			g, err := of(random(t, seed, size.n, size.depth, size.density))
			if err != nil {
				t.Fatal(err)
			}
			t.Run(fmt.Sprintf("%d of %v", seed, size), func(t *testing.T) { checkLines(t, newPicture(g)) })
		}
	}
}

func checkLines(t *testing.T, p *picture) {
	ports := p.ports()
	for i, route := range p.routes {
		from, to := p.vertices[route[0]], p.vertices[route[len(route)-1]]
		if p.g.Nodes[from.node].Entry != p.g.Edges[i].From || p.g.Nodes[to.node].Entry != p.g.Edges[i].To {
			t.Fatalf("route %d does not join %v", i, p.g.Edges[i])
		}
		if d := ports[i] - p.across - from.at; d < -from.size/2 || d > from.size/2 {
			t.Errorf("edge %v leaves beside its box", p.g.Edges[i])
		}
		level := p.g.Nodes[from.node].Level
		for n, v := range route[1 : len(route)-1] {
			checkBend(t, p, level-1-n, v)
		}
	}
}

// checkBend demands that a bend stands in its column, clear of every box.
func checkBend(t *testing.T, p *picture, level, bend int) {
	t.Helper()
	found := false
	for _, v := range p.columns[level] {
		if v == bend {
			found = true
			continue
		}
		other := p.vertices[v]
		if d := other.at - p.vertices[bend].at; !other.bend() && d > -other.size/2 && d < other.size/2 {
			t.Errorf("a line runs through %s", p.g.Nodes[other.node].Entry)
		}
	}
	if !found {
		t.Errorf("a line has no bend on level %d", level)
	}
}

// The picture stands alone: nothing runs, nothing is loaded.
func TestAlone(t *testing.T) {
	svg := draw(t, random(t, 1, 40, 6, 3))
	for _, s := range parse(t, svg) {
		switch s.name {
		case "svg", "title", "desc", "style", "rect", "g", "path", "text":
		default:
			t.Errorf("element %s", s.name)
		}
		for attr := range s.attr {
			if strings.HasPrefix(attr, "on") || attr == "href" || attr == "src" {
				t.Errorf("attribute %s of %s", attr, s.name)
			}
		}
	}
	for _, bad := range []string{"url(", "@import", "@font-face", "javascript"} {
		if bytes.Contains(svg, []byte(bad)) {
			t.Errorf("the picture has %q", bad)
		}
	}
	if !bytes.Equal(svg, draw(t, random(t, 1, 40, 6, 3))) {
		t.Error("the same composition gives other bytes")
	}
}

// The rule that a picture shows is told in words as well.
func TestDescription(t *testing.T) {
	shapes := parse(t, draw(t, compose(t, goldens["long"]...)))
	if shapes[1].text != "5 plugins on 4 levels" {
		t.Errorf("title %q", shapes[1].text)
	}
	want := `Plugins of one level start in parallel, level 0 first.
Level 0: base 1.0.0; apart 1.0.0.
Level 1: middle 1.0.0 needs base (requires).
Level 2: top 1.0.0 needs middle (parameter), needs base (dependencies).
Level 3: late 1.0.0 starts after base (after), starts after top (before), needs middle (parameter).`
	if shapes[2].text != want {
		t.Errorf("description %q", shapes[2].text)
	}
}

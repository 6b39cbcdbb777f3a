package graph

import "testing"

// The order that is chosen crosses no more lines than the one it began with,
// and none where none has to cross.
func TestUntangle(t *testing.T) {
	for name, c := range map[string]struct {
		lines []string
		most  int
	}{
		"twisted":  {[]string{"a", "b", "c", "x c:after", "y b:after", "z a:after"}, 0},
		"tree":     {[]string{"r", "a r:after", "b r:after", "c b:after", "d a:after", "e b:after", "f a:after"}, 0},
		"long":     {[]string{"a", "b", "c a:after", "d c:after b:after", "e d:after a:after"}, 0},
		"complete": {[]string{"a", "b", "x a:after b:after", "y a:after b:after"}, 1},
	} {
		g, err := of(compose(t, c.lines...))
		if err != nil {
			t.Fatal(err)
		}
		l := newLayers(g, false)
		if l.untangle(); l.crossings() != c.most {
			t.Errorf("%s: %d crossings, want %d", name, l.crossings(), c.most)
		}
	}
	for seed := range uint64(20) {
		g, err := of(random(t, seed, 60, 6, 3))
		if err != nil {
			t.Fatal(err)
		}
		l := newLayers(g, false)
		before := l.crossings()
		if l.untangle(); l.crossings() > before || l.crossings() != l.slowCrossings() {
			t.Errorf("%d crossings after, %d before; counted one by one %d", l.crossings(), before, l.slowCrossings())
		}
	}
}

// slowCrossings compares every line with every other one.
func (l *layers) slowCrossings() int {
	place, count := l.places(), 0
	for _, column := range l.columns {
		for i, v := range column {
			for _, w := range column[i+1:] {
				for _, x := range l.vertices[v].left {
					for _, y := range l.vertices[w].left {
						if place[x] > place[y] {
							count++
						}
					}
				}
			}
		}
	}
	return count
}

func TestSettle(t *testing.T) {
	for name, c := range map[string]struct{ wishes, want []int }{
		"free":    {[]int{0, 100, 300}, []int{0, 100, 300}},
		"clash":   {[]int{100, 100}, []int{69, 131}},
		"swapped": {[]int{200, 0}, []int{69, 131}},
		"chain":   {[]int{0, 10, 500, 20}, []int{-26, 36, 229, 291}},
	} {
		l := &layers{}
		var column []int
		for i := range c.wishes {
			l.vertices = append(l.vertices, vertex{size: boxHeight})
			column = append(column, i)
		}
		l.settle(column, func(v int) (int, int) { return c.wishes[v], 1 })
		for i, v := range l.vertices {
			if v.at != c.want[i] {
				t.Errorf("%s: vertex %d at %d, want %d", name, i, v.at, c.want[i])
			}
		}
	}
}

// Lines that run side by side differ in colour, as far as the colours go.
func TestColors(t *testing.T) {
	for seed := range uint64(20) {
		g, err := of(random(t, seed, 100, 8, 2))
		if err != nil {
			t.Fatal(err)
		}
		p := newPicture(g)
		alike := 0
		for _, column := range p.columns {
			for i, v := range column[1:] {
				a, b := p.vertices[column[i]], p.vertices[v]
				if a.bend() && b.bend() && a.to != b.to && p.colors[a.to] == p.colors[b.to] {
					alike++
				}
			}
		}
		if alike > 0 {
			t.Errorf("seed %d: %d neighbours of one colour", seed, alike)
		}
	}
}

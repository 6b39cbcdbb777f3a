package status

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
)

func rows(plugins ...plugin) []row {
	all := make([]row, len(plugins))
	for k, p := range plugins {
		all[k] = row{plugin: p, ID: k}
	}
	return all
}

func TestDrawing(t *testing.T) {
	g := draw(rows(
		plugin{Entry: "a"},
		plugin{Entry: "b", Level: 1, Needs: []string{"a"}},
		plugin{Entry: "c", Level: 2, Needs: []string{"b"}, After: []string{"a", "b"}},
	))
	if len(g.Edges) != 3 {
		t.Fatalf("edges %+v", g.Edges)
	}
	for k, soft := range []bool{false, false, true} {
		if g.Edges[k].Soft != soft {
			t.Errorf("edge %d: soft is %v", k, g.Edges[k].Soft)
		}
	}
	long := g.Edges[2]
	if strings.Count(long.Path, "C") != 2 || strings.Count(long.Path, "H") != 1 {
		t.Errorf("the edge past a level does not bend: %s", long.Path)
	}
	if a, b, c := g.Nodes[0], g.Nodes[1], g.Nodes[2]; a.X+a.W >= b.X || b.X+b.W >= c.X || c.X+c.W > g.Width || b.Y+b.H > g.Height {
		t.Errorf("they do not stand from left to right: %+v", g)
	}
}

// TestDrawingOfWhatIsNotValid draws what Start would refuse.
func TestDrawingOfWhatIsNotValid(t *testing.T) {
	for name, plugins := range map[string][]row{
		"nothing":    nil,
		"nowhere":    rows(plugin{Entry: "a", Needs: []string{"gone"}}),
		"itself":     rows(plugin{Entry: "a", Needs: []string{"a"}}),
		"backwards":  rows(plugin{Entry: "a", Level: 1, Needs: []string{"b"}}, plugin{Entry: "b", Level: 1}),
		"same names": rows(plugin{Entry: "a"}, plugin{Entry: "a"}),
	} {
		t.Run(name, func(t *testing.T) {
			if g := draw(plugins); len(g.Nodes) != len(plugins) || len(g.Edges) > 0 {
				t.Errorf("got %+v", g)
			}
		})
	}
}

func TestDrawingIsTheSameAndApart(t *testing.T) {
	var plugins []plugin
	for k := range 60 {
		p := plugin{Entry: fmt.Sprintf("p%d", k)}
		for _, d := range []int{k / 2, k / 3, k - 13} {
			if d >= 0 && d < k && k%4 != 0 {
				p.Needs = append(p.Needs, plugins[d].Entry)
				p.Level = max(p.Level, plugins[d].Level+1)
			}
		}
		plugins = append(plugins, p)
	}
	g := draw(rows(plugins...))
	if again := draw(rows(plugins...)); !reflect.DeepEqual(g, again) {
		t.Error("drawn twice, it differs")
	}
	for k, a := range g.Nodes {
		if a.X < 0 || a.Y < 0 || a.X+a.W > g.Width || a.Y+a.H > g.Height {
			t.Errorf("%s is outside", a.Name)
		}
		for _, b := range g.Nodes[:k] {
			if a.X == b.X && a.Y < b.Y+b.H && b.Y < a.Y+a.H {
				t.Errorf("%s lies on %s", a.Name, b.Name)
			}
		}
	}
}

func TestSpan(t *testing.T) {
	for d, want := range map[time.Duration]string{
		-time.Hour: "0 s", 59 * time.Second: "59 s", 61 * time.Second: "1 min 1 s",
		2*time.Hour + 5*time.Minute: "2 h 5 min", 49 * time.Hour: "2 d 1 h",
	} {
		if got := span(d); got != want {
			t.Errorf("%v is %q, want %q", d, got, want)
		}
	}
}

func TestCut(t *testing.T) {
	for name, want := range map[string]string{
		"short": "short", strings.Repeat("ä", longest): strings.Repeat("ä", longest),
		strings.Repeat("ä", longest+1): strings.Repeat("ä", longest-1) + "…",
	} {
		if got := cut(name); got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
}

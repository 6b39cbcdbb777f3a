package plan_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/plan"
)

// TestOrder shows what each reason does to order, level, needs and wishes.
func TestOrder(t *testing.T) {
	for name, c := range map[string]struct {
		cat  *catalog.Catalog
		want []string
	}{
		"as written":   {made(entry{name: "b"}, entry{name: "a"}), []string{"b 0 [] []", "a 0 [] []"}},
		"dependencies": {made(entry{name: "b", dependencies: []string{"a"}}, entry{name: "a"}), []string{"a 0 [] []", "b 1 [a] []"}},
		"parameter":    {made(entry{name: "b", params: []catalog.Param{fits("a")}}, entry{name: "a"}), []string{"a 0 [] []", "b 1 [a] []"}},
		"requires": {
			made(entry{name: "b", requires: []string{"x"}}, entry{name: "a", plugin: "x"}, entry{name: "c", plugin: "x"}),
			[]string{"a 0 [] []", "c 0 [] []", "b 1 [a c] []"},
		},
		"after":  {made(entry{name: "b", after: []string{"a"}}, entry{name: "a"}), []string{"a 0 [] []", "b 1 [] [a]"}},
		"before": {made(entry{name: "b"}, entry{name: "a", before: []string{"b"}}), []string{"a 0 [] []", "b 1 [] [a]"}},
		"a need outweighs a wish": {
			made(entry{name: "b", after: []string{"a"}, dependencies: []string{"a"}}, entry{name: "a", before: []string{"b"}}),
			[]string{"a 0 [] []", "b 1 [a] []"},
		},
		"ties by place": {
			made(entry{name: "e", dependencies: []string{"c"}}, entry{name: "d"}, entry{name: "c"}, entry{name: "b"}, entry{name: "a", dependencies: []string{"d"}}),
			[]string{"d 0 [] []", "c 0 [] []", "e 1 [c] []", "b 0 [] []", "a 1 [d] []"},
		},
		"diamond": {
			made(entry{name: "top", dependencies: []string{"left", "right"}}, entry{name: "left", dependencies: []string{"bottom"}},
				entry{name: "right", dependencies: []string{"bottom"}}, entry{name: "bottom"}),
			[]string{"bottom 0 [] []", "left 1 [bottom] []", "right 1 [bottom] []", "top 2 [left right] []"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			p, found := plan.Build(c.cat)
			if p == nil {
				t.Fatalf("refused: %v", told(found))
			}
			var got []string
			for _, u := range p.Units {
				got = append(got, fmt.Sprint(u.Entry, " ", u.Level, " ", names(u.Needs), " ", names(u.After)))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("order (-want +got):\n%s", diff)
			}
		})
	}
}

func names(edges []plan.Edge) []string {
	out := []string{}
	for _, e := range edges {
		out = append(out, e.Entry)
	}
	return out
}

// graph is what a random composition's dependencies are: after[i] come before i.
type graph struct{ after [][]int }

func (g graph) catalog() *catalog.Catalog {
	var entries []entry
	for i, firsts := range g.after {
		e := entry{name: fmt.Sprintf("e%d", i)}
		for _, j := range firsts {
			e.dependencies = append(e.dependencies, fmt.Sprintf("e%d", j))
		}
		entries = append(entries, e)
	}
	return made(entries...)
}

// first is the order by the plainest means: again and again the first entry in
// the file all of whose dependencies are placed; shorter than the graph where
// it has a cycle.
func (g graph) first() (order []int) {
	placed := map[int]bool{}
	for {
		next := slices.IndexFunc(indexes(len(g.after)), func(i int) bool {
			return !placed[i] && !slices.ContainsFunc(g.after[i], func(j int) bool { return !placed[j] })
		})
		if next < 0 {
			return order
		}
		placed[next] = true
		order = append(order, next)
	}
}

func indexes(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// check holds the plan of a graph against the plain order.
func (g graph) check(t *testing.T) {
	t.Helper()
	p, found := plan.Build(g.catalog())
	want := g.first()
	if len(want) < len(g.after) {
		if p != nil || len(found) == 0 {
			t.Fatalf("%v has a cycle, which was not found", g.after)
		}
		for _, d := range found {
			g.checkCycle(t, d)
		}
		return
	}
	if p == nil {
		t.Fatalf("%v was refused: %v", g.after, told(found))
	}
	for n, u := range p.Units {
		if u.Entry != fmt.Sprintf("e%d", want[n]) {
			t.Fatalf("%v: place %d has %s, want e%d", g.after, n, u.Entry, want[n])
		}
	}
}

// checkCycle demands that each step of a printed cycle is an edge.
func (g graph) checkCycle(t *testing.T, d diag.Diagnostic) {
	t.Helper()
	if d.Code != diag.CyclicDependency {
		t.Fatalf("%v: found %s", g.after, d.Code)
	}
	places := []diag.Position{d.Position}
	for _, r := range d.Related {
		places = append(places, r.Position)
	}
	owner := func(p diag.Position) int { return p.Column - 1 } // as made writes it
	for n, p := range places {
		i, next := owner(p), owner(places[(n+1)%len(places)])
		if !slices.Contains(g.after[i], next) {
			t.Fatalf("%v: the cycle's step from e%d to e%d is no edge: %s", g.after, i, next, d.Message)
		}
	}
}

// random is a graph of n entries with about as many edges as density times n.
func random(r *rand.Rand, n int, density float64, acyclic bool) graph {
	g := graph{after: make([][]int, n)}
	rank := r.Perm(n)
	for range int(density * float64(n)) {
		i, j := r.IntN(n), r.IntN(n)
		if acyclic && rank[i] <= rank[j] || slices.Contains(g.after[i], j) {
			continue
		}
		g.after[i] = append(g.after[i], j)
	}
	return g
}

// TestRandomGraphs plans graphs with and without cycles.
func TestRandomGraphs(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 5))
	for n := range 300 {
		random(r, 1+r.IntN(9), 1.2, false).check(t)
		random(r, 1+n/10, 2, true).check(t)
	}
}

func FuzzOrder(f *testing.F) {
	f.Add([]byte{0, 1, 1, 2, 2, 0})
	f.Add([]byte{0, 0})
	f.Add([]byte{5, 1, 4, 1, 3, 2})
	f.Fuzz(func(t *testing.T, edges []byte) {
		g := graph{after: make([][]int, 8)}
		for k := 0; k+1 < len(edges); k += 2 {
			i, j := int(edges[k]%8), int(edges[k+1]%8)
			if !slices.Contains(g.after[i], j) {
				g.after[i] = append(g.after[i], j)
			}
		}
		g.check(t)
	})
}

package plan

import (
	"cmp"
	"container/heap"
	"fmt"
	"slices"
	"strings"

	"github.com/plugingen/plugingen/gen/diag"
)

// order is the start order: everything after what it needs, ties by place in
// the file (Kahn's algorithm with a heap). Cycles are reported; hard edges are
// looked at alone first, so that a wish never hides a real cycle.
func (b *builder) order() []int {
	if b.cycles(func(w Why) bool { return !w.Soft() }, diag.CyclicDependency) {
		return nil
	}
	if b.cycles(func(Why) bool { return true }, diag.ContradictoryOrder) {
		return nil
	}
	after := b.graph(func(Why) bool { return true })
	waiting := make([]int, len(b.units))
	before := make([][]int, len(b.units))
	ready := &indexes{}
	for i, firsts := range after {
		waiting[i] = len(firsts)
		for _, e := range firsts {
			before[e.to] = append(before[e.to], i)
		}
		if waiting[i] == 0 {
			heap.Push(ready, i)
		}
	}
	var order []int
	for ready.Len() > 0 {
		i := heap.Pop(ready).(int)
		order = append(order, i)
		for _, next := range before[i] {
			if waiting[next]--; waiting[next] == 0 {
				heap.Push(ready, next)
			}
		}
	}
	return order
}

// arrow is an edge between places: from a unit to one that comes first.
type arrow struct {
	to   int
	edge Edge
}

// graph has the arrows of every unit, one per other unit.
func (b *builder) graph(keep func(Why) bool) [][]arrow {
	place := map[string]int{}
	for i, u := range b.units {
		place[u.Entry] = i
	}
	out := make([][]arrow, len(b.units))
	for i := range b.units {
		for _, e := range b.firsts(i, place) {
			if keep(e.Why) {
				out[i] = append(out[i], arrow{to: place[e.Entry], edge: e})
			}
		}
	}
	return out
}

// cycles reports one shortest cycle of every group of units that wait for each other.
func (b *builder) cycles(keep func(Why) bool, code diag.Code) bool {
	g := b.graph(keep)
	found := false
	for _, group := range components(g) {
		if path := shortestCycle(g, group); path != nil {
			b.reportCycle(g, path, code)
			found = true
		}
	}
	return found
}

// reportCycle prints a cycle as a path, at its first place in the configuration.
func (b *builder) reportCycle(g [][]arrow, path []int, code diag.Code) {
	path = b.rotate(g, path)
	var names []string
	var related []diag.Related
	for n, i := range path {
		next := path[(n+1)%len(path)]
		e := arrowTo(g[i], next).edge
		names = append(names, b.units[i].Entry)
		related = append(related, diag.Related{Position: e.Position, Message: fmt.Sprintf("%s comes after %s (%s)", b.units[i].Entry, b.units[next].Entry, e.Why)})
	}
	names = append(names, names[0])
	d := diag.Diagnostic{
		Code: code, Position: related[0].Position, Related: related[1:],
		Message: "these plugins need each other: " + strings.Join(names, " -> "),
		Help:    "take one of these dependencies out; a part that both need can become a plugin of its own",
	}
	if code == diag.ContradictoryOrder {
		d.Message = "these plugins cannot all have the order that they ask for: " + strings.Join(names, " -> ")
		d.Help = "take one of these wishes out"
	}
	b.found.Add(d)
}

// rotate starts a cycle at the edge that the reader can change first: a wish
// before a need, an item of dependencies before a parameter, then by place.
func (b *builder) rotate(g [][]arrow, path []int) []int {
	best := 0
	rank := func(n int) Edge { return arrowTo(g[path[n]], path[(n+1)%len(path)]).edge }
	for n := range path {
		x, y := rank(n), rank(best)
		if cmp.Or(cmp.Compare(startRank(x.Why), startRank(y.Why)), x.Position.Compare(y.Position)) < 0 {
			best = n
		}
	}
	return slices.Concat(path[best:], path[:best])
}

func startRank(w Why) int {
	return slices.Index([]Why{ByAfter, ByBefore, ByDependencies, ByParameter, ByRequires}, w)
}

func arrowTo(from []arrow, to int) arrow {
	return from[slices.IndexFunc(from, func(a arrow) bool { return a.to == to })]
}

// indexes is a heap of places in the file.
type indexes []int

func (h indexes) Len() int           { return len(h) }
func (h indexes) Less(i, j int) bool { return h[i] < h[j] }
func (h indexes) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *indexes) Push(x any)        { *h = append(*h, x.(int)) }
func (h *indexes) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

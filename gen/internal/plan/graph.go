package plan

import "slices"

// components are the strongly connected components that hold a cycle, each
// sorted, by their first member (Tarjan's algorithm, without recursion so that
// a long chain of plugins costs no stack).
func components(g [][]arrow) [][]int {
	t := &tarjan{g: g, index: make([]int, len(g)), low: make([]int, len(g)), on: make([]bool, len(g))}
	for v := range g {
		if t.index[v] == 0 {
			t.visit(v)
		}
	}
	slices.SortFunc(t.out, slices.Compare)
	return t.out
}

type tarjan struct {
	g          [][]arrow
	index, low []int // 0: not seen
	on         []bool
	stack      []int
	next       int
	out        [][]int
}

// step is a vertex on the walk with the arrow to follow next.
type step struct{ v, arrow int }

func (t *tarjan) visit(root int) {
	walk := []step{{v: root}}
	t.enter(root)
	for len(walk) > 0 {
		top := &walk[len(walk)-1]
		if top.arrow < len(t.g[top.v]) {
			w := t.g[top.v][top.arrow].to
			top.arrow++
			if t.index[w] == 0 {
				t.enter(w)
				walk = append(walk, step{v: w})
			} else if t.on[w] {
				t.low[top.v] = min(t.low[top.v], t.index[w])
			}
			continue
		}
		v := top.v
		walk = walk[:len(walk)-1]
		if len(walk) > 0 {
			parent := walk[len(walk)-1].v
			t.low[parent] = min(t.low[parent], t.low[v])
		}
		if t.low[v] == t.index[v] {
			t.leave(v)
		}
	}
}

func (t *tarjan) enter(v int) {
	t.next++
	t.index[v], t.low[v], t.on[v] = t.next, t.next, true
	t.stack = append(t.stack, v)
}

// leave takes a finished component off the stack and keeps it where it has a cycle.
func (t *tarjan) leave(v int) {
	at := slices.Index(t.stack, v)
	group := slices.Sorted(slices.Values(t.stack[at:]))
	t.stack = t.stack[:at]
	for _, w := range group {
		t.on[w] = false
	}
	if len(group) > 1 || slices.ContainsFunc(t.g[v], func(a arrow) bool { return a.to == v }) {
		t.out = append(t.out, group)
	}
}

// shortestCycle is a shortest cycle within a component, by breadth-first search
// from each member; of several the one found first from the lowest member.
func shortestCycle(g [][]arrow, group []int) []int {
	var best []int
	for _, start := range group {
		if path := cycleFrom(g, group, start); path != nil && (best == nil || len(path) < len(best)) {
			best = path
		}
	}
	return best
}

func cycleFrom(g [][]arrow, group []int, start int) []int {
	came := map[int]int{}
	queue := []int{start}
	for len(queue) > 0 {
		v := queue[0]
		queue = queue[1:]
		for _, a := range g[v] {
			if a.to == start {
				path := []int{v}
				for v != start {
					v = came[v]
					path = append(path, v)
				}
				slices.Reverse(path)
				return path
			}
			if _, seen := came[a.to]; !seen && slices.Contains(group, a.to) {
				came[a.to] = v
				queue = append(queue, a.to)
			}
		}
	}
	return nil
}

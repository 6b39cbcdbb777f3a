// Package graph draws compositions, and explains why an entry is in one and
// where it stands in the start order.
//
// In every drawing an arrow leads from an entry to one that starts before it,
// and says why: dependencies, parameter or requires where it needs the other
// one, after or before where an order is only wished for.
package graph

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/plugingen/plugingen/gen"
	"github.com/plugingen/plugingen/gen/internal/plan"
)

// JSON writes a composition as one object of version 1, indented: nodes in
// start order, edges by the node that they leave. The arrays are never null.
// The error is the writer's, or says what is wrong with a composition that
// gen.Generate did not make.
func JSON(w io.Writer, c *gen.Composition) error {
	g, err := of(c)
	if err != nil {
		return err
	}
	return encode(w, g)
}

// encode writes a value as the other JSON of plugingen is written.
func encode(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// graph is a composition as nodes and edges, in start order.
type graph struct {
	Version int    `json:"version"`
	Nodes   []node `json:"nodes"`
	Edges   []edge `json:"edges"`

	index map[string]int // of the nodes, by entry
}

type node struct {
	Entry   string `json:"entry"`
	Package string `json:"package"`
	Version string `json:"version"`
	Level   int    `json:"level"`

	components []string // "StepTypes/echo"
}

// edge leads from an entry to one that has to run before it.
type edge struct {
	From string `json:"from"`
	To   string `json:"to"`
	Why  string `json:"why"`
}

// soft reports whether the edge only wishes for an order.
func (e edge) soft() bool { return plan.Why(e.Why).Soft() }

// of reads a composition. One that no plan could have is refused, so that no
// drawing leaves anything out.
func of(c *gen.Composition) (*graph, error) {
	g := &graph{Version: 1, Nodes: []node{}, Edges: []edge{}, index: map[string]int{}}
	for i, p := range c.Plugins {
		if _, twice := g.index[p.Entry]; twice {
			return nil, fmt.Errorf("graph: entry %q stands in the composition twice", p.Entry)
		}
		n := node{Entry: p.Entry, Package: p.Package, Version: p.Version, Level: p.Level}
		for _, component := range p.Components {
			n.components = append(n.components, component.Kind+"/"+component.Name)
		}
		g.index[p.Entry] = i
		g.Nodes = append(g.Nodes, n)
		for _, need := range p.Needs {
			g.Edges = append(g.Edges, edge{p.Entry, need.Entry, need.Why})
		}
	}
	return g, g.check()
}

// check refuses edges and levels that no start order has.
func (g *graph) check() error {
	levels := make([]int, len(g.Nodes))
	for _, e := range g.Edges {
		from := g.index[e.From]
		to, known := g.index[e.To]
		if !known {
			return fmt.Errorf("graph: entry %q needs %q, which is not in the composition", e.From, e.To)
		}
		if to >= from {
			return fmt.Errorf("graph: entry %q needs %q, which does not start before it", e.From, e.To)
		}
		levels[from] = max(levels[from], levels[to]+1)
	}
	for i, n := range g.Nodes {
		if n.Level != levels[i] {
			return fmt.Errorf("graph: entry %q is of level %d, and by what it needs it should be of level %d", n.Entry, n.Level, levels[i])
		}
	}
	return nil
}

// levels groups the nodes by level, in start order within each.
func (g *graph) levels() [][]node {
	var levels [][]node
	for _, n := range g.Nodes {
		for len(levels) <= n.Level {
			levels = append(levels, nil)
		}
		levels[n.Level] = append(levels[n.Level], n)
	}
	return levels
}

// id names a node by its number: an entry's name could be a word of the
// language that the graph is written in.
func (g *graph) id(entry string) string { return fmt.Sprintf("n%d", g.index[entry]) }

package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/plugingen/plugingen/gen"
)

const graphHelp = `Print the graph of a composition: an arrow leads from a plugin to one that it
needs and says why (dependencies, parameter, requires, after or before).
Plugins of one level start in parallel, level 0 first.`

const (
	formatMermaid = "mermaid"
	formatDOT     = "dot"
)

func (t *tool) graphCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "graph [CONFIG]",
		Short: "print the dependency graph",
		Long:  graphHelp,
		Args:  cobra.MaximumNArgs(1),
		RunE:  func(cmd *cobra.Command, args []string) error { return t.graph(cmd.Context(), args) },
	}
	t.outputFlag(cmd)
	t.formatFlag(cmd, formatMermaid, formatDOT, formatJSON)
	return cmd
}

func (t *tool) graph(ctx context.Context, args []string) error {
	result, err := t.composeOne(ctx, args)
	if err != nil || result == nil {
		return err
	}
	g := graphOf(result.Composition)
	switch t.format {
	case formatJSON:
		return writeJSON(t.out, g)
	case formatDOT:
		_, err = io.WriteString(t.out, g.dot())
	default:
		_, err = io.WriteString(t.out, g.mermaid())
	}
	return err
}

// graph is a composition as nodes and edges, in start order.
type graph struct {
	Version int    `json:"version"`
	Nodes   []node `json:"nodes"`
	Edges   []edge `json:"edges"`
}

type node struct {
	Entry   string `json:"entry"`
	Package string `json:"package"`
	Version string `json:"version"`
	Level   int    `json:"level"`
}

// edge leads from an entry to one that has to run before it.
type edge struct {
	From string `json:"from"`
	To   string `json:"to"`
	Why  string `json:"why"`
}

func graphOf(c *gen.Composition) graph {
	g := graph{Version: 1, Nodes: []node{}, Edges: []edge{}}
	for _, p := range c.Plugins {
		g.Nodes = append(g.Nodes, node{p.Entry, p.Package, p.Version, p.Level})
		for _, n := range p.Needs {
			g.Edges = append(g.Edges, edge{p.Entry, n.Entry, n.Why})
		}
	}
	return g
}

// levels groups the nodes by level, in start order within each.
func (g graph) levels() [][]node {
	var levels [][]node
	for _, n := range g.Nodes {
		for len(levels) <= n.Level {
			levels = append(levels, nil)
		}
		levels[n.Level] = append(levels[n.Level], n)
	}
	return levels
}

// ids numbers the nodes: an entry's name could be a word of the language that
// the graph is written in.
func (g graph) ids() map[string]string {
	ids := map[string]string{}
	for i, n := range g.Nodes {
		ids[n.Entry] = fmt.Sprintf("n%d", i)
	}
	return ids
}

func (g graph) mermaid() string {
	var b strings.Builder
	ids := g.ids()
	b.WriteString("flowchart BT\n")
	for i, level := range g.levels() {
		fmt.Fprintf(&b, "  subgraph level%d[\"level %d\"]\n", i, i)
		for _, n := range level {
			fmt.Fprintf(&b, "    %s[\"%s<br/>%s\"]\n", ids[n.Entry], mermaidText(n.Entry), mermaidText(n.Version))
		}
		b.WriteString("  end\n")
	}
	for _, e := range g.Edges {
		fmt.Fprintf(&b, "  %s -->|\"%s\"| %s\n", ids[e.From], mermaidText(e.Why), ids[e.To])
	}
	return b.String()
}

func (g graph) dot() string {
	var b strings.Builder
	ids := g.ids()
	b.WriteString("digraph plugins {\n  rankdir=BT;\n  node [shape=box];\n")
	for i, level := range g.levels() {
		fmt.Fprintf(&b, "  subgraph level%d {\n    rank=same;\n", i)
		for _, n := range level {
			fmt.Fprintf(&b, "    %s [label=\"%s\\n%s\"];\n", ids[n.Entry], dotText(n.Entry), dotText(n.Version))
		}
		b.WriteString("  }\n")
	}
	for _, e := range g.Edges {
		fmt.Fprintf(&b, "  %s -> %s [label=\"%s\"];\n", ids[e.From], ids[e.To], dotText(e.Why))
	}
	b.WriteString("}\n")
	return b.String()
}

var (
	mermaidEscapes = strings.NewReplacer("#", "#35;", "&", "#amp;", `"`, "#quot;", "<", "#lt;", ">", "#gt;", "\n", " ", "\r", " ")
	dotEscapes     = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", " ", "\r", " ")
)

func mermaidText(s string) string { return mermaidEscapes.Replace(s) }
func dotText(s string) string     { return dotEscapes.Replace(s) }

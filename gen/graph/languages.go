package graph

import (
	"fmt"
	"io"
	"strings"

	"github.com/plugingen/plugingen/gen"
)

// Mermaid writes a composition as a Mermaid flowchart, which GitHub and many
// editors draw: a box per level, the first at the top. Errors are as of JSON.
func Mermaid(w io.Writer, c *gen.Composition) error {
	g, err := of(c)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, g.mermaid())
	return err
}

func (g *graph) mermaid() string {
	var b strings.Builder
	b.WriteString("flowchart BT\n")
	for i, level := range g.levels() {
		fmt.Fprintf(&b, "  subgraph level%d[\"level %d\"]\n", i, i)
		for _, n := range level {
			fmt.Fprintf(&b, "    %s[\"%s<br/>%s\"]\n", g.id(n.Entry), mermaidText(n.Entry), mermaidText(n.Version))
		}
		b.WriteString("  end\n")
	}
	for _, e := range g.Edges {
		fmt.Fprintf(&b, "  %s -->|\"%s\"| %s\n", g.id(e.From), mermaidText(e.Why), g.id(e.To))
	}
	return b.String()
}

// DOT writes a composition in the language of Graphviz, a rank per level, the
// first at the top. Errors are as of JSON.
func DOT(w io.Writer, c *gen.Composition) error {
	g, err := of(c)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, g.dot())
	return err
}

func (g *graph) dot() string {
	var b strings.Builder
	b.WriteString("digraph plugins {\n  rankdir=BT;\n  node [shape=box];\n")
	for i, level := range g.levels() {
		fmt.Fprintf(&b, "  subgraph level%d {\n    rank=same;\n", i)
		for _, n := range level {
			fmt.Fprintf(&b, "    %s [label=\"%s\\n%s\"];\n", g.id(n.Entry), dotText(n.Entry), dotText(n.Version))
		}
		b.WriteString("  }\n")
	}
	for _, e := range g.Edges {
		fmt.Fprintf(&b, "  %s -> %s [label=\"%s\"];\n", g.id(e.From), g.id(e.To), dotText(e.Why))
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

package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/plugingen/plugingen/gen/graph"
)

const graphHelp = `Print the graph of a composition: an arrow leads from a plugin to one that it
needs and says why (dependencies, parameter, requires, after or before).
Plugins of one level start in parallel, level 0 first. The svg is a picture that
stands alone, for light and dark pages.`

const (
	formatMermaid = "mermaid"
	formatDOT     = "dot"
	formatSVG     = "svg"
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
	t.overlayFlag(cmd)
	t.formatFlag(cmd, formatMermaid, formatDOT, formatJSON, formatSVG)
	return cmd
}

func (t *tool) graph(ctx context.Context, args []string) error {
	result, err := t.composeOne(ctx, args)
	if err != nil || result == nil {
		return err
	}
	switch t.format {
	case formatJSON:
		return graph.JSON(t.out, result.Composition)
	case formatDOT:
		return graph.DOT(t.out, result.Composition)
	case formatSVG:
		return graph.SVG(t.out, result.Composition)
	}
	return graph.Mermaid(t.out, result.Composition)
}

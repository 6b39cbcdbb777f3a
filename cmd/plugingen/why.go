package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/plugingen/plugingen/gen/graph"
)

const whyHelp = `Explain an entry of a configuration: its package and version, what it needs and
who needs it, each with the place that asks for it, and its place in the start
order: what it waits for, and who came first or later by the place in the file.
The answer is printed for a valid composition only; findings take its place
otherwise.`

func (t *tool) whyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "why NAME [CONFIG]",
		Short: "explain why a plugin is here and where it starts",
		Long:  whyHelp,
		Args:  cobra.RangeArgs(1, 2),
		RunE:  func(cmd *cobra.Command, args []string) error { return t.why(cmd.Context(), args[0], args[1:]) },
	}
	t.outputFlag(cmd)
	t.overlayFlag(cmd)
	t.formatFlag(cmd, formatText, formatJSON)
	return cmd
}

func (t *tool) why(ctx context.Context, name string, configs []string) error {
	result, err := t.composeOne(ctx, configs)
	if err != nil || result == nil {
		return err
	}
	standing, err := graph.Why(result, name)
	if err != nil {
		return err
	}
	if t.format == formatJSON {
		return standing.JSON(t.out)
	}
	return standing.Text(t.out)
}

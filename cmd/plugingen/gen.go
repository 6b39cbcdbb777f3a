package main

import (
	"context"

	"github.com/spf13/cobra"
)

const genHelp = `Check the configurations and write the wiring, its lock and the configuration's
JSON Schema, by which editors complete it: all files of a composition or none,
and only those that changed.

CONFIG is a file, by default plugin_config.yaml; DIR/... means every
plugin_config.yaml below DIR. Configurations with errors write nothing and do
not keep others from being written.

With --overlay FILE, that file is laid over the one configuration: its mappings
join those below key by key, every other value takes the place of the one below,
and null takes it away. The lock names the overlays, so that check wants the
same.`

func (t *tool) genCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "gen [CONFIG...]",
		Short: "check, and write the wiring",
		Long:  genHelp,
		RunE:  func(cmd *cobra.Command, args []string) error { return t.gen(cmd.Context(), args) },
	}
	t.outputFlag(cmd)
	t.overlayFlag(cmd)
	t.reportFlag(cmd)
	return cmd
}

func (t *tool) gen(ctx context.Context, args []string) error {
	configs, err := t.configs(args)
	if err != nil {
		return err
	}
	all, err := t.compose(ctx, configs)
	if err != nil {
		return err
	}
	for _, o := range all {
		if !o.valid() {
			continue
		}
		if err := t.commit(o); err != nil {
			return err
		}
	}
	return t.report(all)
}

func (t *tool) commit(o *outcome) error {
	written, err := o.result.Commit()
	if err != nil {
		return err
	}
	for _, file := range written {
		t.say("wrote %s", file)
	}
	if len(written) == 0 {
		t.say("%s: up to date", o.config)
	}
	return nil
}

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/plugingen/plugingen/gen"
)

const schemaHelp = `Print the JSON Schema of a configuration: the keys of the file, and the settings
of every plugin that it enters. gen writes the same beside the wiring, where
editors find it by the first line of the file:

  # yaml-language-server: $schema=./` + gen.SchemaName + `

Settings that are wrong or missing are no obstacle, so that the editor can help
with them. An entry whose plugin cannot be read may have any settings in the
schema; a warning on stderr says why.

  --write-modeline   put that line into the configuration, and change nothing else
  --docs DIR         write a reference as Markdown: a page for every plugin, and
                     index.md; only files that changed are written`

// schemaFlags are what is done instead of printing the schema.
type schemaFlags struct {
	modeline bool
	docs     string
}

func (t *tool) schemaCommand() *cobra.Command {
	var flags schemaFlags
	cmd := &cobra.Command{
		Use:   "schema [CONFIG]",
		Short: "print the JSON Schema of the configuration, or write its reference",
		Long:  schemaHelp,
		Args:  cobra.MaximumNArgs(1),
		RunE:  func(cmd *cobra.Command, args []string) error { return t.schema(cmd.Context(), args, flags) },
	}
	cmd.Flags().BoolVar(&flags.modeline, "write-modeline", false, "let the configuration say where its schema is")
	cmd.Flags().StringVar(&flags.docs, "docs", "", "write the reference of the plugins into `DIR`")
	t.outputFlag(cmd)
	t.overlayFlag(cmd)
	return cmd
}

func (t *tool) schema(ctx context.Context, args []string, flags schemaFlags) error {
	config := configName
	if len(args) > 0 {
		config = args[0]
	}
	d, err := gen.Describe(ctx, t.options(config))
	if err != nil {
		return fmt.Errorf("%s: %w", config, err)
	}
	all := []*outcome{{config: config, result: d.Result, findings: d.Diagnostics}}
	if err := t.reportText(t.err, all); err != nil || !all[0].valid() {
		return err
	}
	if len(d.General) > 0 {
		t.say("any settings are accepted for: %s", strings.Join(d.General, ", "))
	}
	if !flags.modeline && flags.docs == "" {
		_, err := t.out.Write(d.Schema.Content)
		return err
	}
	if flags.docs != "" {
		if err := t.writeDocs(d, flags.docs); err != nil {
			return err
		}
	}
	if flags.modeline {
		return t.writeModeline(d, config)
	}
	return nil
}

func (t *tool) writeDocs(d *gen.Described, dir string) error {
	written, err := d.WriteDocs(t.path(dir))
	if err != nil {
		return fmt.Errorf("writing the reference: %w", err)
	}
	for _, file := range written {
		t.say("wrote %s", filepath.ToSlash(filepath.Join(dir, filepath.Base(file))))
	}
	if len(written) == 0 {
		t.say("%s: up to date", filepath.ToSlash(dir))
	}
	return nil
}

// writeModeline also says what is missing for the line to be of use.
func (t *tool) writeModeline(d *gen.Described, config string) error {
	changed, err := d.WriteModeline()
	if err != nil {
		return err
	}
	if changed {
		t.say("wrote %s", config)
	} else {
		t.say("%s: up to date", config)
	}
	if _, err := os.Stat(d.Schema.Name); err != nil {
		t.say("%s is not there yet: run plugingen gen", d.Schema.Path)
	}
	return nil
}

package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/plugingen/plugingen/gen"
	"github.com/plugingen/plugingen/gen/diag"
)

// tool is one run of the command: what was asked for, where the answer goes
// and what came of it.
type tool struct {
	generate generator
	env      func(string) string
	out      *checkedWriter
	err      io.Writer
	code     int // exit code where no error is returned

	dir      string
	output   string
	overlays []string // files laid over the configuration, in this order
	format   string   // of a verb that prints one answer
	sinks    []sink   // of a verb that prints a report
	color    string
	quiet    bool
	verbose  bool

	baseline      string         // the file to read, as the user names it
	writeBaseline string         // the file to write
	baselineFile  string         // the same as the system needs it
	accepted      *diag.Baseline // nil where there is none
}

const rootHelp = `plugingen composes Go plugins into a program at build time: it reads
plugin_config.yaml, checks the plugin packages from their source and writes the
Go that wires them together.

Exit codes, for every verb:
  0  clean
  1  findings: at least one error in the composition
  2  the composition is valid, but what is committed is not what it asks for
  3  the work could not be done: usage, unreadable file, a failure of our own`

func (t *tool) root() *cobra.Command {
	root := &cobra.Command{
		Use:               "plugingen",
		Short:             "compose Go plugins at build time",
		Long:              rootHelp,
		Version:           version(),
		SilenceUsage:      true,
		SilenceErrors:     true,
		Args:              cobra.ArbitraryArgs,
		RunE:              noVerb,
		PersistentPreRunE: func(*cobra.Command, []string) error { return t.checkFlags() },
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
	}
	root.SetVersionTemplate("plugingen {{.Version}}\n")
	flags := root.PersistentFlags()
	flags.StringVarP(&t.dir, "chdir", "C", "", "work in `DIR`; arguments are relative to it")
	flags.StringVar(&t.color, "color", "auto", "colours in text: `WHEN` is auto, always or never")
	flags.BoolVarP(&t.quiet, "quiet", "q", false, "print findings and results only")
	flags.BoolVarP(&t.verbose, "verbose", "v", false, "print more about what is done")
	root.MarkFlagsMutuallyExclusive("quiet", "verbose")
	root.AddCommand(t.genCommand(), t.checkCommand(), t.diffCommand(),
		t.listCommand(), t.graphCommand(), t.whyCommand(), t.schemaCommand(), t.explainCommand(), t.vetCommand())
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return fmt.Errorf("%w; see `%s --help`", err, cmd.CommandPath())
	})
	root.SetHelpCommand(helpCommand(root))
	return root
}

func (t *tool) checkFlags() error {
	if err := t.checkColor(); err != nil || t.dir == "" {
		return err
	}
	info, err := os.Stat(t.dir)
	if err == nil && !info.IsDir() {
		err = fmt.Errorf("-C %s: not a directory", t.dir)
	}
	return err
}

// noVerb refuses what names no verb: a script whose verb went missing must not
// look like one that succeeded.
func noVerb(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return errors.New("no verb; `plugingen help` lists them")
	}
	return unknownVerb(cmd, args[0])
}

func unknownVerb(root *cobra.Command, verb string) error {
	var verbs []string
	for _, cmd := range root.Commands() {
		verbs = append(verbs, cmd.Name())
	}
	hint := ""
	if near, ok := diag.Nearest(verb, verbs); ok {
		hint = fmt.Sprintf("; did you mean %q?", near)
	}
	return fmt.Errorf("unknown verb %q%s; `plugingen help` lists the verbs", verb, hint)
}

// helpCommand is cobra's, but a topic that does not exist is an error.
func helpCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:   "help [VERB]",
		Short: "explain a verb",
		RunE: func(_ *cobra.Command, args []string) error {
			cmd, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 || cmd == root && len(args) > 0 {
				return unknownVerb(root, args[0])
			}
			return cmd.Help()
		},
	}
}

// outputFlag adds --output to a verb that composes.
func (t *tool) outputFlag(cmd *cobra.Command) {
	cmd.Flags().StringVar(&t.output, "output", "", "output `DIR`; wins over output.dir of the configuration")
}

// overlayFlag adds --overlay to such a verb.
func (t *tool) overlayFlag(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&t.overlays, "overlay", nil, "lay `FILE` over the configuration; can be given several times, the last one wins")
}

func (t *tool) options(config string) gen.Options {
	return gen.Options{Dir: t.dir, Config: config, Overlays: t.overlays, Output: t.output}
}

// say prints what was done, unless the user wants to hear nothing.
func (t *tool) say(format string, args ...any) {
	if !t.quiet {
		fmt.Fprintf(t.err, format+"\n", args...)
	}
}

// detail prints what only a curious user wants to hear.
func (t *tool) detail(format string, args ...any) {
	if t.verbose {
		t.say(format, args...)
	}
}

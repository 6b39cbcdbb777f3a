package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/plugingen/plugingen/gen/diag"
)

const checkHelp = `Check the configurations as gen does, and that what is committed is exactly what
gen would write. Nothing is written: this is the gate for CI.

CONFIG is a file, by default plugin_config.yaml; DIR/... means every
plugin_config.yaml below DIR.

To adopt the check where there are findings already, accept them once with
--write-baseline FILE, commit the file and check with --baseline FILE: what it
holds does not fail the check but is counted, and what is new fails. A finding
is known by code, file and message, whatever its line. Output that is not fresh
cannot be accepted, nor can a configuration that cannot be read.`

func (t *tool) checkCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "check [CONFIG...]",
		Short: "check the configuration and what is committed",
		Long:  checkHelp,
		RunE:  func(cmd *cobra.Command, args []string) error { return t.check(cmd.Context(), args) },
	}
	t.outputFlag(cmd)
	t.overlayFlag(cmd)
	t.reportFlag(cmd)
	cmd.Flags().StringVar(&t.baseline, "baseline", "", "accept the findings that `FILE` holds")
	cmd.Flags().StringVar(&t.writeBaseline, "write-baseline", "", "accept all findings and write them to `FILE`")
	cmd.MarkFlagsMutuallyExclusive("baseline", "write-baseline")
	return cmd
}

func (t *tool) check(ctx context.Context, args []string) error {
	if err := t.readBaseline(); err != nil {
		return err
	}
	configs, err := t.configs(args)
	if err != nil {
		return err
	}
	all, err := t.compose(ctx, configs)
	if err != nil {
		return err
	}
	stale := false
	for _, o := range all {
		mendable, err := o.addFreshness()
		if err != nil {
			return err
		}
		stale = stale || mendable
	}
	if err := t.report(all); err != nil || !t.onScreen() {
		return err
	}
	t.conclude(all, stale, args)
	return nil
}

// addFreshness adds what is wrong with the committed output of a valid
// composition, and reports whether gen would mend any of it.
func (o *outcome) addFreshness() (mendable bool, err error) {
	o.compared = true
	if !o.valid() {
		return false, nil
	}
	found, err := o.result.Freshness()
	if err != nil {
		return false, fmt.Errorf("%s: %w", o.config, err)
	}
	for _, d := range found {
		mendable = mendable || d.IsError() && d.Code != diag.OrphanOutput
	}
	o.findings = slices.Concat(o.findings, found)
	return mendable, nil
}

// conclude says what nobody should have to look up: that all is well, or the
// command that makes it so.
func (t *tool) conclude(all []*outcome, stale bool, args []string) {
	if stale {
		fmt.Fprintf(t.out, "to mend what is out of date: %s\n", t.genLine(args))
		return
	}
	if t.quiet {
		return
	}
	for _, o := range all {
		if len(o.findings) == 0 {
			fmt.Fprintf(t.out, "%s: clean\n", o.config)
		}
	}
}

// genLine is the command line of gen for the same configurations.
func (t *tool) genLine(args []string) string {
	words := []string{"plugingen", "gen"}
	if t.dir != "" {
		words = append(words, "-C", t.dir)
	}
	if t.output != "" {
		words = append(words, "--output", t.output)
	}
	for _, overlay := range t.overlays {
		words = append(words, "--overlay", overlay)
	}
	words = append(words, args...)
	for i, word := range words {
		words[i] = shellWord(word)
	}
	return strings.Join(words, " ")
}

// shellWord quotes a word where a shell would take it apart.
func shellWord(word string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_-./:@%+=,", r)
	}
	if word != "" && strings.TrimLeftFunc(word, plain) == "" {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/plugingen/plugingen/gen/diag"
)

const explainHelp = `Print the page of a diagnostic's code: what it means, why it exists, an example
that is refused, the same mended, and what to do. Without a code, list them all.`

func (t *tool) explainCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "explain [CODE]",
		Short: "explain a diagnostic's code",
		Long:  explainHelp,
		Args:  cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return t.explainAll()
			}
			return t.explain(args[0])
		},
	}
	t.formatFlag(cmd, formatText, formatJSON)
	return cmd
}

// explained is a page as a program reads it.
type explained struct {
	Version int       `json:"version"`
	Code    diag.Code `json:"code"`
	Summary string    `json:"summary"`
	Why     string    `json:"why"`
	Bad     string    `json:"bad"`
	Good    string    `json:"good"`
	Fix     string    `json:"fix"`
}

func (t *tool) explain(code string) error {
	page, ok := diag.Explain(diag.Code(code))
	if !ok {
		return unknownCode(code)
	}
	if t.format == formatJSON {
		return writeJSON(t.out, explained{1, page.Code, page.Summary, page.Why, page.Bad, page.Good, page.Fix})
	}
	return page.WriteText(t.out, t.colored(t.out))
}

func unknownCode(code string) error {
	var names []string
	for _, c := range diag.Codes() {
		names = append(names, string(c))
	}
	if near, ok := diag.Nearest(code, names); ok {
		return fmt.Errorf("unknown code %q; did you mean %q?", code, near)
	}
	return fmt.Errorf("unknown code %q; `plugingen explain` lists the codes", code)
}

// codeSummary is a line of the list of codes.
type codeSummary struct {
	Code    diag.Code `json:"code"`
	Summary string    `json:"summary"`
}

func (t *tool) explainAll() error {
	var all []codeSummary
	for _, code := range diag.Codes() {
		page, _ := diag.Explain(code)
		all = append(all, codeSummary{code, page.Summary})
	}
	if t.format == formatJSON {
		return writeJSON(t.out, struct {
			Version int           `json:"version"`
			Codes   []codeSummary `json:"codes"`
		}{1, all})
	}
	table := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	for _, c := range all {
		fmt.Fprintf(table, "%s\t%s\n", c.Code, c.Summary)
	}
	return table.Flush()
}

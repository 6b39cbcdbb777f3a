package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/plugingen/plugingen/gen"
)

const listHelp = `List the entries of a configuration in file order: the package, the plugin's
version, whether it is enabled, and the components that it offers. The list is
printed for a valid composition only; findings take its place otherwise.

Below the list are the component kinds of the contract whose calls are not guarded,
with the reason: no panic is contained in them, none is counted, and an unload does
not wait for them. In JSON the kinds of values that cannot be called are there too.

With --discover, list the packages that meet the configuration's contract and
that no entry names, with the stanza to add for each. The arguments are patterns
of the go command then, by default ./..., and the configuration where one is
called .yaml or .yml: plugingen list --discover ./plugins/... staging.yaml`

func (t *tool) listCommand() *cobra.Command {
	discover := false
	cmd := &cobra.Command{
		Use:   "list [CONFIG] | list --discover [PACKAGE...] [CONFIG]",
		Short: "list entries and their components",
		Long:  listHelp,
		Args: func(cmd *cobra.Command, args []string) error {
			if discover {
				return nil
			}
			return cobra.MaximumNArgs(1)(cmd, args)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if discover {
				return t.discover(cmd.Context(), args)
			}
			return t.list(cmd.Context(), args)
		},
	}
	cmd.Flags().BoolVar(&discover, "discover", false, "list packages that could be entered")
	t.outputFlag(cmd)
	t.overlayFlag(cmd)
	t.formatFlag(cmd, formatText, formatJSON)
	return cmd
}

// listed is an entry as list prints it. A disabled entry is not looked at, so
// that nothing but its name and package is known.
type listed struct {
	Entry         string      `json:"entry"`
	Package       string      `json:"package"`
	Enabled       bool        `json:"enabled"`
	Name          string      `json:"name,omitempty"`
	Version       string      `json:"version,omitempty"`
	Module        string      `json:"module,omitempty"`
	ModuleVersion string      `json:"moduleVersion,omitempty"`
	Components    []component `json:"components"`
}

type component struct {
	Kind         string   `json:"kind"`
	Name         string   `json:"name"`
	Capabilities []string `json:"capabilities"`
	Conditional  bool     `json:"conditional"`
}

// kind is a component kind of the contract as list prints it.
type kind struct {
	Kind      string `json:"kind"`
	Interface bool   `json:"interface"`
	Guarded   bool   `json:"guarded"`
	Why       string `json:"why,omitempty"` // it is not guarded
}

func (t *tool) list(ctx context.Context, args []string) error {
	result, err := t.composeOne(ctx, args)
	if err != nil || result == nil {
		return err
	}
	rows := listedOf(result)
	if t.format == formatJSON {
		return writeJSON(t.out, struct {
			Version int      `json:"version"`
			Entries []listed `json:"entries"`
			Kinds   []kind   `json:"kinds"`
		}{1, rows, kindsOf(result)})
	}
	if err := printList(t.out, rows); err != nil {
		return err
	}
	return printUnguarded(t.out, kindsOf(result))
}

func kindsOf(result *gen.Result) []kind {
	kinds := []kind{}
	for _, k := range result.Kinds {
		kinds = append(kinds, kind{k.Name, k.Interface, k.Unguarded == "", k.Unguarded})
	}
	return kinds
}

// printUnguarded tells of the kinds whose components can be called, but not through
// a guard.
func printUnguarded(w io.Writer, kinds []kind) error {
	before := "\n"
	for _, k := range kinds {
		if k.Interface && !k.Guarded {
			if _, err := fmt.Fprintf(w, "%s%s: calls are not guarded, because %s\n", before, k.Kind, k.Why); err != nil {
				return err
			}
			before = ""
		}
	}
	return nil
}

func listedOf(result *gen.Result) []listed {
	byEntry := map[string]listed{}
	for _, p := range result.Composition.Plugins {
		row := listed{Name: p.Name, Version: p.Version, Module: p.Module, ModuleVersion: p.ModuleVersion}
		for _, c := range p.Components {
			row.Components = append(row.Components, component{c.Kind, c.Name, append([]string{}, c.Capabilities...), c.Conditional})
		}
		byEntry[p.Entry] = row
	}
	rows := make([]listed, 0, len(result.Entries))
	for _, e := range result.Entries {
		row := byEntry[e.Name]
		row.Entry, row.Package, row.Enabled = e.Name, e.Package, e.Enabled
		row.Components = append([]component{}, row.Components...)
		rows = append(rows, row)
	}
	return rows
}

func printList(w io.Writer, rows []listed) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "ENTRY\tPACKAGE\tVERSION\tSTATE\tCOMPONENTS")
	for _, r := range rows {
		state := "disabled"
		if r.Enabled {
			state = "enabled"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", r.Entry, r.Package, cmp.Or(r.Version, "-"), state, componentText(r.Components))
	}
	return table.Flush()
}

// componentText is "StepTypes: a, b; Providers: c".
func componentText(components []component) string {
	var b strings.Builder
	for i, c := range components {
		switch {
		case i > 0 && components[i-1].Kind == c.Kind:
			b.WriteString(", ")
		case i > 0:
			b.WriteString("; " + c.Kind + ": ")
		default:
			b.WriteString(c.Kind + ": ")
		}
		b.WriteString(c.Name)
		if c.Conditional {
			b.WriteString(" (conditional)")
		}
	}
	return cmp.Or(b.String(), "-")
}

// writeJSON prints one object, indented as the diagnostics are.
func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

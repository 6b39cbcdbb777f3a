package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/plugingen/plugingen/gen"
)

// discovered is a package as list --discover prints it.
type discovered struct {
	Name          string   `json:"name"`
	Version       string   `json:"version"`
	Package       string   `json:"package"`
	Module        string   `json:"module,omitempty"`
	ModuleVersion string   `json:"moduleVersion,omitempty"`
	Components    []string `json:"components"`
	Entry         string   `json:"entry"`
	Text          string   `json:"text"`
}

type faulty struct {
	Package string `json:"package"`
	Errors  int    `json:"errors"`
	First   string `json:"first"`
}

// discover lists what could be entered. Among the arguments a YAML file is the
// configuration, and the rest are patterns.
func (t *tool) discover(ctx context.Context, args []string) error {
	config, patterns := "", []string(nil)
	for _, arg := range args {
		switch isConfig := strings.HasSuffix(arg, ".yaml") || strings.HasSuffix(arg, ".yml"); {
		case isConfig && config != "":
			return errors.New("list --discover takes one configuration")
		case isConfig:
			config = arg
		default:
			patterns = append(patterns, arg)
		}
	}
	if len(patterns) == 0 {
		patterns = []string{"./..."}
	}
	config = cmp.Or(config, configName)
	found, err := gen.Discover(ctx, t.options(config), patterns)
	if err != nil {
		return fmt.Errorf("%s: %w", config, err)
	}
	all := []*outcome{{config: config, result: found.Result, findings: found.Diagnostics}}
	if !all[0].valid() && t.format == formatJSON {
		return t.reportJSON(all)
	}
	if err := t.reportText(t.err, all); err != nil || !all[0].valid() {
		return err
	}
	if t.format == formatJSON {
		return writeJSON(t.out, discoveryJSON(found))
	}
	return t.printDiscovery(found)
}

func discoveryJSON(found *gen.Discovery) any {
	out := struct {
		Version    int          `json:"version"`
		Contract   string       `json:"contract"`
		Discovered []discovered `json:"discovered"`
		Faulty     []faulty     `json:"faulty"`
	}{1, found.Contract, []discovered{}, []faulty{}}
	for _, d := range found.Discovered {
		row := discovered(d)
		row.Components = append([]string{}, d.Components...)
		out.Discovered = append(out.Discovered, row)
	}
	for _, f := range found.Faulty {
		out.Faulty = append(out.Faulty, faultyOf(f))
	}
	return out
}

func faultyOf(f gen.Faulty) faulty {
	row := faulty{Package: f.Package, Errors: f.Found.Errors()}
	for _, d := range f.Found {
		if d.IsError() {
			row.First = string(d.Code) + ": " + d.Message
			break
		}
	}
	return row
}

func (t *tool) printDiscovery(found *gen.Discovery) error {
	for _, f := range found.Faulty {
		row := faultyOf(f)
		t.say("not listed: %s does not meet the contract (%s); plugingen vet %s", row.Package, first(row), row.Package)
	}
	if len(found.Discovered) == 0 {
		t.say("every package that meets %s is entered", found.Contract)
		return nil
	}
	if err := printDiscovered(t.out, found.Discovered); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "\nto enter them, add under plugins:\n")
	for _, d := range found.Discovered {
		fmt.Fprint(t.out, d.Text)
	}
	return nil
}

// first is the first finding, and how many there are besides.
func first(f faulty) string {
	if f.Errors > 1 {
		return fmt.Sprintf("%s, and %d more", f.First, f.Errors-1)
	}
	return f.First
}

func printDiscovered(w io.Writer, rows []gen.Discovered) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NAME\tPACKAGE\tVERSION\tCOMPONENTS")
	for _, r := range rows {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", r.Name, r.Package, r.Version, cmp.Or(strings.Join(r.Components, ", "), "-"))
	}
	return table.Flush()
}

package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/plugingen/plugingen/gen"
	"github.com/plugingen/plugingen/gen/analyzer"
	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/vet"
)

const vetHelp = `Check plugin packages against their contract, with no configuration at hand: the
signature of Init, the configuration type, methods, metadata, components. What
needs a composition (dependencies, settings, the order) is check's to find.

PACKAGE is a pattern of the go command, by default ./...; flags of go build and
go vet follow after --, as in: plugingen vet ./... -- -tags integration

This is go vet with plugingen as its tool. The go command keeps the result of
every package, findings included, and looks again only at what has changed and
at what imports it; a shared build cache shares the results too. Know that

  - the first run looks at everything that the packages import, the standard
    library included, and a new version of plugingen does so again;
  - the go command knows of Go files only, so that nothing that plugingen reads
    elsewhere, plugin_config.yaml for one, has a part in this check;
  - with -trimpath, results of another checkout of the same code name that
    checkout's files: leave the flag out where a build cache is shared;
  - go vet -vettool=$(...) with a command that fails runs go's own checks, and
    exits with 0: run this verb, which passes its own executable.

A package is a plugin where its Init returns something with the method
Metadata() runtime.Metadata, or an exported type of it meets a contract. The
contract is the one that the comment

  //plugingen:contract import/path.Name

names in the package's doc or in Init's, else the one, among those that the
package imports, that the plugin meets or comes nearest to.`

func (t *tool) vetCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "vet [PACKAGE...] [-- FLAG...]",
		Short: "check plugin packages under go vet",
		Long:  vetHelp,
		RunE: func(cmd *cobra.Command, args []string) error {
			packages, flags := args, []string(nil)
			if n := cmd.ArgsLenAtDash(); n >= 0 {
				packages, flags = args[:n], args[n:]
			}
			return t.vet(cmd.Context(), packages, flags)
		},
	}
	t.reportFlag(cmd)
	return cmd
}

func (t *tool) vet(ctx context.Context, packages, flags []string) error {
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("finding the executable to hand to go vet: %w", err)
	}
	if len(packages) == 0 {
		packages = []string{"./..."}
	}
	result, err := vet.Run(ctx, vet.Options{Dir: t.dir, Tool: self, Packages: packages, Flags: flags})
	if err != nil {
		return err
	}
	if result.Log != "" {
		t.say("%s", strings.TrimSuffix(result.Log, "\n"))
	}
	t.code = exitCode(result.Diagnostics)
	return t.reportVet(result, strings.Join(packages, " "))
}

// reportVet prints the findings in every format that was asked for.
func (t *tool) reportVet(result *vet.Result, packages string) error {
	r := diag.Report{
		Tool: "plugingen", Version: version(), Findings: result.Diagnostics, Source: result.Source,
		Checks: []diag.Check{{Config: packages, Findings: result.Diagnostics}},
	}
	inRepository := t.inRepository([]*outcome{{result: &gen.Result{Root: result.Root}}}, r)
	for _, s := range t.sinks {
		var err error
		if s.file == "" {
			err = t.print(t.out, s.format, r, inRepository)
		} else {
			err = t.save(s, r, inRepository)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// startedByVet reports whether go vet started the command as its tool: it asks
// for a version and for flags, and then hands over one package at a time.
func startedByVet(args []string) bool {
	if len(args) == 0 || slices.ContainsFunc(args[:len(args)-1], func(arg string) bool { return !strings.HasPrefix(arg, "-") }) {
		return false
	}
	last := args[len(args)-1]
	return last == "-V=full" || last == "-flags" || strings.HasSuffix(last, ".cfg")
}

// serveVet is the command as the tool of go vet. It does not return.
func serveVet() { unitchecker.Main(analyzer.Analyzer) }

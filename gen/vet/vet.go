// Package vet runs the contract check of package analyzer over many packages:
// through go vet, so that the go command decides what has to be looked at again
// and keeps what was found, of failing packages too.
package vet

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"

	"github.com/plugingen/plugingen/gen/diag"
)

// Options say what to check.
type Options struct {
	Dir      string   // where the go command runs; default the working directory
	Tool     string   // the executable that go vet starts for each package; it calls Main of unitchecker
	Packages []string // patterns of the go command
	Flags    []string // further flags of go vet: -tags, -race, -x and the like
}

// Result is what was found.
type Result struct {
	Diagnostics diag.List // sorted; the same for the same packages whatever order the go command ran in
	Root        string    // the folder that names of files are relative to: the main module's or the workspace's
	Log         string    // what the go command printed besides

	names *names
}

// Source returns the content of a file as a diagnostic names it.
func (r *Result) Source(file string) ([]byte, bool) {
	src, err := os.ReadFile(r.names.file(file))
	return src, err == nil
}

// refused are the flags that would take the answer out of our hands.
var refused = []string{"vettool", "json", "fix", "diff", "c", "n", "plugingen", "V", "flags"}

// Run checks packages. Code that does not compile is a finding; the error says
// what the go command could not do: an unknown package, a flag that it lacks.
func Run(ctx context.Context, o Options) (*Result, error) {
	for _, f := range o.Flags {
		name, _, _ := strings.Cut(strings.TrimLeft(f, "-"), "=")
		if strings.HasPrefix(f, "-") && slices.Contains(refused, name) {
			return nil, fmt.Errorf("the flag %s cannot be handed to go vet from here", f)
		}
	}
	names, err := namesOf(ctx, o.Dir)
	if err != nil {
		return nil, err
	}
	args := slices.Concat([]string{"vet", "-vettool=" + o.Tool, "-json"}, o.Flags, []string{"--"}, o.Packages)
	stdout, stderr, failed := goCommand(ctx, o.Dir, args)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	r := &Result{Root: names.root, names: names}
	var exit *exec.ExitError
	if failed != nil && !errors.As(failed, &exit) {
		return nil, failed
	}
	if err := r.readReports(stdout); err != nil {
		return nil, err
	}
	r.readErrors(stderr)
	if failed != nil && len(r.Diagnostics) == 0 {
		return nil, fmt.Errorf("go vet: %s", strings.TrimSpace(r.Log))
	}
	r.Diagnostics = r.Diagnostics.Sorted()
	return r, nil
}

func goCommand(ctx context.Context, dir string, args []string) (stdout, stderr []byte, err error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = dir
	var out, log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &log
	err = cmd.Run()
	return out.Bytes(), log.Bytes(), err
}

// finding is a diagnostic as unitchecker writes it.
type finding struct {
	Category string
	Posn     string
	Message  string
	Related  []struct{ Posn, Message string }
}

// readReports reads the stream of objects that go vet -json prints: by package
// and analyzer a list of findings, or an error of the analyzer's.
func (r *Result) readReports(stdout []byte) error {
	d := json.NewDecoder(bytes.NewReader(stdout))
	for d.More() {
		var packages map[string]map[string]json.RawMessage
		if err := d.Decode(&packages); err != nil {
			return fmt.Errorf("go vet printed what is no report: %w", err)
		}
		for importPath, analyzers := range packages {
			for _, raw := range analyzers {
				if err := r.readReport(importPath, raw); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (r *Result) readReport(importPath string, raw json.RawMessage) error {
	var failure struct{ Error string }
	if json.Unmarshal(raw, &failure) == nil && failure.Error != "" {
		return fmt.Errorf("package %s: %s", importPath, failure.Error)
	}
	var findings []finding
	if err := json.Unmarshal(raw, &findings); err != nil {
		return fmt.Errorf("go vet printed what is no report of package %s: %w", importPath, err)
	}
	for _, f := range findings {
		r.Diagnostics.Add(r.diagnostic(f))
	}
	return nil
}

package main

import (
	"context"
	"fmt"
	"path"

	"github.com/plugingen/plugingen/gen"
	"github.com/plugingen/plugingen/gen/diag"
)

// outcome is what came of one configuration.
type outcome struct {
	config   string // as the user named it
	result   *gen.Result
	findings diag.List // the result's, and those of later steps
	compared bool      // whether the committed output was to be compared
}

func (o *outcome) valid() bool { return o.findings.Errors() == 0 }

// compose runs the generator for every configuration; nothing is written.
func (t *tool) compose(ctx context.Context, configs []string) ([]*outcome, error) {
	var all []*outcome
	for _, config := range configs {
		t.detail("composing %s", config)
		result, err := t.generate(ctx, t.options(config))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", config, err)
		}
		for _, w := range result.Waived {
			t.detail("waived for entry %s: %s: %s (%s)", w.Entry, w.Position, w.What, w.Reason)
		}
		all = append(all, &outcome{config: config, result: result, findings: result.Diagnostics})
	}
	refuseSharedOutput(all)
	return all, nil
}

// refuseSharedOutput finds configurations of one run that write the same file;
// each on its own cannot know of the other, and neither is the right one.
func refuseSharedOutput(all []*outcome) {
	owner := map[string]*outcome{}
	for _, o := range all {
		for _, file := range o.result.Files {
			other, taken := owner[file.Name]
			if !taken {
				owner[file.Name] = o
				continue
			}
			other.findings.Add(sharedOutput(other, o, file.Path))
			o.findings.Add(sharedOutput(o, other, file.Path))
			break
		}
	}
}

func sharedOutput(o, other *outcome, file string) diag.Diagnostic {
	return diag.Diagnostic{
		Code:     diag.UnsafeOutput,
		Severity: diag.Error,
		Position: o.place(),
		Message:  fmt.Sprintf("%s is written by two configurations", file),
		Related:  []diag.Related{{Position: other.place(), Message: "the other one"}},
		Help:     "give each configuration an output.dir of its own",
	}
}

// place is the configuration of a valid outcome as diagnostics name it.
func (o *outcome) place() diag.Position {
	return diag.Position{File: path.Join(path.Dir(o.result.Files[0].Path), o.result.Composition.Config)}
}

// composeOne runs the generator for a verb that looks at one configuration. A
// composition with errors is reported, and then there is nothing to look at:
// the result is nil. Warnings go to the side, so that they do not mix with
// what the verb prints.
func (t *tool) composeOne(ctx context.Context, args []string) (*gen.Result, error) {
	config := configName
	if len(args) > 0 {
		config = args[0]
	}
	all, err := t.compose(ctx, []string{config})
	if err != nil {
		return nil, err
	}
	if all[0].valid() {
		return all[0].result, t.reportText(t.err, all)
	}
	if t.format == formatJSON {
		return nil, t.reportJSON(all)
	}
	return nil, t.reportText(t.err, all)
}

package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/plugingen/plugingen/examples/pipeline/internal/workflow"
)

const runHelp = `  --input NAME=VALUE
                    the value of an input that the workflow declares; may be repeated
  --resume          go on after the last step that an earlier run finished
`

// stepReport is a step's result as JSON.
type stepReport struct {
	Name       string         `json:"name"`
	Type       string         `json:"type"`
	Provider   string         `json:"provider,omitempty"`
	State      string         `json:"state"`
	DurationMS json.Number    `json:"duration_ms"`
	Result     map[string]any `json:"result"`
}

// runReport is a run as JSON: what succeeded, and what ended it where it failed.
type runReport struct {
	Workflow string `json:"workflow"`
	outcome
	Steps []stepReport `json:"steps"`
}

// runFlags are those of the verb run.
type runFlags struct {
	resume bool
	inputs []string // NAME=VALUE
}

// setupRun is the verb run.
func setupRun(flags *flag.FlagSet) action {
	var f runFlags
	flags.BoolVar(&f.resume, "resume", false, "")
	flags.Func("input", "", func(pair string) error {
		if name, _, found := strings.Cut(pair, "="); !found || name == "" {
			return fmt.Errorf("%q is not NAME=VALUE", pair)
		}
		f.inputs = append(f.inputs, pair)
		return nil
	})
	return func(ctx context.Context, c *Composition, args []string, out output) int {
		return runWorkflow(ctx, c, args[0], f, out)
	}
}

// runWorkflow loads a file, runs it, and reports.
func runWorkflow(ctx context.Context, c *Composition, file string, f runFlags, out output) int {
	w, err := load(c, file)
	if err != nil {
		return out.fail(err)
	}
	inputs := map[string]any{}
	for _, pair := range f.inputs {
		name, value, _ := strings.Cut(pair, "=")
		if inputs[name], err = w.ParseInput(name, value); err != nil {
			return out.fail(fmt.Errorf("%s: %w", file, err))
		}
	}
	options := workflow.Options{Inputs: inputs, Resume: f.resume}
	if out.asJSON {
		return runJSON(ctx, w, options, out)
	}
	return runText(ctx, w, options, out)
}

func load(c *Composition, file string) (*workflow.Workflow, error) {
	e, err := engine(c)
	if err != nil {
		return nil, err
	}
	src, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return e.Load(file, src)
}

func runJSON(ctx context.Context, w *workflow.Workflow, options workflow.Options, out output) int {
	report := runReport{Workflow: w.Name, outcome: outcome{Success: true}, Steps: []stepReport{}}
	options.Observe = func(e workflow.Event) {
		if len(e.Around) > 0 || e.State == workflow.Running || e.State == workflow.Failed {
			return
		}
		report.Steps = append(report.Steps, stepReport{
			e.Step.Name, e.Step.Type, e.Step.Provider, e.State.String(), milliseconds(e.Duration), e.Result.Values,
		})
	}
	if err := w.Run(ctx, options); err != nil {
		report.outcome = failed(err)
		return max(out.json(report), exitFailed)
	}
	return out.json(report)
}

func milliseconds(d time.Duration) json.Number {
	return json.Number(strconv.FormatFloat(float64(d.Microseconds())/1000, 'f', 3, 64))
}

// runText shows each result as soon as it is there.
func runText(ctx context.Context, w *workflow.Workflow, options workflow.Options, out output) int {
	p := newProgress(out)
	defer p.close()
	p.print([]byte("workflow " + w.Name + "\n"))
	options.Observe = p.event
	if err := w.Run(ctx, options); err != nil {
		p.close()
		return out.fail(err)
	}
	return p.code()
}

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/plugingen/plugingen/examples/pipeline/internal/workflow"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// stepReport is a step's result as JSON.
type stepReport struct {
	Name     string         `json:"name"`
	Type     string         `json:"type"`
	Provider string         `json:"provider,omitempty"`
	Result   map[string]any `json:"result"`
}

// runReport is a run as JSON: what succeeded, and what ended it where it failed.
type runReport struct {
	Workflow string `json:"workflow"`
	outcome
	Steps []stepReport `json:"steps"`
}

// runWorkflow is the verb run.
func runWorkflow(ctx context.Context, c *Composition, args []string, out output) int {
	w, err := load(c, args[0])
	if err != nil {
		return out.fail(err)
	}
	if !out.asJSON {
		return runText(ctx, w, out)
	}
	report := runReport{Workflow: w.Name, outcome: outcome{Success: true}, Steps: []stepReport{}}
	err = w.Run(ctx, func(s workflow.Step, r pipeline.StepResult) {
		report.Steps = append(report.Steps, stepReport{s.Name, s.Type, s.Provider, r.Values})
	})
	if err == nil {
		return out.json(report)
	}
	report.outcome = failed(explain(err))
	return max(out.json(report), exitFailed)
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

// runText shows each result as soon as it is there.
func runText(ctx context.Context, w *workflow.Workflow, out output) int {
	code := out.write([]byte("workflow " + w.Name + "\n"))
	err := w.Run(ctx, func(s workflow.Step, r pipeline.StepResult) {
		var b bytes.Buffer
		fmt.Fprintf(&b, "\n%s (%s)\n", s.Name, s.Type)
		values(&b, r.Values)
		code = max(code, out.write(b.Bytes()))
	})
	if err != nil {
		return out.fail(explain(err))
	}
	return code
}

// explain puts a person's word for the end that a person asked for.
func explain(err error) error {
	var step *workflow.StepError
	if errors.Is(err, context.Canceled) && errors.As(err, &step) {
		return &workflow.StepError{Step: step.Step, Err: fmt.Errorf("interrupted: %w", context.Canceled)}
	}
	return err
}

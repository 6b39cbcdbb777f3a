package dspy

import (
	"context"
	"maps"

	"github.com/plugingen/plugingen/plugins/dspy/engine"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// The names of the components.
const (
	claudeName     = "dspy_claude" // of a step and of a provider
	geminiName     = "dspy_gemini" // of a step and of a provider
	chainName      = "dspy_chain"
	evaluationName = "dspy_evaluation"
)

// step answers one signature or a chain of them with a provider of its own, or with
// the one that the workflow names.
type step struct {
	plugin *Plugin
	kind   string
}

var (
	_ pipeline.Checker = (*step)(nil)
	_ pipeline.Checker = (*evaluation)(nil)
)

// Check is that of the plugin.
func (s *step) Check(req pipeline.StepRequest) error {
	return s.plugin.Check(specOf(s.kind, req), req.Provider, req.ProviderName)
}

func specOf(kind string, req pipeline.StepRequest) StepSpec {
	return StepSpec{Name: req.Name, Type: kind, Spec: req.Spec, Workflow: req.Workflow}
}

// Run answers the step. Its errors: *SpecError before a model is asked, *OutputError,
// ErrNoProgram, what the provider returns, engine.ErrCapability, and the context's.
func (s *step) Run(ctx context.Context, req pipeline.StepRequest) (pipeline.StepResult, error) {
	j, err := s.plugin.job(specOf(s.kind, req), req.Provider, req.ProviderName)
	if err != nil {
		return pipeline.StepResult{}, err
	}
	values, err := j.inputs(req)
	if err != nil {
		return pipeline.StepResult{}, err
	}
	out, err := j.execute(ctx, values)
	if err != nil {
		return pipeline.StepResult{}, err
	}
	return pipeline.StepResult{Values: j.result(out)}, nil
}

// outcome is a step that was answered.
type outcome struct {
	output  engine.Values
	trace   engine.Trace
	applied bool   // by an optimised program
	reason  string // why the step fell back; empty where it did not
}

// result adds what the step tells about itself.
func (j *job) result(out outcome) map[string]any {
	values := j.about(out.applied, out.reason)
	if n := len(out.trace); n > 0 {
		values["model"] = out.trace[n-1].Model
	}
	maps.Copy(values, out.output) // no field has one of the names above
	if j.kind != chainName {
		return values
	}
	outputs := make([]any, len(out.trace))
	for i, s := range out.trace {
		outputs[i] = map[string]any(s.Output)
	}
	values["chain_outputs"] = outputs
	return values
}

// about is what every result has.
func (j *job) about(applied bool, reason string) map[string]any {
	values := map[string]any{
		"success":                   true,
		"signature_validated":       true,
		"execution_mode":            "dspy",
		"provider_used":             j.service.name,
		"model":                     "",
		"dspy_optimization_applied": applied,
	}
	if reason != "" {
		values["execution_mode"] = "traditional"
		values["dspy_fallback_reason"] = reason
	}
	return values
}

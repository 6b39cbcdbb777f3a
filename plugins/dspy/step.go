package dspy

import (
	"context"

	"github.com/plugingen/plugingen/plugins/dspy/internal/answer"
	"github.com/plugingen/plugingen/plugins/dspy/internal/prompt"
	"github.com/plugingen/plugingen/plugins/schemavalidator"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// step answers one signature with a provider of its own, or with the one that the
// workflow names.
type step struct {
	plugin   *Plugin
	provider pipeline.Provider
	name     string // of the provider
}

// Run answers the step's signature. Its errors: *SpecError, *OutputError, what
// the provider returns, and the context's.
func (s *step) Run(ctx context.Context, req pipeline.StepRequest) (pipeline.StepResult, error) {
	if err := s.plugin.check(req.Spec); err != nil {
		return pipeline.StepResult{}, err
	}
	config, _ := req.Spec["dspy_config"].(map[string]any)
	if err := s.refuse(req.Spec, config); err != nil {
		return pipeline.StepResult{}, err
	}
	t, err := s.plugin.task(req.Spec["dspy_signature"], "/dspy_signature", req.Spec["examples"], "/examples", shots(config))
	if err != nil {
		return pipeline.StepResult{}, err
	}
	values, err := inputs(req, t.sig.InputFields)
	if err != nil {
		return pipeline.StepResult{}, err
	}
	if _, faults := s.plugin.validator.ValidateInputs(t.sig, values); faults != nil {
		return pipeline.StepResult{}, below("/inputs", faults)
	}
	m := choose(req, s.provider, s.name)
	output, err := s.plugin.ask(ctx, m, t, values)
	if err != nil {
		return pipeline.StepResult{}, err
	}
	return m.result(output), nil
}

func (s *step) refuse(spec, config map[string]any) error {
	if _, ok := spec["dspy_signature"]; !ok {
		return fault("", "the key %q is missing", "dspy_signature")
	}
	for _, key := range []string{"signatures", "chain_steps"} {
		if _, ok := config[key]; ok {
			return fault("/dspy_config/"+key, "%s belongs to a step of type dspy_chain", key)
		}
	}
	return nil
}

// model is the provider that a step uses, and what it told about itself.
type model struct {
	provider pipeline.Provider
	name     string
	answered string // the model's own name, from the last answer
}

// choose prefers the provider that the workflow names.
func choose(req pipeline.StepRequest, own pipeline.Provider, name string) *model {
	if req.Provider != nil {
		return &model{provider: req.Provider, name: req.ProviderName}
	}
	return &model{provider: own, name: name}
}

// ask puts a task to the model and returns the checked output fields. An answer
// with faults goes back once.
func (p *Plugin) ask(ctx context.Context, m *model, t *task, values map[string]any) (map[string]any, error) {
	req, err := prompt.Request(t.sig, t.examples, values)
	if err != nil {
		return nil, err
	}
	output, text, faults, err := p.once(ctx, m, t, req)
	if err != nil || faults == nil {
		return output, err
	}
	output, _, faults, err = p.once(ctx, m, t, prompt.Repair(req, text, faults))
	if err != nil || faults == nil {
		return output, err
	}
	return nil, &OutputError{Provider: m.name, Faults: faults}
}

// once sends one request and checks its answer, whose text it returns as well.
func (p *Plugin) once(ctx context.Context, m *model, t *task, req pipeline.GenerateRequest) (map[string]any, string, []schemavalidator.Fault, error) {
	res, err := m.provider.Generate(ctx, req)
	if err != nil {
		return nil, "", nil, err
	}
	m.answered = res.Model
	value, faults := answer.Parse(p.bridge, res.Text)
	if faults != nil {
		return nil, res.Text, faults, nil
	}
	output, faults := p.validator.ValidateOutput(t.sig, value)
	return output, res.Text, faults, nil
}

// result adds what the step tells about itself.
func (m *model) result(output map[string]any) pipeline.StepResult {
	values := map[string]any{
		"success":                   true,
		"signature_validated":       true,
		"execution_mode":            "dspy",
		"provider_used":             m.name,
		"model":                     m.answered,
		"dspy_optimization_applied": false,
	}
	for name, value := range output {
		values[name] = value // no field has one of the names above
	}
	return pipeline.StepResult{Values: values}
}

package dspy

import (
	"context"
	"errors"
	"sync/atomic"

	"github.com/plugingen/plugingen/plugins/dspy/engine"
	"github.com/plugingen/plugingen/plugins/schemavalidator"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// model is a provider as the engine sees one.
type model struct {
	provider pipeline.Provider
	answered atomic.Pointer[string] // the model's own name, from the last answer
}

// Generate passes the request on. What an answer that was no good cost is told with
// the error.
func (m *model) Generate(ctx context.Context, req engine.Request) (engine.Response, error) {
	out := pipeline.GenerateRequest{
		System: req.System, Prompt: req.Prompt, Schema: pipeline.Schema(req.Schema),
		Model: req.Model, MaxTokens: req.MaxTokens, Temperature: req.Temperature,
	}
	for _, t := range req.Turns {
		out.Turns = append(out.Turns, pipeline.Turn{Role: pipeline.Role(t.Role), Text: t.Text})
	}
	res, err := m.provider.Generate(ctx, out)
	if err == nil && res.Model != "" {
		m.answered.Store(&res.Model)
	}
	return engine.Response{
		Text: res.Text, Model: res.Model, CostUSD: res.CostUSD,
		InputTokens: res.Usage.InputTokens, OutputTokens: res.Usage.OutputTokens,
	}, err
}

func (m *model) name() string {
	if name := m.answered.Load(); name != nil {
		return *name
	}
	return ""
}

// lm returns what asks the job's provider and checks answers against the whole of a
// signature, nested schemas included.
func (j *job) lm() (*engine.LM, *model) {
	m := &model{provider: j.service.provider}
	return &engine.LM{Model: m, NoText: !j.service.writesText(), Check: j.plugin.checkOutput}, m
}

func (p *Plugin) checkOutput(sig *engine.Signature, output engine.Values) []string {
	whole := &schemavalidator.Signature{OutputFields: make([]schemavalidator.Field, len(sig.Outputs))}
	for i, f := range sig.Outputs {
		whole.OutputFields[i] = schemavalidator.Field{Name: f.Name, Type: f.Type, Description: f.Description, Schema: pipeline.Schema(f.Schema)}
	}
	_, faults := p.validator.ValidateOutput(whole, output)
	var texts []string
	for _, f := range faults {
		texts = append(texts, f.String())
	}
	return texts
}

// explained puts the engine's error into the plugin's words. Of a step with one signature
// the predictor's name, which its author never wrote, is left out.
func (j *job) explained(err error) error {
	var output *engine.OutputError
	if !errors.As(err, &output) {
		if inner := errors.Unwrap(err); len(j.links) == 1 && inner != nil && err.Error() == "asking for "+predictorName+": "+inner.Error() {
			return inner
		}
		return err
	}
	e := &OutputError{Provider: j.service.name, Faults: output.Faults}
	for i, l := range j.links {
		if l.name == output.Predictor && len(j.links) > 1 {
			e.Signature, e.Of = i+1, len(j.links)
		}
	}
	return e
}

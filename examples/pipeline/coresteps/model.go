package coresteps

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/plugingen/plugingen/examples/pipeline/internal/expression"
	"github.com/plugingen/plugingen/examples/pipeline/steptype"
	"github.com/plugingen/plugingen/plugins/schemavalidator"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// model is the steps claude and gemini: a prompt that was written by hand, one
// request, and the answer as it is.
type model struct {
	plugin     *Plugin
	name       string
	capability string // of the providers that it uses where the step names none
}

// Describe checks the prompt's parts and the schema, and asks for a provider.
func (m model) Describe(spec map[string]any) steptype.Traits {
	traits := steptype.Traits{
		Faults:   only(spec, []string{"prompt"}, "provider", "capabilities", "system", "model", "max_tokens", "temperature", "answer_schema"),
		Provider: []string{m.capability},
	}
	if parts, ok := spec["prompt"].([]any); ok {
		describeParts(parts, &traits)
	}
	if schema, ok := spec["answer_schema"].(map[string]any); ok {
		if _, err := m.compile(schema); err != nil {
			traits.Faults = append(traits.Faults, schemaFaults("/answer_schema", err)...)
		}
	}
	return traits
}

func schemaFaults(path string, err error) []schemavalidator.Fault {
	var invalid *schemavalidator.SchemaError
	if !errors.As(err, &invalid) {
		return []schemavalidator.Fault{wrong(path, "%v", err)}
	}
	var out []schemavalidator.Fault
	for _, f := range invalid.Faults {
		out = append(out, wrong(path+f.Path, "not a valid JSON Schema: %s", f.Message))
	}
	return out
}

func (m model) compile(schema map[string]any) (*schemavalidator.Schema, error) {
	source, err := expression.JSON(schema, "")
	if err != nil {
		return nil, err
	}
	return m.plugin.validator.Compile(pipeline.Schema(source))
}

// Run asks the provider once.
func (m model) Run(ctx context.Context, req pipeline.StepRequest) (pipeline.StepResult, error) {
	if req.Provider == nil {
		return pipeline.StepResult{}, fmt.Errorf("the host found no provider with the capability %s", m.capability)
	}
	prompt, err := render(req)
	if err != nil {
		return pipeline.StepResult{}, err
	}
	if strings.TrimSpace(prompt) == "" {
		return pipeline.StepResult{}, failure("/prompt", "the prompt is empty")
	}
	question := pipeline.GenerateRequest{
		System:      text(req.Spec, "system"),
		Prompt:      prompt,
		Model:       text(req.Spec, "model"),
		MaxTokens:   integer(req.Spec, "max_tokens", 0),
		Temperature: float(req.Spec["temperature"]),
	}
	var schema *schemavalidator.Schema
	if s, ok := req.Spec["answer_schema"].(map[string]any); ok {
		if schema, err = m.compile(s); err != nil {
			return pipeline.StepResult{}, at("/answer_schema", err)
		}
		question.Schema = schema.Text()
	}
	answer, err := req.Provider.Generate(ctx, question)
	if err != nil {
		return pipeline.StepResult{}, err
	}
	return m.result(req.ProviderName, answer, schema)
}

func float(v any) *float64 {
	n, ok := v.(json.Number)
	if !ok {
		return nil
	}
	f, err := n.Float64()
	if err != nil {
		return nil
	}
	return &f
}

func (m model) result(provider string, answer pipeline.GenerateResult, schema *schemavalidator.Schema) (pipeline.StepResult, error) {
	values := map[string]any{
		"text":          answer.Text,
		"provider_used": provider,
		"model":         answer.Model,
		"input_tokens":  whole(answer.Usage.InputTokens),
		"output_tokens": whole(answer.Usage.OutputTokens),
		"cost_usd":      json.Number(strconv.FormatFloat(answer.CostUSD, 'f', -1, 64)),
	}
	if schema == nil {
		return result(values), nil
	}
	doc, err := m.plugin.bridge.Parse("answer.json", []byte(answer.Text))
	if err != nil {
		return pipeline.StepResult{}, failure("/answer_schema", "the answer of %s is no JSON: %w", provider, err)
	}
	values["answer"] = doc.Value()
	if faults := schema.Validate(values["answer"]); len(faults) > 0 {
		reasons := make([]string, len(faults))
		for i, f := range faults {
			reasons[i] = f.String()
		}
		return pipeline.StepResult{}, failure("/answer_schema", "the answer of %s does not meet the schema: %s", provider, strings.Join(reasons, "; "))
	}
	return result(values), nil
}

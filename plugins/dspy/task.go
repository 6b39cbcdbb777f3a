package dspy

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/plugingen/plugingen/plugins/dspy/internal/prompt"
	"github.com/plugingen/plugingen/plugins/dspy/internal/template"
	"github.com/plugingen/plugingen/plugins/schemavalidator"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// defaultShots is how many examples a model sees where the step does not say.
const defaultShots = 16

// reserved are the keys that a step's result has beside its output fields.
var reserved = [...]string{
	"success", "signature_validated", "execution_mode", "provider_used", "model", "dspy_optimization_applied", "chain_outputs",
}

// task is a signature with the examples to show.
type task struct {
	sig      *schemavalidator.Signature
	examples []prompt.Example
}

// check refuses a step that does not have the form of a DSPy step.
func (p *Plugin) check(spec map[string]any) error {
	schema, err := p.validator.Compile(stepSchema)
	if err != nil {
		return err
	}
	if faults := schema.Validate(spec); len(faults) > 0 {
		return &SpecError{faults}
	}
	return nil
}

// task reads a signature and its examples; the places say where they stand in
// the step.
func (p *Plugin) task(signature any, at string, examples any, examplesAt string, shots int) (*task, error) {
	sig, faults := p.validator.ParseSignature(signature)
	if faults != nil {
		return nil, below(at, faults)
	}
	for _, f := range sig.OutputFields {
		if slices.Contains(reserved[:], f.Name) {
			return nil, fault(at+"/output_fields", "%s is a key that every result has, so no output field can have its name", f.Name)
		}
	}
	own, err := p.ownExamples(sig, examples, examplesAt)
	if err != nil {
		return nil, err
	}
	all := own[:min(shots, len(own))]
	return &task{sig, p.addTraining(sig, all, shots)}, nil
}

// ownExamples are those of the step; each must meet the signature.
func (p *Plugin) ownExamples(sig *schemavalidator.Signature, list any, at string) ([]prompt.Example, error) {
	items, _ := list.([]any) // its form was checked with the step's
	examples := make([]prompt.Example, 0, len(items))
	for i, item := range items {
		m, _ := item.(map[string]any)
		input, _ := m["input"].(map[string]any)
		output, _ := m["output"].(map[string]any)
		if _, faults := p.validator.ValidateInputs(sig, input); faults != nil {
			return nil, below(fmt.Sprintf("%s/%d/input", at, i), faults)
		}
		if _, faults := p.validator.ValidateOutput(sig, output); faults != nil {
			return nil, below(fmt.Sprintf("%s/%d/output", at, i), faults)
		}
		examples = append(examples, prompt.Example{Input: input, Output: output})
	}
	return examples, nil
}

// addTraining fills up with the first training examples that fit: the data may
// serve several signatures.
func (p *Plugin) addTraining(sig *schemavalidator.Signature, examples []prompt.Example, shots int) []prompt.Example {
	for _, e := range p.training {
		if len(examples) >= shots {
			break
		}
		if !has(e.Input, sig.InputFields) || !has(e.Output, sig.OutputFields) {
			continue // the cheap test first
		}
		_, badInput := p.validator.ValidateInputs(sig, e.Input)
		_, badOutput := p.validator.ValidateOutput(sig, e.Output)
		if badInput == nil && badOutput == nil {
			examples = append(examples, prompt.Example{Input: e.Input, Output: e.Output})
		}
	}
	return examples
}

// has reports whether the values are those of the fields, no more and no fewer.
func has(values map[string]any, fields []schemavalidator.Field) bool {
	for _, f := range fields {
		if _, ok := values[f.Name]; !ok {
			return false
		}
	}
	return len(values) == len(fields)
}

// shots reads dspy_config.few_shot_examples.
func shots(config map[string]any) int {
	number, ok := config["few_shot_examples"].(json.Number)
	if !ok {
		return defaultShots
	}
	f, err := number.Float64() // 8.0 is an integer to JSON Schema
	if err != nil {
		return defaultShots
	}
	return int(f)
}

// inputs fills the templates of a step's inputs and adds those of fields that
// inputs lacks.
func inputs(req pipeline.StepRequest, fields []schemavalidator.Field) (map[string]any, error) {
	values, err := given(req)
	if err != nil {
		return nil, err
	}
	for _, f := range fields {
		if _, ok := values[f.Name]; ok || f.Template == "" {
			continue
		}
		if values[f.Name], err = template.Fill(f.Template, req.Results); err != nil {
			return nil, fault("", "the template of %s: %v", f.Name, err)
		}
	}
	return values, nil
}

// given are the values under the key inputs. A host that lends a scope has replaced
// {{...}} in them already: what looks like it now is data.
func given(req pipeline.StepRequest) (map[string]any, error) {
	inputs, _ := req.Spec["inputs"].(map[string]any)
	if req.Scope != nil {
		return nonNil(maps.Clone(inputs)), nil
	}
	filled, err := template.Fill(inputs, req.Results)
	if err != nil {
		return nil, fault("/inputs", "%v", err)
	}
	m, _ := filled.(map[string]any)
	return nonNil(m), nil
}

func nonNil(m map[string]any) map[string]any {
	if m == nil {
		return map[string]any{}
	}
	return m
}

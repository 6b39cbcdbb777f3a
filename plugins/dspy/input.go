package dspy

import (
	"maps"
	"slices"

	"github.com/plugingen/plugingen/plugins/dspy/engine"
	"github.com/plugingen/plugingen/plugins/dspy/internal/template"
	"github.com/plugingen/plugingen/plugins/schemavalidator"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// inputs are the values that a step is run with. What is missing, what no signature
// takes, and values that do not meet their field are refused before a model is asked.
func (j *job) inputs(req pipeline.StepRequest) (engine.Values, error) {
	values, err := j.fill(req)
	if err != nil {
		return nil, err
	}
	if len(j.links) == 1 {
		if _, faults := j.plugin.validator.ValidateInputs(j.links[0].sig, values); faults != nil {
			return nil, below("/inputs", faults)
		}
		return values, nil
	}
	return values, j.checkChainInputs(values)
}

// fill replaces the templates of a step's inputs and adds those of fields that inputs
// lacks.
func (j *job) fill(req pipeline.StepRequest) (engine.Values, error) {
	values, err := given(req)
	if err != nil {
		return nil, err
	}
	for _, l := range j.links {
		for _, f := range l.sig.InputFields {
			if _, ok := values[f.Name]; ok || f.Template == "" {
				continue
			}
			if values[f.Name], err = template.Fill(f.Template, req.Results); err != nil {
				return nil, fault("", "the template of %s: %v", f.Name, err)
			}
		}
	}
	return values, nil
}

// given are the values under the key inputs. A host that lends a scope has replaced
// {{...}} in them already: what looks like it now is data.
func given(req pipeline.StepRequest) (engine.Values, error) {
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

func nonNil(m map[string]any) engine.Values {
	if m == nil {
		return engine.Values{}
	}
	return m
}

// checkChainInputs holds each value against the first signature that takes it from
// outside. What no earlier signature answers must be among them.
func (j *job) checkChainInputs(values engine.Values) error {
	answered := map[string]bool{}
	known := map[string]bool{}
	for _, l := range j.links {
		own := &schemavalidator.Signature{OutputFields: l.sig.OutputFields}
		for _, f := range l.sig.InputFields {
			if _, ok := values[f.Name]; !ok && !answered[f.Name] {
				return fault("/inputs", "the input %s is missing, and no signature before its use answers it", f.Name)
			}
			if !answered[f.Name] && !known[f.Name] {
				own.InputFields = append(own.InputFields, f)
			}
			known[f.Name] = true
		}
		if _, faults := j.plugin.validator.ValidateInputs(own, pick(values, own.InputFields)); faults != nil {
			return below("/inputs", faults)
		}
		for _, f := range l.sig.OutputFields {
			answered[f.Name] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if !known[name] {
			return fault("/inputs", "no signature of the chain has an input %s", name)
		}
	}
	return nil
}

func pick(values engine.Values, fields []schemavalidator.Field) map[string]any {
	own := map[string]any{}
	for _, f := range fields {
		if v, ok := values[f.Name]; ok {
			own[f.Name] = v
		}
	}
	return own
}

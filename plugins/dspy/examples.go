package dspy

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/plugingen/plugingen/plugins/dspy/engine"
	"github.com/plugingen/plugingen/plugins/dspy/internal/dataset"
	"github.com/plugingen/plugingen/plugins/schemavalidator"
)

// examples are labelled examples that meet a job's signatures.
type examples struct {
	examples []engine.Example
	warnings []string
	hash     string
	dropped  int // bad ones, which are left out
}

// maxListed bounds how many faults of examples a warning names.
const maxListed = 10

// load reads the examples at a path and leaves out what does not meet the signatures.
func (j *job) load(ctx context.Context, path string) (*examples, error) {
	data, err := dataset.Load(ctx, j.plugin.bridge, path, j.checkExample)
	if err != nil {
		return nil, err
	}
	set := &examples{hash: data.Hash, warnings: data.Left, dropped: data.Bad}
	if data.Bad > 0 {
		set.warnings = append(set.warnings, fmt.Sprintf("%d of %d examples are bad and are left out: %s",
			data.Bad, data.Bad+len(data.Examples), dataset.Listed(data.Faults, maxListed, "; ")))
	}
	for _, w := range set.warnings {
		j.plugin.logger.WarnContext(ctx, "examples: "+w, "step", j.step)
	}
	for _, e := range data.Examples {
		set.examples = append(set.examples, engine.Example{ID: e.ID, Input: e.Input, Output: e.Output, Steps: e.Steps})
	}
	return set, nil
}

// checkExample holds an example against the job: the inputs that the program takes from
// outside, the outputs of the last predictor, and labels in between.
func (j *job) checkExample(e *dataset.Example) []dataset.Fault {
	faults := j.checkPart(j.outside(), e.Input, "/input", "input_fields")
	last := j.links[len(j.links)-1]
	faults = append(faults, j.checkPart(last.sig.OutputFields, e.Output, "/expected_output", "output_fields")...)
	names := make([]string, len(j.links))
	for i, l := range j.links {
		names[i] = l.name
		if labels, ok := e.Steps[l.name]; ok {
			faults = append(faults, j.checkPart(l.sig.OutputFields, labels, "/steps/"+l.name, "output_fields")...)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(e.Steps)) {
		if !slices.Contains(names, name) {
			faults = append(faults, dataset.Fault{Pointer: "/steps/" + name, Key: true,
				Message: fmt.Sprintf("the step has no predictor %q, only %s", name, strings.Join(names, ", "))})
		}
	}
	return faults
}

// outside are the input fields that no earlier predictor answers.
func (j *job) outside() []schemavalidator.Field {
	var fields []schemavalidator.Field
	seen := map[string]bool{}
	for _, l := range j.links {
		for _, f := range l.sig.InputFields {
			if !seen[f.Name] {
				seen[f.Name] = true
				fields = append(fields, f)
			}
		}
		for _, f := range l.sig.OutputFields {
			seen[f.Name] = true
		}
	}
	return fields
}

func (j *job) checkPart(fields []schemavalidator.Field, values map[string]any, at, what string) []dataset.Fault {
	_, faults := j.plugin.validator.ValidateOutput(&schemavalidator.Signature{OutputFields: fields}, values)
	list := make([]dataset.Fault, len(faults))
	for i, f := range faults {
		list[i] = dataset.Fault{Pointer: at + f.Path, Key: f.AtKey(), Message: f.Message}
	}
	return list
}

// contents recognises examples by what they ask.
type contents map[string]bool

func newContents(list []engine.Example) contents {
	c := contents{}
	for _, e := range list {
		c.add(e)
	}
	return c
}

func (c contents) add(e engine.Example) {
	c[contentKey(e.Input)] = true
	if e.ID != "" {
		c["id "+e.ID] = true
	}
}

func (c contents) addDemos(demos []engine.Demo) {
	for _, d := range demos {
		c.add(engine.Example{ID: d.ID, Input: d.Input})
	}
}

func (c contents) has(e engine.Example) bool {
	return c[contentKey(e.Input)] || e.ID != "" && c["id "+e.ID]
}

// divide takes out the examples that are known, and those that share an ID or an input
// with one of them.
func (c contents) divide(list []engine.Example) (known, others []engine.Example) {
	others = list
	for {
		var left []engine.Example
		for _, e := range others {
			if !c.has(e) {
				left = append(left, e)
				continue
			}
			known = append(known, e)
			c.add(e)
		}
		if len(left) == len(others) {
			return known, left
		}
		others = left
	}
}

// contentKey is a text that equal inputs share; keys are sorted.
func contentKey(input engine.Values) string {
	text, err := json.Marshal(input)
	if err != nil {
		return fmt.Sprint("input ", input)
	}
	return "input " + string(text)
}

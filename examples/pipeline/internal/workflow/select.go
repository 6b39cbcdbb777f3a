package workflow

import (
	"iter"

	"github.com/plugingen/plugingen/plugins/jsonyamlbridge"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// All goes through the steps in the order of the file, those inside a step after it.
// The steps of a workflow that a step runs are not among them.
func (w *Workflow) All() iter.Seq[*Step] {
	return func(yield func(*Step) bool) { all(w.Steps, yield) }
}

func all(steps []*Step, yield func(*Step) bool) bool {
	for _, s := range steps {
		if !yield(s) || s.included == nil && !all(s.Steps, yield) {
			return false
		}
	}
	return true
}

// Keys returns what stands in the file under workflow. Read only.
func (w *Workflow) Keys() map[string]any { return w.keys }

// Spec returns the step's keys with the workflow's defaults, {{...}} not replaced.
// Read only.
func (s *Step) Spec() map[string]any { return s.spec }

// Service returns the provider that the step uses, nil where it uses none.
func (s *Step) Service() pipeline.Provider { return s.service }

// Fault is a finding at a key of the step, which is a JSON Pointer, "" for the step.
func (s *Step) Fault(pointer, message string) *jsonyamlbridge.Error { return s.fault(pointer, message) }

package workflow

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/plugingen/plugingen/examples/pipeline/steptype"
	"github.com/plugingen/plugingen/plugins/jsonyamlbridge"
)

// StepError says which step failed, and where it stands.
type StepError struct {
	Step   string                // its name, after those around it: each[2] > echo
	Faults jsonyamlbridge.Errors // at least one: the places in the file, with the reason
	Err    error                 // the step's own error
}

// Error has a line for each place: file:line:column, the step and the reason.
func (e *StepError) Error() string {
	lines := make([]string, len(e.Faults))
	for i, f := range e.Faults {
		at := *f
		at.Message = "step " + e.Step + ": " + f.Message
		lines[i] = at.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns the step's own error.
func (e *StepError) Unwrap() error { return e.Err }

// failed makes a step's error one with a place. What failed inside the step has
// its own already.
func (f *frame) failed(s *Step, err error) error {
	var inside *StepError
	if errors.As(err, &inside) {
		return inside
	}
	e := &StepError{Step: strings.Join(append(slices.Clip(f.around), s.Name), " > "), Err: err}
	var placed *steptype.Error
	switch {
	case errors.Is(err, context.Canceled):
		e.Faults = jsonyamlbridge.Errors{s.fault("", "interrupted")}
	case errors.As(err, &e.Faults) && f.own(e.Faults):
	case errors.As(err, &placed):
		e.Faults = jsonyamlbridge.Errors{s.fault(placed.Path, err.Error())}
	default:
		e.Faults = jsonyamlbridge.Errors{s.fault("", err.Error())}
	}
	return e
}

// own tells faults of the workflow file from those of a text that a step reads.
func (f *frame) own(faults jsonyamlbridge.Errors) bool {
	return len(faults) > 0 && faults[0].Name == f.flow.File
}

package dspy

import (
	"errors"
	"fmt"
	"strings"

	"github.com/plugingen/plugingen/plugins/dspy/internal/dataset"
	"github.com/plugingen/plugingen/plugins/dspy/internal/rest"
	"github.com/plugingen/plugingen/plugins/schemavalidator"
)

// ProviderError is a request to Claude or Gemini that failed: which provider, the
// HTTP status where there was one, the start of the answer without the key, how
// long the service asked to wait, the number of attempts, and the reason.
type ProviderError = rest.Error

// Reasons of a [ProviderError], for errors.Is. A timeout is
// context.DeadlineExceeded; an answer whose bytes end too early is
// io.ErrUnexpectedEOF.
var (
	ErrNoKey     = rest.ErrNoKey     // the setting api_key is empty
	ErrStatus    = rest.ErrStatus    // a status other than 200, or an error inside a stream
	ErrNetwork   = rest.ErrNetwork   // no connection, or one that was lost
	ErrMalformed = rest.ErrMalformed // an answer that is not what the service documents
	ErrTooLarge  = rest.ErrTooLarge  // an answer beyond 8 MiB
	ErrCutOff    = rest.ErrCutOff    // the model reached max_tokens
	ErrBlocked   = rest.ErrBlocked   // the model or its filter declined
)

// SpecError says that a step is not written as a DSPy step must be. The paths of
// its faults are places in the step.
type SpecError struct {
	Faults []schemavalidator.Fault
}

// Error names every fault with its place.
func (e *SpecError) Error() string { return "the step is not valid: " + join(e.Faults) }

// StepFaults returns the faults, for a host that knows the places of a step's keys.
func (e *SpecError) StepFaults() []schemavalidator.Fault { return e.Faults }

// OutputError says that the model's answer did not meet the signature, the second
// time as well.
type OutputError struct {
	Provider  string   // that answered
	Signature int      // of a chain, from 1; 0 where the step has one
	Of        int      // signatures of the chain
	Faults    []string // each with its place in the answer as a JSON Pointer
}

// Error names the provider and every fault with its place.
func (e *OutputError) Error() string {
	text := fmt.Sprintf("the answer of %s does not meet the signature: %s", e.Provider, strings.Join(e.Faults, "; "))
	if e.Of > 0 {
		return fmt.Sprintf("signature %d of %d: %s", e.Signature, e.Of, text)
	}
	return text
}

// DataError is training or test data of which more than one example in ten is bad: how
// many of how many, and every fault with file, line and column.
type DataError = dataset.Error

// ErrNoProgram says that a step has no optimised program and its fallback_strategy is
// error. The text says why there is none.
var ErrNoProgram = errors.New("there is no optimised program")

// brief is the text of an error for a log and a result: on one line, without the whole
// list of bad examples.
func brief(err error) string {
	var data *DataError
	if errors.As(err, &data) {
		return data.Short()
	}
	return strings.ReplaceAll(err.Error(), "\n", "; ")
}

func join(faults []schemavalidator.Fault) string {
	parts := make([]string, len(faults))
	for i, f := range faults {
		parts[i] = f.String()
	}
	return strings.Join(parts, "; ")
}

// fault makes a SpecError of one fault.
func fault(path, format string, args ...any) error {
	return &SpecError{[]schemavalidator.Fault{{Path: path, Keyword: "dspy", Message: fmt.Sprintf(format, args...)}}}
}

// below moves faults under a place.
func below(path string, faults []schemavalidator.Fault) error {
	moved := make([]schemavalidator.Fault, len(faults))
	for i, f := range faults {
		moved[i] = f
		moved[i].Path = path + f.Path
	}
	return &SpecError{moved}
}

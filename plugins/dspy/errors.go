package dspy

import (
	"fmt"
	"strings"

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

// OutputError says that the model's answer did not meet the signature, the second
// time as well. The paths of its faults are places in the answer.
type OutputError struct {
	Provider string // that answered
	Faults   []schemavalidator.Fault
}

// Error names the provider and every fault with its place.
func (e *OutputError) Error() string {
	return fmt.Sprintf("the answer of %s does not meet the signature: %s", e.Provider, join(e.Faults))
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

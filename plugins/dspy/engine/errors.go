package engine

import (
	"errors"
	"fmt"
	"strings"
)

// Errors that a caller can match with errors.Is.
var (
	// ErrSignature is a signature that cannot be used.
	ErrSignature = errors.New("the signature is not valid")
	// ErrProgram is a program or a task that is put together wrongly.
	ErrProgram = errors.New("the program is not valid")
	// ErrInput is a value that a predictor was not made for, or one that it lacks.
	ErrInput = errors.New("the input does not meet the signature")
	// ErrBudget says that the next call would go beyond the calls or the money allowed.
	ErrBudget = errors.New("the budget is used up")
	// ErrCapability says that a model cannot do what is asked of it, such as writing text.
	ErrCapability = errors.New("the model cannot do this")
	// ErrNoTraining is a task without training examples.
	ErrNoTraining = errors.New("there are no training examples")
	// ErrNoValidation is a task without validation examples: without them nothing
	// shows that a program is better.
	ErrNoValidation = errors.New("there are no validation examples; deal some out with Split")
	// ErrOverlap is a validation set that shares examples with the training set.
	ErrOverlap = errors.New("training and validation overlap")
	// ErrTooManyErrors says that more examples failed than MaxErrors allows.
	ErrTooManyErrors = errors.New("too many examples failed")
	// ErrState is a saved program that does not belong to the program it is loaded into.
	ErrState = errors.New("the saved program does not fit")
)

// OutputError says that a model's answer did not meet the signature, the second
// time as well.
type OutputError struct {
	Predictor string   // whose answer it was
	Faults    []string // of the second answer, each a sentence for a person or a model
}

// Error names the predictor and every fault.
func (e *OutputError) Error() string {
	return fmt.Sprintf("the answer to %s does not meet its signature: %s", e.Predictor, strings.Join(e.Faults, "; "))
}

// recovered makes an error of a panic in code that the engine was given.
func recovered(where string, err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("%s panicked: %v", where, p)
	}
}

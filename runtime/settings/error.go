package settings

import (
	"errors"
	"fmt"
)

// ErrMissing is what an [Error] matches whose reference has no value: the
// variable is not set, or the file does not exist.
var ErrMissing = errors.New("the reference has no value")

// Error is one setting that could not be set. Nothing in its text comes from a
// variable, a file or the host; Err may say more, unless the setting is hidden.
type Error struct {
	Setting string // "claude.api_key", "peers[2].port"; empty for the configuration as a whole
	Source  string // "${env:PORT}", "${file:/run/secrets/x}", "WithSettings"; empty for what stands in the configuration file
	Problem string // "the variable PORT is not set"
	Err     error  // ErrMissing, or the error of the code that was asked; nil where there is none
}

// Error returns one line with the setting and what is wrong with it.
func (e *Error) Error() string {
	if e.Setting == "" {
		return "settings: " + e.Problem
	}
	return fmt.Sprintf("setting %q: %s", e.Setting, e.Problem)
}

// Unwrap returns Err.
func (e *Error) Unwrap() error { return e.Err }

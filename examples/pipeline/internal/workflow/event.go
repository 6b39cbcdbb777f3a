package workflow

import (
	"time"

	"github.com/plugingen/plugingen/runtime/pipeline"
)

// State is how far a step is.
type State int

// The states of a step. A step is running first, and then one of the others; a
// restored one was run before, by the run that is resumed.
const (
	Running State = iota
	Done
	Skipped
	Failed
	Restored
)

// String returns the state's word.
func (s State) String() string {
	return [...]string{"running", "done", "skipped", "failed", "restored"}[s]
}

// Event is one change of a step's state.
type Event struct {
	Step     *Step
	Around   []string // the steps that it runs inside, the outermost first, with the run's label: each[2]
	State    State
	Duration time.Duration       // since it was running; 0 while it is and where it was restored
	Result   pipeline.StepResult // of Done, Skipped and Restored; read only
	Err      error               // of Failed
}

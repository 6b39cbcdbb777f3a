package runtime

import (
	"fmt"
)

// State is where a plugin stands. The zero value is Stopped.
type State uint8

// The states of a plugin.
const (
	Stopped  State = iota // not started, or terminated without an error
	Starting              // Init or Start runs, or waits for the plugins beside it
	Ready                 // started, and its Health, where it has one, has no complaint
	Degraded              // runs, but its last Health failed
	Failed                // did not come up, crashed, or did not terminate as it should
	Stopping              // Terminate runs; its components are gone already
)

var stateNames = [...]string{
	Stopped: "stopped", Starting: "starting", Ready: "ready",
	Degraded: "degraded", Failed: "failed", Stopping: "stopping",
}

// transitions has every legal change of state, and there is no other place that
// knows of any.
var transitions = [len(stateNames)][len(stateNames)]bool{
	Stopped:  {Starting: true, Failed: true}, // Failed: what it needs is not there
	Starting: {Ready: true, Failed: true, Stopping: true},
	Ready:    {Degraded: true, Failed: true, Stopping: true},
	Degraded: {Ready: true, Failed: true, Stopping: true},
	Failed:   {Starting: true, Stopped: true}, // Stopped: nobody asks for it any more
	Stopping: {Stopped: true, Failed: true},
}

// mayBecome tells whether next can follow s.
func (s State) mayBecome(next State) bool {
	return int(s) < len(transitions) && int(next) < len(transitions) && transitions[s][next]
}

// String returns the state in lower case, as logs and JSON show it.
func (s State) String() string {
	if int(s) < len(stateNames) {
		return stateNames[s]
	}
	return fmt.Sprintf("state(%d)", uint8(s))
}

// MarshalText returns the state as String does.
func (s State) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText accepts what MarshalText writes.
func (s *State) UnmarshalText(text []byte) error {
	for i, name := range stateNames {
		if name == string(text) {
			*s = State(i)
			return nil
		}
	}
	return fmt.Errorf("unknown plugin state %q", text)
}

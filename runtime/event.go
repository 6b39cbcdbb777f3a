package runtime

import "time"

// Event is something that happened to a plugin. The types of this file are all
// there are.
type Event interface {
	event() // keeps the set closed
}

// PluginInitialising comes before a plugin's Init is called.
type PluginInitialising struct{ Plugin string }

// PluginInitialised comes after Init returned, or was given up.
type PluginInitialised struct {
	Plugin   string
	Duration time.Duration
	Err      error // nil where it went well
}

// ComponentsRegistered comes when all of a plugin's components became visible.
type ComponentsRegistered struct {
	Plugin     string
	Components []string // "Kind/name", in the order of registration within each kind
}

// ComponentsDeregistered comes when all of a plugin's components were taken out.
type ComponentsDeregistered struct{ Plugin string }

// PluginStarting comes before a plugin's Start is called, where it has one.
type PluginStarting struct{ Plugin string }

// PluginStarted comes after Start returned, or was given up.
type PluginStarted struct {
	Plugin   string
	Duration time.Duration
	Err      error // nil where it went well
}

// PluginTerminating comes before a plugin's Terminate is called.
type PluginTerminating struct{ Plugin string }

// PluginTerminated comes after Terminate returned, or was given up.
type PluginTerminated struct {
	Plugin   string
	Duration time.Duration
	Err      error // nil where it went well
}

// StateChanged comes with every change of a plugin's state.
type StateChanged struct {
	Plugin   string
	From, To State
	Err      error // why, for Degraded and Failed
}

// PluginLoaded comes at the end of a Load that had something to do.
type PluginLoaded struct {
	Plugin   string
	Duration time.Duration
	Err      error // nil where it went well
}

// PluginUnloaded comes at the end of an Unload, for each plugin that it took out.
type PluginUnloaded struct {
	Plugin   string
	Duration time.Duration // of the whole Unload
	Err      error         // of the whole Unload
}

// PluginReloaded comes at the end of a Reload.
type PluginReloaded struct {
	Plugin   string
	Duration time.Duration
	Err      error // nil where it went well
}

// PluginRestarting comes when supervision takes a plugin that failed down, and
// those that need it with it.
type PluginRestarting struct {
	Plugin string
	Err    error // why
}

// PluginRetrying comes when a plugin is to be brought up in the background: after
// Delay, for the Attempt-th time since it was last up.
type PluginRetrying struct {
	Plugin  string
	Attempt int
	Delay   time.Duration
	Err     error // why it is not up
}

// PluginRestarted comes after such an attempt.
type PluginRestarted struct {
	Plugin   string
	Duration time.Duration
	Err      error // nil where it went well
}

// CircuitOpened comes when a plugin failed too often to be restarted again.
type CircuitOpened struct {
	Plugin string
	Err    error // matches ErrCircuitOpen and the last failure
}

func (PluginLoaded) event()           {}
func (PluginUnloaded) event()         {}
func (PluginReloaded) event()         {}
func (PluginRestarting) event()       {}
func (PluginRetrying) event()         {}
func (PluginRestarted) event()        {}
func (CircuitOpened) event()          {}
func (PluginInitialising) event()     {}
func (PluginInitialised) event()      {}
func (ComponentsRegistered) event()   {}
func (ComponentsDeregistered) event() {}
func (PluginStarting) event()         {}
func (PluginStarted) event()          {}
func (PluginTerminating) event()      {}
func (PluginTerminated) event()       {}
func (StateChanged) event()           {}

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

func (PluginInitialising) event()     {}
func (PluginInitialised) event()      {}
func (ComponentsRegistered) event()   {}
func (ComponentsDeregistered) event() {}
func (PluginStarting) event()         {}
func (PluginStarted) event()          {}
func (PluginTerminating) event()      {}
func (PluginTerminated) event()       {}
func (StateChanged) event()           {}

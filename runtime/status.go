package runtime

import (
	"encoding/json"
	"fmt"
	"time"
)

// Status is how one plugin stands at one moment.
type Status struct {
	Plugin   string // the entry's name
	State    State
	Err      error     // why it is Failed or Degraded, or waits for a plugin that it needs; else nil
	Since    time.Time // when it came to this state
	Restarts int       // how often it was restarted without being asked to
	Unloaded bool      // it is Stopped because it was unloaded, which does not keep the app from being ready

	Components []string // what it offers at this moment, "Kind/name" in the order of registration
}

// MarshalJSON writes the status with lower-camel keys and the error as text.
func (s Status) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Plugin   string    `json:"plugin"`
		State    State     `json:"state"`
		Error    string    `json:"error,omitempty"`
		Since    time.Time `json:"since"`
		Restarts int       `json:"restarts"`
		Unloaded bool      `json:"unloaded,omitempty"`

		Components []string `json:"components"`
	}{s.Plugin, s.State, textOf(s.Err), s.Since, s.Restarts, s.Unloaded, append([]string{}, s.Components...)})
}

// textOf is err.Error() that survives a plugin's error whose method panics.
func textOf(err error) string {
	if err == nil {
		return ""
	}
	return fmt.Sprint(err)
}

// Plugins returns the status of every plugin in the order of the composition.
func (a *App) Plugins() []Status {
	all := make([]Status, len(a.members))
	for k, m := range a.members {
		all[k] = m.status()
		all[k].Components = m.current.Load().components()
		all[k].Unloaded = m.isUnloaded(all[k].State)
	}
	return all
}

// isUnloaded tells whether m, which is in state s, was unloaded from an app that
// runs.
func (m *member) isUnloaded(s State) bool {
	return s == Stopped && !m.wanted.Load() && m.app.up.Load()
}

// components are what the instance registered; none for nil.
func (i *Instance) components() []string {
	var names []string
	if i == nil {
		return nil
	}
	for s := range i.shelves {
		names = append(names, s.names()...)
	}
	return names
}

// Manifest is what an App is made of. It is the same before, during and after a
// run, and can be written as JSON.
type Manifest struct {
	Plugins []ManifestEntry `json:"plugins"` // in the order of the composition
}

// ManifestEntry is one plugin of a Manifest. Its lists are never nil.
type ManifestEntry struct {
	Entry      string   `json:"entry"`
	Package    string   `json:"package"`
	Version    string   `json:"version"`
	Level      int      `json:"level"` // 0 for a plugin that comes after no other
	Needs      []string `json:"needs"`
	After      []string `json:"after"`
	Components []string `json:"components"` // all that it may register, "Kind/name"
}

// Manifest returns what the App is made of; the result is the caller's.
func (a *App) Manifest() Manifest {
	entries := make([]ManifestEntry, len(a.members))
	for k, m := range a.members {
		entries[k] = ManifestEntry{
			Entry:      m.unit.Name,
			Package:    m.unit.Package,
			Version:    m.unit.Version,
			Level:      m.level,
			Needs:      append([]string{}, m.unit.Needs...),
			After:      append([]string{}, m.unit.After...),
			Components: append([]string{}, m.unit.Components...),
		}
	}
	return Manifest{Plugins: entries}
}

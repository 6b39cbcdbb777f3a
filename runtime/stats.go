package runtime

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// ComponentStats are the numbers of one component since the App was made, over
// all starts of its plugin.
type ComponentStats struct {
	Plugin string // the entry's name
	Kind   string // the contract's method
	Name   string // with the entry's prefix

	// Offered reports whether the component is in its registry now, and Guarded
	// whether its calls are counted: where they are not, all that follows is 0.
	Offered, Guarded bool

	InFlight uint64 // calls under way
	Calls    uint64 // calls that reached the component, those under way included
	Errors   uint64 // calls that returned an error
	Panics   uint64 // calls that panicked; these do not count as errors
	Refused  uint64 // calls that came when the plugin was taken out

	Timed     uint64        // calls that were timed, about one in 64, those that panicked left out
	TimedTook time.Duration // how long those took together

	MeanLatency time.Duration // TimedTook for each of them; 0 where there is none
}

// Components returns the numbers of all components that the composition can
// offer, in its order: that of the plugins, and of Unit.Components within each.
// Calls that go on meanwhile may be counted or not.
func (a *App) Components() []ComponentStats {
	a.mu.Lock()
	defer a.mu.Unlock()
	var all []ComponentStats
	for _, m := range a.members {
		all = m.componentStats(all)
	}
	return all
}

// componentStats appends those of one member.
func (m *member) componentStats(all []ComponentStats) []ComponentStats {
	all = slices.Grow(all, len(m.unit.Components))
	next := map[string]int{} // place by kind
	shown := m.current.Load()
	for _, c := range m.unit.Components {
		kind, name, _ := strings.Cut(c, "/")
		s := ComponentStats{Plugin: m.unit.Name, Kind: kind, Name: name}
		place := next[kind]
		next[kind]++
		s.Offered = shown != nil && shown.offers(kind, place)
		if t := m.tallied[kind]; t != nil {
			t[place].read(&s)
		}
		all = append(all, s)
	}
	return all
}

// offers reports whether the instance has a component.
func (i *Instance) offers(kind string, place int) bool {
	for s := range i.shelves {
		if s.of(kind) {
			return s.has(place)
		}
	}
	return false
}

// tally counts the calls of one component over all instances of its plugin.
type tally struct {
	component string // kind/name; empty where none was registered

	errors, panics, refused atomic.Uint64
	timed, nanos            atomic.Uint64
	refusal                 atomic.Pointer[PluginError]

	mu    sync.Mutex
	calls uint64  // of the gates that are shut and empty
	gates []*Gate // the others
}

// talliesOf returns m's tallies of a kind, by place.
func (m *member) talliesOf(v *view) []tally {
	m.app.mu.Lock()
	defer m.app.mu.Unlock()
	if t := m.tallied[v.kind]; t != nil {
		return t
	}
	t := make([]tally, m.declares(v.kind))
	if m.tallied == nil {
		m.tallied = map[string][]tally{}
	}
	m.tallied[v.kind] = t
	place := 0
	for _, c := range m.unit.Components {
		if kind, _, _ := strings.Cut(c, "/"); kind == v.kind {
			t[place].component = c
			place++
		}
	}
	return t
}

// count begins to count the calls of the instance's gates, which can come from
// now on.
func (s *gates) count() {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for g := range s.each {
		g.tally.mu.Lock()
		g.tally.gates = append(g.tally.gates, g)
		g.tally.mu.Unlock()
	}
}

// close keeps the calls of a gate that has no more, and lets go of it.
func (t *tally) close(g *Gate) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if k := slices.Index(t.gates, g); k >= 0 {
		t.gates = slices.Delete(t.gates, k, k+1)
		t.calls += g.last.Load()
	}
}

func (t *tally) read(s *ComponentStats) {
	t.mu.Lock()
	s.Calls = t.calls
	for _, g := range t.gates {
		calls, inFlight := g.counts()
		s.Calls += calls
		s.InFlight += inFlight
	}
	t.mu.Unlock()
	s.Guarded = true
	s.Errors, s.Panics, s.Refused = t.errors.Load(), t.panics.Load(), t.refused.Load()
	s.Timed, s.TimedTook = t.timed.Load(), time.Duration(t.nanos.Load())
	if s.Timed > 0 {
		s.MeanLatency = s.TimedTook / time.Duration(s.Timed)
	}
}

package runtime

import (
	"sync"
	"sync/atomic"
	"time"
)

// member is a unit's place in an App: what it is and how it stands.
type member struct {
	app   *App
	unit  Unit
	index int // in the order of the units
	level int

	settings [][]byte // that the host gives to the plugin

	tallied map[string][]tally // by kind and place; guarded by the App's mu

	// current is the instance that the registries and the slot show. One store
	// here makes all of an instance's components appear, go, or change.
	current atomic.Pointer[Instance]

	// instance is what must be terminated at the end, shown or not. Only who
	// holds the App's lifecycle touches it.
	instance *Instance

	mu       sync.Mutex
	state    State
	err      error
	since    time.Time
	restarts int
	events   []Event // not yet delivered
	delivers bool    // somebody is at it
}

func (m *member) failedAt(op string, err error) error {
	return &PluginError{Plugin: m.unit.Name, Op: op, Err: err}
}

// become changes the state and tells it. A change that the table does not have
// is a bug of this package: it is reported and not made.
func (m *member) become(next State, err error) {
	m.mu.Lock()
	from := m.state
	legal := from.mayBecome(next)
	if legal {
		m.enter(next, err)
	}
	m.mu.Unlock()
	if !legal {
		m.app.logger().Error("bug in plugingen/runtime: illegal change of a plugin's state",
			"plugin", m.unit.Name, "from", from.String(), "to", next.String())
	}
	m.deliver()
}

// shift changes the state only where it is `from`; it is for those who do not
// hold the App's lifecycle.
func (m *member) shift(from, next State, err error) {
	m.mu.Lock()
	if m.state == from && from.mayBecome(next) {
		m.enter(next, err)
	}
	m.mu.Unlock()
	m.deliver()
}

func (m *member) enter(next State, err error) {
	from := m.state
	m.state, m.err, m.since = next, err, time.Now()
	if m.app.observer != nil {
		m.events = append(m.events, StateChanged{Plugin: m.unit.Name, From: from, To: next, Err: err})
	}
}

func (m *member) failed() bool { return m.status().State == Failed }

func (m *member) status() Status {
	m.mu.Lock()
	defer m.mu.Unlock()
	return Status{Plugin: m.unit.Name, State: m.state, Err: m.err, Since: m.since, Restarts: m.restarts}
}

// emit tells the observer. E keeps the event off the heap where there is none.
func emit[E Event](m *member, e E) {
	if m.app.observer == nil {
		return
	}
	m.mu.Lock()
	m.events = append(m.events, e)
	m.mu.Unlock()
	m.deliver()
}

// deliver hands the waiting events over, in order and under no lock. Where
// another goroutine is at it already, that one goes on with ours.
func (m *member) deliver() {
	if m.app.observer == nil || !m.beginDelivery() {
		return
	}
	for e := m.nextEvent(); e != nil; e = m.nextEvent() {
		m.app.observe(e)
	}
}

func (m *member) beginDelivery() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	free := !m.delivers
	m.delivers = true
	return free
}

// nextEvent takes the next event; with the last one gone it ends the delivery.
func (m *member) nextEvent() Event {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.events) == 0 {
		m.delivers = false
		return nil
	}
	e := m.events[0]
	m.events = m.events[1:]
	return e
}

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

	needs      []*member
	dependents []*member // those that have this one among their needs

	settings [][]byte // that the host gives to the plugin

	tallied map[string][]tally // by kind and place; guarded by the App's mu

	// current is the instance that the registries and the slot show. One store
	// here makes all of an instance's components appear, go, or change.
	current atomic.Pointer[Instance]

	// instance is what must be terminated at the end, shown or not. Only who
	// holds the App's lifecycle touches it.
	instance *Instance

	// What supervision knows; written by who holds the lifecycle.
	wanted   atomic.Bool // it is to run while the app does
	waits    bool        // for a plugin that it needs
	fell     bool        // it ran, and was taken down without being asked to
	attempts int         // to bring it up in the background, since it last was
	spent    []time.Time // its restarts within the window of the budget

	stuck atomic.Int32 // calls that were given up and have not returned

	mu       sync.Mutex
	state    State
	err      error
	since    time.Time
	restarts int
	crash    error   // a crash before it was Ready
	sick     int     // times in a row that its Health failed when it was watched
	events   []Event // not yet delivered
	delivers bool    // somebody is at it
}

func (m *member) failedAt(op string, err error) error {
	return &PluginError{Plugin: m.unit.Name, Op: op, Err: err}
}

// become changes the state and tells it. A change that the table does not have
// is a bug of this package: it is reported and not made.
func (m *member) become(next State, err error) { m.becomeAt(time.Now(), next, err) }

// becomeAt is become for who knows what time it is.
func (m *member) becomeAt(now time.Time, next State, err error) {
	m.mu.Lock()
	from := m.state
	legal := from.mayBecome(next)
	crash := m.crash
	if legal {
		m.enter(now, next, err)
		m.crash = nil
	}
	m.mu.Unlock()
	if !legal {
		m.app.logger().Error("bug in plugingen/runtime: illegal change of a plugin's state",
			"plugin", m.unit.Name, "from", from.String(), "to", next.String())
	}
	if m.app.observer != nil {
		m.deliver()
	}
	if next == Ready && crash != nil {
		m.crashed(crash)
	}
}

// shift changes the state only where it is `from`, and tells whether it was; it
// is for those who do not hold the App's lifecycle.
func (m *member) shift(from, next State, err error) bool {
	m.mu.Lock()
	was := m.state == from && from.mayBecome(next)
	if was {
		m.enter(time.Now(), next, err)
	}
	m.mu.Unlock()
	m.deliver()
	return was
}

// explain gives the state another reason.
func (m *member) explain(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.err = err
}

func (m *member) enter(now time.Time, next State, err error) {
	from := m.state
	m.state, m.since = next, now
	if m.err != nil || err != nil {
		m.err = err
	}
	if next == Starting {
		m.sick = 0
	}
	if m.app.observer != nil {
		m.events = append(m.events, StateChanged{Plugin: m.unit.Name, From: from, To: next, Err: err})
	}
}

func (m *member) failed() bool { return m.inState(Failed) }

func (m *member) inState(s State) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.state == s
}

func (m *member) status() Status {
	m.mu.Lock()
	defer m.mu.Unlock()
	return Status{Plugin: m.unit.Name, State: m.state, Err: m.err, Since: m.since, Restarts: m.restarts}
}

// emit tells the observer. E keeps the event off the heap where there is none.
func emit[E Event](m *member, e E) {
	if m.app.observer != nil {
		m.tell(e)
	}
}

func (m *member) tell(e Event) {
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

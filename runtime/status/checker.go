package status

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/plugingen/plugingen/runtime"
)

// checker asks for the app's health, once for all who want to know at about the
// same time.
type checker struct {
	app source

	mu      sync.Mutex
	asking  *answer // under way, or nil
	settled *answer // the last one, or nil
}

type answer struct {
	done   chan struct{} // closed when the rest is set
	report runtime.Report
	states []runtime.Status // when it was given
	at     time.Time
}

// report returns the app's health, not older than age. Where ctx ends first it
// returns the last answer there was, and false.
func (c *checker) report(ctx context.Context, age time.Duration) (runtime.Report, bool) {
	a := c.fresh(age)
	select {
	case <-a.done:
		return a.report, true
	case <-ctx.Done():
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.settled == nil {
		return runtime.Report{}, false
	}
	return c.settled.report, false
}

// fresh returns an answer that is young enough or still to be given. One from
// before a plugin's state changed is never young.
func (c *checker) fresh(age time.Duration) *answer {
	states := c.app.Plugins()
	c.mu.Lock()
	defer c.mu.Unlock()
	switch s := c.settled; {
	case c.asking != nil:
		return c.asking
	case s != nil && time.Since(s.at) < age && slices.EqualFunc(s.states, states, sameState):
		return s
	}
	c.asking = &answer{done: make(chan struct{})}
	go c.ask(c.asking)
	return c.asking
}

// ask has no caller's context: others wait for the same answer. Health ends by
// itself.
func (c *checker) ask(a *answer) {
	a.report = c.app.Health(context.Background())
	a.states = c.app.Plugins()
	a.at = time.Now()
	c.mu.Lock()
	c.asking, c.settled = nil, a
	c.mu.Unlock()
	close(a.done)
}

func sameState(a, b runtime.Status) bool {
	return a.State == b.State && a.Since.Equal(b.Since) && a.Restarts == b.Restarts
}

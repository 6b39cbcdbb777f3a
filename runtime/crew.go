package runtime

import (
	"context"
	"errors"
	"log/slog"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"
)

// phase is one thing that is done to all plugins of a level.
type phase interface {
	op() string
	kind() error                           // what every error of the phase matches
	timeout(u *Unit) time.Duration         // of one call
	onward() bool                          // past errors
	overdue() bool                         // past the end of the context
	begin(i *Instance, now time.Time)      // before the call, on its goroutine
	call(context.Context, *Instance) error // into the plugin; may panic, hang, Goexit

	// settle comes once for each call with what came of it, and may find a
	// success to be a failure. In order after begin.
	settle(i *Instance, o outcome) error

	// late comes when a call that was given up returns after all.
	late(i *Instance, err error)
}

// outcome is what came of a call into a plugin.
type outcome struct {
	took      time.Duration
	err       error // a *PluginError, or nil
	abandoned bool  // the call still runs, and the instance is in its hands
}

// crew makes the calls of one phase for one level in parallel. A call that does
// not return cannot hold it up: the goroutine that waits makes no calls.
//
// A worker that takes a call has a spare started if there is none. If the call
// blocks, the spare takes the next one; if it is quick, the worker does. So a
// thousand quick calls need a few goroutines, and a thousand slow ones get one
// each.
type crew struct {
	app   *App
	phase phase
	ctx   context.Context
	limit int          // of workers
	base  time.Time    // what the times of its calls count from
	exact bool         // the times are read from the clock at each call
	late  bool         // calls are made also when ctx is over
	ticks atomic.Int64 // the time by the last tick, where exact is false
	calls []call
	done  chan struct{}
	log   *slog.Logger // nil where nobody wants to know

	settling sync.Mutex // held while a call that is given up is settled

	mu      sync.Mutex
	next    int // the first call that nobody took
	active  int // calls taken and not settled
	workers int
	spare   bool // one of the workers has not taken a call yet
	halted  bool // no further call is taken
	errs    map[*call]error
}

// call is one call into one plugin, and the context that the plugin gets. It is
// small, because there is one for each plugin of a level.
type call struct {
	crew     *crew
	member   *member
	instance *Instance                    // one is made for the call where it is nil
	began    time.Duration                // since the crew's base
	inner    atomic.Pointer[timedContext] // nil while nobody has looked at the context
	stage    atomic.Int32                 // crew, instance, began and detached are set before it is running
	detached bool                         // the context outlives that of the crew
	failed   bool                         // the crew has its error
}

// The stages of a call.
const (
	waiting int32 = iota
	running
	returned
	abandoned
)

// run makes the calls and returns their errors, joined in the order of the units.
func (c *crew) run() error {
	if len(c.calls) == 0 {
		return nil
	}
	c.done, c.base = make(chan struct{}), time.Now()
	if log := c.app.logger(); log.Enabled(c.ctx, slog.LevelDebug) {
		c.log = log
	}
	c.exact, c.late = c.log != nil || c.app.observer != nil || c.hurries(), c.phase.overdue()
	c.begin()
	c.watch()
	var errs []error
	for n := range c.calls {
		k := &c.calls[n]
		if k.failed {
			errs = append(errs, c.errs[k])
		}
		if k.stage.Load() != abandoned {
			k.instance = nil // who keeps its context does not keep the plugins
		}
	}
	return errors.Join(errs...)
}

// begin starts the first worker, and with it its spare: another processor needs a
// while to wake up.
func (c *crew) begin() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.hire()
	if len(c.calls) > 1 {
		c.spare = false
		c.hire()
	}
}

func (c *crew) work() {
	var k *call
	now := moment{at: c.base}
	now.pass(c)
	defer func() {
		if k == nil || k.stage.Load() != abandoned { // who gave it up did this
			c.leave(k)
		}
	}()
	for k = c.take(nil); k != nil; k = c.take(k) {
		if c.perform(k, &now); k.stage.Load() == abandoned {
			return
		}
	}
}

// take returns the next call, nil where there is none for this worker, and
// accounts for the one that the worker has done; a new worker has done none.
func (c *crew) take(done *call) *call {
	c.mu.Lock()
	defer c.mu.Unlock()
	if done == nil {
		c.spare = false
	} else {
		c.account(done)
	}
	if c.halted || c.next == len(c.calls) {
		return nil
	}
	if !c.late && c.ctx.Err() != nil {
		c.halted = true
		c.closeIfDone()
		return nil
	}
	k := &c.calls[c.next]
	c.next++
	c.active++
	c.hire()
	return k
}

// hire starts a spare worker where one is of use.
func (c *crew) hire() {
	if c.spare || c.halted || c.next == len(c.calls) || c.workers >= c.limit {
		return
	}
	c.spare = true
	c.workers++
	go c.work()
}

// leave accounts for a worker that takes no further call, and for the one that it
// has not come back from, and replaces it where there is work left.
func (c *crew) leave(k *call) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if k != nil {
		c.account(k)
	}
	c.workers--
	c.hire()
}

// perform makes one call. What follows it is deferred, because the plugin may
// end the goroutine.
//
// It begins now, and sets that to the time when it ends.
func (c *crew) perform(k *call, now *moment) {
	var a attempt
	defer c.finish(k, &a, now)
	if k.instance == nil {
		k.instance = &Instance{member: k.member}
	}
	k.began = now.since
	k.detached = c.late && c.ctx.Err() != nil
	k.crew = c
	k.stage.Store(running)
	c.phase.begin(k.instance, now.at)
	if err := c.phase.call(k, k.instance); err != nil {
		a.err = k.explain(err)
	}
	a.returned = true
}

// attempt is what a call came to on its goroutine: where it has not returned, it
// panicked or ended the goroutine.
type attempt struct {
	returned bool
	err      error
}

// explain makes an error that comes of the deadline say so. It is called where
// panics are contained: the plugin's error may have methods of its own.
func (k *call) explain(err error) error {
	deadline, _ := k.Deadline()
	if time.Now().Before(deadline) || !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return timedOut(deadline.Sub(k.crew.base)-k.began, err)
}

// finish is deferred by perform alone.
func (c *crew) finish(k *call, a *attempt, now *moment) {
	if !a.returned {
		a.err = &PanicError{Value: recover(), Stack: debug.Stack()}
	}
	if c.exact || int64(now.since) != c.ticks.Load() {
		now.pass(c)
	}
	inTime := k.stage.CompareAndSwap(running, returned)
	k.end()
	if inTime {
		c.settle(k, a.err, now.since, false)
		return
	}
	c.awaitSettled()
	defer func() { // late may end the goroutine
		k.member.stuck.Add(-1)
		k.instance = nil
	}()
	c.phase.late(k.instance, a.err)
}

// awaitSettled waits for whoever gave a call up.
func (c *crew) awaitSettled() {
	c.settling.Lock()
	defer c.settling.Unlock()
}

// settle is called once for each call, by the worker or by who gave it up.
func (c *crew) settle(k *call, err error, now time.Duration, abandoned bool) {
	i, took := k.instance, now-k.began
	if err != nil {
		err = i.member.failedAt(c.phase.op(), failed(c.phase.kind(), err))
	}
	err = c.phase.settle(i, outcome{took: took, err: err, abandoned: abandoned})
	if err != nil {
		c.fail(k, err)
	}
	if c.log != nil {
		c.log.Debug("plugin phase done", "plugin", i.member.unit.Name, "phase", c.phase.op(), "duration", took, "error", err)
	}
}

func (c *crew) fail(k *call, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.errs == nil {
		c.errs = map[*call]error{}
	}
	k.failed, c.errs[k] = true, err
}

// account notes that k is settled; c.mu is held.
func (c *crew) account(k *call) {
	c.active--
	if k.failed && !c.phase.onward() {
		c.halted = true
	}
	c.closeIfDone()
}

// closeIfDone is called with every change that can be the last one; calls are
// neither taken nor settled after that.
func (c *crew) closeIfDone() {
	if c.active == 0 && (c.halted || c.next == len(c.calls)) {
		close(c.done)
	}
}

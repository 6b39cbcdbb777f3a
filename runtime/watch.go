package runtime

import (
	"context"
	"time"
)

const (
	// settleTime is what a call gets to return after its context is over, before
	// it is given up: a plugin that heeds its context reports its own error.
	settleTime = 100 * time.Millisecond

	// overdueTimeout is what each Terminate gets where the caller's context was
	// over before its turn came.
	overdueTimeout = time.Second
)

// Reading the clock is what most plugins would spend the longest at. Where nobody
// is told how long a call took, and all have plenty of time, the clock is read once
// for all, each time that so much has passed.
const (
	tick   = 10 * time.Millisecond
	plenty = 100 * tick
)

// moment is what time a worker has.
type moment struct {
	since time.Duration // the crew's base
	at    time.Time
}

// pass has the moment be now.
func (m *moment) pass(c *crew) {
	since := time.Duration(c.ticks.Load())
	if c.exact {
		since = time.Since(c.base)
	}
	if since != m.since {
		m.since, m.at = since, c.base.Add(since)
	}
}

// hurries reports whether a call has so little time that a tick matters.
func (c *crew) hurries() bool {
	for k := range c.calls {
		if c.phase.timeout(&c.calls[k].member.unit) < plenty {
			return true
		}
	}
	return false
}

// wait is how long the watch waits for what is due in d.
func (c *crew) wait(d time.Duration) time.Duration {
	if c.exact {
		return d
	}
	c.ticks.Store(int64(time.Since(c.base)))
	return min(d, tick)
}

// watch waits until all calls are settled, and gives up those that overstay.
func (c *crew) watch() {
	var over time.Time // when the crew's context was seen to be over
	timer := time.NewTimer(c.wait(c.giveUp(over)))
	defer timer.Stop()
	ended := c.ctx.Done()
	for {
		select {
		case <-c.done:
			return
		case <-ended:
			ended, over = nil, time.Now()
			timer.Reset(settleTime)
		case <-timer.C:
			timer.Reset(c.wait(c.giveUp(over)))
		}
	}
}

// giveUp abandons the calls that are overdue and returns when to look again.
func (c *crew) giveUp(over time.Time) time.Duration {
	now := time.Now()
	next := DefaultInitTimeout
	for n := range c.calls {
		k := &c.calls[n]
		switch k.stage.Load() {
		case waiting:
			next = min(next, c.phase.timeout(&k.member.unit)+settleTime)
		case running:
			due := k.due(over)
			if now.Before(due) {
				next = min(next, due.Sub(now))
			} else {
				c.abandon(k)
			}
		}
	}
	return next
}

// due tells when a running call is to be given up.
func (k *call) due(over time.Time) time.Time {
	due, _ := k.Deadline()
	if !over.IsZero() && !k.detached && over.Before(due) {
		due = over
	}
	return due.Add(settleTime)
}

// abandon settles a call that does not return. Its goroutine cannot be stopped;
// should it return one day, the phase's late deals with it.
func (c *crew) abandon(k *call) {
	c.settling.Lock()
	defer c.settling.Unlock()
	if !k.stage.CompareAndSwap(running, abandoned) {
		return // it has just returned
	}
	k.member.stuck.Add(1)
	c.settle(k, k.overdue(), time.Since(c.base), true)
	c.leave(k)
}

func (k *call) overdue() error {
	if caller := k.crew.ctx; !k.detached && caller.Err() != nil {
		cause := context.Cause(caller)
		return &failure{
			text: "did not return when the caller's context was over: " + cause.Error(),
			is:   []error{ErrTimeout, cause},
		}
	}
	return failedf(ErrTimeout, "timed out after %v and has not returned", k.limit())
}

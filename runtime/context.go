package runtime

import (
	"context"
	"sync/atomic"
	"time"
)

// callContext is what context.WithDeadline gives, made when it is first looked
// at: most plugins come up without ever asking, and a timer for each of a
// thousand plugins would cost more than they do.
type callContext struct {
	parent   context.Context
	deadline time.Time
	inner    atomic.Pointer[timedContext] // nil while nobody has looked at it
}

type timedContext struct {
	context.Context
	cancel context.CancelFunc
}

// endedUnseen is in the place of the context that nobody looked at in time.
var endedUnseen = &timedContext{}

// Deadline returns the call's deadline, or the parent's where that is earlier.
func (c *callContext) Deadline() (time.Time, bool) {
	if d, ok := c.parent.Deadline(); ok && d.Before(c.deadline) {
		return d, true
	}
	return c.deadline, true
}

func (c *callContext) Done() <-chan struct{} { return c.timed().Done() }
func (c *callContext) Err() error            { return c.timed().Err() }
func (c *callContext) Value(key any) any     { return c.timed().Value(key) }

func (c *callContext) timed() context.Context {
	for {
		seen := c.inner.Load()
		if seen != nil && seen != endedUnseen {
			return seen
		}
		fresh := &timedContext{}
		fresh.Context, fresh.cancel = context.WithDeadline(c.parent, c.deadline)
		if seen == endedUnseen {
			fresh.cancel()
		}
		if c.inner.CompareAndSwap(seen, fresh) {
			return fresh
		}
		fresh.cancel()
	}
}

// end cancels the context, as the cancel function of WithDeadline does.
func (c *callContext) end() {
	if !c.inner.CompareAndSwap(nil, endedUnseen) {
		if seen := c.inner.Load(); seen != endedUnseen {
			seen.cancel()
		}
	}
}

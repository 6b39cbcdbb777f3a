package runtime

import (
	"context"
	"sync"
	"time"
)

// callContext is what context.WithDeadline gives, made when it is first looked
// at: most plugins come up without ever asking, and a timer for each of a
// thousand plugins would cost more than they do.
type callContext struct {
	parent   context.Context
	deadline time.Time

	mu     sync.Mutex
	inner  context.Context
	cancel context.CancelFunc
	ended  bool
}

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
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.inner == nil {
		c.inner, c.cancel = context.WithDeadline(c.parent, c.deadline)
		if c.ended {
			c.cancel()
		}
	}
	return c.inner
}

// end cancels the context, as the cancel function of WithDeadline does.
func (c *callContext) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ended = true
	if c.cancel != nil {
		c.cancel()
	}
}

package runtime

import (
	"context"
	"time"
)

// A call is a context like that which context.WithDeadline gives, made when it is
// first looked at: most plugins come up without ever asking, and a timer for each
// of a thousand plugins would cost more than they do.
var _ context.Context = (*call)(nil)

type timedContext struct {
	context.Context
	cancel context.CancelFunc
}

// Deadline returns the call's deadline, or the caller's where that is earlier.
func (k *call) Deadline() (time.Time, bool) {
	own := k.crew.base.Add(k.began + k.limit())
	if d, ok := k.crew.ctx.Deadline(); ok && !k.detached && d.Before(own) {
		return d, true
	}
	return own, true
}

// limit is how long the call may take. Where the crew goes on after its own
// context is over, that is short.
func (k *call) limit() time.Duration {
	limit := k.crew.phase.timeout(&k.member.unit)
	if k.detached {
		return min(limit, overdueTimeout)
	}
	return limit
}

func (k *call) Done() <-chan struct{} { return k.timed().Done() }
func (k *call) Err() error            { return k.timed().Err() }
func (k *call) Value(key any) any     { return k.timed().Value(key) }

func (k *call) timed() context.Context {
	seen := k.inner.Load()
	if seen == nil {
		fresh := k.fresh()
		if k.inner.CompareAndSwap(nil, fresh) {
			if k.stage.Load() > running { // end may not have seen it
				fresh.cancel()
			}
			return fresh
		}
		fresh.cancel()
		seen = k.inner.Load()
	}
	return seen
}

func (k *call) fresh() *timedContext {
	parent := k.crew.ctx
	if k.detached {
		parent = context.WithoutCancel(parent)
	}
	deadline, _ := k.Deadline()
	fresh := &timedContext{}
	fresh.Context, fresh.cancel = context.WithDeadline(parent, deadline)
	return fresh
}

// end cancels the context, as the cancel function of WithDeadline does. The call
// is not running any more.
func (k *call) end() {
	if seen := k.inner.Load(); seen != nil {
		seen.cancel()
	}
}

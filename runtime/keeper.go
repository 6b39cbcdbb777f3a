package runtime

import (
	"context"
	"errors"
	"sync"
	"time"
)

// keeper brings back what failed while the app runs. There is one for each run;
// its goroutine begins with the first thing to do and ends with the run.
type keeper struct {
	app    *App
	ctx    context.Context
	cancel context.CancelFunc
	wake   chan struct{}

	mu   sync.Mutex
	due  map[*member]time.Time
	busy bool // the goroutine was started
}

var errInterrupted = errors.New("the app is being stopped")

// keep begins a run.
func (a *App) keep() {
	k := &keeper{app: a, wake: make(chan struct{}, 1)}
	k.ctx, k.cancel = context.WithCancel(context.Background())
	a.keeper.Store(k)
}

func (a *App) dismissKeeper() {
	if k := a.keeper.Swap(nil); k != nil {
		k.cancel()
	}
}

// schedule has the keeper see to m after a while. It may be called by anybody
// and does not wait; where the app does not run it does nothing.
func (a *App) schedule(m *member, after time.Duration) {
	if k := a.keeper.Load(); k != nil {
		k.schedule(m, after)
	}
}

func (k *keeper) schedule(m *member, after time.Duration) {
	k.mu.Lock()
	defer k.mu.Unlock()
	at := time.Now().Add(after)
	if was, ok := k.due[m]; ok && was.Before(at) {
		at = was
	}
	if k.due == nil {
		k.due = map[*member]time.Time{}
	}
	k.due[m] = at
	if !k.busy {
		k.busy = true
		go k.work()
	}
	select {
	case k.wake <- struct{}{}:
	default:
	}
}

func (k *keeper) work() {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-k.ctx.Done():
			return
		case <-k.wake:
		case <-timer.C:
		}
		for m := k.next(); m != nil; m = k.next() {
			m.deliver()
			k.attend(m)
		}
		timer.Reset(k.wait())
	}
}

// next takes the first member, in the order of the units, that is due.
func (k *keeper) next() *member {
	k.mu.Lock()
	defer k.mu.Unlock()
	var first *member
	for m, at := range k.due {
		if !time.Now().Before(at) && (first == nil || m.index < first.index) {
			first = m
		}
	}
	delete(k.due, first)
	return first
}

// wait tells how long there is nothing to do.
func (k *keeper) wait() time.Duration {
	k.mu.Lock()
	defer k.mu.Unlock()
	wait := longestRetry
	for _, at := range k.due {
		wait = min(wait, time.Until(at))
	}
	return max(wait, 0)
}

// attend sees to one member with the lifecycle in its hands.
func (k *keeper) attend(m *member) {
	if k.app.acquire(k.ctx) != nil {
		return
	}
	defer k.app.release()
	if k.ctx.Err() != nil {
		return
	}
	ctx, cancel := context.WithCancelCause(k.ctx)
	defer cancel(nil)
	if !k.app.mayInterrupt(cancel) {
		k.schedule(m, firstRetry) // should nothing come of that Stop
		return
	}
	defer k.app.mayNotInterrupt()
	k.app.repair(ctx, m)
}

// mayInterrupt lets Stop end what begins now with f, and tells whether it may
// begin: not while a Stop waits for its turn.
func (a *App) mayInterrupt(f context.CancelCauseFunc) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.stops > 0 {
		return false
	}
	a.interrupt = f
	return true
}

func (a *App) mayNotInterrupt() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.interrupt = nil
}

// breakOff ends the attempt that the keeper is at, and keeps it from another
// until goOn.
func (a *App) breakOff() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.stops++
	if a.interrupt != nil {
		a.interrupt(errInterrupted)
	}
}

func (a *App) goOn() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.stops--
}

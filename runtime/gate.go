package runtime

import (
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"
)

// Gate is where the calls of one guarded component pass. It counts them, shuts
// when the plugin is taken out, and contains the panics of those it let in. The
// generated guards use it, for each call as follows:
//
//	pass := g.gate.Enter()
//	if !pass.In() {
//		return result, g.gate.Refusal()
//	}
//	defer func() {
//		if pass.In() {
//			g.gate.Recovered(recover(), &err)
//		}
//	}()
//	result, err = g.component.Method(arguments)
//	if err != nil {
//		g.gate.Failed()
//	}
//	pass = g.gate.Leave(pass)
//	return result, err
//
// It changes nothing else of a call: the context goes through as it is, so that
// the caller's deadline holds, and it is the component that has to keep it.
//
// Contained is a panic on the goroutine of the call, also one of the Go runtime such
// as a nil dereference. Goexit goes on as it would without a guard. No package can
// contain a fatal error of the Go runtime (concurrent map writes, a stack
// overflow, a deadlock, no memory left), os.Exit, or a panic in a goroutine that the
// plugin started: a plugin that is not trusted so far has to be isolated in a process
// of its own. What a call hands back, such as a channel, an iterator or a
// reader, is used after the call, outside the gate.
type Gate struct {
	// started are the calls that came since origin, but for those of the rounds, and
	// above them the bit isShut. When they reach isDue the next round begins, and the
	// call is timed. Once the gate is shut nobody reads them, so that those refused may
	// count.
	started  atomic.Uint64
	finished atomic.Uint64 // calls that are over, and the bit isShut
	last     atomic.Uint64 // of a shut gate: how many calls it let in

	owner    *gates // nil in a gate that is no component's
	tally    *tally
	emptied  atomic.Bool
	silenced atomic.Bool // a refusal that the caller cannot see was logged

	origin uint64
	mu     sync.Mutex // keeps a new round and shut apart
	rounds uint64     // calls of the rounds before

	_ [56]byte // the calls of other components are counted in other cache lines
}

// One comparison tells Enter, and one tells Leave, whether there is anything but to
// count the call.
const (
	isShut = 1 << 63
	isDue  = 1 << 62
)

// One call in about so many is timed.
const timedEvery = 64

// of makes g the gate of a component.
func (g *Gate) of(owner *gates, t *tally) {
	g.owner, g.tally, g.origin = owner, t, isDue-timedEvery
	g.started.Store(g.origin)
}

// Pass is where one call stands: outside the gate where it is negative, else
// inside, and above 0 it says when a call that is timed began.
type Pass int64

const outside Pass = -1

// In reports whether the call has been let in and has not left.
func (p Pass) In() bool { return p >= 0 }

// epoch is what a Pass counts from.
var epoch = time.Now()

// Enter lets a call in, which is to Leave. Where the gate is shut the call stays
// outside, and nothing of the plugin runs.
func (g *Gate) Enter() Pass { // short enough to be inlined, as long as special is not
	if n := g.started.Add(1); n >= isDue {
		return g.special(n)
	}
	return 0
}

// special is what Enter does for a call that is refused or timed.
//
//go:noinline
func (g *Gate) special(n uint64) Pass {
	if n >= isShut {
		return outside
	}
	if !g.mu.TryLock() {
		return 0 // somebody else is at it
	}
	defer g.mu.Unlock()
	if n = g.started.Load(); n < isDue || n >= isShut {
		return 0
	}
	over := (n - g.origin) / timedEvery * timedEvery
	g.rounds += over
	g.started.Add(-over)
	return max(1, Pass(time.Since(epoch)))
}

// Leave ends a call that was let in and has returned.
func (g *Gate) Leave(p Pass) Pass { // short enough to be inlined, as long as left is not
	if g.finished.Add(1) >= isShut || p != 0 {
		return g.left(p)
	}
	return outside
}

// left is what Leave does for a call that was timed, or that leaves a shut gate.
//
//go:noinline
func (g *Gate) left(p Pass) Pass {
	if p > 0 && g.tally != nil {
		g.tally.nanos.Add(uint64(time.Since(epoch) - time.Duration(p)))
		g.tally.timed.Add(1)
	}
	if g.finished.Load() == isShut|g.last.Load() {
		g.empty()
	}
	return outside
}

// Failed counts that a call has returned an error, before it leaves.
func (g *Gate) Failed() {
	if g.tally != nil {
		g.tally.errors.Add(1)
	}
}

// Refusal is the error of a call that was not let in: a [*PluginError] that
// matches [ErrUnloaded].
func (g *Gate) Refusal() error { return g.refuse() }

// Refused is Refusal for a method that returns no error: its caller gets zero
// values, and the first such call is logged.
func (g *Gate) Refused() {
	if err := g.refuse(); g.silenced.CompareAndSwap(false, true) {
		g.log("a component was called after its plugin was taken out; the call returned zero values", err)
	}
}

// Recovered ends a call that did not return; v is what recover gave. Where the
// call panicked, *err becomes a [*PluginError] that names the component, holds the
// [*PanicError] and matches [ErrPanic], and the plugin counts as crashed. A method
// that returns no error passes nil: its results are zero then, and the panic is
// logged. Only after all that is the member told, which may take the plugin out and
// wait for its calls.
func (g *Gate) Recovered(v any, err *error) {
	if v == nil { // the call ended its goroutine
		g.Leave(0)
		return
	}
	failure := g.failed(&PanicError{Value: v, Stack: debug.Stack()})
	if err != nil {
		*err = failure
	} else {
		g.log("a component panicked; the call returned zero values", failure)
	}
	if g.tally != nil {
		g.tally.panics.Add(1)
	}
	g.Leave(0)
	g.tell(failure)
}

// tell has a panic looked after, unless the instance has been taken out already.
func (g *Gate) tell(err error) {
	if g.owner != nil {
		g.owner.instance.crashed(err)
	}
}

// shut lets no further call in.
func (g *Gate) shut() {
	if !g.close() {
		return
	}
	// Whichever comes second finds both: the last call in left, or here.
	if last := g.last.Load(); g.finished.Or(isShut) == last {
		g.empty()
	}
}

// close sets how many calls were let in, and tells whether the gate was open.
func (g *Gate) close() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	n := g.started.Or(isShut)
	if n >= isShut {
		return false
	}
	g.last.Store(n - g.origin + g.rounds)
	return true
}

// empty is called at least once when the last call of a shut gate is over.
func (g *Gate) empty() {
	if g.owner != nil && g.emptied.CompareAndSwap(false, true) {
		g.tally.close(g)
		g.owner.leave()
	}
}

// counts returns how many calls were let in and how many of them are under way.
func (g *Gate) counts() (calls, inFlight uint64) {
	finished := g.finished.Load() &^ isShut // first, so that it is not the larger one
	g.mu.Lock()
	defer g.mu.Unlock()
	if n := g.started.Load(); n < isShut {
		calls = n - g.origin + g.rounds
	} else {
		calls = g.last.Load()
	}
	return calls, calls - min(calls, finished)
}

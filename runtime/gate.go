package runtime

import (
	"runtime/debug"
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
//	pass = g.gate.Leave(pass, err)
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
	// started are the calls that came, and in the bits isShut and isDue whether the
	// gate is shut and whether the next call is to be timed. Once it is shut nobody
	// reads the calls, so that those refused may count.
	started  atomic.Uint64
	finished atomic.Uint64
	last     atomic.Uint64 // how many finish before a shut gate is empty; 0 until it is known

	owner    *gates // nil in a gate that is no component's
	tally    *tally
	emptied  atomic.Bool
	silenced atomic.Bool // a refusal that the caller cannot see was logged

	_ [80]byte // the calls of other components are counted in other cache lines
}

// One comparison tells Enter whether there is anything but to let the call in.
const (
	isShut = 1 << 63
	isDue  = 1 << 62
)

// One call in so many is timed; a power of two.
const timedEvery = 64

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
	g.started.And(^uint64(isDue))
	return max(1, Pass(time.Since(epoch)))
}

// Leave ends a call that was let in and has returned err, which is nil where the
// method returns no error.
func (g *Gate) Leave(p Pass, err error) Pass {
	if p != 0 || err != nil {
		g.note(p, err)
	}
	if n := g.finished.Add(1); n%timedEvery == 0 || n == g.last.Load() {
		g.mark(n)
	}
	return outside
}

// mark is what follows the n-th end of a call, where something does.
func (g *Gate) mark(n uint64) {
	if n == g.last.Load() {
		g.empty()
	}
	if n%timedEvery == 0 {
		g.started.Or(isDue)
	}
}

// note counts an error and how long a call took.
func (g *Gate) note(p Pass, err error) {
	if g.tally == nil {
		return
	}
	if p > 0 {
		g.tally.nanos.Add(uint64(time.Since(epoch) - time.Duration(p)))
		g.tally.timed.Add(1)
	}
	if err != nil {
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
		g.Leave(0, nil)
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
	g.Leave(0, nil)
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
	n := g.started.Or(isShut)
	if n >= isShut {
		return
	}
	n &^= isDue
	// Whichever comes second finds both: the last call here, or the call that n is.
	g.last.Store(n)
	if g.finished.Load() == n {
		g.empty()
	}
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
	finished := g.finished.Load()
	if calls = g.started.Load(); calls >= isShut {
		calls = g.last.Load()
	}
	calls &^= isDue
	return calls, calls - min(calls, finished)
}

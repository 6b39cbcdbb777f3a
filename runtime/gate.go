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
//	began, err := g.gate.Enter()
//	if err != nil {
//		return result, err
//	}
//	defer g.gate.Leave(began, &err)
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
	// started are the calls that came, and in the bit isShut whether the gate is
	// shut; from then on nobody reads the calls, so that those refused may count.
	started  atomic.Uint64
	finished atomic.Uint64
	last     atomic.Uint64 // how many finish before a shut gate is empty; 0 until it is known

	owner    *gates // nil in a gate that is no component's
	tally    *tally
	emptied  atomic.Bool
	silenced atomic.Bool // a refusal that the caller cannot see was logged

	_ [80]byte // the calls of other components are counted in other cache lines
}

const isShut = 1 << 63

// One call in so many is timed; a power of two.
const timedEvery = 64

// Pass says when a call began; 0 where the call is not timed.
type Pass int64

// epoch is what a Pass counts from.
var epoch = time.Now()

// Enter lets a call in, which is to Leave, or returns why it cannot: a
// [*PluginError] that matches [ErrUnloaded]. Then nothing of the plugin has run.
func (g *Gate) Enter() (Pass, error) {
	if n := g.started.Add(1); n%timedEvery == 0 || n >= isShut {
		return g.special(n)
	}
	return 0, nil
}

// Admit is Enter for a method that returns no error: the caller gets zero values
// for a call that is refused, and the first such call is logged.
func (g *Gate) Admit() (Pass, bool) {
	if n := g.started.Add(1); n%timedEvery == 0 || n >= isShut {
		began, err := g.special(n)
		if err != nil && g.silenced.CompareAndSwap(false, true) {
			g.log("a component was called after its plugin was taken out; the call returned zero values", err)
		}
		return began, err == nil
	}
	return 0, true
}

// special is what Enter does for a call that is refused or timed.
func (g *Gate) special(n uint64) (Pass, error) {
	if n >= isShut {
		return 0, g.refuse()
	}
	return Pass(time.Since(epoch)), nil
}

// Leave ends a call that was let in, and must be deferred. Where the call
// panics, *err becomes a [*PluginError] that names the component, holds the
// [*PanicError] and matches [ErrPanic], and the plugin counts as crashed. A method
// that returns no error passes nil; a panic makes its results zero and is logged.
func (g *Gate) Leave(began Pass, err *error) {
	if v := recover(); v != nil {
		g.panicked(v, err)
		return
	}
	if began != 0 || err != nil && *err != nil {
		g.note(began, err)
	}
	if g.finished.Add(1) == g.last.Load() {
		g.empty()
	}
}

// note counts an error and how long a call took.
func (g *Gate) note(began Pass, err *error) {
	if g.tally == nil {
		return
	}
	if began != 0 {
		g.tally.nanos.Add(uint64(time.Since(epoch) - time.Duration(began)))
		g.tally.timed.Add(1)
	}
	if err != nil && *err != nil {
		g.tally.errors.Add(1)
	}
}

// panicked ends a call that panicked. Only then is the member told, which may
// take the plugin out and wait for its calls.
func (g *Gate) panicked(v any, err *error) {
	failure := g.failed(&PanicError{Value: v, Stack: debug.Stack()})
	if err != nil {
		*err = failure
	} else {
		g.log("a component panicked; the call returned zero values", failure)
	}
	if g.tally != nil {
		g.tally.panics.Add(1)
	}
	if g.finished.Add(1) == g.last.Load() {
		g.empty()
	}
	g.tell(failure)
}

// tell has a panic looked after, unless the instance has been taken out already.
func (g *Gate) tell(err error) {
	if g.owner == nil {
		return
	}
	if i := g.owner.instance; i.member.current.Load() == i {
		i.member.crashed(err)
	}
}

// shut lets no further call in.
func (g *Gate) shut() {
	n := g.started.Or(isShut)
	if n >= isShut {
		return
	}
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
	return calls, calls - min(calls, finished)
}

//go:build go1.25

package runtime_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/plugingen/plugingen/runtime"
)

// outcome is what is wanted of one cell of the table: p3 of the chain has the
// fault at the place. The others are stopped before and after, and Ready between,
// where the start succeeds.
type outcome struct {
	started  bool  // Start succeeds
	is       error // matched by the error of the place's own call; nil for none
	state    string
	after    string // p3's state after Stop
	restarts int    // of p3, and of p4 and p5, which need it
	last     error  // matched by the error of Stop where the place is another
}

// The rows of the table. Slow and leaking calls are within their rights.
var (
	fine    = outcome{started: true, state: "ready", after: "stopped"}
	crashes = outcome{started: true, is: runtime.ErrPanic, state: "ready", after: "stopped", restarts: 1}
)

func noStart(is error) outcome { return outcome{is: is, state: "failed", after: "failed"} }
func degraded(is error) outcome {
	return outcome{started: true, is: is, state: "degraded", after: "stopped"}
}
func badEnd(is error) outcome { return outcome{started: true, is: is, state: "ready", after: "failed"} }

var wanted = map[string]map[string]outcome{
	"init": {
		"panic": noStart(runtime.ErrPanic), "goexit": noStart(runtime.ErrPanic), "hang": noStart(runtime.ErrTimeout),
		"error": noStart(errFault), "slow": fine, "leak": fine, "deaf": noStart(runtime.ErrTimeout),
	},
	"start": {
		"panic": noStart(runtime.ErrPanic), "goexit": noStart(runtime.ErrPanic), "hang": noStart(runtime.ErrTimeout),
		"error": noStart(errFault), "slow": fine, "leak": fine, "deaf": noStart(runtime.ErrTimeout),
	},
	"health": {
		"panic": degraded(runtime.ErrPanic), "goexit": degraded(runtime.ErrPanic), "hang": degraded(runtime.ErrTimeout),
		"error": degraded(errFault), "slow": fine, "leak": fine,
		"deaf": fine, // its context lasts for five seconds
	},
	"call": {
		"panic":  crashes,
		"goexit": {started: true, is: errNothing, state: "ready", after: "stopped"}, // as without a guard
		"hang":   {started: true, is: errHangs, state: "ready", after: "failed", last: runtime.ErrTimeout},
		"error":  {started: true, is: errFault, state: "ready", after: "stopped"},
		"slow":   fine, "leak": fine,
		"deaf": fine, // the caller waits for as long as it takes
	},
	"terminate": {
		"panic": badEnd(runtime.ErrPanic), "goexit": badEnd(runtime.ErrPanic), "hang": badEnd(runtime.ErrTimeout),
		"error": badEnd(errFault), "slow": fine, "leak": fine, "deaf": badEnd(runtime.ErrTimeout),
	},
}

// errHangs: the caller waits still.
var errHangs = errors.New("the call has not returned")

var kindOf = map[string]error{"init": runtime.ErrInit, "start": runtime.ErrInit, "terminate": runtime.ErrTerminate}

func TestFaults(t *testing.T) {
	for _, place := range places {
		for _, fault := range faultNames {
			t.Run(fault+" in "+place, func(t *testing.T) {
				want, ok := wanted[place][fault]
				if !ok {
					t.Fatal("the table has no such cell")
				}
				in(t, map[string]map[string]string{"p3": {place: fault}}, func(t *testing.T, w *world) { w.judge(t, place, want) })
			})
		}
	}
}

// judge lives the life of an App and compares with what is wanted.
func (w *world) judge(t *testing.T, place string, want outcome) {
	a := w.app()
	errs := map[string]error{}
	err := a.Start(context.Background())
	errs["init"], errs["start"] = err, err
	if (err == nil) != want.started {
		t.Fatalf("Start: %v", err)
	}
	errs["health"] = a.Health(context.Background()).Plugins[2].Err
	errs["call"] = w.callOnce(t, want.started)
	w.judgeStates(t, a, want)
	errs["terminate"] = a.Stop(context.Background())
	if got := a.Plugins()[2].State.String(); got != want.after {
		t.Errorf("after Stop p3 is %s, want %s", got, want.after)
	}
	w.judgeError(t, place, errs[place], want.is)
	if want.last != nil {
		w.judgeError(t, "terminate", errs["terminate"], want.last)
	}
	others := states(a)
	equal(t, "the others", slices.Delete(others, 2, 3), []string{"p1 stopped", "p2 stopped", "p4 stopped", "p5 stopped"})
	w.lastInFirstOut(t, place == "init" && errors.Is(err, runtime.ErrTimeout))
	equal(t, "wrong", w.wrong.all(), nil)
}

// callOnce calls the component of every plugin, gives what follows its time, and
// returns what p3's caller got.
func (w *world) callOnce(t *testing.T, started bool) error {
	var p3 *answer
	for name, c := range w.kept() {
		if a := ask(name, c); name == "p3" {
			p3 = a
		}
		time.Sleep(5 * time.Second)
	}
	switch {
	case (p3 != nil) != started:
		t.Errorf("p3 is registered: %v", p3 != nil)
		return nil
	case p3 == nil:
		return nil
	case !p3.over.Load():
		return errHangs
	}
	return p3.err
}

func (w *world) judgeStates(t *testing.T, a *runtime.App, want outcome) {
	for k, s := range a.Plugins() {
		state, restarts := "stopped", 0
		if want.started {
			state = "ready"
		}
		if k >= 2 {
			restarts = want.restarts
		}
		if k == 2 {
			state = want.state
		}
		if s.State.String() != state || s.Restarts != restarts {
			t.Errorf("%s is %s and was restarted %d times, want %s and %d", s.Plugin, s.State, s.Restarts, state, restarts)
		}
	}
}

// judgeError: a caller of a component gets the component's own error as it is,
// and everything else says who is to blame.
func (w *world) judgeError(t *testing.T, place string, err, want error) {
	var pe *runtime.PluginError
	switch {
	case want == nil && err != nil:
		t.Errorf("%v", err)
	case want == nil, place == "call" && err == want:
	case !errors.Is(err, want) || !errors.As(err, &pe) || pe.Plugin != "p3" || pe.Op != place:
		t.Errorf("%v is not %v of p3 at %s", err, want, place)
	case kindOf[place] != nil && !errors.Is(err, kindOf[place]):
		t.Errorf("%v does not match %v", err, kindOf[place])
	}
}

// lastInFirstOut checks that who was begun was terminated once, before those
// that it needs. What hangs in its Init is terminated when it returns, and not before.
func (w *world) lastInFirstOut(t *testing.T, p3Hangs bool) {
	var up []string
	for _, line := range w.all() {
		place, plugin, _ := strings.Cut(line, " ")
		switch {
		case p3Hangs && plugin == "p3":
		case place == "init":
			up = append(up, plugin)
		case place == "terminate" && (len(up) == 0 || up[len(up)-1] != plugin):
			t.Errorf("%s is terminated while %v are up", plugin, up)
		case place == "terminate":
			up = up[:len(up)-1]
		}
	}
	equal(t, "not terminated", up, nil)
}

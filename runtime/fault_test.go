//go:build go1.25

package runtime_test

import (
	"context"
	"errors"
	"fmt"
	stdruntime "runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/plugingen/plugingen/runtime"
)

// The faults, each with what it does to a call that has a second.
var (
	faultNames = []string{"panic", "goexit", "hang", "error", "slow", "leak", "deaf"}
	places     = []string{"init", "start", "health", "terminate"}
	errFault   = errors.New("fault")
)

// world is where faults happen: a chain of five, of which some have faults.
type world struct {
	diary
	faults  map[string]map[string]string // by plugin and place
	release chan struct{}                // ends what hangs, when closed
	once    sync.Once
}

// letGo ends what hangs.
func (w *world) letGo() { w.once.Do(func() { close(w.release) }) }

// commit does what the fault says; what is healthy takes a millisecond.
func (w *world) commit(ctx context.Context, plugin, place string) error {
	switch w.faults[plugin][place] {
	case "panic":
		panic(errFault)
	case "goexit":
		stdruntime.Goexit()
	case "hang": // for good
		<-w.release
	case "error":
		return errFault
	case "slow": // but within its time
		time.Sleep(900 * time.Millisecond)
	case "leak": // a goroutine stays behind until all is over
		go func() { <-w.release }()
	case "deaf": // does not hear that its context is over
		time.Sleep(3 * time.Second)
	default:
		time.Sleep(time.Millisecond)
	}
	return nil
}

func (w *world) call(ctx context.Context, plugin, place string) error {
	w.note("%s %s", place, plugin)
	return w.commit(ctx, plugin, place)
}

func (w *world) unit(name string, needs ...string) runtime.Unit {
	hook := func(place string) func(context.Context) error {
		return func(ctx context.Context) error { return w.call(ctx, name, place) }
	}
	return runtime.Unit{Name: name, Needs: needs, InitTimeout: time.Second, TerminateTimeout: time.Second,
		Init: func(ctx context.Context, i *runtime.Instance) error {
			i.OnStart(hook("start"))
			i.OnHealth(hook("health"))
			i.OnTerminate(hook("terminate"))
			return w.call(ctx, name, "init")
		}}
}

func (w *world) app() *runtime.App {
	units := []runtime.Unit{w.unit("p1")}
	for k := 2; k <= 5; k++ {
		units = append(units, w.unit(fmt.Sprintf("p%d", k), fmt.Sprintf("p%d", k-1)))
	}
	return runtime.NewApp(units, quiet())
}

// in runs f in a bubble with the faults, and lets what hangs go at the end.
func in(t *testing.T, faults map[string]map[string]string, f func(t *testing.T, w *world)) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{faults: faults, release: make(chan struct{})}
		f(t, w)
		w.letGo()
		time.Sleep(time.Minute)
	})
}

// outcome is what is wanted of one cell of the table: p3 of the chain has the
// fault at the place.
type outcome struct {
	started bool  // Start succeeds
	is      error // matched by the error of the place's own call; nil for none
	state   string
	after   string // p3's state after Stop
}

// wanted is the table. Slow and leaking calls are within their rights.
var wanted = map[string]map[string]outcome{
	"init": {
		"panic": {false, runtime.ErrPanic, "failed", "failed"}, "goexit": {false, runtime.ErrPanic, "failed", "failed"},
		"hang": {false, runtime.ErrTimeout, "failed", "failed"}, "error": {false, errFault, "failed", "failed"},
		"slow": {true, nil, "ready", "stopped"}, "leak": {true, nil, "ready", "stopped"},
		"deaf": {false, runtime.ErrTimeout, "failed", "failed"},
	},
	"start": {
		"panic": {false, runtime.ErrPanic, "failed", "failed"}, "goexit": {false, runtime.ErrPanic, "failed", "failed"},
		"hang": {false, runtime.ErrTimeout, "failed", "failed"}, "error": {false, errFault, "failed", "failed"},
		"slow": {true, nil, "ready", "stopped"}, "leak": {true, nil, "ready", "stopped"},
		"deaf": {false, runtime.ErrTimeout, "failed", "failed"},
	},
	"health": {
		"panic": {true, runtime.ErrPanic, "degraded", "stopped"}, "goexit": {true, runtime.ErrPanic, "degraded", "stopped"},
		"hang": {true, runtime.ErrTimeout, "degraded", "stopped"}, "error": {true, errFault, "degraded", "stopped"},
		"slow": {true, nil, "ready", "stopped"}, "leak": {true, nil, "ready", "stopped"},
		"deaf": {true, nil, "ready", "stopped"}, // its context lasts for five seconds
	},
	"terminate": {
		"panic": {true, runtime.ErrPanic, "ready", "failed"}, "goexit": {true, runtime.ErrPanic, "ready", "failed"},
		"hang": {true, runtime.ErrTimeout, "ready", "failed"}, "error": {true, errFault, "ready", "failed"},
		"slow": {true, nil, "ready", "stopped"}, "leak": {true, nil, "ready", "stopped"},
		"deaf": {true, runtime.ErrTimeout, "ready", "failed"},
	},
}

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
	if got := a.Plugins()[2].State.String(); got != want.state {
		t.Errorf("p3 is %s, want %s", got, want.state)
	}
	errs["terminate"] = a.Stop(context.Background())
	if got := a.Plugins()[2].State.String(); got != want.after {
		t.Errorf("after Stop p3 is %s, want %s", got, want.after)
	}
	w.judgeError(t, place, errs[place], want.is)
	others := states(a)
	equal(t, "the others", slices.Delete(others, 2, 3), []string{"p1 stopped", "p2 stopped", "p4 stopped", "p5 stopped"})
	w.everyoneOnce(t, place == "init" && errors.Is(err, runtime.ErrTimeout))
}

func (w *world) judgeError(t *testing.T, place string, err, want error) {
	var pe *runtime.PluginError
	switch {
	case want == nil && err != nil:
		t.Errorf("%v", err)
	case want == nil:
	case !errors.Is(err, want) || !errors.As(err, &pe) || pe.Plugin != "p3" || pe.Op != place:
		t.Errorf("%v is not %v of p3 at %s", err, want, place)
	case kindOf[place] != nil && !errors.Is(err, kindOf[place]):
		t.Errorf("%v does not match %v", err, kindOf[place])
	}
}

// everyoneOnce checks that who was begun was terminated once, in reverse. What
// hangs in its Init is terminated when it returns, and not before.
func (w *world) everyoneOnce(t *testing.T, p3Hangs bool) {
	var began, ended []string
	for _, line := range w.all() {
		place, plugin, _ := strings.Cut(line, " ")
		switch {
		case p3Hangs && plugin == "p3":
		case place == "init":
			began = append([]string{plugin}, began...)
		case place == "terminate":
			ended = append(ended, plugin)
		}
	}
	equal(t, "terminated", ended, began)
}

// TestPairsOfFaults gives every pair of faults to every two plugins' places, and
// checks what must hold whatever happens.
func TestPairsOfFaults(t *testing.T) {
	at := []string{"init", "start", "terminate"}
	for _, first := range at {
		for _, second := range at {
			t.Run(first+" and "+second, func(t *testing.T) {
				for _, f := range faultNames {
					for _, g := range faultNames {
						pairs := []map[string]map[string]string{{"p2": {first: f}, "p4": {second: g}}}
						if first != second {
							pairs = append(pairs, map[string]map[string]string{"p3": {first: f, second: g}})
						}
						for _, faults := range pairs {
							in(t, faults, func(t *testing.T, w *world) { w.holds(t) })
						}
					}
				}
			})
		}
	}
}

// holds checks the invariants of one life.
func (w *world) holds(t *testing.T) {
	a := w.app()
	began := time.Now()
	err := a.Start(context.Background())
	if took := time.Since(began); took > 25*time.Second { // 15 calls, each given up after 1.1 s, and some
		t.Errorf("%v: Start took %v", w.faults, took)
	}
	for _, s := range a.Plugins() {
		if ok := s.State == runtime.Ready; err == nil && !ok || err != nil && (ok || s.State == runtime.Starting || s.State == runtime.Stopping) {
			t.Errorf("%v: after Start (%v): %+v", w.faults, err, s)
		}
	}
	began = time.Now()
	stopped := a.Stop(context.Background())
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("%v: Stop took %v", w.faults, took)
	}
	w.culprits(t, errors.Join(err, stopped))
	w.letGo()
	time.Sleep(time.Minute)
	w.balanced(t)
}

// culprits checks that every plugin that an error names has a fault, and that
// every error names one.
func (w *world) culprits(t *testing.T, err error) {
	if err == nil {
		return
	}
	for _, line := range strings.Split(err.Error(), "\n") {
		rest, ok := strings.CutPrefix(line, "plugin ")
		name, _, _ := strings.Cut(rest, ":")
		if !ok || w.faults[name] == nil {
			t.Errorf("%v: %q names nobody with a fault", w.faults, line)
		}
	}
}

// balanced checks, with all that hung released, that each Init was followed by
// one Terminate at most, and by none only where Init never came to an end.
func (w *world) balanced(t *testing.T) {
	count := map[string]int{}
	for _, line := range w.all() {
		count[line]++
	}
	for k := 1; k <= 5; k++ {
		name := fmt.Sprintf("p%d", k)
		if inits, ends := count["init "+name], count["terminate "+name]; inits > 1 || inits != ends {
			t.Errorf("%v: %s: %d times init, %d times terminate", w.faults, name, inits, ends)
		}
	}
}

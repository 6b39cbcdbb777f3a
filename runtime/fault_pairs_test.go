//go:build go1.25

package runtime_test

import (
	"bytes"
	"context"
	"errors"
	stdruntime "runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/plugingen/plugingen/runtime"
)

// TestPairsOfFaults gives every pair of faults, at every two places, to two plugins
// and to one, and checks what must hold whatever happens.
func TestPairsOfFaults(t *testing.T) {
	for _, first := range places {
		for _, second := range places {
			t.Run(first+" and "+second, func(t *testing.T) {
				for _, f := range faultNames {
					for _, g := range faultNames {
						pair(t, map[string]map[string]string{"p2": {first: f}, "p4": {second: g}})
						if first != second {
							pair(t, map[string]map[string]string{"p3": {first: f, second: g}})
						}
					}
				}
			})
		}
	}
}

// pair lives one life with the faults; where components have them, a second one
// that is stopped while calls are under way and plugins restart; and where Health
// has them, one in which it is watched, so that plugins restart until their
// circuits open.
func pair(t *testing.T, faults map[string]map[string]string) {
	in(t, faults, func(t *testing.T, w *world) { w.holds(t, time.Hour) })
	has := func(place string) bool {
		return faults["p2"][place]+faults["p3"][place]+faults["p4"][place] != ""
	}
	if has("call") {
		in(t, faults, func(t *testing.T, w *world) { w.holds(t, time.Second) })
	}
	if has("health") {
		in(t, faults, func(t *testing.T, w *world) {
			w.holds(t, 40*time.Second, runtime.WithHealthInterval(3*time.Second), runtime.WithRestartBudget(2, time.Minute))
		})
	}
}

// holds checks the invariants of one life, which is stopped some time after the
// calls have begun.
func (w *world) holds(t *testing.T, stopAfter time.Duration, opts ...runtime.Option) {
	goroutines := inBubble()
	a := w.app(opts...)
	var err error
	w.within(t, 25*time.Second, "Start", func() { err = a.Start(context.Background()) }) // 15 calls, each given up after 1.1 s, and some
	w.blamed(t, a, err)
	for _, s := range a.Plugins() {
		if ok := s.State == runtime.Ready; err == nil && !ok || err != nil && (ok || s.State == runtime.Starting || s.State == runtime.Stopping) {
			t.Errorf("%v: after Start (%v): %+v", w.faults, err, s)
		}
	}
	kept := w.kept()
	if n := len(kept); err == nil && n != 5 || err != nil && n != 0 {
		t.Errorf("%v: %d components after Start (%v)", w.faults, n, err)
	}
	w.asked(t, a)
	var answers []*answer
	for name, c := range kept {
		answers = append(answers, ask(name, c))
	}
	time.Sleep(stopAfter)
	w.blamed(t, a, nil)
	w.asked(t, a)
	for name, c := range w.kept() { // of those that were restarted
		kept[name+" again"] = c
	}
	var stopped error
	w.within(t, 15*time.Second, "Stop", func() { stopped = a.Stop(context.Background()) })
	w.blamed(t, a, stopped)
	w.gone(t, a, kept)
	time.Sleep(time.Minute)
	w.answered(t, answers, false)
	w.nobodyElse(t, goroutines)
	w.letGo()
	time.Sleep(time.Minute)
	w.answered(t, answers, true)
	w.balanced(t)
}

// within calls f, which has to return in time.
func (w *world) within(t *testing.T, most time.Duration, what string, f func()) {
	began := time.Now()
	f()
	if took := time.Since(began); took > most {
		t.Errorf("%v: %s took %v", w.faults, what, took)
	}
}

// asked checks that Health answers in time, and complains of none without a
// fault but for one that needs it.
func (w *world) asked(t *testing.T, a *runtime.App) {
	w.within(t, runtime.HealthTimeout, "Health", func() {
		for _, h := range a.Health(context.Background()).Plugins {
			if h.Err != nil && w.faults[h.Plugin] == nil && !errors.Is(h.Err, runtime.ErrDependencyMissing) {
				t.Errorf("%v: health of %s: %v", w.faults, h.Plugin, h.Err)
			}
		}
	})
}

// blamed checks that every plugin that err or a state names has a fault, and that
// every error names one.
func (w *world) blamed(t *testing.T, a *runtime.App, err error) {
	lines := []string{}
	if err != nil {
		lines = strings.Split(err.Error(), "\n")
	}
	for _, s := range a.Plugins() {
		if s.Err != nil && !errors.Is(s.Err, runtime.ErrDependencyMissing) {
			lines = append(lines, strings.Split(s.Err.Error(), "\n")...)
		}
	}
	for _, line := range lines {
		rest, ok := strings.CutPrefix(line, "plugin ")
		name, _, _ := strings.Cut(rest, ":")
		if !ok || w.faults[name] == nil {
			t.Errorf("%v: %q names nobody with a fault", w.faults, line)
		}
	}
}

// gone checks that nothing is registered after Stop, and that what callers have
// kept is refused.
func (w *world) gone(t *testing.T, a *runtime.App, kept map[string]working) {
	if names := w.works.Names(); len(names) > 0 {
		t.Errorf("%v: registered after Stop: %v", w.faults, names)
	}
	for _, s := range a.Plugins() {
		if len(s.Components) > 0 || s.State != runtime.Stopped && s.State != runtime.Failed {
			t.Errorf("%v: after Stop: %+v", w.faults, s)
		}
	}
	for name, c := range kept {
		plugin, _, _ := strings.Cut(name, " ")
		var pe *runtime.PluginError
		if err := c.Work(context.Background()); !errors.Is(err, runtime.ErrUnloaded) || !errors.As(err, &pe) || pe.Plugin != plugin {
			t.Errorf("%v: a call of %s after Stop: %v", w.faults, plugin, err)
		}
	}
}

// answered checks that every call came back, but those that hang until they are
// released, with what the component did or with a refusal.
func (w *world) answered(t *testing.T, answers []*answer, released bool) {
	for _, a := range answers {
		fault := w.faults[a.plugin]["call"]
		if !a.over.Load() {
			if released || fault != "hang" {
				t.Errorf("%v: a call of %s has not returned", w.faults, a.plugin)
			}
			continue
		}
		want := map[string]error{"error": errFault, "panic": runtime.ErrPanic, "goexit": errNothing}[fault]
		var pe *runtime.PluginError
		switch {
		case fault != "hang" && a.took > 3*time.Second:
			t.Errorf("%v: a call of %s took %v", w.faults, a.plugin, a.took)
		case errors.Is(a.err, runtime.ErrUnloaded), fault == "panic":
			if !errors.As(a.err, &pe) || pe.Plugin != a.plugin || pe.Op != "call" {
				t.Errorf("%v: a call of %s: %v", w.faults, a.plugin, a.err)
			}
		case a.err != want:
			t.Errorf("%v: a call of %s: %v, want %v", w.faults, a.plugin, a.err, want)
		}
	}
}

// nobodyElse checks that the only goroutines left are those that a fault keeps.
func (w *world) nobodyElse(t *testing.T, before int) {
	synctest.Wait()
	if n, most := inBubble(), before+int(w.stays.Load()); n > most {
		t.Errorf("%v: %d goroutines, want %d", w.faults, n, most)
	}
}

// inBubble counts the goroutines of the bubble; those of the Go runtime come and go.
func inBubble() int {
	for room := make([]byte, 32<<10); ; room = make([]byte, 2*len(room)) {
		if n := stdruntime.Stack(room, true); n < len(room) {
			return bytes.Count(room[:n], []byte(", synctest bubble "))
		}
	}
}

// balanced checks, with all that hung released, that each instance was
// terminated once.
func (w *world) balanced(t *testing.T) {
	for n, k := range w.born {
		if ends := k.ends.Load(); ends != 1 {
			t.Errorf("%v: instance %d, of %s, was terminated %d times", w.faults, n, k.plugin, ends)
		}
	}
	for _, line := range w.wrong.all() {
		t.Errorf("%v: %s", w.faults, line)
	}
}

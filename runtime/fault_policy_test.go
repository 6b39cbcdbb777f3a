//go:build go1.25

package runtime_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/plugingen/plugingen/runtime"
)

// fatal are the faults with which a plugin does not come up.
var fatal = []string{"panic", "goexit", "hang", "error", "deaf"}

// TestPairsOfFaultsThatAreLetOff gives pairs of faults of which the first keeps a
// plugin from coming up, where its failure is to be retried or ignored.
func TestPairsOfFaultsThatAreLetOff(t *testing.T) {
	for _, policy := range []runtime.FailurePolicy{runtime.Retry, runtime.Ignore} {
		for _, first := range []string{"init", "start"} {
			for _, second := range places {
				t.Run(policy.String()+", "+first+" and "+second, func(t *testing.T) {
					for _, f := range fatal {
						for _, g := range faultNames {
							letOff(t, policy, map[string]map[string]string{"p2": {first: f}, "p4": {second: g}})
							if second != "init" && second != "start" { // else another turn has it
								letOff(t, policy, map[string]map[string]string{"p2": {second: g}, "p4": {first: f}})
							}
							if first != second {
								letOff(t, policy, map[string]map[string]string{"p3": {first: f, second: g}})
							}
						}
					}
				})
			}
		}
	}
}

func letOff(t *testing.T, policy runtime.FailurePolicy, faults map[string]map[string]string) {
	in(t, faults, func(t *testing.T, w *world) {
		w.policy = policy
		w.goesOn(t)
	})
}

// goesOn checks one life in which Start succeeds with those that can come up. It
// is stopped after some attempts to bring up the others.
func (w *world) goesOn(t *testing.T) {
	goroutines := inBubble()
	a := w.app()
	w.within(t, 25*time.Second, "Start", func() {
		if err := a.Start(context.Background()); err != nil {
			t.Errorf("%v, %v: Start: %v", w.policy, w.faults, err)
		}
	})
	w.upTo(t, a, w.reach())
	w.asked(t, a)
	kept := w.kept()
	var answers []*answer
	for name, c := range kept {
		answers = append(answers, ask(name, c))
	}
	time.Sleep(30 * time.Second)
	w.blamed(t, a, nil)
	w.asked(t, a)
	w.again(t)
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

// reach is how many of the chain come up: those before the first that cannot.
func (w *world) reach() int {
	for k, name := range []string{"p1", "p2", "p3", "p4", "p5"} {
		if f := w.faults[name]; slices.Contains(fatal, f["init"]) || slices.Contains(fatal, f["start"]) {
			return k
		}
	}
	return 5
}

// upTo checks that the first n are ready after Start and offer their components,
// and that the others are down, each for its own fault or for one before it.
func (w *world) upTo(t *testing.T, a *runtime.App, n int) {
	for k, s := range a.Plugins() {
		switch {
		case k < n && (s.State != runtime.Ready || s.Err != nil || len(s.Components) != 1),
			k >= n && (s.State == runtime.Ready || len(s.Components) > 0),
			k == n && w.faults[s.Plugin] == nil,
			k > n && s.Err == nil,
			k > n && !errors.Is(s.Err, runtime.ErrDependencyMissing) && w.faults[s.Plugin] == nil:
			t.Errorf("%v, %v: after Start, with %d to come up: %+v", w.policy, w.faults, n, s)
		}
	}
	if names := w.works.Names(); len(names) != n {
		t.Errorf("%v, %v: registered after Start: %v", w.policy, w.faults, names)
	}
	w.blamed(t, a, nil)
}

// again checks whether the first plugin that did not come up was begun a second
// time: where its policy says so, and no call into it still hangs.
func (w *world) again(t *testing.T) {
	down := fmt.Sprintf("p%d", w.reach()+1)
	inits := slices.DeleteFunc(w.all(), func(line string) bool { return line != "init "+down })
	f := w.faults[down]
	hangs := f["init"] == "hang" || f["terminate"] == "hang" || f["start"] == "hang" && !slices.Contains(fatal, f["init"])
	if want := w.policy == runtime.Retry && !hangs; f != nil && len(inits) > 1 != want {
		t.Errorf("%v, %v: begun %d times", w.policy, w.faults, len(inits))
	}
}

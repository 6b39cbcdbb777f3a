//go:build go1.25

package runtime_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/plugingen/plugingen/runtime"
)

// slow is a unit whose calls take 1, 2 and 4 s.
func slow(name string, needs ...string) runtime.Unit {
	lasts := func(d time.Duration) func(context.Context) error {
		return func(context.Context) error { time.Sleep(d); return nil }
	}
	return runtime.Unit{Name: name, Needs: needs, Init: func(ctx context.Context, i *runtime.Instance) error {
		i.OnStart(lasts(2 * time.Second))
		i.OnTerminate(lasts(4 * time.Second))
		return lasts(time.Second)(ctx)
	}}
}

// durations returns an option and the durations that the observer has got.
func durations() (runtime.Option, func() []string) {
	var mu sync.Mutex
	var all []string
	see := func(e runtime.Event) {
		var line string
		switch e := e.(type) {
		case runtime.PluginInitialised:
			line = fmt.Sprintf("init %s %v", e.Plugin, e.Duration)
		case runtime.PluginStarted:
			line = fmt.Sprintf("start %s %v", e.Plugin, e.Duration)
		case runtime.PluginTerminated:
			line = fmt.Sprintf("terminate %s %v", e.Plugin, e.Duration)
		case runtime.PluginLoaded:
			line = fmt.Sprintf("load %s %v", e.Plugin, e.Duration)
		case runtime.PluginUnloaded:
			line = fmt.Sprintf("unload %s %v", e.Plugin, e.Duration)
		case runtime.PluginReloaded:
			line = fmt.Sprintf("reload %s %v", e.Plugin, e.Duration)
		case runtime.PluginRestarted:
			line = fmt.Sprintf("restart %s %v", e.Plugin, e.Duration)
		default:
			return
		}
		mu.Lock()
		defer mu.Unlock()
		all = append(all, line)
	}
	return runtime.WithObserver(see), func() []string {
		mu.Lock()
		defer mu.Unlock()
		defer func() { all = nil }()
		return all
	}
}

func TestEventsHaveDurations(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		observer, seen := durations()
		r := runtime.NewRegistry[working]("Works")
		crash := offering(r) // the printer's component panics
		a := runtime.NewApp([]runtime.Unit{slow("a"), slow("b", "a"), crash}, observer, quiet())
		ctx := context.Background()
		for _, step := range []struct {
			name string
			do   func() error
			want []string
		}{
			{"start", func() error { return a.Start(ctx) }, []string{"init printer 0s", "init a 1s", "init b 1s", "start a 2s", "start b 2s"}},
			{"unload", func() error { return a.Unload(ctx, "a", runtime.Cascade) }, []string{"terminate b 4s", "terminate a 4s", "unload a 8s", "unload b 8s"}},
			{"load", func() error { return errors.Join(a.Load(ctx, "a"), a.Load(ctx, "b")) },
				[]string{"init a 1s", "start a 2s", "load a 3s", "init b 1s", "start b 2s", "load b 3s"}},
			{"reload", func() error { return a.Reload(ctx, "b") }, []string{"terminate b 4s", "init b 1s", "start b 2s", "reload b 7s"}},
			{"restart", func() error {
				c, _ := r.Lookup("ink")
				c.Work(ctx) //nolint:errcheck // it panics
				synctest.Wait()
				return nil
			}, []string{"terminate printer 0s", "init printer 0s", "restart printer 0s"}},
		} {
			if err := step.do(); err != nil {
				t.Fatal(err)
			}
			equal(t, step.name, seen(), step.want)
		}
		if err := a.Stop(ctx); err != nil {
			t.Error(err)
		}
	})
}

// records returns a logger at debug level and what it was given.
func records(t *testing.T) (*slog.Logger, func() []map[string]any) {
	var log bytes.Buffer
	return slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})), func() (all []map[string]any) {
		for line := range strings.Lines(log.String()) {
			var one map[string]any
			if err := json.Unmarshal([]byte(line), &one); err != nil {
				t.Fatal(err)
			}
			all = append(all, one)
		}
		return all
	}
}

// Every phase of every plugin is in the log, with the plugin, the phase, how long
// it took, and the error where there is one.
func TestTheLogNamesPluginAndPhase(t *testing.T) {
	logger, read := records(t)
	var d diary
	ends := errors.New("stuck")
	other := runtime.Unit{Name: "b", Needs: []string{"a"}, Init: func(_ context.Context, i *runtime.Instance) error {
		i.Logger().Info("here I am")
		i.OnTerminate(func(context.Context) error { return ends })
		return nil
	}}
	a := runtime.NewApp([]runtime.Unit{d.service("a"), other}, runtime.WithLogger(logger))
	if err := a.Start(background(t)); err != nil {
		t.Fatal(err)
	}
	if err := a.Stop(background(t)); !errors.Is(err, ends) {
		t.Errorf("got %v", err)
	}
	var got []string
	for _, one := range read() {
		if one["msg"] == "here I am" {
			got = append(got, fmt.Sprint("own ", one["plugin"]))
			continue
		}
		_, timed := one["duration"].(float64)
		got = append(got, fmt.Sprintf("%v %v %v %v %v", one["level"], one["phase"], one["plugin"], timed, one["error"]))
	}
	equal(t, "log", got, []string{
		"DEBUG config a true <nil>", "DEBUG init a true <nil>", "own b", "DEBUG init b true <nil>",
		"DEBUG terminate b true plugin b: terminate: stuck", "DEBUG terminate a true <nil>",
	})
}

// What goes wrong where nobody gets an error says who did it, and at what.
func TestWarningsNamePluginAndPhase(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		logger, read := records(t)
		r := runtime.NewRegistry[working]("Works")
		a := runtime.NewApp([]runtime.Unit{offering(r)}, runtime.WithLogger(logger), runtime.WithRestartBudget(0, time.Minute))
		if err := a.Start(context.Background()); err != nil {
			t.Fatal(err)
		}
		c, _ := r.Lookup("ink")
		if err := c.Work(context.Background()); !errors.Is(err, runtime.ErrPanic) {
			t.Errorf("got %v", err)
		}
		synctest.Wait()
		if err := a.Stop(context.Background()); err != nil {
			t.Error(err)
		}
		found := false
		for _, one := range read() {
			if one["level"] == "DEBUG" {
				continue
			}
			found = true
			if one["plugin"] != "printer" || one["phase"] == nil || one["error"] == nil {
				t.Errorf("got %v", one)
			}
		}
		if !found {
			t.Error("the open circuit is not in the log")
		}
	})
}

// Who listens to one registry is told of what comes and goes there, and of
// nothing else; who asks first and looks then misses nothing.
func TestChangesAreTold(t *testing.T) {
	here, elsewhere := runtime.NewRegistry[int]("Kinds"), runtime.NewRegistry[string]("Words")
	a := start(t, offers("a", here, []string{"Kinds/k"}, component{Name: "k", Value: 1}),
		runtime.Unit{Name: "b", Components: []string{"Words/w"}, Init: func(_ context.Context, i *runtime.Instance) error {
			runtime.Register(i, elsewhere, []runtime.Component[string]{{Name: "w"}})
			return nil
		}})
	is := func(c <-chan struct{}) bool {
		select {
		case <-c:
			return true
		default:
			return false
		}
	}
	for _, step := range []struct {
		name           string
		do             func() error
		changes, there bool
	}{
		{"unload", func() error { return a.Unload(background(t), "a") }, true, false},
		{"nothing", func() error { return a.Unload(background(t), "a") }, false, false},
		{"load", func() error { return a.Load(background(t), "a") }, true, true},
		{"reload", func() error { return a.Reload(background(t), "a") }, true, true},
		{"elsewhere", func() error { return a.Reload(background(t), "b") }, false, true},
		{"stop", func() error { return a.Stop(background(t)) }, true, false},
	} {
		changed, both := here.Changed(), here.Changed()
		if is(changed) {
			t.Errorf("%s: it is told before", step.name)
		}
		if err := step.do(); err != nil {
			t.Fatal(err)
		}
		if is(changed) != step.changes || is(both) != step.changes {
			t.Errorf("%s: changed is %v", step.name, is(changed))
		}
		if _, there := here.Lookup("k"); there != step.there {
			t.Errorf("%s: k is there: %v", step.name, there)
		}
	}
}

// The behaviour that the contract comes from knows validation_failed,
// dependency_missing and reasons of the plugin's own. Each can be given by a
// plugin's Init, and be matched by who starts the app.
func TestReasonsOfAPluginsOwn(t *testing.T) {
	for _, own := range []error{
		fmt.Errorf("port 99999: %w", runtime.ErrValidation), fmt.Errorf("no DNS: %w", runtime.ErrDependencyMissing), errOwn,
	} {
		a, err := provoked(initOf("printer", func(context.Context) error { return own }))
		wantError(t, err, "printer", "init", "plugin printer: init: "+own.Error(), runtime.ErrInit, own)
		for _, reason := range []error{runtime.ErrValidation, runtime.ErrDependencyMissing} {
			if got := errors.Is(err, reason); got != errors.Is(own, reason) {
				t.Errorf("%v matches %v: %v", err, reason, got)
			}
		}
		if s := a.Plugins()[0]; s.State != runtime.Failed || !errors.Is(s.Err, own) {
			t.Errorf("status %+v", s)
		}
	}
}

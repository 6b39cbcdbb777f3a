package runtime_test

import (
	"context"
	"encoding/json"
	"errors"
	stdruntime "runtime"
	"strings"
	"sync"
	"testing"

	"github.com/plugingen/plugingen/runtime"
)

func TestStartGoesAlongTheGraphAndStopMirrorsIt(t *testing.T) {
	var d diary
	c := d.spy("c", "b")
	d2 := d.spy("d")
	d2.After = []string{"c"}
	a := runtime.NewApp([]runtime.Unit{d.spy("a"), d.spy("b", "a"), c, d2})
	if err := a.Start(background(t)); err != nil {
		t.Fatal(err)
	}
	equal(t, "states", states(a), []string{"a ready", "b ready", "c ready", "d ready"})
	if err := a.Stop(background(t)); err != nil {
		t.Fatal(err)
	}
	equal(t, "calls", d.all(), []string{
		"init a", "init b", "init c", "init d",
		"start a", "start b", "start c", "start d",
		"terminate d", "terminate c", "terminate b", "terminate a",
	})
	equal(t, "states", states(a), []string{"a stopped", "b stopped", "c stopped", "d stopped"})
}

// Each Init of a level waits until all of them are in it.
func TestPluginsOfALevelStartInParallel(t *testing.T) {
	const n = 20
	var all sync.WaitGroup
	all.Add(n)
	var units []runtime.Unit
	for k := range n {
		units = append(units, unit(string(rune('a'+k)), func(context.Context, *runtime.Instance) error {
			all.Done()
			all.Wait()
			return nil
		}))
	}
	if err := runtime.NewApp(units).Start(background(t)); err != nil {
		t.Fatal(err)
	}
}

func TestParallelismIsBounded(t *testing.T) {
	var mu sync.Mutex
	var now, most int
	var units []runtime.Unit
	for k := range 50 {
		units = append(units, unit(string(rune('A'+k)), func(context.Context, *runtime.Instance) error {
			mu.Lock()
			now++
			most = max(most, now)
			mu.Unlock()
			defer func() { mu.Lock(); now--; mu.Unlock() }()
			stdruntime.Gosched()
			return nil
		}))
	}
	if err := runtime.NewApp(units, runtime.WithParallelism(3)).Start(background(t)); err != nil {
		t.Fatal(err)
	}
	if most > 3 || most < 1 {
		t.Errorf("%d plugins started at once, at most 3 allowed", most)
	}
}

func TestAFailingInitUndoesTheStart(t *testing.T) {
	own := errors.New("no licence")
	var d diary
	bad := unit("bad", func(context.Context, *runtime.Instance) error { d.note("init bad"); return own })
	bad.Needs = []string{"b"}
	a := runtime.NewApp([]runtime.Unit{d.spy("a"), d.spy("b", "a"), bad, d.spy("later", "bad")})
	err := a.Start(background(t))
	if !errors.Is(err, runtime.ErrInit) || !errors.Is(err, own) {
		t.Errorf("%v does not match ErrInit and the plugin's own error", err)
	}
	var pe *runtime.PluginError
	if !errors.As(err, &pe) || pe.Plugin != "bad" || pe.Op != "init" {
		t.Errorf("got %#v", pe)
	}
	if got, want := err.Error(), "plugin bad: init: no licence"; got != want {
		t.Errorf("message %q, want %q", got, want)
	}
	equal(t, "calls", d.all(), []string{"init a", "init b", "init bad", "terminate b", "terminate a"})
	equal(t, "states", states(a), []string{"a stopped", "b stopped", "bad failed", "later stopped"})
	if err := a.Stop(background(t)); err != nil {
		t.Errorf("Stop after a failed Start: %v", err)
	}
}

func TestAFailingStartHookUndoesTheStart(t *testing.T) {
	own := errors.New("port taken")
	var d diary
	bad := unit("bad", func(_ context.Context, i *runtime.Instance) error {
		i.OnStart(func(context.Context) error { return own })
		i.OnTerminate(func(context.Context) error { d.note("terminate bad"); return errors.New("also this") })
		return nil
	})
	a := runtime.NewApp([]runtime.Unit{d.spy("a"), bad})
	err := a.Start(background(t))
	for _, want := range []error{own, runtime.ErrInit, runtime.ErrTerminate} {
		if !errors.Is(err, want) {
			t.Errorf("%v does not match %v", err, want)
		}
	}
	if last := d.all(); len(last) != 4 { // init a, start a, both terminated
		t.Errorf("calls: %v", last)
	}
	equal(t, "states", states(a), []string{"a stopped", "bad failed"})
	if got := a.Plugins()[1].Err; !errors.Is(got, own) {
		t.Errorf("the status has %v, want the reason of the failure", got)
	}
}

func TestStopReportsEveryErrorAndGoesOn(t *testing.T) {
	var d diary
	units := []runtime.Unit{d.spy("a")}
	for _, name := range []string{"b", "c"} {
		u := unit(name, func(_ context.Context, i *runtime.Instance) error {
			i.OnTerminate(func(context.Context) error { return errors.New(name + " stuck") })
			return nil
		})
		u.Needs = []string{"a"}
		units = append(units, u)
	}
	a := runtime.NewApp(units)
	if err := a.Start(background(t)); err != nil {
		t.Fatal(err)
	}
	err := a.Stop(background(t))
	if !errors.Is(err, runtime.ErrTerminate) || !strings.Contains(err.Error(), "b stuck") ||
		!strings.Contains(err.Error(), "c stuck") {
		t.Errorf("got %v", err)
	}
	equal(t, "calls", d.all(), []string{"init a", "start a", "terminate a"})
	equal(t, "states", states(a), []string{"a stopped", "b failed", "c failed"})
	if err := a.Stop(background(t)); err != nil {
		t.Errorf("the second Stop: %v", err)
	}
}

func TestStartTwiceStopEarlyAndStartAgain(t *testing.T) {
	var d diary
	a := runtime.NewApp([]runtime.Unit{d.spy("a")})
	if err := a.Stop(background(t)); err != nil {
		t.Errorf("Stop before Start: %v", err)
	}
	if err := a.Start(background(t)); err != nil {
		t.Fatal(err)
	}
	if err := a.Start(background(t)); !errors.Is(err, runtime.ErrRunning) {
		t.Errorf("the second Start: %v, want ErrRunning", err)
	}
	for range 2 {
		if err := a.Stop(background(t)); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.Start(background(t)); err != nil {
		t.Fatal(err)
	}
	equal(t, "calls", d.all(), []string{"init a", "start a", "terminate a", "init a", "start a"})
}

func TestStartInACancelledContextBeginsNothing(t *testing.T) {
	var d diary
	ctx, cancel := context.WithCancelCause(context.Background())
	gone := errors.New("operator left")
	cancel(gone)
	a := runtime.NewApp([]runtime.Unit{d.spy("a")})
	if err := a.Start(ctx); !errors.Is(err, gone) {
		t.Errorf("got %v", err)
	}
	equal(t, "calls", d.all(), nil)
}

func TestConcurrentStartsAndStops(t *testing.T) {
	var d diary
	a := runtime.NewApp([]runtime.Unit{d.spy("a"), d.spy("b", "a")})
	var wg sync.WaitGroup
	for range 8 {
		wg.Add(2)
		go func() { defer wg.Done(); _ = a.Start(background(t)) }()
		go func() { defer wg.Done(); _ = a.Stop(background(t)) }()
	}
	wg.Wait()
	if err := a.Stop(background(t)); err != nil {
		t.Fatal(err)
	}
	cycle := []string{"init a", "init b", "start a", "start b", "terminate b", "terminate a"}
	lines := d.all()
	for len(lines) >= len(cycle) {
		equal(t, "one cycle", lines[:len(cycle)], cycle)
		lines = lines[len(cycle):]
	}
	equal(t, "rest", lines, nil)
}

func TestUnitsThatAreNotValid(t *testing.T) {
	ok := unit("a", does)
	later := ok
	later.Needs = []string{"b"}
	after := unit("c", does)
	after.After = []string{"zzz"}
	named := unit("", does)
	shape := unit("d", does)
	shape.Components = []string{"noslash"}
	twice := unit("d", does)
	twice.Components = []string{"K/x", "K/x"}
	for _, tt := range []struct {
		name  string
		units []runtime.Unit
		also  error
		says  string
	}{
		{"needs a later one", []runtime.Unit{later, unit("b", does)}, runtime.ErrDependencyMissing, `needs "b"`},
		{"after nobody", []runtime.Unit{after}, nil, `after "zzz"`},
		{"no name", []runtime.Unit{named}, nil, "no name"},
		{"no init", []runtime.Unit{{Name: "x"}}, nil, "no Init"},
		{"same name", []runtime.Unit{ok, ok}, nil, "two units"},
		{"component without kind", []runtime.Unit{shape}, nil, "Kind/name"},
		{"component twice", []runtime.Unit{twice}, nil, "listed twice"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := runtime.NewApp(tt.units).Start(background(t))
			if !errors.Is(err, runtime.ErrValidation) || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %v, want ErrValidation with %q", err, tt.says)
			}
			if tt.also != nil && !errors.Is(err, tt.also) {
				t.Errorf("%v does not match %v", err, tt.also)
			}
		})
	}
}

func TestManifestIsACopyInStableOrder(t *testing.T) {
	u := unit("b", does)
	u.Needs, u.Package, u.Version, u.Components = []string{"a"}, "x/b", "1.2.0", []string{"Kinds/k"}
	units := []runtime.Unit{unit("a", does), u}
	a := runtime.NewApp(units)
	units[1].Needs[0], units[1].Components[0] = "z", "z"
	a.Manifest().Plugins[1].Components[0] = "z"
	got, err := json.Marshal(a.Manifest())
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"plugins":[` +
		`{"entry":"a","package":"","version":"","level":0,"needs":[],"after":[],"components":[]},` +
		`{"entry":"b","package":"x/b","version":"1.2.0","level":1,"needs":["a"],"after":[],"components":["Kinds/k"]}]}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

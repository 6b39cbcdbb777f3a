package runtime_test

import (
	"context"
	"errors"
	"testing"

	"github.com/plugingen/plugingen/runtime"
)

// chain starts a, b that needs a, c that needs b, and d that needs nobody.
func (d *diary) chain(t *testing.T, opts ...runtime.Option) *runtime.App {
	t.Helper()
	a := runtime.NewApp([]runtime.Unit{d.spy("a"), d.spy("b", "a"), d.spy("c", "b"), d.spy("d")}, append(opts, quiet())...)
	if err := a.Start(background(t)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Stop(background(t)) })
	d.clear()
	return a
}

func (d *diary) clear() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lines = nil
}

func wantError(t *testing.T, err error, plugin, op, message string, is ...error) {
	t.Helper()
	var pe *runtime.PluginError
	if !errors.As(err, &pe) || pe.Plugin != plugin || pe.Op != op || message != "" && err.Error() != message {
		t.Errorf("got  %v\nwant %s of %s at %s", err, message, plugin, op)
	}
	for _, want := range is {
		if !errors.Is(err, want) {
			t.Errorf("%v does not match %v", err, want)
		}
	}
}

func TestUnloadAndLoad(t *testing.T) {
	var d diary
	observer, of := told()
	a := d.chain(t, observer)
	err := a.Unload(background(t), "a")
	wantError(t, err, "a", "unload", "plugin a: unload: needed by b, c, which run; unload those first, or take them along with Cascade", runtime.ErrDependents)
	equal(t, "a refused unload calls", d.all(), nil)

	if err := a.Unload(background(t), "c"); err != nil {
		t.Error(err)
	}
	if r := a.Health(background(t)); !r.Ready {
		t.Errorf("what was unloaded keeps the app from being ready: %+v", r)
	}
	for range 2 { // the second has nothing to do
		if err := a.Unload(background(t), "a", runtime.Cascade); err != nil {
			t.Error(err)
		}
	}
	unloaded := 0
	for _, name := range []string{"a", "b", "c"} {
		for _, e := range of(name) {
			if e == "unloaded false" {
				unloaded++
			}
		}
	}
	if unloaded != 3 {
		t.Errorf("%d are said to be unloaded, of 3", unloaded)
	}
	equal(t, "calls", d.all(), []string{"terminate c", "terminate b", "terminate a"})
	equal(t, "states", states(a), []string{"a stopped", "b stopped", "c stopped", "d ready"})

	err = a.Load(background(t), "c")
	wantError(t, err, "c", "load", "plugin c: load: needs b, which do not run; load those first", runtime.ErrDependencyMissing)
	d.clear()
	for _, name := range []string{"a", "b", "c", "c"} {
		if err := a.Load(background(t), name); err != nil {
			t.Error(err)
		}
	}
	equal(t, "calls", d.all(), []string{"init a", "start a", "init b", "start b", "init c", "start c"})
	equal(t, "states", states(a), []string{"a ready", "b ready", "c ready", "d ready"})
	events := of("c")
	equal(t, "events", events[len(events)-7:], []string{"initialising", "initialised false", "registered ", "starting", "started false", "starting -> ready", "loaded false"})
}

func TestPluginsThatAreNotThere(t *testing.T) {
	var d diary
	a := d.chain(t)
	for op, f := range map[string]func(context.Context, string) error{
		"load":   a.Load,
		"unload": func(ctx context.Context, name string) error { return a.Unload(ctx, name) },
		"reload": func(ctx context.Context, name string) error { return a.Reload(ctx, name) },
	} {
		wantError(t, f(background(t), "zebra"), "zebra", op, "plugin zebra: "+op+": there is no such entry; entries: a, b, c, d", runtime.ErrUnknownPlugin)
	}
	err := runtime.NewApp([]runtime.Unit{d.spy("server")}).Load(background(t), "sevrer")
	wantError(t, err, "sevrer", "load", `plugin sevrer: load: there is no such entry; did you mean "server"?; entries: server`, runtime.ErrUnknownPlugin)
}

func TestLoadAndReloadOfAnAppThatDoesNotRun(t *testing.T) {
	var d diary
	a := runtime.NewApp([]runtime.Unit{d.spy("a")}, quiet())
	wantError(t, a.Load(background(t), "a"), "a", "load", "", runtime.ErrNotRunning)
	wantError(t, a.Reload(background(t), "a"), "a", "reload", "", runtime.ErrNotRunning)
	if err := a.Unload(background(t), "a"); err != nil {
		t.Errorf("Unload: %v", err)
	}
	invalid := runtime.NewApp([]runtime.Unit{{Name: "x"}})
	if err := invalid.Load(background(t), "x"); !errors.Is(err, runtime.ErrValidation) {
		t.Errorf("got %v", err)
	}
}

// tunable is a plugin whose Init fails, and whose Terminate fails, when told so.
type tunable struct{ init, start, terminate error }

func (p *tunable) unit(d *diary, name string, needs ...string) runtime.Unit {
	return runtime.Unit{Name: name, Needs: needs, Init: func(_ context.Context, i *runtime.Instance) error {
		d.note("init %s", name)
		i.OnTerminate(func(context.Context) error { d.note("terminate %s", name); return p.terminate })
		i.OnStart(func(context.Context) error { return p.start })
		return p.init
	}}
}

func TestALoadThatFails(t *testing.T) {
	var d diary
	var p tunable
	a := start(t, d.spy("a"), p.unit(&d, "b", "a"))
	if err := a.Unload(background(t), "b"); err != nil {
		t.Fatal(err)
	}
	d.clear()
	for _, p.init = range []error{errors.New("no luck"), nil} {
		p.start = errors.New("no start either")
		err := a.Load(background(t), "b")
		wantError(t, err, "b", map[bool]string{true: "init", false: "start"}[p.init != nil], "", runtime.ErrInit)
		equal(t, "states", states(a), []string{"a ready", "b failed"})
	}
	equal(t, "calls", d.all(), []string{"init b", "terminate b", "init b", "terminate b"})
	if r := a.Health(background(t)); r.Ready || !errors.Is(r.Plugins[1].Err, p.start) {
		t.Errorf("health %+v", r)
	}
	p.start = nil
	if err := a.Load(background(t), "b"); err != nil {
		t.Error(err)
	}
}

func TestAnUnloadWhoseTerminateFails(t *testing.T) {
	var d diary
	p := tunable{terminate: errors.New("stuck")}
	a := start(t, p.unit(&d, "a"))
	if err := a.Unload(background(t), "a"); !errors.Is(err, runtime.ErrTerminate) || !errors.Is(err, p.terminate) {
		t.Errorf("got %v", err)
	}
	equal(t, "states", states(a), []string{"a failed"})
	if err := a.Unload(background(t), "a"); err != nil { // what is left of it is dismissed
		t.Error(err)
	}
	equal(t, "states", states(a), []string{"a stopped"})
	equal(t, "calls", d.all(), []string{"init a", "terminate a"})
}

func TestWhatWasUnloadedIsGone(t *testing.T) {
	u := &inUse{numbers: runtime.NewRegistry[int]("Numbers"), words: runtime.NewRegistry[string]("Words")}
	a := start(t, runtime.Unit{Name: "a", Components: []string{"Numbers/n1", "Numbers/n2", "Words/w"}, Init: u.init})
	equal(t, "components", a.Plugins()[0].Components, []string{"Numbers/n1", "Numbers/n2", "Words/w"})
	if n := len(u.numbers.Of("a")); n != 2 || len(u.words.Of("b")) != 0 {
		t.Errorf("%d of 2 components", n)
	}
	if err := a.Unload(background(t), "a"); err != nil { // Terminate looks, too
		t.Fatal(err)
	}
	if _, held := u.slot.Lookup(); held || len(u.numbers.Of("a")) > 0 || len(a.Plugins()[0].Components) > 0 {
		t.Error("something is left")
	}
}

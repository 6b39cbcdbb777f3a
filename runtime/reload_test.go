package runtime_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/settings"
)

func TestReloadWithNewSettings(t *testing.T) {
	var d diary
	dependent := d.spy("client", "server")
	a := runtime.NewApp([]runtime.Unit{d.service("server", url("file")), dependent, d.spy("other")}, quiet(),
		runtime.WithSettings("server", []byte(`{"port": 1}`)))
	if err := a.Start(background(t)); err != nil {
		t.Fatal(err)
	}
	d.clear()
	err := a.Reload(background(t), "server", runtime.WithNewSettings([]byte(`{"port": "x"}`)))
	wantError(t, err, "server", "reload", `plugin server: reload: the old instance goes on; plugin server: config: setting "port": must be a whole number from 0 to 65535, and WithSettings gives a string`, runtime.ErrValidation)
	equal(t, "calls of a wrong setting", d.all(), nil)
	equal(t, "states", states(a), []string{"server ready", "client ready", "other ready"})

	for _, json := range []string{`{"url": "given"}`, `{}`} {
		if err := a.Reload(background(t), "server", runtime.WithNewSettings([]byte(json))); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.Reload(background(t), "server"); err != nil {
		t.Fatal(err)
	}
	again := []string{"terminate client", "terminate server", "", "init client", "start client"}
	var want []string
	for _, init := range []string{"init server given:80 ", "init server file:80 ", "init server file:80 "} {
		again[2] = init
		want = append(want, again...)
	}
	equal(t, "calls", d.all(), want)

	err = a.Reload(background(t), "other", runtime.WithNewSettings([]byte(`{}`)))
	wantError(t, err, "other", "reload", "plugin other: reload: settings are given for it, but it takes none", runtime.ErrValidation)
}

// number is the state of an edition.
type number int

func (number) Terminate(context.Context) error { return nil }

// edition is a plugin of which several instances can run; beside says how.
type edition struct {
	d      *diary
	n      int
	beside bool
	fails  map[int]error // Init, by its number
	kinds  *runtime.Registry[int]
	slot   runtime.Slot[number]
}

func (e *edition) unit() runtime.Unit {
	return runtime.Unit{Name: "a", Components: []string{"Kinds/k"}, Init: func(_ context.Context, i *runtime.Instance) error {
		e.n++
		n := e.n
		e.d.note("init a%d", n)
		i.OnSideBySide(func() bool { return e.beside })
		i.OnTerminate(func(context.Context) error {
			v, _ := e.kinds.Lookup("k")
			e.d.note("terminate a%d while a%d serves", n, v)
			return nil
		})
		runtime.Hold(i, &e.slot, number(n))
		runtime.Register(i, e.kinds, []component{{Name: "k", Value: n}})
		return e.fails[n]
	}}
}

// dependent notes which edition it runs on.
func (e *edition) dependent(fails func(on int) error) runtime.Unit {
	return runtime.Unit{Name: "b", Needs: []string{"a"}, Init: func(_ context.Context, i *runtime.Instance) error {
		e.d.note("init b on a%d", int(e.slot.Get()))
		i.OnTerminate(func(context.Context) error { e.d.note("terminate b"); return nil })
		return fails(int(e.slot.Get()))
	}}
}

func TestReload(t *testing.T) {
	sorry := errors.New("sorry")
	never := func(int) error { return nil }
	second := func(on int) error {
		if on == 2 {
			return sorry
		}
		return nil
	}
	for _, tt := range []struct {
		name   string
		beside bool
		init   error
		fails  func(int) error
		calls  []string
		says   string
		serves int
	}{
		{"stopped first", false, nil, never, []string{
			"terminate b", "terminate a1 while a0 serves", "init a2", "init b on a2"}, "", 2},
		{"stopped first and brought back", false, sorry, never, []string{
			"terminate b", "terminate a1 while a0 serves", "init a2", "terminate a2 while a0 serves", "init a3", "init b on a3"},
			"plugin a: reload: it was brought up again as it was before; plugin a: init: sorry", 3},
		{"stopped first and the dependent fails", false, nil, second, []string{
			"terminate b", "terminate a1 while a0 serves", "init a2", "init b on a2", "terminate b", "terminate a2 while a0 serves", "init a3", "init b on a3"},
			"plugin a: reload: it was brought up again as it was before; plugin b: init: sorry", 3},
		{"beside", true, nil, never, []string{
			"init a2", "terminate b", "init b on a2", "terminate a1 while a2 serves"}, "", 2},
		{"beside and the new one fails", true, sorry, never, []string{
			"init a2", "terminate a2 while a1 serves"},
			"plugin a: reload: the old instance goes on; plugin a: init: sorry", 1},
		{"beside and the dependent fails", true, nil, second, []string{
			"init a2", "terminate b", "init b on a2", "terminate b", "init b on a1", "terminate a2 while a1 serves"},
			"plugin a: reload: the old instance goes on; plugin b: init: sorry", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var d diary
			e := &edition{d: &d, beside: tt.beside, kinds: runtime.NewRegistry[int]("Kinds")}
			a := start(t, e.unit(), e.dependent(tt.fails))
			d.clear()
			e.fails = map[int]error{2: tt.init}
			changed := e.kinds.Changed()
			err := a.Reload(background(t), "a")
			if tt.says == "" != (err == nil) || err != nil && err.Error() != tt.says || tt.says != "" && !errors.Is(err, sorry) {
				t.Errorf("got  %v\nwant %s", err, tt.says)
			}
			equal(t, "calls", d.all(), tt.calls)
			if v, _ := e.kinds.Lookup("k"); v != tt.serves || int(e.slot.Get()) != tt.serves {
				t.Errorf("a%d serves, want a%d", v, tt.serves)
			}
			equal(t, "states", states(a), []string{"a ready", "b ready"})
			if tt.serves != 1 {
				<-changed
			}
		})
	}
}

func TestAReloadThatCannotGoBack(t *testing.T) {
	var d diary
	var p tunable
	a := start(t, p.unit(&d, "a"), d.spy("b", "a"), d.spy("c"))
	p.init = errors.New("gone for good")
	err := a.Reload(background(t), "a")
	wantError(t, err, "a", "reload", "", runtime.ErrInit, p.init)
	if !strings.Contains(err.Error(), "could not be brought up again as it was, a, b did not come up") {
		t.Errorf("got %v", err)
	}
	equal(t, "states", states(a), []string{"a failed", "b failed", "c ready"})
	if s := a.Plugins()[1]; !errors.Is(s.Err, runtime.ErrDependencyMissing) {
		t.Errorf("b: %v", s.Err)
	}
}

func TestReloadOfWhatDoesNotRunLoadsIt(t *testing.T) {
	var d diary
	a := start(t, d.service("a", settings.At("/port", "7")))
	if err := a.Unload(background(t), "a"); err != nil {
		t.Fatal(err)
	}
	err := a.Reload(background(t), "a", runtime.WithNewSettings([]byte(`{"port": 0.5}`)))
	wantError(t, err, "a", "config", "", runtime.ErrValidation)
	if err := a.Reload(background(t), "a"); err != nil {
		t.Fatal(err)
	}
	equal(t, "calls", d.all(), []string{"init a :7 ", "terminate a", "init a :7 "})
}

func TestAReloadInAContextThatIsOverChangesNothing(t *testing.T) {
	var d diary
	a := d.chain(t)
	gone := errors.New("operator left")
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(gone)
	if err := a.Reload(ctx, "a"); !errors.Is(err, gone) {
		t.Errorf("got %v", err)
	}
	equal(t, "states", states(a), []string{"a ready", "b ready", "c ready", "d ready"})
	equal(t, "calls", d.all(), nil)
}

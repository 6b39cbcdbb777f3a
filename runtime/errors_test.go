//go:build go1.25

package runtime_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/settings"
)

var errOwn = errors.New("out of paper")

// fails is an Init or another call with an error of its own.
func fails(context.Context) error { return errOwn }

// provoked starts the units and returns the App and what Start said.
func provoked(units ...runtime.Unit) (*runtime.App, error) {
	a := runtime.NewApp(units, quiet(), runtime.WithRestartBudget(0, time.Minute))
	return a, a.Start(context.Background())
}

// initOf is a unit whose Init is f.
func initOf(name string, f func(context.Context) error) runtime.Unit {
	return runtime.Unit{Name: name, InitTimeout: time.Second, Init: func(ctx context.Context, _ *runtime.Instance) error { return f(ctx) }}
}

func endingWith(hooks ...func(context.Context) error) runtime.Unit {
	return unit("printer", func(_ context.Context, i *runtime.Instance) error {
		for _, f := range hooks {
			i.OnTerminate(f)
		}
		return nil
	})
}

// offering is a unit with one component, which panics, at r.
func offering(r *runtime.Registry[working]) runtime.Unit {
	return runtime.Unit{Name: "printer", Components: []string{"Works/ink"}, Init: func(_ context.Context, i *runtime.Instance) error {
		w := &world{faults: map[string]map[string]string{"printer": {"call": "panic"}}}
		runtime.RegisterGuarded(i, r, []runtime.Component[working]{{Name: "ink", Value: w.bear("printer")}}, guardWorking)
		return nil
	}}
}

// provocations has, for every error value of the runtime, how a caller comes by
// it, and at what. The plugin is always the printer.
var provocations = []struct {
	name    string
	is      error
	op      string // empty where it comes in no PluginError
	also    error  // matched as well
	provoke func(ctx context.Context) error
}{
	{"ErrValidation", runtime.ErrValidation, "plan", nil, func(context.Context) error {
		_, err := provoked(runtime.Unit{Name: "printer"})
		return err
	}},
	{"ErrDependencyMissing in the plan", runtime.ErrDependencyMissing, "plan", runtime.ErrValidation, func(context.Context) error {
		_, err := provoked(runtime.Unit{Name: "printer", Needs: []string{"paper"}, Init: does})
		return err
	}},
	{"ErrDependencyMissing", runtime.ErrDependencyMissing, "load", nil, func(ctx context.Context) error {
		a, err := provoked(unit("paper", does), runtime.Unit{Name: "printer", Needs: []string{"paper"}, Init: does})
		return errors.Join(err, a.Unload(ctx, "paper", runtime.Cascade), a.Load(ctx, "printer"))
	}},
	{"ErrConflict", runtime.ErrConflict, "init", runtime.ErrInit, func(context.Context) error {
		r := runtime.NewRegistry[working]("Works")
		first := offering(r)
		first.Name = "other"
		second := offering(r)
		second.After = []string{"other"}
		_, err := provoked(first, second)
		return err
	}},
	{"ErrInit", runtime.ErrInit, "init", errOwn, func(context.Context) error {
		_, err := provoked(initOf("printer", fails))
		return err
	}},
	{"ErrTimeout", runtime.ErrTimeout, "init", runtime.ErrInit, func(context.Context) error {
		_, err := provoked(initOf("printer", func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }))
		return err
	}},
	{"ErrPanic", runtime.ErrPanic, "init", errOwn, func(context.Context) error {
		_, err := provoked(initOf("printer", func(context.Context) error { panic(errOwn) }))
		return err
	}},
	{"ErrTerminate", runtime.ErrTerminate, "terminate", errOwn, func(ctx context.Context) error {
		a, err := provoked(endingWith(fails))
		return errors.Join(err, a.Stop(ctx))
	}},
	{"ErrDependents", runtime.ErrDependents, "unload", nil, func(ctx context.Context) error {
		a, err := provoked(unit("printer", does), runtime.Unit{Name: "office", Needs: []string{"printer"}, Init: does})
		return errors.Join(err, a.Unload(ctx, "printer"), a.Stop(ctx))
	}},
	{"ErrRunning", runtime.ErrRunning, "", nil, func(ctx context.Context) error {
		a, err := provoked(unit("printer", does))
		return errors.Join(err, a.Start(ctx), a.Stop(ctx))
	}},
	{"ErrNotRunning", runtime.ErrNotRunning, "load", nil, func(ctx context.Context) error {
		return runtime.NewApp([]runtime.Unit{unit("printer", does)}).Load(ctx, "printer")
	}},
	{"ErrUnknownPlugin", runtime.ErrUnknownPlugin, "reload", nil, func(ctx context.Context) error {
		a, err := provoked(unit("paper", does))
		return errors.Join(err, a.Reload(ctx, "printer"), a.Stop(ctx))
	}},
	{"ErrCircuitOpen", runtime.ErrCircuitOpen, "restart", errFault, func(ctx context.Context) error {
		r := runtime.NewRegistry[working]("Works")
		a, err := provoked(offering(r))
		c, _ := r.Lookup("ink")
		_ = c.Work(ctx)
		synctest.Wait()
		return errors.Join(err, a.Plugins()[0].Err, a.Stop(ctx))
	}},
	{"ErrUnloaded", runtime.ErrUnloaded, "call", nil, func(ctx context.Context) error {
		r := runtime.NewRegistry[working]("Works")
		a, err := provoked(offering(r))
		c, _ := r.Lookup("ink")
		return errors.Join(err, a.Unload(ctx, "printer"), c.Work(ctx), a.Stop(ctx))
	}},
	{"ErrPanic in a call", runtime.ErrPanic, "call", errFault, func(ctx context.Context) error {
		r := runtime.NewRegistry[working]("Works")
		a, err := provoked(offering(r))
		c, _ := r.Lookup("ink")
		return errors.Join(err, c.Work(ctx), a.Stop(ctx))
	}},
	{"settings.ErrMissing", settings.ErrMissing, "config", runtime.ErrInit, func(context.Context) error {
		_, err := provoked(new(diary).service("printer", url("${env:PLUGINGEN_NONE}")))
		return err
	}},
}

func TestEveryErrorCanBeMatched(t *testing.T) {
	for _, p := range provocations {
		t.Run(p.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				err := p.provoke(context.Background())
				if !errors.Is(err, p.is) || p.also != nil && !errors.Is(err, p.also) {
					t.Errorf("%v does not match %v and %v", err, p.is, p.also)
				}
				for _, other := range []error{runtime.ErrRunning, runtime.ErrNotRunning, runtime.ErrUnknownPlugin, runtime.ErrConflict} {
					if other != p.is && errors.Is(err, other) {
						t.Errorf("%v matches %v", err, other)
					}
				}
				var at *runtime.PluginError
				switch found := errors.As(err, &at); {
				case p.op == "" && found, p.op != "" && !found:
					t.Errorf("%v is in a PluginError: %v", err, found)
				case found && (at.Plugin != "printer" || at.Op != p.op || !errors.Is(at, p.is)):
					t.Errorf("got %v of %s at %s", at.Err, at.Plugin, at.Op)
				}
			})
		})
	}
}

// A host may print the errors of many plugins, a line for each.
func TestTheErrorOfAPluginIsOneLine(t *testing.T) {
	for _, tt := range []struct {
		want    string
		is      []error
		provoke func(ctx context.Context) error
	}{
		{"plugin printer: terminate: panic: jam; out of paper", []error{errOwn, runtime.ErrPanic, runtime.ErrTerminate}, func(ctx context.Context) error {
			a, err := provoked(endingWith(fails, func(context.Context) error { panic("jam") }))
			return errors.Join(err, a.Stop(ctx))
		}},
		{"plugin printer: init: out of paper; tray 2: empty; panic: jam; at the end", []error{errOwn, runtime.ErrInit}, func(context.Context) error {
			_, err := provoked(initOf("printer", func(context.Context) error {
				return errors.Join(errOwn, errors.New("tray 2:\n  empty\n\n"), &runtime.PanicError{Value: "jam\r\nat the end"})
			}))
			return err
		}},
		{`plugin printer: plan: the unit has no Init and no Configure; needs "paper", which is not an earlier unit`, []error{runtime.ErrValidation, runtime.ErrDependencyMissing}, func(context.Context) error {
			_, err := provoked(runtime.Unit{Name: "printer", Needs: []string{"paper"}})
			return err
		}},
		{`plugin printer: init: component "Works/a" was not seen when the wiring was generated; list "Works/a" in Metadata.Provides and generate again; a component of Works has no name`, []error{runtime.ErrValidation, runtime.ErrInit}, func(context.Context) error {
			r := runtime.NewRegistry[working]("Works")
			_, err := provoked(unit("printer", func(_ context.Context, i *runtime.Instance) error {
				runtime.Register(i, r, []runtime.Component[working]{{Name: "a"}, {}})
				return nil
			}))
			return err
		}},
		{`plugin printer: reload: the old instance goes on; plugin printer: config: setting "url": must be a string, and WithSettings gives a number; plugin printer: config: setting "port": must be a whole number from 0 to 65535, and WithSettings gives a string`, []error{runtime.ErrValidation}, func(ctx context.Context) error {
			a, err := provoked(new(diary).service("printer"))
			return errors.Join(err, a.Reload(ctx, "printer", runtime.WithNewSettings([]byte(`{"url": 1, "port": "x"}`))), a.Stop(ctx))
		}},
		// What is left half up, and ends badly, when a load is broken off.
		{"plugin printer: load: plugin printer: terminate: out of paper; plugin printer: terminate: jam", []error{errOwn}, func(context.Context) error {
			return &runtime.PluginError{Plugin: "printer", Op: "load", Err: errors.Join(
				&runtime.PluginError{Plugin: "printer", Op: "terminate", Err: errOwn},
				&runtime.PluginError{Plugin: "printer", Op: "terminate", Err: errors.New("jam")})}
		}},
	} {
		err := tt.provoke(context.Background())
		if err == nil || err.Error() != tt.want {
			t.Errorf("got  %v\nwant %s", err, tt.want)
		}
		for _, is := range tt.is {
			if !errors.Is(err, is) {
				t.Errorf("%v does not match %v", err, is)
			}
		}
	}
}

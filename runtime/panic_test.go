package runtime_test

import (
	"context"
	"errors"
	stdruntime "runtime"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/runtime"
)

var errThrown = errors.New("thrown")

// rude is an error whose every method panics.
type rude struct{}

func (rude) Error() string   { panic("in Error") }
func (rude) Is(error) bool   { panic("in Is") }
func (rude) Unwrap() []error { panic("in Unwrap") }

func TestPanicsAreContained(t *testing.T) {
	throw := func() { panic(errThrown) }
	goexit := func() { stdruntime.Goexit() }
	hook := func(f func()) func(context.Context) error {
		return func(context.Context) error { f(); return nil }
	}
	for _, how := range []struct {
		name   string
		f      func()
		thrown bool
	}{{"panic", throw, true}, {"goexit", goexit, false}} {
		for _, tt := range []struct {
			op   string
			kind error
			init func(context.Context, *runtime.Instance) error
		}{
			{"init", runtime.ErrInit, func(context.Context, *runtime.Instance) error { how.f(); return nil }},
			{"start", runtime.ErrInit, func(_ context.Context, i *runtime.Instance) error { i.OnStart(hook(how.f)); return nil }},
			{"terminate", runtime.ErrTerminate, func(_ context.Context, i *runtime.Instance) error { i.OnTerminate(hook(how.f)); return nil }},
			{"health", runtime.ErrPanic, func(_ context.Context, i *runtime.Instance) error { i.OnHealth(hook(how.f)); return nil }},
		} {
			t.Run(how.name+" in "+tt.op, func(t *testing.T) {
				a := runtime.NewApp([]runtime.Unit{unit("bad", tt.init), unit("good", does)}, quiet(), runtime.WithParallelism(1))
				err := a.Start(background(t))
				health := a.Health(background(t)).Plugins[0].Err
				err = errors.Join(err, a.Stop(background(t)), health)
				checkPanic(t, err, tt.op, tt.kind)
				if how.thrown && !errors.Is(err, errThrown) {
					t.Errorf("%v does not match what was thrown", err)
				}
			})
		}
	}
}

func checkPanic(t *testing.T, err error, op string, kind error) {
	t.Helper()
	var pe *runtime.PluginError
	if !errors.Is(err, runtime.ErrPanic) || !errors.Is(err, kind) || !errors.As(err, &pe) {
		t.Fatalf("%v does not match ErrPanic and %v", err, kind)
	}
	if pe.Plugin != "bad" || pe.Op != op {
		t.Errorf("got %s at %s", pe.Plugin, pe.Op)
	}
	var p *runtime.PanicError
	if !errors.As(err, &p) || !strings.Contains(string(p.Stack), "panic_test.go") {
		t.Errorf("no stack in %#v", p)
	}
	if strings.Contains(pe.Error(), "\n") {
		t.Errorf("the message has more than a line: %q", pe.Error())
	}
}

func TestAPanicAfterOnTerminateStillTerminates(t *testing.T) {
	var d diary
	u := unit("bad", func(_ context.Context, i *runtime.Instance) error {
		i.OnTerminate(func(context.Context) error { d.note("terminate"); return nil })
		panic("in the component list")
	})
	if err := runtime.NewApp([]runtime.Unit{u}).Start(background(t)); !errors.Is(err, runtime.ErrPanic) {
		t.Errorf("got %v", err)
	}
	equal(t, "calls", d.all(), []string{"terminate"})
}

func TestAnErrorWithPanickingMethods(t *testing.T) {
	u := unit("rude", func(context.Context, *runtime.Instance) error { return rude{} })
	a := runtime.NewApp([]runtime.Unit{u}, quiet())
	err := a.Start(background(t))
	if err == nil || !strings.Contains(err.Error(), "plugin rude: init: ") {
		t.Errorf("got %v", err)
	}
}

func TestAPanickingObserverChangesNothing(t *testing.T) {
	a := runtime.NewApp([]runtime.Unit{unit("a", does)}, quiet(), runtime.WithObserver(func(runtime.Event) { panic("observer") }))
	if err := errors.Join(a.Start(background(t)), a.Stop(background(t))); err != nil {
		t.Error(err)
	}
}

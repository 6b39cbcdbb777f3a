//go:build go1.25

package runtime_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/settings"
)

// wantTimeout checks that err names the plugin as the slow one.
func wantTimeout(t *testing.T, err error, plugin, op string) {
	t.Helper()
	var pe *runtime.PluginError
	if !errors.Is(err, runtime.ErrTimeout) || !errors.As(err, &pe) || pe.Plugin != plugin || pe.Op != op {
		t.Errorf("got %v, want ErrTimeout of %s at %s", err, plugin, op)
	}
}

// A hung Init does not hold Start up, and is ended when it returns after all.
func TestHungInitIsGivenUpAndEndedLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var d diary
		release := make(chan struct{})
		kinds := runtime.NewRegistry[int]("Kinds")
		var slot runtime.Slot[*plugin]
		hung := runtime.Unit{Name: "hung", Needs: []string{"a"}, InitTimeout: 3 * time.Second,
			Components: []string{"Kinds/k"},
			Init: func(_ context.Context, i *runtime.Instance) error {
				<-release
				runtime.Hold(i, &slot, &plugin{})
				runtime.Register(i, kinds, []runtime.Component[int]{{Name: "k"}})
				i.OnTerminate(func(context.Context) error { d.note("terminate hung"); return nil })
				return nil
			}}
		a := runtime.NewApp([]runtime.Unit{d.spy("a"), hung, d.spy("b", "a")}, quiet())
		began := time.Now()
		err := a.Start(context.Background())
		wantTimeout(t, err, "hung", "init")
		if !errors.Is(err, runtime.ErrInit) || !strings.Contains(err.Error(), "3s") {
			t.Errorf("got %v", err)
		}
		if took := time.Since(began); took < 3*time.Second || took > 4*time.Second {
			t.Errorf("Start took %v", took)
		}
		equal(t, "states", states(a), []string{"a stopped", "hung failed", "b stopped"})
		close(release)
		synctest.Wait()
		if lines := d.all(); lines[len(lines)-1] != "terminate hung" {
			t.Errorf("the straggler was not terminated: %v", lines)
		}
		if _, ok := slot.Lookup(); ok || len(kinds.Names()) > 0 {
			t.Error("the straggler became visible")
		}
	})
}

// The one worker allowed hangs; the second plugin must not be begun, because the
// start has failed, and everything must still be undone.
func TestHungInitWithOneWorker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		defer close(release)
		var d diary
		hung := unit("hung", func(context.Context, *runtime.Instance) error { <-release; return nil })
		a := runtime.NewApp([]runtime.Unit{hung, d.spy("a")}, quiet(), runtime.WithParallelism(1))
		wantTimeout(t, a.Start(context.Background()), "hung", "init")
		equal(t, "calls", d.all(), nil)
	})
}

func TestInitThatHeedsItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := unit("slow", func(ctx context.Context, _ *runtime.Instance) error {
			if _, ok := ctx.Deadline(); !ok {
				t.Error("the context has no deadline")
			}
			<-ctx.Done()
			return ctx.Err()
		})
		slow.InitTimeout = time.Second
		began := time.Now()
		err := runtime.NewApp([]runtime.Unit{slow}).Start(context.Background())
		wantTimeout(t, err, "slow", "init")
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != time.Second {
			t.Errorf("after %v: %v", time.Since(began), err)
		}
	})
}

func TestInitHasADefaultTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := unit("slow", func(ctx context.Context, _ *runtime.Instance) error { <-ctx.Done(); return ctx.Err() })
		began := time.Now()
		wantTimeout(t, runtime.NewApp([]runtime.Unit{slow}).Start(context.Background()), "slow", "init")
		if time.Since(began) != runtime.DefaultInitTimeout {
			t.Errorf("took %v", time.Since(began))
		}
	})
}

func TestHungStartHookAndHungTerminate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		defer close(release)
		hang := func(context.Context) error { <-release; return nil }
		u := unit("bad", func(_ context.Context, i *runtime.Instance) error {
			i.OnStart(hang)
			i.OnTerminate(hang)
			return nil
		})
		var d diary
		err := runtime.NewApp([]runtime.Unit{d.spy("a"), u}, quiet()).Start(context.Background())
		wantTimeout(t, err, "bad", "start")
		if !errors.Is(err, runtime.ErrTerminate) || !strings.Contains(err.Error(), "bad: terminate: timed out after 10s") {
			t.Errorf("got %v", err)
		}
		if !slices.Contains(d.all(), "terminate a") {
			t.Errorf("a was not terminated: %v", d.all())
		}
	})
}

// The context of Stop ends while the first of three levels hangs: the others are
// terminated all the same, each in a context that is not over.
func TestStopGoesOnAfterItsDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		defer close(release)
		var d diary
		polite := func(name string) func(context.Context, *runtime.Instance) error {
			return func(_ context.Context, i *runtime.Instance) error {
				i.OnTerminate(func(ctx context.Context) error {
					deadline, ok := ctx.Deadline()
					d.note("terminate %s: %v, %v left", name, ctx.Err(), time.Until(deadline))
					if !ok {
						t.Errorf("%s has no deadline", name)
					}
					<-ctx.Done()
					return ctx.Err()
				})
				return nil
			}
		}
		b := runtime.Unit{Name: "b", Needs: []string{"a"}, Init: polite("b")}
		c := runtime.Unit{Name: "c", Needs: []string{"b"}, Init: func(_ context.Context, i *runtime.Instance) error {
			i.OnTerminate(func(context.Context) error { <-release; return nil })
			return nil
		}}
		a := runtime.NewApp([]runtime.Unit{unit("a", polite("a")), b, c}, quiet())
		if err := a.Start(context.Background()); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		began := time.Now()
		err := a.Stop(ctx)
		for _, name := range []string{"a", "b", "c"} {
			if !strings.Contains(err.Error(), "plugin "+name+": terminate") {
				t.Errorf("%s is missing in: %v", name, err)
			}
		}
		equal(t, "calls", d.all(), []string{"terminate b: <nil>, 1s left", "terminate a: <nil>, 1s left"})
		if took := time.Since(began); took < 4*time.Second || took > 5*time.Second {
			t.Errorf("Stop took %v", took)
		}
	})
}

// Start's own context ends while a plugin does not listen.
func TestStartIsCancelledUnderAHungInit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		defer close(release)
		hung := unit("hung", func(context.Context, *runtime.Instance) error { <-release; return nil })
		ctx, cancel := context.WithCancel(context.Background())
		time.AfterFunc(time.Second, cancel)
		began := time.Now()
		err := runtime.NewApp([]runtime.Unit{hung}, quiet()).Start(ctx)
		wantTimeout(t, err, "hung", "init")
		if !errors.Is(err, context.Canceled) || time.Since(began) > 2*time.Second {
			t.Errorf("after %v: %v", time.Since(began), err)
		}
	})
}

func TestStopDuringAStartHonoursItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := unit("slow", func(context.Context, *runtime.Instance) error { time.Sleep(10 * time.Second); return nil })
		a := runtime.NewApp([]runtime.Unit{slow}, quiet())
		started := make(chan error)
		go func() { started <- a.Start(context.Background()) }()
		synctest.Wait()
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if err := a.Stop(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		if err := <-started; err != nil {
			t.Error(err)
		}
	})
}

func TestHealthThatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		var calls atomic.Int32
		u := unit("slow", func(_ context.Context, i *runtime.Instance) error {
			i.OnHealth(func(context.Context) error { calls.Add(1); <-release; return nil })
			return nil
		})
		a := runtime.NewApp([]runtime.Unit{u}, quiet())
		if err := a.Start(context.Background()); err != nil {
			t.Fatal(err)
		}
		hasty, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		r := a.Health(hasty)
		if r.Ready || r.Plugins[0].State != runtime.Ready || !errors.Is(r.Plugins[0].Err, runtime.ErrTimeout) {
			t.Errorf("for a hasty caller: %+v", r)
		}
		r = a.Health(context.Background())
		if r.Ready || r.Plugins[0].State != runtime.Degraded {
			t.Errorf("after the timeout: %+v", r)
		}
		a.Health(context.Background())
		if calls.Load() != 1 {
			t.Errorf("%d calls overlap", calls.Load())
		}
		close(release)
		synctest.Wait()
		if r = a.Health(context.Background()); !r.Ready || r.Plugins[0].State != runtime.Ready || calls.Load() != 2 {
			t.Errorf("after it recovered: %+v, %d calls", r, calls.Load())
		}
	})
}

// A Configure that hangs is given up; the others are read all the same.
func TestHungConfigure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		release := make(chan struct{})
		var d diary
		hung := runtime.Unit{Name: "hung", InitTimeout: time.Second, Configure: runtime.Configured(
			func(*runtime.Instance) (int, error) { <-release; return 0, nil },
			func(context.Context, *runtime.Instance, int) error { d.note("init hung"); return nil })}
		a := runtime.NewApp([]runtime.Unit{hung, d.service("bad", url("${env:PLUGINGEN_NONE}")), d.service("good")},
			runtime.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
		began := time.Now()
		err := a.Start(context.Background())
		wantTimeout(t, err, "hung", "config")
		if took := time.Since(began); took > 2*time.Second || !errors.Is(err, settings.ErrMissing) {
			t.Errorf("after %v: %v", took, err)
		}
		equal(t, "states", states(a), []string{"hung failed", "bad failed", "good stopped"})
		close(release)
		synctest.Wait()
		equal(t, "calls", d.all(), nil)
		if !strings.Contains(log.String(), "returned after it was given up") || !strings.Contains(log.String(), "phase=config") {
			t.Errorf("log: %s", log.String())
		}
	})
}

func TestConfigureHeedsTheContextOfStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var d diary
		slow := func(name string) runtime.Unit {
			return runtime.Unit{Name: name, Configure: runtime.Configured(
				func(*runtime.Instance) (int, error) {
					d.note("config %s", name)
					time.Sleep(time.Second)
					return 0, nil
				},
				func(context.Context, *runtime.Instance, int) error { d.note("init %s", name); return nil })}
		}
		gone := errors.New("operator left")
		ctx, cancel := context.WithCancelCause(context.Background())
		time.AfterFunc(1950*time.Millisecond, func() { cancel(gone) })
		a := runtime.NewApp([]runtime.Unit{slow("a"), slow("b"), slow("c")}, quiet(), runtime.WithParallelism(1))
		if err := a.Start(ctx); !errors.Is(err, gone) {
			t.Errorf("got %v", err)
		}
		equal(t, "calls", d.all(), []string{"config a", "config b"})
		equal(t, "states", states(a), []string{"a stopped", "b stopped", "c stopped"})
	})
}

package runtime_test

import (
	"context"
	"errors"
	goruntime "runtime"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/plugingen/plugingen/runtime"
)

// mortal is a component that notices a call after its plugin's end.
type mortal struct {
	adder
	dead atomic.Bool
	late *atomic.Int64
}

func (m *mortal) Add(ctx context.Context, n int) (int, error) {
	goruntime.Gosched()
	if m.dead.Load() {
		m.late.Add(1)
	}
	return m.adder.Add(ctx, n)
}

// TestGuardedCallsWhilePluginsComeAndGo: a call either runs on a live plugin
// or is refused, and every one is counted.
func TestGuardedCallsWhilePluginsComeAndGo(t *testing.T) {
	const callers, cycles = 64, 60
	var late, ran, refused atomic.Int64
	adders := runtime.NewRegistry[adding]("Adders")
	a := runtime.NewApp([]runtime.Unit{{Name: "a", Components: []string{"Adders/one"}, Init: func(_ context.Context, i *runtime.Instance) error {
		m := &mortal{adder: adder{1}, late: &late}
		runtime.RegisterGuarded(i, adders, []runtime.Component[adding]{{Name: "one", Value: m}}, guardAdding)
		i.OnTerminate(func(context.Context) error { m.dead.Store(true); return nil })
		return nil
	}}}, quiet())
	ctx := background(t)
	if err := a.Start(ctx); err != nil {
		t.Fatal(err)
	}
	stop := make(chan struct{})
	var running sync.WaitGroup
	for range callers {
		running.Add(1)
		go func() {
			defer running.Done()
			for {
				select {
				case <-stop:
					return
				default:
					goruntime.Gosched()
				}
				c, ok := adders.Lookup("one")
				if !ok {
					continue
				}
				switch _, err := c.Add(ctx, 1); {
				case err == nil:
					ran.Add(1)
				case errors.Is(err, runtime.ErrUnloaded):
					refused.Add(1)
				default:
					t.Error(err)
				}
			}
		}()
	}
	for range cycles {
		if err := errors.Join(a.Unload(ctx, "a"), a.Load(ctx, "a"), a.Reload(ctx, "a")); err != nil {
			t.Error(err)
		}
	}
	close(stop)
	running.Wait()
	if n := late.Load(); n != 0 {
		t.Errorf("%d calls ran after the plugin's end", n)
	}
	if s := a.Components()[0]; s.Calls != uint64(ran.Load()) || s.Refused != uint64(refused.Load()) || s.InFlight != 0 {
		t.Errorf("stats %+v, want %d calls and %d refused", s, ran.Load(), refused.Load())
	}
	if err := a.Stop(ctx); err != nil {
		t.Error(err)
	}
}

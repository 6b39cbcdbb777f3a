package runtime_test

import (
	"context"
	"errors"
	goruntime "runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

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

func (m *mortal) Twice(n int) int {
	if m.dead.Load() {
		m.late.Add(1)
	}
	return m.adder.Twice(n)
}

// mortals are plugins of such components, with memory that a leak of one would show.
type mortals struct {
	adders             *runtime.Registry[adding]
	beside             atomic.Bool
	live, late         atomic.Int64
	ran, refused, none atomic.Int64 // calls; none where there was nothing to call
}

func (p *mortals) unit(name string, needs ...string) runtime.Unit {
	return runtime.Unit{Name: name, Needs: needs, Components: []string{"Adders/" + name}, Init: func(_ context.Context, i *runtime.Instance) error {
		m, ballast := &mortal{adder: adder{1}, late: &p.late}, make([]byte, 64<<10)
		p.live.Add(1)
		runtime.RegisterGuarded(i, p.adders, []runtime.Component[adding]{{Name: name, Value: m}}, guardAdding)
		i.OnSideBySide(p.beside.Load)
		i.OnTerminate(func(context.Context) error {
			ballast[0] = 1
			p.live.Add(-1)
			m.dead.Store(true)
			return nil
		})
		return nil
	}}
}

// call calls all that there is, and what it called the last time, which may be
// gone, until stop is closed.
func (p *mortals) call(t *testing.T, stop <-chan struct{}) {
	kept := map[string]adding{}
	for {
		select {
		case <-stop:
			return
		default:
			time.Sleep(200 * time.Microsecond) // or the cycles hardly get a turn
		}
		for _, name := range []string{"a", "b", "c"} {
			if c := kept[name]; c != nil {
				p.count(t, c)
			}
			c, ok := p.adders.Lookup(name)
			if kept[name] = c; !ok {
				p.none.Add(1)
				continue
			}
			p.count(t, c)
		}
	}
}

// count makes a call of either sort and counts it as one that ran or was
// refused; anything else is a call that was lost.
func (p *mortals) count(t *testing.T, c adding) {
	var at *runtime.PluginError
	switch n, err := c.Add(context.Background(), 1); {
	case err == nil && n == 2:
		p.ran.Add(1)
	case n == 0 && errors.Is(err, runtime.ErrUnloaded) && errors.As(err, &at) && at.Op == "call":
		p.refused.Add(1)
	default:
		t.Errorf("a call was lost: %d, %v", n, err)
	}
	switch n := c.Twice(1); n {
	case 3:
		p.ran.Add(1)
	case 0:
		p.refused.Add(1)
	default:
		t.Errorf("a call was lost: %d", n)
	}
}

// TestThousandGuardedCyclesUnderCallers: a call either runs on a live plugin or
// is refused, every one is counted, and nothing stays behind.
func TestThousandGuardedCyclesUnderCallers(t *testing.T) {
	p := &mortals{adders: runtime.NewRegistry[adding]("Adders")}
	a := start(t, p.unit("a"), p.unit("b", "a"), p.unit("c"))
	ctx, stop := background(t), make(chan struct{})
	var running sync.WaitGroup
	for range 64 {
		running.Add(1)
		go func() {
			defer running.Done()
			p.call(t, stop)
		}()
	}
	var goroutines int
	var heap uint64
	for k := range 1000 {
		if k == 100 { // what is made once is there by now
			goroutines, heap = goruntime.NumGoroutine(), heapInUse()
		}
		p.beside.Store(k%2 == 0)
		if err := errors.Join(a.Unload(ctx, "a", runtime.Cascade), a.Load(ctx, "a"), a.Load(ctx, "b"), a.Reload(ctx, "a"), a.Reload(ctx, "b"), a.Reload(ctx, "c")); err != nil {
			t.Fatal(err)
		}
		if n, names := p.live.Load(), p.adders.Names(); n != 3 || len(names) != 3 {
			t.Fatalf("after cycle %d %d instances live and %v are registered", k, n, names)
		}
	}
	close(stop)
	running.Wait()
	p.settled(t, a)
	noGrowth(t, goroutines-64, heap)
}

// settled holds what the App counted against what the callers did.
func (p *mortals) settled(t *testing.T, a *runtime.App) {
	var calls, refused uint64
	for _, s := range a.Components() {
		calls, refused = calls+s.Calls, refused+s.Refused
		if s.InFlight != 0 || s.Panics != 0 || s.Errors != 0 {
			t.Errorf("stats %+v", s)
		}
	}
	ran, turned := p.ran.Load(), p.refused.Load()
	if calls != uint64(ran) || refused != uint64(turned) {
		t.Errorf("the app counts %d calls and %d refused, the callers %d and %d", calls, refused, ran, turned)
	}
	t.Logf("%d calls ran, %d were refused, %d found nothing", ran, turned, p.none.Load())
	if ran == 0 || turned == 0 || p.none.Load() == 0 {
		t.Errorf("%d calls ran, %d were refused, %d found nothing: not what was to be tried", ran, turned, p.none.Load())
	}
	if n := p.late.Load(); n != 0 {
		t.Errorf("%d calls ran after the plugin's end", n)
	}
}

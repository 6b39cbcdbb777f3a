package runtime_test

import (
	"context"
	"errors"
	stdruntime "runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/plugingen/plugingen/runtime"
)

var errGone = errors.New("this instance has ended")

// counter is a component that looks after itself: it refuses calls once it has
// ended, and ends when none is under way.
type counter struct {
	mu    sync.RWMutex
	ended bool
	state *atomic.Int64 // of the plugin; nil once it is gone
}

func (c *counter) call() error {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.ended {
		return errGone
	}
	c.state.Add(1) // panics where the instance is gone
	return nil
}

func (c *counter) terminate(context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ended, c.state = true, nil
	return nil
}

// counting is a plugin of counters, with memory that a leak of it would show.
type counting struct {
	kinds  *runtime.Registry[*counter]
	served atomic.Int64
	beside atomic.Bool
	live   atomic.Int64
}

func (p *counting) unit(name string, needs ...string) runtime.Unit {
	return runtime.Unit{Name: name, Needs: needs, Components: []string{"Counters/" + name},
		Init: func(_ context.Context, i *runtime.Instance) error {
			c, ballast := &counter{state: &p.served}, make([]byte, 64<<10)
			p.live.Add(1)
			i.OnSideBySide(p.beside.Load)
			i.OnTerminate(func(ctx context.Context) error {
				ballast[0] = 1
				p.live.Add(-1)
				return c.terminate(ctx)
			})
			runtime.Register(i, p.kinds, []runtime.Component[*counter]{{Name: name, Value: c}})
			return nil
		}}
}

// callers call from n goroutines until stop is closed. What is not a call that
// was served or refused in so many words is lost.
func (p *counting) callers(t *testing.T, n int, stop <-chan struct{}) (wait func() (served int64)) {
	var wg sync.WaitGroup
	var served atomic.Int64
	for range n {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for {
				select {
				case <-stop:
					return
				default:
				}
				for _, name := range []string{"a", "b", "c"} {
					c, ok := p.kinds.Lookup(name)
					if !ok {
						continue
					}
					if err := c.call(); err == nil {
						served.Add(1)
					} else if !errors.Is(err, errGone) {
						t.Errorf("a call was lost: %v", err)
					}
				}
				stdruntime.Gosched()
			}
		}()
	}
	return func() int64 { wg.Wait(); return served.Load() }
}

func TestThousandCyclesUnderCallers(t *testing.T) {
	p := &counting{kinds: runtime.NewRegistry[*counter]("Counters")}
	a := start(t, p.unit("a"), p.unit("b", "a"), p.unit("c"))
	var goroutines int
	var heap uint64
	ctx := background(t)
	stop := make(chan struct{})
	served := p.callers(t, 64, stop)
	for k := range 1000 {
		if k == 100 { // what is made once is there by now
			goroutines, heap = stdruntime.NumGoroutine(), heapInUse()
		}
		p.beside.Store(k%2 == 0)
		if err := errors.Join(a.Unload(ctx, "a", runtime.Cascade), a.Load(ctx, "a"), a.Load(ctx, "b"), a.Reload(ctx, "a"), a.Reload(ctx, "b")); err != nil {
			t.Fatal(err)
		}
		if n := p.live.Load(); n != 3 {
			t.Fatalf("%d instances live after cycle %d", n, k)
		}
		if _, ok := p.kinds.Lookup("b"); !ok || len(p.kinds.Names()) != 3 {
			t.Fatalf("registered after cycle %d: %v", k, p.kinds.Names())
		}
	}
	close(stop)
	if n := served(); n != p.served.Load() || n == 0 {
		t.Errorf("the callers count %d calls, the plugins %d", n, p.served.Load())
	}
	noGrowth(t, goroutines-64, heap)
}

func heapInUse() uint64 {
	var m stdruntime.MemStats
	stdruntime.GC()
	stdruntime.ReadMemStats(&m)
	return m.HeapAlloc
}

// noGrowth gives the last goroutines a moment to end.
func noGrowth(t *testing.T, goroutines int, heap uint64) {
	t.Helper()
	for range 100 {
		if stdruntime.NumGoroutine() <= goroutines {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if n := stdruntime.NumGoroutine(); n > goroutines {
		t.Errorf("%d goroutines, were %d", n, goroutines)
	}
	if now := heapInUse(); now > heap+2<<20 { // one leaked instance a cycle is 57 MiB
		t.Errorf("heap %d KiB, was %d", now>>10, heap>>10)
	}
}

package runtime

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"unsafe"
)

// crowd calls whatever job is current, from many goroutines, until it is told to stop.
type crowd struct {
	current       atomic.Pointer[guardedJobs]
	calls, refuse atomic.Uint64
	stop          chan struct{}
	running       sync.WaitGroup
}

func (c *crowd) call(t *testing.T) {
	defer c.running.Done()
	for {
		select {
		case <-c.stop:
			return
		default:
		}
		switch _, err := c.current.Load().Do(1); {
		case err == nil:
			c.calls.Add(1)
		case errors.Is(err, ErrUnloaded):
			c.refuse.Add(1)
			runtime.Gosched()
		default:
			t.Error(err)
		}
	}
}

// crowded shows an instance that counts who is inside.
func (w *worksite) crowded(t *testing.T, c *crowd) *atomic.Int64 {
	inside := new(atomic.Int64)
	w.again(func(n int) (int, error) {
		if inside.Add(1) < 0 {
			t.Error("a call is inside a drained plugin")
		}
		runtime.Gosched()
		inside.Add(-1)
		return n, nil
	})
	c.current.Store(w.job().(*guardedJobs))
	return inside
}

// TestNoCallIsInsideOnceDrained calls while instances are taken out: what was
// let in is over when drained returns, what comes later is refused, and no call is
// lost from the count.
func TestNoCallIsInsideOnceDrained(t *testing.T) {
	const callers, rounds = 64, 50
	w, c := dig(nil), &crowd{stop: make(chan struct{})}
	w.shut()
	inside := w.crowded(t, c)
	c.running.Add(callers)
	for range callers {
		go c.call(t)
	}
	for range rounds {
		runtime.Gosched()
		if err := w.drained(context.Background()); err != nil {
			t.Error(err)
		}
		if !inside.CompareAndSwap(0, -1<<40) {
			t.Errorf("%d calls are inside after drained", inside.Load())
		}
		inside = w.crowded(t, c)
	}
	close(c.stop)
	c.running.Wait()
	if s := w.stats(); s.Calls != c.calls.Load() || s.Refused != c.refuse.Load() || s.InFlight != 0 {
		t.Errorf("stats %+v, want %d calls and %d refused", s, c.calls.Load(), c.refuse.Load())
	}
	if n := len(w.app.members[0].tallied["Jobs"][0].gates); n != 1 {
		t.Errorf("%d gates are kept for 1 instance", n)
	}
}

func TestComponentsAreInOrder(t *testing.T) {
	jobs, names := NewRegistry[job]("Jobs"), NewRegistry[string]("Names")
	a := NewApp([]Unit{
		{Name: "a", Components: []string{"Jobs/x", "Names/n", "Jobs/y"}, Prefix: "p_"},
		{Name: "b", Components: []string{"Jobs/p_z"}, Prefix: "p_"},
		{Name: "c", Components: []string{"Jobs/w"}},
	})
	a.members[0].unit.Components = []string{"Jobs/p_x", "Names/p_n", "Jobs/p_y"}
	i := &Instance{member: a.members[0]}
	RegisterGuarded(i, jobs, []Component[job]{{Name: "y", Value: jobOf(ok)}}, func(g *Gate, v job) job { return &guardedJobs{g, v} })
	Register(i, names, []Component[string]{{Name: "n"}})
	if err := i.show(); err != nil {
		t.Fatal(err)
	}
	j, _ := jobs.Lookup("p_y")
	for range 200 {
		j.Do(1)
	}
	var got []string
	for _, s := range a.Components() {
		got = append(got, fmt.Sprint(s.Plugin, " ", s.Kind, " ", s.Name, " ", s.Offered, " ", s.Guarded, " ", s.Calls, " ", s.MeanLatency > 0))
	}
	want := []string{
		"a Jobs p_x false true 0 false", "a Names p_n true false 0 false", "a Jobs p_y true true 200 true",
		"b Jobs p_z false false 0 false", "c Jobs w false false 0 false",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestAComponentWithoutAValueIsNotGuarded(t *testing.T) {
	w := dig(ok)
	w.Instance = &Instance{member: w.app.members[0]}
	RegisterGuarded(w.Instance, w.jobs, []Component[job]{{Name: "dig"}}, func(g *Gate, v job) job { return &guardedJobs{g, v} })
	if err := w.show(); err != nil {
		t.Fatal(err)
	}
	if j, ok := w.jobs.Lookup("dig"); j != nil || !ok {
		t.Errorf("got %v, %v", j, ok)
	}
}

func TestUnwrap(t *testing.T) {
	w := dig(ok)
	if _, is := Unwrap(w.job()).(jobOf); !is {
		t.Errorf("got %T", Unwrap(w.job()))
	}
	if _, is := Unwrap(job(jobOf(ok))).(jobOf); !is {
		t.Error("a value that is no guard is not returned as it is")
	}
	if got := Unwrap[job](nil); got != nil {
		t.Errorf("got %v", got)
	}
}

func TestAGateOfNoComponent(t *testing.T) {
	j := &guardedJobs{&Gate{}, jobOf(func(int) (int, error) { panic("a root") })}
	if _, err := j.Do(1); !errors.Is(err, ErrPanic) {
		t.Errorf("got %v", err)
	}
	j.gate.shut()
	if _, err := j.Do(1); !errors.Is(err, ErrUnloaded) || j.Name() != "" {
		t.Errorf("got %v", err)
	}
}

func TestGatesShareNoCacheLine(t *testing.T) {
	if n := unsafe.Sizeof(Gate{}); n != 128 {
		t.Errorf("a gate has %d bytes", n)
	}
}

// TestOneCallInSoManyIsTimed counts exactly where the calls come one after the other,
// also after they came together.
func TestOneCallInSoManyIsTimed(t *testing.T) {
	w := dig(ok)
	j := w.job()
	calls := func(n int) {
		for range n {
			if _, err := j.Do(1); err != nil {
				t.Error(err)
			}
		}
	}
	calls(10 * timedEvery)
	if s := w.stats(); s.Timed != 10 || s.TimedTook <= 0 || s.MeanLatency != s.TimedTook/10 {
		t.Errorf("one after the other: %+v", s)
	}
	var together sync.WaitGroup
	for range 32 {
		together.Add(1)
		go func() {
			defer together.Done()
			calls(20 * timedEvery)
		}()
	}
	together.Wait()
	s := w.stats()
	if s.Calls != 650*timedEvery || s.Timed <= 10 || s.Timed > 650 || s.InFlight != 0 {
		t.Errorf("together: %+v", s)
	}
	calls(10 * timedEvery)
	if n := w.stats().Timed - s.Timed; n != 10 {
		t.Errorf("after that, one after the other: %d", n)
	}
}

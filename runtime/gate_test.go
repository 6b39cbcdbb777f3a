package runtime

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unsafe"
)

// job is a kind of component with a method of either sort.
type job interface {
	Do(n int) (int, error)
	Name() string
}

// guardedJobs is as the generator writes it.
type guardedJobs struct {
	gate      *Gate
	component job
}

func (g *guardedJobs) Do(n int) (result int, err error) {
	began, err := g.gate.Enter()
	if err != nil {
		return result, err
	}
	defer g.gate.Leave(began, &err)
	return g.component.Do(n)
}

func (g *guardedJobs) Name() (result string) {
	began, admitted := g.gate.Admit()
	if !admitted {
		return result
	}
	defer g.gate.Leave(began, nil)
	return g.component.Name()
}

func (g *guardedJobs) Unwrap() job { return g.component }

// jobOf is a job that does what f does.
type jobOf func(n int) (int, error)

func (f jobOf) Do(n int) (int, error) { return f(n) }
func (f jobOf) Name() string {
	f(0)
	return "a name"
}

// worksite is an App with one plugin, which offers f as Jobs/dig, and an
// instance of it that is shown.
type worksite struct {
	app  *App
	jobs *Registry[job]
	log  bytes.Buffer
	*Instance
}

func dig(f jobOf) *worksite {
	w := &worksite{jobs: NewRegistry[job]("Jobs")}
	w.app = NewApp([]Unit{{Name: "digger", Components: []string{"Jobs/dig"}}}, WithLogger(slog.New(slog.NewTextHandler(&w.log, nil))))
	w.again(f)
	return w
}

// again shows another instance in the place of the one before.
func (w *worksite) again(f jobOf) {
	w.Instance = newInstance(w.app.members[0])
	RegisterGuarded(w.Instance, w.jobs, []Component[job]{{Name: "dig", Value: f}}, func(g *Gate, v job) job { return &guardedJobs{g, v} })
	if err := w.show(); err != nil {
		panic(err)
	}
}

func (w *worksite) job() job {
	j, _ := w.jobs.Lookup("dig")
	return j
}

func (w *worksite) stats() ComponentStats { return w.app.Components()[0] }

func ok(n int) (int, error) { return n + 1, nil }

var errSoil = errors.New("hard soil")

func TestAGuardedCallIsTheCall(t *testing.T) {
	w := dig(ok)
	if n, err := w.job().Do(1); n != 2 || err != nil {
		t.Errorf("got %d, %v", n, err)
	}
	if got := w.job().Name(); got != "a name" {
		t.Errorf("got %q", got)
	}
	w.again(func(int) (int, error) { return 7, errSoil })
	if n, err := w.job().Do(1); n != 7 || err != errSoil {
		t.Errorf("got %d, %v; want the component's own", n, err)
	}
}

func TestAPanicInACallIsItsError(t *testing.T) {
	var none *worksite
	for name, c := range map[string]struct {
		f    jobOf
		want string
		is   error
	}{
		"a word":       {func(int) (int, error) { panic("a root") }, "panic: a root", nil},
		"an error":     {func(int) (int, error) { panic(errSoil) }, "panic: hard soil", errSoil},
		"nil":          {func(int) (int, error) { panic(nil) }, "panic: panic called with nil argument", nil},
		"of the types": {func(int) (int, error) { return len(none.app.members), nil }, "panic: runtime error: invalid memory address", nil},
	} {
		t.Run(name, func(t *testing.T) {
			w := dig(c.f)
			n, err := w.job().Do(1)
			var at *PluginError
			var p *PanicError
			if n != 0 || !errors.Is(err, ErrPanic) || !errors.As(err, &at) || !errors.As(err, &p) || c.is != nil && !errors.Is(err, c.is) {
				t.Fatalf("got %d, %v", n, err)
			}
			if at.Plugin != "digger" || at.Op != "call" || !strings.HasPrefix(err.Error(), "plugin digger: call: component Jobs/dig: "+c.want) {
				t.Errorf("got %v", err)
			}
			if !strings.Contains(string(p.Stack), "gate_test.go") {
				t.Errorf("the stack does not show the component:\n%s", p.Stack)
			}
			if s := w.stats(); s.Calls != 1 || s.Panics != 1 || s.Errors != 0 || s.InFlight != 0 {
				t.Errorf("stats %+v", s)
			}
		})
	}
}

func TestAPanicThatNoErrorTellsIsLogged(t *testing.T) {
	w := dig(func(int) (int, error) { panic("a root") })
	if got := w.job().Name(); got != "" {
		t.Errorf("got %q", got)
	}
	if log := w.log.String(); !strings.Contains(log, "component=Jobs/dig") || !strings.Contains(log, "a root") || !strings.Contains(log, "stack=") {
		t.Errorf("log %s", log)
	}
}

func TestGoexitGoesOn(t *testing.T) {
	w := dig(func(int) (int, error) { runtime.Goexit(); return 0, nil })
	done, returned := make(chan struct{}), false
	go func() {
		defer close(done)
		w.job().Do(1)
		returned = true
	}()
	<-done
	if s := w.stats(); returned || s.InFlight != 0 || s.Panics != 0 {
		t.Errorf("returned %v, stats %+v", returned, s)
	}
}

func TestAShutGateRefuses(t *testing.T) {
	w := dig(func(int) (int, error) { panic("not to be reached") })
	j := w.job()
	w.shut()
	w.shut()
	n, err := j.Do(1)
	var at *PluginError
	if n != 0 || !errors.Is(err, ErrUnloaded) || !errors.As(err, &at) || at.Plugin != "digger" || at.Op != "call" || !strings.Contains(err.Error(), "Jobs/dig") {
		t.Errorf("got %d, %v", n, err)
	}
	if _, again := j.Do(1); again != err {
		t.Errorf("another error: %v", again)
	}
	if a, b := j.Name(), j.Name(); a != "" || b != "" || strings.Count(w.log.String(), "component=Jobs/dig") != 1 {
		t.Errorf("got %q, %q, log %s", a, b, w.log.String())
	}
	if s := w.stats(); s.Refused != 4 || s.Calls != 0 {
		t.Errorf("stats %+v", s)
	}
	if allocs := testing.AllocsPerRun(100, func() { j.Do(1) }); allocs != 0 {
		t.Errorf("%v allocations for a refused call", allocs)
	}
	if err := w.drained(context.Background()); err != nil {
		t.Errorf("drained: %v", err)
	}
}

func TestDrainedWaitsForCalls(t *testing.T) {
	release, inside := make(chan struct{}), make(chan struct{})
	w := dig(func(n int) (int, error) {
		inside <- struct{}{}
		<-release
		return n, nil
	})
	var calls sync.WaitGroup
	for range 2 {
		calls.Add(1)
		go func() {
			defer calls.Done()
			w.job().Do(1)
		}()
		<-inside
	}
	if s := w.stats(); s.InFlight != 2 {
		t.Errorf("stats %+v", s)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	err := w.drained(ctx)
	if !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, ErrTimeout) || !strings.Contains(err.Error(), "Jobs/dig (2)") {
		t.Errorf("got %v", err)
	}
	close(release)
	if err := w.drained(context.Background()); err != nil {
		t.Error(err)
	}
	calls.Wait()
	if s := w.stats(); s.InFlight != 0 || s.Calls != 2 {
		t.Errorf("stats %+v", s)
	}
}

// TestNoCallIsInsideOnceDrained calls while instances are taken out: what was
// let in is over when drained returns, what comes later is refused, and no call is lost
// from the count.
func TestNoCallIsInsideOnceDrained(t *testing.T) {
	const callers, rounds = 64, 50
	w := dig(nil)
	var calls, refused atomic.Uint64
	var current atomic.Pointer[guardedJobs]
	stop := make(chan struct{})
	var inside *atomic.Int64
	bring := func() {
		n := new(atomic.Int64)
		inside = n
		w.again(func(k int) (int, error) {
			if n.Add(1) < 0 {
				t.Error("a call is inside a drained plugin")
			}
			runtime.Gosched()
			n.Add(-1)
			return k, nil
		})
		current.Store(w.job().(*guardedJobs))
	}
	w.shut()
	bring()
	var running sync.WaitGroup
	for c := range callers {
		running.Add(1)
		go func() {
			defer running.Done()
			for k := c; ; k++ {
				select {
				case <-stop:
					return
				default:
				}
				switch _, err := current.Load().Do(k); {
				case err == nil:
					calls.Add(1)
				case errors.Is(err, ErrUnloaded):
					refused.Add(1)
					runtime.Gosched()
				default:
					t.Error(err)
				}
			}
		}()
	}
	for range rounds {
		runtime.Gosched()
		if err := w.drained(context.Background()); err != nil {
			t.Error(err)
		}
		if !inside.CompareAndSwap(0, -1<<40) {
			t.Errorf("%d calls are inside after drained", inside.Load())
		}
		bring()
	}
	close(stop)
	running.Wait()
	if s := w.stats(); s.Calls != calls.Load() || s.Refused != refused.Load() || s.InFlight != 0 {
		t.Errorf("stats %+v, want %d calls and %d refused", s, calls.Load(), refused.Load())
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
	i := newInstance(a.members[0])
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
	w.Instance = newInstance(w.app.members[0])
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

package runtime

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
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
	pass := g.gate.Enter()
	if !pass.In() {
		return result, g.gate.Refusal()
	}
	defer func() {
		if pass.In() {
			g.gate.Recovered(recover(), &err)
		}
	}()
	result, err = g.component.Do(n)
	if err != nil {
		g.gate.Failed()
	}
	pass = g.gate.Leave(pass)
	return result, err
}

func (g *guardedJobs) Name() (result string) {
	pass := g.gate.Enter()
	if !pass.In() {
		g.gate.Refused()
		return result
	}
	defer func() {
		if pass.In() {
			g.gate.Recovered(recover(), nil)
		}
	}()
	result = g.component.Name()
	pass = g.gate.Leave(pass)
	return result
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
	w.Instance = &Instance{member: w.app.members[0]}
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

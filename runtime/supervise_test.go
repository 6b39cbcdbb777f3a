//go:build go1.25

package runtime

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

var errCrash = errors.New("nil map")

// supervised is a chain a <- b <- c and d apart, whose calls are noted.
type supervised struct {
	*App
	calls []string
	fail  map[string]error
	sick  atomic.Pointer[error] // what a's Health says
	inits atomic.Int64
}

func supervise(t *testing.T, opts ...Option) *supervised {
	s := &supervised{fail: map[string]error{}}
	var units []Unit
	for _, u := range []Unit{{Name: "a"}, {Name: "b", Needs: []string{"a"}}, {Name: "c", Needs: []string{"b"}}, {Name: "d"}} {
		u.Init = func(_ context.Context, i *Instance) error {
			s.inits.Add(1)
			s.calls = append(s.calls, "init "+u.Name)
			i.OnTerminate(func(context.Context) error { s.calls = append(s.calls, "terminate "+u.Name); return nil })
			if u.Name == "a" {
				i.OnHealth(func(context.Context) error {
					if sick := s.sick.Load(); sick != nil {
						return *sick
					}
					return nil
				})
			}
			return s.fail[u.Name]
		}
		units = append(units, u)
	}
	s.App = NewApp(units, append(opts, WithParallelism(1), WithLogger(slog.New(slog.DiscardHandler)))...)
	s.jitter = func(d time.Duration) time.Duration { return d }
	if err := s.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	s.calls = nil
	return s
}

func (s *supervised) crash(k int) {
	s.members[k].current.Load().crashed(s.members[k].failedAt("call", errCrash))
}

func (s *supervised) states() (all []string) {
	for _, p := range s.Plugins() {
		all = append(all, fmt.Sprintf("%s %v %d", p.Plugin, p.State, p.Restarts))
	}
	return all
}

func (s *supervised) expect(t *testing.T, when string, want ...string) {
	t.Helper()
	synctest.Wait()
	if got := s.states(); !slices.Equal(got, want) {
		t.Errorf("%s:\n got %v\nwant %v", when, got, want)
	}
}

func (s *supervised) stop(t *testing.T) {
	t.Helper()
	if err := s.Stop(context.Background()); err != nil {
		t.Error(err)
	}
}

func TestACrashRestartsThePluginAndItsDependents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var fell []string // who failed of the crash, which nobody else may see in time
		s := supervise(t, WithObserver(func(e Event) {
			if c, ok := e.(StateChanged); ok && c.To == Failed && errors.Is(c.Err, errCrash) {
				fell = append(fell, c.Plugin)
			}
		}))
		defer s.stop(t)
		s.crash(1)
		s.expect(t, "after the restart", "a ready 0", "b ready 1", "c ready 1", "d ready 0")
		if want := []string{"terminate c", "terminate b", "init b", "init c"}; !slices.Equal(s.calls, want) {
			t.Errorf("got %v", s.calls)
		}
		if !slices.Equal(fell, []string{"b"}) {
			t.Errorf("failed: %v", fell)
		}
	})
}

// Restarts come after 0, 1, 2, 4 s; the fifth crash opens the circuit.
func TestTheBudgetOfRestarts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var opened []CircuitOpened
		s := supervise(t, WithRestartBudget(4, time.Minute), WithObserver(func(e Event) {
			if o, ok := e.(CircuitOpened); ok {
				opened = append(opened, o)
			}
		}))
		defer s.stop(t)
		for n, pause := range []time.Duration{0, 1, 2, 4} {
			s.crash(0)
			if pause > 0 {
				time.Sleep(pause*time.Second - time.Millisecond)
				s.expect(t, "before the restart", fmt.Sprintf("a failed %d", n), fmt.Sprintf("b failed %d", n), fmt.Sprintf("c failed %d", n), "d ready 0")
				time.Sleep(time.Millisecond)
			}
			s.expect(t, "after the restart", fmt.Sprintf("a ready %d", n+1), fmt.Sprintf("b ready %d", n+1), fmt.Sprintf("c ready %d", n+1), "d ready 0")
		}
		s.crash(0)
		time.Sleep(time.Hour)
		s.expect(t, "with the budget spent", "a failed 4", "b failed 4", "c failed 4", "d ready 0")
		a, b := s.Plugins()[0], s.Plugins()[1]
		if !errors.Is(a.Err, ErrCircuitOpen) || !errors.Is(a.Err, errCrash) || !errors.Is(b.Err, ErrDependencyMissing) || len(opened) != 1 || opened[0].Plugin != "a" {
			t.Errorf("a: %v\nb: %v\n%v", a.Err, b.Err, opened)
		}
		if err := s.Load(context.Background(), "a"); err != nil {
			t.Fatal(err)
		}
		s.expect(t, "after Load", "a ready 4", "b ready 5", "c ready 5", "d ready 0")
		s.crash(0) // it has a new budget
		s.expect(t, "after another crash", "a ready 5", "b ready 6", "c ready 6", "d ready 0")
	})
}

func TestReloadClosesTheCircuit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := supervise(t, WithRestartBudget(0, time.Minute))
		defer s.stop(t)
		s.crash(1)
		s.expect(t, "no restarts", "a ready 0", "b failed 0", "c failed 0", "d ready 0")
		if err := s.Reload(context.Background(), "b"); err != nil {
			t.Fatal(err)
		}
		s.expect(t, "after Reload", "a ready 0", "b ready 0", "c ready 1", "d ready 0")
	})
}

// A restart that fails is tried again, and costs a restart each time.
func TestARestartThatFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := supervise(t, WithRestartBudget(3, time.Minute))
		defer s.stop(t)
		s.fail["b"] = errors.New("no luck")
		before := s.inits.Load()
		s.crash(1)
		s.expect(t, "at first", "a ready 0", "b failed 0", "c failed 0", "d ready 0")
		for n, pause := range []time.Duration{0, time.Second, 2 * time.Second} {
			time.Sleep(pause)
			synctest.Wait()
			if got := s.inits.Load() - before; got != int64(n+1) {
				t.Errorf("%d attempts %v after the one before, want %d", got, pause, n+1)
			}
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		if p := s.Plugins()[1]; !errors.Is(p.Err, ErrCircuitOpen) || !errors.Is(p.Err, s.fail["b"]) {
			t.Errorf("got %v", p.Err)
		}
		if got := s.inits.Load() - before; got != 3 {
			t.Errorf("%d attempts, want 3", got)
		}
		s.fail["b"] = nil
		if err := s.Load(context.Background(), "b"); err != nil {
			t.Fatal(err)
		}
		s.expect(t, "after Load", "a ready 0", "b ready 0", "c ready 1", "d ready 0")
	})
}

// A component may be called, and crash, before its plugin is Ready.
func TestACrashDuringTheStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		inits := 0
		u := Unit{Name: "a", Init: func(_ context.Context, i *Instance) error {
			inits++
			i.OnStart(func(context.Context) error {
				if inits == 1 {
					i.crashed(errCrash)
				}
				return nil
			})
			return nil
		}}
		a := NewApp([]Unit{u}, WithLogger(slog.New(slog.DiscardHandler)))
		if err := a.Start(context.Background()); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if s := a.Plugins()[0]; s.State != Ready || s.Restarts != 1 || inits != 2 {
			t.Errorf("%+v after %d Inits", s, inits)
		}
		if err := a.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
}

func TestACrashOfWhatNoLongerRuns(t *testing.T) {
	s := supervise(t)
	old := s.members[1].current.Load()
	if err := s.Reload(context.Background(), "b"); err != nil {
		t.Fatal(err)
	}
	old.crashed(errCrash)
	if p := s.Plugins()[1]; p.State != Ready {
		t.Errorf("the new one is %+v", p)
	}
	s.stop(t)
	s.members[1].crashed(errCrash)
	if p := s.Plugins()[1]; p.State != Stopped {
		t.Errorf("after Stop: %+v", p)
	}
}

func TestHealthUnderTheWatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := supervise(t, WithHealthInterval(10*time.Second))
		defer s.stop(t)
		lost := errors.New("lost the database")
		s.sick.Store(&lost)
		for _, state := range []string{"degraded", "degraded"} {
			time.Sleep(10 * time.Second)
			s.expect(t, "sick", "a "+state+" 0", "b ready 0", "c ready 0", "d ready 0")
		}
		s.sick.Store(nil) // once well, it starts from nothing
		time.Sleep(10 * time.Second)
		s.expect(t, "well", "a ready 0", "b ready 0", "c ready 0", "d ready 0")
		s.sick.Store(&lost)
		for range 10 { // who asks does no harm
			s.Health(context.Background())
		}
		time.Sleep(20 * time.Second)
		s.expect(t, "sick again", "a degraded 0", "b ready 0", "c ready 0", "d ready 0")
		time.Sleep(10 * time.Second)
		s.expect(t, "restarted", "a ready 1", "b ready 1", "c ready 1", "d ready 0")
	})
}

func TestAHealthThatHangsUnderTheWatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		var inits, asked int
		u := Unit{Name: "a", Init: func(_ context.Context, i *Instance) error {
			inits++
			hangs := inits == 1
			i.OnHealth(func(context.Context) error {
				asked++
				if hangs {
					<-release
				}
				return nil
			})
			return nil
		}}
		a := NewApp([]Unit{u}, WithHealthInterval(time.Second), WithLogger(slog.New(slog.DiscardHandler)))
		if err := a.Start(context.Background()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(1*time.Second + HealthTimeout + time.Millisecond)
		if s := a.Plugins()[0]; s.State != Degraded || !errors.Is(s.Err, ErrTimeout) {
			t.Errorf("%+v", s)
		}
		time.Sleep(2500 * time.Millisecond)
		if s := a.Plugins()[0]; s.State != Ready || s.Restarts != 1 || inits != 2 {
			t.Errorf("%+v after %d Inits, %d calls", s, inits, asked)
		}
		close(release)
		if err := a.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
}

func TestBackoff(t *testing.T) {
	a := NewApp(nil)
	for n := range 100 {
		for range 10 {
			if d := a.backoff(n); d < 0 || d >= longestRetry || n == 1 && d >= firstRetry {
				t.Fatalf("the pause before attempt %d is %v", n, d)
			}
		}
	}
	if anyPartOf(0) != 0 {
		t.Error("no part of nothing")
	}
}

package runtime

import (
	"context"
	"errors"
	"log/slog"
	"testing"
)

// A side-by-side reload that goes back to the old instance goes on counting its
// calls, each once, and lets go of its gates at the end.
func TestAReloadThatGoesBackCountsEachCallOnce(t *testing.T) {
	jobs, refuse := NewRegistry[job]("Jobs"), false
	a := NewApp([]Unit{
		{Name: "a", Components: []string{"Jobs/dig"}, Init: func(_ context.Context, i *Instance) error {
			i.OnSideBySide(func() bool { return true })
			RegisterGuarded(i, jobs, []Component[job]{{Name: "dig", Value: jobOf(ok)}}, func(g *Gate, j job) job { return &guardedJobs{g, j} })
			return nil
		}},
		{Name: "b", Needs: []string{"a"}, Init: func(context.Context, *Instance) error {
			if refuse {
				refuse = false
				return errNotNow
			}
			return nil
		}},
	}, WithLogger(slog.New(slog.DiscardHandler)))
	if err := a.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	call := func() {
		t.Helper()
		dig, _ := jobs.Lookup("dig")
		if _, err := dig.Do(1); err != nil {
			t.Fatal(err)
		}
	}
	call()
	refuse = true
	if a.Reload(context.Background(), "a") == nil {
		t.Fatal("the reload does not fail")
	}
	call()
	if s := a.Components()[0]; s.Calls != 2 || s.InFlight != 0 {
		t.Errorf("%+v after two calls", s)
	}
	if err := a.Stop(context.Background()); err != nil {
		t.Fatal(err)
	}
	if s := a.Components()[0]; s.Calls != 2 || s.InFlight != 0 {
		t.Errorf("%+v after Stop", s)
	}
	if n := len(a.members[0].tallied["Jobs"][0].gates); n > 0 {
		t.Errorf("%d gates are kept", n)
	}
}

var errNotNow = failedf(ErrInit, "not this time")

// Whoever is told that a plugin is being terminated can rely on it that no call
// comes into its components any more, also where they were kept.
func TestNoCallComesInOnceTheEndIsTold(t *testing.T) {
	for name, end := range map[string]func(context.Context, *App) error{
		"unload": func(ctx context.Context, a *App) error { return a.Unload(ctx, "a") },
		"reload": func(ctx context.Context, a *App) error { return a.Reload(ctx, "a") },
		"beside": func(ctx context.Context, a *App) error { return a.Reload(ctx, "a") },
		"stop":   func(ctx context.Context, a *App) error { return a.Stop(ctx) },
	} {
		t.Run(name, func(t *testing.T) {
			jobs := NewRegistry[job]("Jobs")
			var kept job
			var said []error
			a := NewApp([]Unit{{Name: "a", Components: []string{"Jobs/dig"}, Init: func(_ context.Context, i *Instance) error {
				i.OnSideBySide(func() bool { return name == "beside" })
				i.OnTerminate(func(context.Context) error { return nil })
				RegisterGuarded(i, jobs, []Component[job]{{Name: "dig", Value: jobOf(ok)}}, func(g *Gate, j job) job { return &guardedJobs{g, j} })
				return nil
			}}}, WithLogger(slog.New(slog.DiscardHandler)), WithObserver(func(e Event) {
				if _, ends := e.(PluginTerminating); ends && len(said) == 0 {
					_, err := kept.Do(1)
					said = append(said, err)
				}
			}))
			if err := a.Start(context.Background()); err != nil {
				t.Fatal(err)
			}
			kept, _ = jobs.Lookup("dig")
			if err := end(context.Background(), a); err != nil {
				t.Fatal(err)
			}
			if len(said) != 1 || !errors.Is(said[0], ErrUnloaded) {
				t.Errorf("a call then gives %v", said)
			}
		})
	}
}

// A crash of the old instance while its successor comes up beside it is over with
// the old instance: the new one is not restarted for it.
func TestACrashBesideItsSuccessor(t *testing.T) {
	jobs := NewRegistry[job]("Jobs")
	var n, dependents int
	a := NewApp([]Unit{
		{Name: "a", Components: []string{"Jobs/dig"}, Init: func(_ context.Context, i *Instance) error {
			i.OnSideBySide(func() bool { return true })
			i.OnTerminate(func(context.Context) error { return nil })
			if n++; n == 2 {
				old, _ := jobs.Lookup("dig")
				if _, err := old.Do(1); !errors.Is(err, ErrPanic) {
					t.Errorf("got %v", err)
				}
			}
			panics := n == 1
			RegisterGuarded(i, jobs, []Component[job]{{Name: "dig", Value: jobOf(func(int) (int, error) {
				if panics {
					panic("a root")
				}
				return 1, nil
			})}}, func(g *Gate, j job) job { return &guardedJobs{g, j} })
			return nil
		}},
		{Name: "b", Needs: []string{"a"}, Init: func(context.Context, *Instance) error { dependents++; return nil }},
	}, WithLogger(slog.New(slog.DiscardHandler)))
	if err := a.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	if err := a.Reload(context.Background(), "a"); err != nil {
		t.Fatal(err)
	}
	for _, s := range a.Plugins() {
		if s.State != Ready || s.Err != nil || s.Restarts != 0 {
			t.Errorf("%+v", s)
		}
	}
	if err := a.Stop(context.Background()); err != nil { // behind the keeper, which has nothing to do
		t.Fatal(err)
	}
	if n != 2 || dependents != 2 {
		t.Errorf("%d and %d instances, want 2 of each", n, dependents)
	}
}

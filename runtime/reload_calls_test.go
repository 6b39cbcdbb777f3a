package runtime

import (
	"context"
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

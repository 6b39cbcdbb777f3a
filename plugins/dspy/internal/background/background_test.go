package background_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/plugingen/plugingen/plugins/dspy/internal/background"
)

func TestSingleFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := background.New(2)
		var began atomic.Int32
		work := func(context.Context) error {
			began.Add(1)
			time.Sleep(time.Second)
			return nil
		}
		first, _ := r.Start("a", work)
		second, err := r.Start("a", work)
		if err != nil || first != second {
			t.Errorf("two runs, %v", err)
		}
		if running, _ := r.Running("a"); !running {
			t.Error("not running")
		}
		if first.Wait(t.Context(), time.Millisecond) || !first.Wait(t.Context(), time.Minute) {
			t.Error("ended at another time")
		}
		if third, _ := r.Start("a", work); third == first {
			t.Error("no new run after the end")
		}
		synctest.Wait()
		if err := r.Stop(t.Context()); err != nil || began.Load() != 2 {
			t.Errorf("%d runs, %v", began.Load(), err)
		}
	})
}

func TestBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := background.New(2)
		var inside, most, done atomic.Int32
		for _, key := range []string{"a", "b", "c", "d", "e"} {
			r.Start(key, func(context.Context) error {
				if n := inside.Add(1); n > most.Load() {
					most.Store(n)
				}
				time.Sleep(time.Second)
				inside.Add(-1)
				done.Add(1)
				return nil
			})
		}
		time.Sleep(4 * time.Second)
		if most.Load() != 2 || done.Load() != 5 {
			t.Errorf("%d at a time, %d done", most.Load(), done.Load())
		}
	})
}

func TestFailedRunsWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := background.New(1)
		bad := errors.New("bad")
		runs := 0
		work := func(context.Context) error {
			runs++
			if runs == 2 {
				panic("worse")
			}
			return bad
		}
		r.Start("a", work)
		synctest.Wait()
		if running, err := r.Running("a"); running || !errors.Is(err, bad) {
			t.Errorf("%v, %v", running, err)
		}
		time.Sleep(background.RetryAfter - time.Second)
		r.Start("a", work)
		synctest.Wait()
		if runs != 1 {
			t.Errorf("%d runs too early", runs)
		}
		time.Sleep(time.Second)
		r.Start("a", work)
		synctest.Wait()
		if _, err := r.Running("a"); runs != 2 || err == nil || !strings.Contains(err.Error(), "panicked: worse") {
			t.Errorf("%d runs, %v", runs, err)
		}
	})
}

func TestStop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := background.New(1)
		var ends error
		r.Start("heeds", func(ctx context.Context) error {
			<-ctx.Done()
			ends = ctx.Err()
			return ends
		})
		synctest.Wait()
		waits, _ := r.Start("waits", func(context.Context) error {
			t.Error("began after Stop")
			return nil
		})
		synctest.Wait()
		if err := r.Stop(t.Context()); err != nil || ends == nil || !waits.Wait(t.Context(), 0) {
			t.Errorf("got %v, the run %v", err, ends)
		}
		if _, err := r.Running("waits"); !errors.Is(err, background.ErrStopped) {
			t.Errorf("waits: %v", err)
		}
		if _, err := r.Start("late", nil); !errors.Is(err, background.ErrStopped) {
			t.Errorf("late: %v", err)
		}
		if err := r.Stop(t.Context()); err != nil {
			t.Errorf("again: %v", err)
		}
	})
}

func TestStopDoesNotWaitForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := background.New(1)
		r.Start("deaf", func(context.Context) error {
			time.Sleep(time.Hour)
			return nil
		})
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began := time.Now()
		if err := r.Stop(ctx); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != time.Second {
			t.Errorf("after %v: %v", time.Since(began), err)
		}
		time.Sleep(time.Hour)
	})
}

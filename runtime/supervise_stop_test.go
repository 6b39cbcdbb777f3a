//go:build go1.25

package runtime

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// A restart whose turn has not come when the app is told to stop does not begin.
func TestStopComesBeforeARestartThatWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := supervise(t)
		if err := s.acquire(context.Background()); err != nil { // as a long Unload does
			t.Fatal(err)
		}
		s.crash(0)
		synctest.Wait()
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if err := s.Stop(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Stop behind something else: %v", err)
		}
		stopped := make(chan error)
		go func() { stopped <- s.Stop(context.Background()) }()
		synctest.Wait()
		s.release()
		if err := <-stopped; err != nil {
			t.Error(err)
		}
		if want := []string{"terminate c", "terminate b", "terminate a", "terminate d"}; !slices.Equal(s.calls, want) {
			t.Errorf("got %v", s.calls)
		}
	})
}

// A Stop that could not begin leaves supervision as it was.
func TestAStopInVainDoesNotEndRestarts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := supervise(t)
		defer s.stop(t)
		if err := s.acquire(context.Background()); err != nil {
			t.Fatal(err)
		}
		s.crash(1)
		synctest.Wait()
		over, cancel := context.WithCancel(context.Background())
		cancel()
		if err := s.Stop(over); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		s.release()
		time.Sleep(firstRetry)
		s.expect(t, "after the restart", "a ready 0", "b ready 1", "c ready 1", "d ready 0")
	})
}

// A Stop that comes while a crashed plugin is taken down waits until those that go
// with it have ended, as it would have without the crash.
func TestStopWaitsForWhatIsTakenDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ended atomic.Int64
		a := NewApp([]Unit{
			{Name: "a", Init: func(_ context.Context, i *Instance) error {
				i.OnTerminate(func(context.Context) error { return nil })
				return nil
			}},
			{Name: "b", Needs: []string{"a"}, Init: func(_ context.Context, i *Instance) error {
				i.OnTerminate(func(ctx context.Context) error {
					select {
					case <-time.After(2 * time.Second): // what it has to write takes so long
						ended.Add(1)
						return nil
					case <-ctx.Done():
						return ctx.Err()
					}
				})
				return nil
			}},
		}, WithLogger(slog.New(slog.DiscardHandler)))
		if err := a.Start(context.Background()); err != nil {
			t.Fatal(err)
		}
		a.members[0].current.Load().crashed(errCrash)
		time.Sleep(time.Second)
		if err := a.Stop(context.Background()); err != nil || ended.Load() != 1 {
			t.Errorf("Stop: %v, with %d of 1 ended", err, ended.Load())
		}
	})
}

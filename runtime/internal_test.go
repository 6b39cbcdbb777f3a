package runtime

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"strings"
	"syscall"
	"testing"
)

func TestTransitions(t *testing.T) {
	legal := map[State]map[State]bool{
		Stopped:  {Starting: true, Failed: true},
		Starting: {Ready: true, Failed: true, Stopping: true},
		Ready:    {Degraded: true, Failed: true, Stopping: true},
		Degraded: {Ready: true, Failed: true, Stopping: true},
		Failed:   {Starting: true, Stopped: true},
		Stopping: {Stopped: true, Failed: true},
	}
	for from := range State(len(stateNames)) {
		for to := range State(len(stateNames)) {
			if got := from.mayBecome(to); got != legal[from][to] {
				t.Errorf("%v -> %v: %v", from, to, got)
			}
		}
	}
}

func TestAnIllegalTransitionIsReportedAndNotMade(t *testing.T) {
	var log bytes.Buffer
	a := NewApp([]Unit{{Name: "a"}}, WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	a.members[0].become(Ready, nil)
	if got := a.members[0].status().State; got != Stopped || !strings.Contains(log.String(), "bug") {
		t.Errorf("state %v, log %q", got, log.String())
	}
}

// runnable returns an App whose signals come from the channel that is handed to
// the test, and whose exit code goes to another.
func runnable(u Unit) (a *App, signals <-chan chan<- os.Signal, exits <-chan int) {
	a = NewApp([]Unit{u}, WithLogger(slog.New(slog.DiscardHandler)))
	s, e := make(chan chan<- os.Signal, 1), make(chan int, 1)
	a.notify = func(to chan<- os.Signal) func() { s <- to; return func() {} }
	a.exit = func(code int) { e <- code }
	return a, s, e
}

func TestRunStopsAtASignalAndAtTheEndOfItsContext(t *testing.T) {
	for _, signal := range []os.Signal{syscall.SIGTERM, nil} {
		ready, terminated := make(chan struct{}), false
		a, signals, _ := runnable(Unit{Name: "a", Init: func(_ context.Context, i *Instance) error {
			i.OnStart(func(context.Context) error { close(ready); return nil })
			i.OnTerminate(func(ctx context.Context) error { terminated = true; return ctx.Err() })
			return nil
		}})
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan error)
		go func() { done <- a.Run(ctx) }()
		to := <-signals
		<-ready
		if signal != nil {
			to <- signal
		} else {
			cancel()
		}
		if err := <-done; err != nil && !errors.Is(err, errSignalled) || !terminated {
			t.Errorf("%v: error %v, terminated %v", signal, err, terminated)
		}
		cancel()
	}
}

func TestTheSecondSignalExitsAtOnce(t *testing.T) {
	hung, release := make(chan struct{}), make(chan struct{})
	a, signals, exits := runnable(Unit{Name: "a", Init: func(_ context.Context, i *Instance) error {
		i.OnTerminate(func(context.Context) error { close(hung); <-release; return nil })
		return nil
	}})
	ready := make(chan struct{})
	WithObserver(func(e Event) {
		if s, ok := e.(StateChanged); ok && s.To == Ready {
			close(ready)
		}
	})(a)
	var stderr bytes.Buffer
	a.stderr = &stderr
	done := make(chan error)
	go func() { done <- a.Run(context.Background()) }()
	to := <-signals
	<-ready
	to <- os.Interrupt
	<-hung
	to <- os.Interrupt
	if code := <-exits; code != 130 {
		t.Errorf("exit code %d, want 130", code)
	}
	if dump := stderr.String(); !strings.Contains(dump, "goroutine ") || !strings.Contains(dump, "TestTheSecondSignalExitsAtOnce.func1") {
		t.Errorf("the dump does not show what hangs:\n%s", dump)
	}
	close(release)
	<-done
}

func TestASignalBreaksTheStartOff(t *testing.T) {
	inside := make(chan struct{})
	a, signals, _ := runnable(Unit{Name: "a", Init: func(ctx context.Context, _ *Instance) error {
		close(inside)
		<-ctx.Done()
		return context.Cause(ctx)
	}})
	done := make(chan error)
	go func() { done <- a.Run(context.Background()) }()
	to := <-signals
	<-inside
	to <- syscall.SIGTERM
	if err := <-done; !errors.Is(err, errSignalled) || !errors.Is(err, ErrInit) {
		t.Errorf("got %v", err)
	}
}

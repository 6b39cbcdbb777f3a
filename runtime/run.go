package runtime

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

// Run starts the plugins, waits until ctx is over or the process is told to end
// by SIGINT or SIGTERM, and stops them. It returns nil where all went well. A
// signal during the start breaks it off. The second signal ends the process at
// once, with the exit code that shells give to it, 130 or 143.
func (a *App) Run(ctx context.Context) error {
	signals := make(chan os.Signal, 2)
	defer a.notify(signals)()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	finished := make(chan struct{})
	defer close(finished)
	go a.obey(signals, cancel, finished)

	whole := context.WithoutCancel(ctx) // each Terminate gets all of its time
	if err := a.startOrUndo(ctx, whole); err != nil {
		return err
	}
	<-ctx.Done()
	return a.Stop(whole)
}

// obey ends ctx at the first signal and the process at the second.
func (a *App) obey(signals <-chan os.Signal, cancel context.CancelCauseFunc, finished <-chan struct{}) {
	seen := 0
	for {
		select {
		case <-finished:
			return
		case s := <-signals:
			if seen++; seen > 1 {
				a.exit(exitCode(s))
				return
			}
			a.logger().Info("stopping; another signal ends the process at once", "signal", s.String())
			cancel(fmt.Errorf("signal %v: %w", s, errSignalled))
		}
	}
}

var errSignalled = errors.New("the process was told to end")

func exitCode(s os.Signal) int {
	if n, ok := s.(syscall.Signal); ok {
		return 128 + int(n)
	}
	return 1
}

func notifySignals(to chan<- os.Signal) (stop func()) {
	signal.Notify(to, os.Interrupt, syscall.SIGTERM)
	return func() { signal.Stop(to) }
}

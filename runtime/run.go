package runtime

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	stdruntime "runtime"
	"syscall"
)

// Run starts the plugins, waits until ctx is over or the process is told to end
// by SIGINT or SIGTERM, and stops them. It returns nil where all went well. A
// signal during the start breaks it off. The second signal ends the process at
// once, with the exit code that shells give to it, 130 or 143; before that the
// stacks of all goroutines are written to stderr, so that one can see what hung.
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
				dumpGoroutines(a.stderr)
				a.exit(exitCode(s))
				return
			}
			a.logger().Info("stopping; another signal ends the process at once", "signal", s.String())
			cancel(fmt.Errorf("signal %v: %w", s, errSignalled))
		}
	}
}

// dumpGoroutines writes all stacks, as an uncaught panic does. What does not fit
// into 64 MiB is left out, and so is what cannot be written.
func dumpGoroutines(w io.Writer) {
	const most = 64 << 20
	buf := make([]byte, 1<<20)
	n := stdruntime.Stack(buf, true)
	for n == len(buf) && len(buf) < most {
		buf = make([]byte, 2*len(buf))
		n = stdruntime.Stack(buf, true)
	}
	_, _ = w.Write(buf[:n])
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

// Package background runs long work beside what answers requests: one run for
// each key, a bounded number at a time, and none after Stop.
package background

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// RetryAfter is how long a key waits after a run that failed.
const RetryAfter = time.Hour

// ErrStopped says that no run starts any more.
var ErrStopped = errors.New("the background work has been stopped")

// Runner starts runs. Make it with New.
type Runner struct {
	ctx    context.Context
	cancel context.CancelFunc
	slots  chan struct{}

	mu      sync.Mutex
	wg      sync.WaitGroup // added to under mu, before stopped
	stopped bool
	runs    map[string]*Run
}

// Run is one run of a key.
type Run struct {
	done  chan struct{}
	ended time.Time
	err   error
}

// New returns a runner of at most limit runs at a time, at least one.
func New(limit int) *Runner {
	ctx, cancel := context.WithCancel(context.Background())
	return &Runner{ctx: ctx, cancel: cancel, slots: make(chan struct{}, max(limit, 1)), runs: map[string]*Run{}}
}

// Start begins a run of a key and returns at once, with the run that is under way
// where there is one already. A run that failed is returned as it is until RetryAfter
// has passed. work gets a context that Stop ends; a panic of it is its error. After
// Stop nothing is started: the error is ErrStopped.
func (r *Runner) Start(key string, work func(ctx context.Context) error) (*Run, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.stopped {
		return nil, ErrStopped
	}
	if last := r.runs[key]; last != nil && (!last.over() || last.err != nil && time.Since(last.ended) < RetryAfter) {
		return last, nil
	}
	run := &Run{done: make(chan struct{})}
	r.runs[key] = run
	r.wg.Go(func() {
		run.err = r.take(work)
		run.ended = time.Now()
		close(run.done)
	})
	return run, nil
}

// take waits for a free slot and works in it.
func (r *Runner) take(work func(ctx context.Context) error) (err error) {
	select {
	case r.slots <- struct{}{}:
	case <-r.ctx.Done():
		return ErrStopped
	}
	defer func() { <-r.slots }()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the background work panicked: %v", p)
		}
	}()
	if r.ctx.Err() != nil {
		return ErrStopped
	}
	return work(r.ctx)
}

// Running reports whether a run of the key waits or works, and the error of the last
// one that ended.
func (r *Runner) Running(key string) (bool, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	run := r.runs[key]
	switch {
	case run == nil:
		return false, nil
	case !run.over():
		return true, nil
	}
	return false, run.err
}

// Stop ends all runs and waits for them, but not beyond ctx, whose error it then
// returns. It may be called again.
func (r *Runner) Stop(ctx context.Context) error {
	r.mu.Lock()
	r.stopped = true
	r.mu.Unlock()
	r.cancel()
	ended := make(chan struct{})
	go func() {
		r.wg.Wait()
		close(ended)
	}()
	select {
	case <-ended:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("waiting for background work: %w", ctx.Err())
	}
}

// Wait waits for the end of the run, for ctx, or for at most that long, and reports
// whether the run has ended.
func (r *Run) Wait(ctx context.Context, atMost time.Duration) bool {
	timer := time.NewTimer(atMost)
	defer timer.Stop()
	select {
	case <-r.done:
		return true
	case <-timer.C:
	case <-ctx.Done():
	}
	return r.over()
}

func (r *Run) over() bool {
	select {
	case <-r.done:
		return true
	default:
		return false
	}
}

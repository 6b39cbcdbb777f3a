package runtime

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"
)

// App starts, watches and stops the plugins of a composition. The generated
// wiring makes one; all its methods may be called from several goroutines.
type App struct {
	members     []*member   // in the order of the units
	levels      [][]*member // along the graph
	configured  []*member   // those that take settings
	settings    []givenSettings
	invalid     error // what is wrong with the units and the settings
	log         *slog.Logger
	observer    func(Event)
	parallelism int
	budget      restartBudget
	watchEvery  time.Duration // 0 where nobody watches the plugins' health

	lifecycle chan struct{} // holds one token while plugins are started or stopped
	up        atomic.Bool   // written only by who has the token
	keeper    atomic.Pointer[keeper]

	mu         sync.Mutex // guards what follows, and what instances show
	registries int
	interrupt  context.CancelCauseFunc // of what goes on in the background, or nil
	stops      int                     // calls of Stop, for which that makes way

	// Replaced in tests.
	notify func(chan<- os.Signal) (stop func())
	exit   func(code int)
	stderr io.Writer
	jitter func(time.Duration) time.Duration
}

// NewApp returns an App of these units, not started. It keeps copies. Units
// stand in an order in which each comes after those it needs; where they do not,
// or are not valid for another reason, Start says so.
func NewApp(units []Unit, opts ...Option) *App {
	a := &App{lifecycle: make(chan struct{}, 1), budget: standardBudget,
		notify: notifySignals, exit: os.Exit, stderr: os.Stderr, jitter: anyPartOf}
	for _, opt := range opts {
		opt(a)
	}
	now := time.Now()
	for k, u := range units {
		a.members = append(a.members, &member{app: a, unit: u.clone(), index: k, since: now})
	}
	a.levels, a.invalid = arrange(a.members)
	a.invalid = errors.Join(a.invalid, a.assignSettings())
	return a
}

// Start brings all plugins up and returns when they are ready: first every Init,
// then every Start hook, each time level by level along the graph and in
// parallel within a level. A plugin's components are visible from the end of its
// Init on.
//
// Before all that the configurations of all plugins are read, with the values that
// are only known now. Whatever is wrong with any of them is in the error, and no
// plugin is begun.
//
// Where a plugin fails, no further one is begun, what had come up is terminated
// in reverse, and the error joins a [*PluginError] for each failure. A plugin
// that takes longer than it may is named; Start does not wait for it any longer.
// Should its Init return after all, it is terminated and never becomes visible.
//
// Where the configuration says that a plugin's failure is to be retried or
// ignored, Start goes on without it and returns nil: see [Retry] and [Ignore].
//
// On an App that runs, Start returns [ErrRunning] and changes nothing. After Stop
// or a failed Start it may be called again. Calls of Start and Stop wait for each
// other, or until ctx is over.
func (a *App) Start(ctx context.Context) error { return a.startOrUndo(ctx, ctx) }

// startOrUndo starts within ctx and, where that fails, terminates within undo.
func (a *App) startOrUndo(ctx, undo context.Context) error {
	if err := a.acquire(ctx); err != nil {
		return err
	}
	defer a.release()
	switch {
	case a.invalid != nil:
		return a.invalid
	case a.up.Load():
		return ErrRunning
	}
	a.keep()
	for _, m := range a.members {
		m.want()
	}
	r := &rise{app: a, ctx: ctx}
	if err := r.run(a.levels, a.configured); err != nil {
		a.abandonAll()
		return errors.Join(err, a.bringDown(undo, a.levels))
	}
	a.up.Store(true)
	r.followUp(a.members)
	a.watchHealth()
	return nil
}

// Stop terminates all plugins, in the reverse order of Start, and returns every
// error joined. It goes on past errors, and past the end of ctx: a plugin whose
// turn comes after that gets a context of its own of at most a second. A plugin
// that does not return in time is given up and named in the error. A plugin's
// components are gone before it is terminated. Whatever goes on in the background
// ends: retries, restarts, and the watch over the plugins' health.
//
// On an App that does not run, Stop does nothing and returns nil. It waits for a
// Start that is under way; where ctx ends before that, nothing was stopped and
// the error says so. A restart in the background is broken off.
func (a *App) Stop(ctx context.Context) error {
	a.breakOff()
	defer a.goOn()
	if err := a.acquire(ctx); err != nil {
		return err
	}
	defer a.release()
	a.up.Store(false)
	a.abandonAll()
	return a.bringDown(ctx, a.levels)
}

// abandonAll ends what goes on in the background, and wants no plugin any more.
func (a *App) abandonAll() {
	a.dismissKeeper()
	for _, m := range a.members {
		m.unwant()
	}
}

func (a *App) acquire(ctx context.Context) error {
	select {
	case a.lifecycle <- struct{}{}:
		return nil
	default:
	}
	select {
	case a.lifecycle <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("waiting for another Start or Stop of the app, or of one of its plugins: %w", context.Cause(ctx))
	}
}

func (a *App) release() { <-a.lifecycle }

func (a *App) logger() *slog.Logger {
	if a.log == nil {
		return slog.Default()
	}
	return a.log
}

// observe hands an event to the observer and contains its panics.
func (a *App) observe(e Event) {
	defer func() {
		if v := recover(); v != nil {
			a.logger().Warn("the observer panicked", "panic", v, "stack", string(debug.Stack()))
		}
	}()
	a.observer(e)
}

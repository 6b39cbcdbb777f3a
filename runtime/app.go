package runtime

import (
	"context"
	"errors"
	"fmt"
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

	lifecycle chan struct{} // holds one token while plugins are started or stopped
	up        atomic.Bool   // written only by who has the token

	mu         sync.Mutex // guards what follows, and what instances show
	registries int

	notify func(chan<- os.Signal) (stop func()) // replaced in tests
	exit   func(code int)
}

// NewApp returns an App of these units, not started. It keeps copies. Units
// stand in an order in which each comes after those it needs; where they do not,
// or are not valid for another reason, Start says so.
func NewApp(units []Unit, opts ...Option) *App {
	a := &App{lifecycle: make(chan struct{}, 1), notify: notifySignals, exit: os.Exit}
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
	if err := a.bringUp(ctx); err != nil {
		return errors.Join(err, a.bringDown(undo))
	}
	a.up.Store(true)
	return nil
}

// Stop terminates all plugins, in the reverse order of Start, and returns every
// error joined. It goes on past errors, and past the end of ctx: a plugin whose
// turn comes after that gets a context of its own of at most a second. A plugin
// that does not return in time is given up and named in the error. A plugin's
// components are gone before it is terminated.
//
// On an App that does not run, Stop does nothing and returns nil. It waits for a
// Start that is under way; where ctx ends before that, nothing was stopped and
// the error says so.
func (a *App) Stop(ctx context.Context) error {
	if err := a.acquire(ctx); err != nil {
		return err
	}
	defer a.release()
	a.up.Store(false)
	return a.bringDown(ctx)
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
		return fmt.Errorf("waiting for another Start or Stop of the app: %w", context.Cause(ctx))
	}
}

func (a *App) release() { <-a.lifecycle }

func (a *App) bringUp(ctx context.Context) error {
	configured, err := a.configure(ctx)
	if err != nil {
		return err
	}
	for _, level := range a.levels {
		if err := a.perform(ctx, initPhase{}, instancesOf(level, configured)); err != nil {
			return err
		}
	}
	for _, level := range a.levels {
		if err := a.perform(ctx, startPhase{}, awaitingStart(level)); err != nil {
			return err
		}
	}
	return nil
}

// bringDown ends every instance there is, and goes on past errors.
func (a *App) bringDown(ctx context.Context) error {
	errs := make([]error, 0, len(a.levels))
	for k := len(a.levels) - 1; k >= 0; k-- {
		errs = append(errs, a.perform(ctx, terminatePhase{}, toTerminate(a.levels[k])))
	}
	return errors.Join(errs...)
}

// perform runs one phase for the instances of a level. Where the phase stops
// early because ctx is over, that is its error.
func (a *App) perform(ctx context.Context, p phase, instances []*Instance) error {
	c := &crew{app: a, phase: p, ctx: ctx, limit: a.parallelism, calls: make([]call, len(instances))}
	if c.limit < 1 {
		c.limit = len(a.members)
	}
	for k, i := range instances {
		c.calls[k].instance = i
	}
	err := c.run()
	if err == nil && c.next < len(c.calls) {
		return fmt.Errorf("the context was over before all plugins had started: %w", context.Cause(ctx))
	}
	return err
}

// instancesOf returns an instance of each member of a level: the one that was
// configured, or a new one.
func instancesOf(level []*member, configured map[*member]*Instance) []*Instance {
	instances := make([]*Instance, len(level))
	for k, m := range level {
		if instances[k] = configured[m]; instances[k] == nil {
			instances[k] = newInstance(m)
		}
	}
	return instances
}

// awaitingStart returns the instances that have a Start hook; the others are
// ready now.
func awaitingStart(level []*member) []*Instance {
	var instances []*Instance
	for _, m := range level {
		if len(m.instance.start) == 0 {
			m.become(Ready, nil)
			continue
		}
		instances = append(instances, m.instance)
	}
	return instances
}

// toTerminate takes the instances of a level that have something to end.
func toTerminate(level []*member) []*Instance {
	var instances []*Instance
	for _, m := range level {
		if m.instance != nil {
			instances = append(instances, m.instance)
			m.instance = nil
		}
	}
	return instances
}

func (a *App) logger() *slog.Logger {
	if a.log == nil {
		return slog.Default()
	}
	return a.log
}

func (a *App) logPhase(i *Instance, op string, took time.Duration, err error) {
	log := a.logger()
	if !log.Enabled(context.Background(), slog.LevelDebug) {
		return
	}
	log.Debug("plugin phase done", "plugin", i.member.unit.Name, "phase", op, "duration", took, "error", err)
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

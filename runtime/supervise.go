package runtime

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

const (
	firstRetry   = time.Second
	longestRetry = time.Minute
)

// restartBudget is how many restarts a plugin has in a window of time.
type restartBudget struct {
	most   int
	window time.Duration
}

var standardBudget = restartBudget{most: 5, window: 5 * time.Minute}

// WithRestartBudget lets each plugin be restarted at most this many times within
// a window; without it, 5 times in 5 minutes. The window slides.
//
// A plugin is restarted when a call into one of its components panicked, or when
// its Health has failed three times in a row under [WithHealthInterval]. It is
// taken down together with those that run and need it, in reverse, and brought up
// with them, in order: at once the first time, then after a random part of 1 s,
// of 2 s, of 4 s, up to a minute. An attempt that fails counts as a restart.
//
// Once the budget is spent, the circuit is open: the plugin stays Failed with an
// error that matches [ErrCircuitOpen], and those that need it wait, until Load or
// Reload asks for it, which gives it a new budget. With a max of 0 no plugin is
// restarted.
//
// Attempts to bring up a plugin with the policy [Retry] cost nothing.
func WithRestartBudget(max int, window time.Duration) Option {
	return func(a *App) { a.budget = restartBudget{most: max, window: window} }
}

// spend takes one restart of m's budget, and tells whether there was one left.
func (m *member) spend() bool {
	b, now := m.app.budget, time.Now()
	m.spent = slices.DeleteFunc(m.spent, func(t time.Time) bool { return now.Sub(t) >= b.window })
	if len(m.spent) >= b.most {
		return false
	}
	m.spent = append(m.spent, now)
	return true
}

// anyPartOf is full jitter.
func anyPartOf(d time.Duration) time.Duration {
	if d <= 0 {
		return 0
	}
	return rand.N(d)
}

// backoff tells how long to wait before the n-th attempt, from 1.
func (a *App) backoff(n int) time.Duration {
	longest := longestRetry
	if shift := max(n, 1) - 1; shift < 6 {
		longest = min(longest, firstRetry<<shift)
	}
	return a.jitter(longest)
}

// want makes m one that is to run, with all of its budget.
func (m *member) want() {
	m.wanted.Store(true)
	m.waits, m.fell, m.attempts, m.spent = false, false, 0, nil
}

// unwant makes m one that nobody waits for.
func (m *member) unwant() {
	m.wanted.Store(false)
	m.waits, m.fell = false, false
	if m.inState(Stopped) {
		m.explain(nil)
	}
}

// repair brings m up where it should be up and is not.
func (a *App) repair(ctx context.Context, m *member) {
	if !m.wanted.Load() || m.up() {
		return
	}
	if m.instance != nil {
		a.fallen(ctx, m)
		return
	}
	if missing := m.missing(); missing != nil {
		m.await(missing)
		return
	}
	if m.stuck.Load() > 0 { // a second Init beside one that hangs helps nobody
		a.schedule(m, a.backoff(m.attempts+1))
		return
	}
	a.attempt(ctx, m)
}

// fallen takes down a plugin that failed while it ran, and restarts it if it may.
func (a *App) fallen(ctx context.Context, m *member) {
	emit(m, PluginRestarting{Plugin: m.unit.Name, Err: m.status().Err})
	for _, d := range m.withDependents((*member).isThere) {
		d.fell = true
	}
	a.takeDown(context.WithoutCancel(ctx), m) // a Stop lets them end, too
	if ctx.Err() != nil {
		a.schedule(m, firstRetry)
		return
	}
	if !m.spend() {
		a.openCircuit(m)
		return
	}
	if n := len(m.spent); n > 1 {
		a.retryAfter(m, a.backoff(n-1))
		return
	}
	a.attempt(ctx, m)
}

// attempt brings m up, and those that waited for it.
func (a *App) attempt(ctx context.Context, m *member) {
	began := time.Now()
	m.attempts++
	group := m.withDependents((*member).awaits)
	m.waits = false
	for _, d := range group {
		d.waits = false
	}
	r := &rise{app: a, ctx: ctx, tolerance: lenient}
	err := r.run(levelsOf(group), takersAmong(group))
	if err != nil { // broken off: what is half up goes down again
		if down := a.bringDown(context.WithoutCancel(ctx), levelsOf(group)); down != nil {
			a.logger().Warn("plugins that were half up did not terminate well", "plugin", m.unit.Name, "phase", opTerminate, "error", down)
		}
	}
	for _, d := range group {
		d.recovered()
	}
	r.followUp(group)
	emit(m, PluginRestarted{Plugin: m.unit.Name, Duration: time.Since(began), Err: m.whyDown(err)})
}

func (m *member) awaits() bool { return m.wanted.Load() && m.waits && m.instance == nil }

// recovered counts a restart where m is up again.
func (m *member) recovered() {
	if !m.fell || !m.up() {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.restarts++
}

// whyDown is err, or why m is not up, or nil where it is.
func (m *member) whyDown(err error) error {
	if err != nil || m.up() {
		return err
	}
	return m.status().Err
}

// retry has m brought up later, if it may be.
func (a *App) retry(m *member) {
	if m.unit.OnFailure != Retry && !m.spend() {
		a.openCircuit(m)
		return
	}
	n := m.attempts + 1
	if m.fell {
		n-- // the first attempt of a restart is made at once
	}
	a.retryAfter(m, a.backoff(max(n, len(m.spent)-1)))
}

func (a *App) retryAfter(m *member, delay time.Duration) {
	emit(m, PluginRetrying{Plugin: m.unit.Name, Attempt: m.attempts + 1, Delay: delay, Err: m.status().Err})
	a.schedule(m, delay)
}

// openCircuit leaves m as it is until somebody asks for it.
func (a *App) openCircuit(m *member) {
	b := a.budget
	last := m.status().Err
	err := m.failedAt(opRestart, &failure{
		text: "the circuit is open after " + times(b.most, b.window) + "; load or reload it to try again; the last failure: " + textOf(last),
		is:   []error{ErrCircuitOpen, last},
	})
	m.explain(err)
	a.logger().Error("a plugin fails too often and is not restarted again", "plugin", m.unit.Name, "phase", opRestart, "error", err)
	emit(m, CircuitOpened{Plugin: m.unit.Name, Err: err})
}

func times(n int, window time.Duration) string {
	return fmt.Sprintf("%d restarts in %v", n, window)
}

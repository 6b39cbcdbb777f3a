package runtime

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"
)

// tolerance says whose failure ends a rise.
type tolerance uint8

const (
	byPolicy tolerance = iota // that of a plugin whose policy is Fail
	strict                    // everyone's
	lenient                   // nobody's
)

// rise is one way up of some of an App's plugins. It is used by who holds the
// lifecycle.
type rise struct {
	app        *App
	ctx        context.Context
	tolerance  tolerance
	configured map[*member]*Instance
	fell       atomic.Bool // somebody failed and was let off
}

// letOff returns err, or nil where the rise goes on without m. Where the caller
// has no time left the fault is not the plugin's.
func (r *rise) letOff(m *member, op string, err error) error {
	if r.tolerance == strict || r.ctx.Err() != nil || r.tolerance == byPolicy && m.unit.OnFailure == Fail {
		return err
	}
	r.fell.Store(true)
	m.app.logger().Warn("a plugin did not come up; the app goes on without it", "plugin", m.unit.Name, "phase", op, "error", err)
	return nil
}

// run reads the configurations of takers and brings the levels up. Where it
// returns an error, what came up is still there.
func (r *rise) run(levels [][]*member, takers []*member) (err error) {
	if r.configured, err = r.configure(takers); err != nil {
		return err
	}
	return r.climb(levels)
}

// climb calls every Init, then every Start.
func (r *rise) climb(levels [][]*member) error {
	defer func() { r.configured = nil }() // nobody who keeps a context keeps the plugins
	for _, level := range levels {
		if err := r.app.performCalls(r.ctx, initPhase{r}, r.begin(level)); err != nil {
			return err
		}
		r.sweep(level)
	}
	for _, level := range levels {
		if err := r.app.perform(r.ctx, startPhase{r}, r.awaitingStart(level)); err != nil {
			return err
		}
		r.sweep(level)
	}
	return nil
}

// begin returns a call for each member of a level that can be begun: with the
// instance that was configured, or one that is to be made.
func (r *rise) begin(level []*member) []call {
	calls := make([]call, 0, len(level))
	for _, m := range level {
		i := r.configured[m]
		if i != nil && i.setup.unfit.Load() {
			continue
		}
		if missing := m.missing(); missing != nil {
			m.await(missing)
			continue
		}
		calls = appendCall(calls, m, i)
	}
	return calls
}

// awaitingStart returns the instances that have a Start hook; the others are
// ready now.
func (r *rise) awaitingStart(level []*member) []*Instance {
	var instances []*Instance
	now := time.Now()
	for _, m := range level {
		switch {
		case m.instance == nil || r.fell.Load() && !m.inState(Starting):
		case !m.instance.starts():
			m.becomeAt(now, Ready, nil)
		default:
			instances = append(instances, m.instance)
		}
	}
	return instances
}

// sweep takes down what is left of those of a level that failed, and those that
// were brought up on them.
func (r *rise) sweep(level []*member) {
	if !r.fell.Load() {
		return
	}
	for _, m := range level {
		if m.instance != nil && m.failed() {
			r.app.takeDown(context.WithoutCancel(r.ctx), m)
		}
	}
}

// followUp sees to those that the rise did not bring up, once it is over.
func (r *rise) followUp(members []*member) {
	if r.tolerance == byPolicy && !r.fell.Load() {
		return // all are up, and it is the first time
	}
	for _, m := range members {
		switch {
		case m.up():
			m.attempts, m.waits, m.fell = 0, false, false
		case !m.wanted.Load() || m.waits:
		case r.tolerance == lenient || m.unit.OnFailure == Retry:
			r.app.retry(m)
		}
	}
}

// up tells whether m runs; it is for who holds the lifecycle.
func (m *member) up() bool { return m.instance != nil && !m.failed() }

// missing returns a plugin that m needs and that is not up, or nil.
func (m *member) missing() *member {
	for _, n := range m.needs {
		if !n.up() {
			return n
		}
	}
	return nil
}

// await leaves m waiting for a plugin that it needs.
func (m *member) await(missing *member) {
	m.waits = true
	s := missing.status().State
	err := m.failedAt(opInit, failedf(ErrDependencyMissing, "needs %q, which is %v", missing.unit.Name, s))
	switch {
	case m.inState(Failed):
		m.explain(err)
	case m.unit.OnFailure == Fail:
		m.become(Failed, err)
	default:
		m.explain(err)
	}
}

// bringDown ends every instance that the levels have, the last level first, and
// goes on past errors.
func (a *App) bringDown(ctx context.Context, levels [][]*member) error {
	errs := make([]error, 0, len(levels))
	for k := len(levels) - 1; k >= 0; k-- {
		errs = append(errs, a.performCalls(ctx, terminatePhase{}, toTerminate(levels[k])))
	}
	return errors.Join(errs...)
}

// toTerminate takes the instances of a level.
func toTerminate(level []*member) []call {
	calls := make([]call, 0, len(level))
	for _, m := range level {
		if m.instance != nil {
			calls = appendCall(calls, m, m.instance)
			m.instance = nil
		}
	}
	return calls
}

// appendCall adds a call to those for which there is room.
func appendCall(calls []call, m *member, i *Instance) []call {
	calls = calls[:len(calls)+1]
	k := &calls[len(calls)-1] // a call is not copied
	k.member, k.instance = m, i
	return calls
}

// takeDown ends m and those that run and need it. They wait for it then. What
// goes wrong with that is logged, for nobody asked for it.
func (a *App) takeDown(ctx context.Context, m *member) {
	group := m.withDependents((*member).isThere)
	if err := a.bringDown(ctx, levelsOf(group)); err != nil {
		a.logger().Warn("a plugin that was taken down did not terminate well", "plugin", m.unit.Name, "phase", opTerminate, "error", err)
	}
	for _, d := range group {
		if missing := d.missing(); missing != nil {
			d.await(missing)
		}
	}
}

func (m *member) isThere() bool { return m.instance != nil }

// withDependents returns m and, in the order of the units, those of all its
// dependents, direct or through others, that pick says yes to.
func (m *member) withDependents(pick func(*member) bool) []*member {
	group, reached := []*member{m}, map[*member]bool{m: true}
	for _, d := range m.app.members[m.index+1:] {
		for _, n := range d.needs {
			reached[d] = reached[d] || reached[n]
		}
		if reached[d] && pick(d) {
			group = append(group, d)
		}
	}
	return group
}

// levelsOf sorts members by their level.
func levelsOf(members []*member) [][]*member {
	var levels [][]*member
	for _, m := range members {
		for m.level >= len(levels) {
			levels = append(levels, nil)
		}
		levels[m.level] = append(levels[m.level], m)
	}
	return levels
}

// takersAmong returns those of the members that take settings.
func takersAmong(members []*member) []*member {
	var takers []*member
	for _, m := range members {
		if m.unit.Configure != nil {
			takers = append(takers, m)
		}
	}
	return takers
}

// perform runs one phase for these instances.
func (a *App) perform(ctx context.Context, p phase, instances []*Instance) error {
	calls := make([]call, 0, len(instances))
	for _, i := range instances {
		calls = appendCall(calls, i.member, i)
	}
	return a.performCalls(ctx, p, calls)
}

// performCalls makes the calls of one phase. Where it stops early because ctx is
// over, that is its error.
func (a *App) performCalls(ctx context.Context, p phase, calls []call) error {
	c := &crew{app: a, phase: p, ctx: ctx, limit: a.parallelism, calls: calls}
	if c.limit < 1 {
		c.limit = len(a.members)
	}
	err := c.run()
	if err == nil && c.next < len(c.calls) {
		return fmt.Errorf("the context was over before all plugins had started: %w", context.Cause(ctx))
	}
	return err
}

package runtime

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/plugingen/plugingen/runtime/internal/nearest"
)

// UnloadOption says how Unload is to go about it.
type UnloadOption func(*unloading)

type unloading struct{ cascade bool }

// Cascade is an [UnloadOption]: Unload takes those that need the plugin along,
// those that nobody needs first.
func Cascade(u *unloading) { u.cascade = true }

// Unload takes a plugin out of the running app: its components go from the
// registries at one instant, the calls into them that are under way are waited
// for, for half of the time that Terminate has at most, then it is terminated. It
// is Stopped then, is no longer restarted, and does not keep the app from being
// ready.
//
// Where others that run need it, Unload changes nothing and fails with
// [ErrDependents], which names them; with [Cascade] it takes them along. Those
// that only wait for it go on waiting.
//
// Where its Terminate fails, Unload goes on and returns the error; the plugin is
// out, and Failed. A plugin that does not run is left alone, and that is no error.
// An unknown name fails with [ErrUnknownPlugin]. Unload waits for whatever else
// starts or stops plugins, or until ctx is over, and goes on past the end of ctx
// as Stop does.
func (a *App) Unload(ctx context.Context, name string, opts ...UnloadOption) error {
	m, err := a.member(name, opUnload)
	if err != nil {
		return err
	}
	var how unloading
	for _, opt := range opts {
		opt(&how)
	}
	if err := a.acquire(ctx); err != nil {
		return err
	}
	defer a.release()
	return a.unload(ctx, m, how)
}

func (a *App) unload(ctx context.Context, m *member, how unloading) error {
	if running := m.withDependents((*member).isThere)[1:]; len(running) > 0 && !how.cascade {
		return m.failedAt(opUnload, failedf(ErrDependents,
			"needed by %s, which run; unload those first, or take them along with Cascade", namesOf(running)))
	}
	began := time.Now()
	pick := func(d *member) bool { return d.isThere() || how.cascade && d.wanted.Load() }
	group := m.withDependents(pick)
	if len(group) == 1 && m.isOut() {
		return nil
	}
	for _, d := range group {
		d.unwant()
	}
	err := a.bringDown(ctx, levelsOf(group))
	for _, d := range group {
		if err == nil && d.failed() {
			d.become(Stopped, nil)
		}
		emit(d, PluginUnloaded{Plugin: d.unit.Name, Duration: time.Since(began), Err: err})
	}
	return err
}

// isOut tells whether m was unloaded, or never asked for, and nothing is left of it.
func (m *member) isOut() bool { return !m.isThere() && !m.wanted.Load() && m.inState(Stopped) }

// Load brings a plugin up in the running app: one that was unloaded, that failed,
// or whose circuit is open; it gets a new restart budget. Its configuration is
// read anew. Those that wait for it follow in the background.
//
// Where it fails, what had come up is terminated and the plugin is Failed, as the
// error says whatever its policy; with [Retry], it is retried from then on.
// Before the plugins that it needs run, Load fails with [ErrDependencyMissing]
// and names them. A plugin that runs is left alone, and that is no error. An
// unknown name fails with [ErrUnknownPlugin], an app that does not run with
// [ErrNotRunning].
func (a *App) Load(ctx context.Context, name string) error {
	m, err := a.member(name, opLoad)
	if err != nil {
		return err
	}
	if err := a.acquire(ctx); err != nil {
		return err
	}
	defer a.release()
	if err := a.mayChange(ctx, m, opLoad); err != nil || m.up() {
		return err
	}
	began := time.Now()
	err = a.load(ctx, m)
	emit(m, PluginLoaded{Plugin: m.unit.Name, Duration: time.Since(began), Err: err})
	return err
}

// load brings up a member that is not up.
func (a *App) load(ctx context.Context, m *member) error {
	m.want()
	a.takeDown(ctx, m) // what a crash left
	r := &rise{app: a, ctx: ctx, tolerance: strict}
	one := []*member{m}
	err := r.run(levelsOf(one), takersAmong(one))
	if err != nil {
		err = errors.Join(err, a.bringDown(context.WithoutCancel(ctx), levelsOf(one)))
		m.reason(opLoad, err)
	}
	r.followUp(one)
	a.callWaiting(m)
	return err
}

// reason makes sure that m, which did not come up, shows why.
func (m *member) reason(op string, err error) {
	if !m.failed() && m.instance == nil {
		m.become(Failed, m.failedAt(op, err))
	}
}

// callWaiting has those brought up that waited for m.
func (a *App) callWaiting(m *member) {
	if !m.up() {
		return
	}
	for _, d := range m.dependents {
		if d.awaits() {
			a.schedule(d, 0)
		}
	}
}

// mayChange tells what is against loading or reloading m now.
func (a *App) mayChange(ctx context.Context, m *member, op string) error {
	switch {
	case a.invalid != nil:
		return a.invalid
	case !a.up.Load():
		return m.failedAt(op, ErrNotRunning)
	case ctx.Err() != nil:
		return m.failedAt(op, fmt.Errorf("the context was over before it began: %w", context.Cause(ctx)))
	}
	var missing []*member
	for _, n := range m.needs {
		if !n.up() {
			missing = append(missing, n)
		}
	}
	if len(missing) > 0 {
		return m.failedAt(op, failedf(ErrDependencyMissing, "needs %s, which do not run; load those first", namesOf(missing)))
	}
	return nil
}

func namesOf(members []*member) string {
	names := make([]string, len(members))
	for k, m := range members {
		names[k] = m.unit.Name
	}
	return strings.Join(names, ", ")
}

// member returns the member of this name. With two of one name the App is not
// valid, and either serves.
func (a *App) member(name, op string) (*member, error) {
	names := make([]string, len(a.members))
	for k, m := range a.members {
		if m.unit.Name == name {
			return m, nil
		}
		names[k] = m.unit.Name
	}
	problem := "there is no such entry"
	if near, ok := nearest.Word(name, names); ok {
		problem += `; did you mean "` + near + `"?`
	}
	if len(names) == 0 {
		names = []string{"none"}
	}
	return nil, &PluginError{Plugin: name, Op: op, Err: failedf(ErrUnknownPlugin, "%s; entries: %s", problem, strings.Join(names, ", "))}
}

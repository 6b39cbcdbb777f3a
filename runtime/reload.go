package runtime

import (
	"context"
	"errors"
	"slices"
	"time"
)

// ReloadOption says how Reload is to go about it.
type ReloadOption func(*reloading)

// reloading is one Reload.
type reloading struct {
	app      *App
	ctx      context.Context
	m        *member
	settings [][]byte  // replace those that the host gave; nil for no change
	before   [][]byte  // what they replace
	group    []*member // m and those that run and need it
	old      *Instance
	inInit   *Instance // has not come back from its Init, which was given up
}

// WithNewSettings is a [ReloadOption]: json replaces everything that [WithSettings]
// and earlier reloads gave for the entry. It is read as WithSettings says; an
// empty object goes back to the configuration file. Where the reload fails, the
// earlier settings hold again.
func WithNewSettings(json []byte) ReloadOption {
	json = slices.Clone(json)
	return func(r *reloading) { r.settings = [][]byte{json} }
}

// Reload replaces a running plugin with a new instance of it, and restarts those
// that need it. The configurations of all of them are read anew before anything is
// stopped, so that a wrong one changes nothing.
//
// Where the plugin's SideBySide returns true, its new instance is brought up
// beside the old one, which goes on serving meanwhile; then its components and
// its slot change over at one instant, the calls into the old ones are waited
// for, and the old instance is terminated. Where it does not, the old instance is
// ended first. Those that need the plugin are ended before that, in reverse, and
// brought up on the new one, in order.
//
// Where that fails, also because ctx is over, the app is as it was before: the
// old instance goes on where it had not been ended, else the plugin is brought up
// again with its earlier settings. The error says which, and matches what went
// wrong; where even that fails, the plugins that are down are Failed, and
// supervision goes on trying. An error of the old one's Terminate is returned,
// although the new one runs.
//
// A plugin that does not run is loaded as [App.Load] does. Reload fails with
// [ErrUnknownPlugin], [ErrNotRunning] and [ErrDependencyMissing] as Load does, and
// with [ErrValidation] where it gives settings to a plugin that takes none.
func (a *App) Reload(ctx context.Context, name string, opts ...ReloadOption) error {
	m, err := a.member(name, opReload)
	if err != nil {
		return err
	}
	r := &reloading{app: a, ctx: ctx, m: m}
	for _, opt := range opts {
		opt(r)
	}
	if err := a.acquire(ctx); err != nil {
		return err
	}
	defer a.release()
	if err := r.allowed(); err != nil {
		return err
	}
	began := time.Now()
	err = r.run()
	emit(m, PluginReloaded{Plugin: name, Duration: time.Since(began), Err: err})
	return err
}

func (r *reloading) allowed() error {
	if err := r.app.mayChange(r.ctx, r.m, opReload); err != nil {
		return err
	}
	if r.settings != nil && r.m.unit.Configure == nil {
		return r.m.failedAt(opReload, failedf(ErrValidation, "settings are given for it, but it takes none"))
	}
	return nil
}

func (r *reloading) run() error {
	r.before = r.m.settings
	if r.settings != nil {
		r.m.settings = r.settings
	}
	if !r.m.up() {
		err := r.app.load(r.ctx, r.m)
		if err != nil {
			r.m.settings = r.before
		}
		return err
	}
	r.group, r.old = r.m.withDependents((*member).isThere), r.m.instance
	up := &rise{app: r.app, ctx: r.ctx, tolerance: strict}
	var err error
	if up.configured, err = up.configure(takersAmong(r.group)); err != nil {
		return r.unchanged(err)
	}
	if r.sideBySide() {
		return r.beside(up)
	}
	return r.stopFirst(up)
}

// unchanged is the error of a reload that stopped nothing.
func (r *reloading) unchanged(err error) error {
	r.m.settings = r.before
	return r.failed("the old instance goes on", err)
}

func (r *reloading) failed(outcome string, err error) error {
	return r.m.failedAt(opReload, &failure{text: outcome + "; " + textOf(err), is: []error{err}})
}

// stopFirst ends the group and brings it up anew.
func (r *reloading) stopFirst(up *rise) error {
	levels := levelsOf(r.group)
	ended := r.app.bringDown(r.ctx, levels)
	if err := up.climb(levels); err != nil {
		whole := context.WithoutCancel(r.ctx)
		return r.bringBack(errors.Join(err, r.app.bringDown(whole, levels), ended))
	}
	r.done(up)
	return ended
}

// done is what follows a reload that went well.
func (r *reloading) done(up *rise) {
	r.m.spent = nil
	up.followUp(r.group)
	for _, m := range r.group {
		r.app.callWaiting(m)
	}
}

// bringBack brings the group up as it was, after a failure.
func (r *reloading) bringBack(err error) error {
	r.m.settings = r.before
	back := &rise{app: r.app, ctx: context.WithoutCancel(r.ctx), tolerance: lenient}
	again := back.run(levelsOf(r.group), takersAmong(r.group))
	back.followUp(r.group)
	var down []*member
	for _, m := range r.group {
		if !m.up() {
			down = append(down, m)
			again = errors.Join(again, m.status().Err)
		}
	}
	if len(down) == 0 {
		return r.failed("it was brought up again as it was before", err)
	}
	return r.failed("it could not be brought up again as it was, "+namesOf(down)+" did not come up", errors.Join(err, again))
}

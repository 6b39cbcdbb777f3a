package runtime

import (
	"context"
	"errors"
	"time"
)

// sideBySide asks the instance that runs, on a goroutine of its own, which it may
// end or keep. No answer is a no.
func (r *reloading) sideBySide() bool {
	if r.old.rare == nil || r.old.rare.beside == nil {
		return false
	}
	type answer struct {
		yes bool
		err error
	}
	answered := make(chan answer, 1)
	go func() {
		var a answer
		defer func() { answered <- a }()
		contained(&a.err, func() error { a.yes = r.old.rare.beside(); return nil })
	}()
	var a answer
	select {
	case a = <-answered:
	case <-time.After(overdueTimeout):
		a.err = failedf(ErrTimeout, "no answer for %v", overdueTimeout)
	}
	if a.err != nil {
		r.app.logger().Warn("SideBySide does not answer; the plugin is stopped before it is reloaded", "plugin", r.m.unit.Name, "phase", opReload, "error", a.err)
	}
	return a.yes && a.err == nil
}

// beside brings the new instance up while the old one runs, and changes over.
func (r *reloading) beside(up *rise) error {
	next := up.configured[r.m]
	if next == nil {
		next = &Instance{member: r.m}
	}
	if err := r.raise(next); err != nil {
		return r.unchanged(errors.Join(err, r.discard(next)))
	}
	dependents := levelsOf(r.group[1:])
	ended := r.app.bringDown(r.ctx, dependents)
	if err := r.change(next); err != nil {
		return r.changeBack(next, errors.Join(err, ended))
	}
	if err := up.climb(dependents); err != nil {
		whole := context.WithoutCancel(r.ctx)
		return r.changeBack(next, errors.Join(err, r.app.bringDown(whole, dependents), ended))
	}
	r.done(up)
	return errors.Join(ended, r.discard(r.old))
}

// raise calls the new instance's Init and Start; nothing of it is shown.
func (r *reloading) raise(next *Instance) error {
	if err := r.app.perform(r.ctx, besideInit{reload: r}, []*Instance{next}); err != nil {
		return err
	}
	if !next.starts() {
		return nil
	}
	return r.app.perform(r.ctx, besideStart{}, []*Instance{next})
}

// change shows an instance in the place of the one that is shown.
func (r *reloading) change(to *Instance) error {
	if err := to.show(); err != nil {
		return r.m.failedAt(opReload, failed(ErrInit, err))
	}
	r.m.instance = to
	to.emitRegistered()
	r.m.wellAgain()
	return nil
}

// showAgain is change for an instance that was shown before: its names were free
// when it was, and its calls are being counted.
func (r *reloading) showAgain(old *Instance) {
	next := r.m.current.Swap(old)
	old.announce()
	next.announce()
	r.m.instance = old
	old.emitRegistered()
	r.m.wellAgain()
}

// changeBack shows the old instance again, and brings up on it those that need it.
func (r *reloading) changeBack(next *Instance, err error) error {
	r.m.settings = r.before
	if r.m.instance == next {
		r.showAgain(r.old)
	}
	back := &rise{app: r.app, ctx: context.WithoutCancel(r.ctx), tolerance: lenient}
	again := back.run(levelsOf(r.group[1:]), takersAmong(r.group[1:]))
	back.followUp(r.group)
	return r.failed("the old instance goes on", errors.Join(err, again, r.discard(next)))
}

// discard ends an instance that is not shown, whatever the context says.
func (r *reloading) discard(i *Instance) error {
	if r.inInit == i { // it is in the hands of a call that has not returned
		return nil
	}
	return r.app.perform(context.WithoutCancel(r.ctx), besideEnd{}, []*Instance{i})
}

// besideInit brings an instance up of which nobody is to know yet: neither the
// plugin's state nor what it shows changes.
type besideInit struct {
	initPhase
	reload *reloading
}

func (besideInit) begin(i *Instance, _ time.Time) {
	emit(i.member, PluginInitialising{Plugin: i.member.unit.Name})
}

func (p besideInit) settle(i *Instance, o outcome) error {
	if o.abandoned {
		p.reload.inInit = i
	}
	emit(i.member, PluginInitialised{Plugin: i.member.unit.Name, Duration: o.took, Err: o.err})
	return o.err
}

// besideStart is the same for Start.
type besideStart struct{ startPhase }

func (besideStart) settle(i *Instance, o outcome) error {
	emit(i.member, PluginStarted{Plugin: i.member.unit.Name, Duration: o.took, Err: o.err})
	return o.err
}

// besideEnd ends an instance that is not shown.
type besideEnd struct{ terminatePhase }

func (besideEnd) begin(i *Instance, _ time.Time) {
	i.shut()
	emit(i.member, PluginTerminating{Plugin: i.member.unit.Name})
}

func (besideEnd) settle(i *Instance, o outcome) error {
	emit(i.member, PluginTerminated{Plugin: i.member.unit.Name, Duration: o.took, Err: o.err})
	return o.err
}

package runtime

import (
	"context"
	"slices"
	"time"
)

// initPhase brings instances up and shows them.
type initPhase struct{ rise *rise }

func (initPhase) op() string                    { return opInit }
func (initPhase) kind() error                   { return ErrInit }
func (initPhase) timeout(u *Unit) time.Duration { return u.initTimeout() }
func (initPhase) onward() bool                  { return false }
func (initPhase) overdue() bool                 { return false }

func (initPhase) begin(i *Instance, now time.Time) {
	i.member.becomeAt(now, Starting, nil)
	emit(i.member, PluginInitialising{Plugin: i.member.unit.Name})
}

func (initPhase) call(ctx context.Context, i *Instance) error {
	if i.setup != nil {
		return i.setup.bringUp(ctx, i)
	}
	return i.member.unit.Init(ctx, i)
}

func (p initPhase) settle(i *Instance, o outcome) error {
	m, err := i.member, o.err
	if err == nil {
		if refused := i.show(); refused != nil {
			err = m.failedAt(opInit, failed(ErrInit, refused))
		}
	}
	if !o.abandoned && (m.current.Load() == i || i.hasEnd()) {
		m.instance = i
	}
	emit(m, PluginInitialised{Plugin: m.unit.Name, Duration: o.took, Err: err})
	if err != nil {
		m.become(Failed, err)
		return p.rise.letOff(m, p.op(), err)
	}
	i.emitRegistered()
	return nil
}

// late ends an instance that nobody waits for. It was never shown.
func (initPhase) late(i *Instance, err error) {
	i.logLate(opInit, err)
	m, began := i.member, time.Now()
	ctx, cancel := context.WithTimeout(context.Background(), m.unit.terminateTimeout())
	defer cancel()
	emit(m, PluginTerminating{Plugin: m.unit.Name})
	err = failedf(ErrTerminate, "it ended its goroutine") // unless it returns
	defer func() {
		emit(m, PluginTerminated{Plugin: m.unit.Name, Duration: time.Since(began), Err: err})
		if err != nil {
			m.app.logger().Warn("a plugin that was given up did not terminate well", "plugin", m.unit.Name, "phase", opTerminate, "error", err)
		}
	}()
	err = i.end(ctx)
}

// startPhase calls the Start hooks; without one, a plugin is ready by its turn.
type startPhase struct{ rise *rise }

func (startPhase) op() string                    { return opStart }
func (startPhase) kind() error                   { return ErrInit }
func (startPhase) timeout(u *Unit) time.Duration { return u.initTimeout() }
func (startPhase) onward() bool                  { return false }
func (startPhase) overdue() bool                 { return false }

func (startPhase) begin(i *Instance, _ time.Time) {
	emit(i.member, PluginStarting{Plugin: i.member.unit.Name})
}

func (startPhase) call(ctx context.Context, i *Instance) error {
	return runAll(ctx, i.rarely().start)
}

func (p startPhase) settle(i *Instance, o outcome) error {
	m, err := i.member, o.err
	emit(m, PluginStarted{Plugin: m.unit.Name, Duration: o.took, Err: err})
	if err != nil {
		m.become(Failed, err)
		return p.rise.letOff(m, p.op(), err)
	}
	m.become(Ready, nil)
	return nil
}

func (p startPhase) late(i *Instance, err error) { i.logLate(p.op(), err) }

// terminatePhase takes instances out and ends them. It goes on whatever happens.
type terminatePhase struct{}

func (terminatePhase) op() string                    { return opTerminate }
func (terminatePhase) kind() error                   { return ErrTerminate }
func (terminatePhase) timeout(u *Unit) time.Duration { return u.terminateTimeout() }
func (terminatePhase) onward() bool                  { return true }
func (terminatePhase) overdue() bool                 { return true }

func (terminatePhase) begin(i *Instance, now time.Time) {
	m := i.member
	if !m.failed() {
		m.becomeAt(now, Stopping, nil)
	}
	i.hide()
	i.shut()
	emit(m, PluginTerminating{Plugin: m.unit.Name})
}

func (terminatePhase) call(ctx context.Context, i *Instance) error { return i.drainAndEnd(ctx) }

// settle leaves a plugin that failed before in its state, with its reason.
func (terminatePhase) settle(i *Instance, o outcome) error {
	m, err := i.member, o.err
	emit(m, PluginTerminated{Plugin: m.unit.Name, Duration: o.took, Err: err})
	switch {
	case m.failed():
	case err != nil:
		m.become(Failed, err)
	default:
		m.become(Stopped, nil)
	}
	return err
}

func (p terminatePhase) late(i *Instance, err error) { i.logLate(p.op(), err) }

// drainAndEnd waits for the calls into the components, for half of its time at
// most so that Terminate has some, and ends the instance.
func (i *Instance) drainAndEnd(ctx context.Context) error {
	if i.gates == nil {
		return i.end(ctx)
	}
	half, cancel := context.WithTimeout(ctx, timeLeft(ctx)/2)
	defer cancel()
	undrained := i.drained(half)
	return inOneLine(undrained, i.end(ctx))
}

func timeLeft(ctx context.Context) time.Duration {
	deadline, ok := ctx.Deadline()
	if !ok {
		return DefaultTerminateTimeout
	}
	return time.Until(deadline)
}

// hasEnd reports whether there is anything to terminate.
func (i *Instance) hasEnd() bool {
	return i.held.slot != nil || i.rare != nil && len(i.rare.terminate) > 0
}

// end calls the Terminate hooks, the last one given first, and terminates what i
// holds.
func (i *Instance) end(ctx context.Context) error {
	if i.rare == nil {
		return i.held.end(ctx)
	}
	slices.Reverse(i.rare.terminate)
	slices.Reverse(i.rare.held)
	errs := []error{runAll(ctx, i.rare.terminate)}
	for _, h := range i.rare.held {
		errs = append(errs, h.end(ctx))
	}
	return inOneLine(append(errs, i.held.end(ctx))...)
}

func (i *Instance) logLate(op string, err error) {
	i.member.app.logger().Warn("a call into a plugin has returned after it was given up",
		"plugin", i.member.unit.Name, "phase", op, "error", err)
}

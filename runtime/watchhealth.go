package runtime

import (
	"time"
)

// sickLimit is how many times in a row a plugin's Health may fail until it is
// Failed.
const sickLimit = 3

// WithHealthInterval has the health of all plugins watched while the app runs:
// they are asked as [App.Health] does, d after the last answers. Without it, or
// with a d below 1, nobody asks but who calls Health, and no plugin is restarted
// for its health.
//
// A plugin whose Health fails once is Degraded and goes on serving; one success
// makes it Ready again. Only when it has failed three times in a row under the
// watch is it Failed and restarted as [WithRestartBudget] says. A Health that does
// not answer within [HealthTimeout] has failed; it is not called again before it
// has returned, and fails again at each interval until then.
func WithHealthInterval(d time.Duration) Option {
	return func(a *App) { a.watchEvery = d }
}

// watchHealth begins the watch; it ends with the run.
func (a *App) watchHealth() {
	k := a.keeper.Load()
	if a.watchEvery <= 0 || k == nil {
		return
	}
	go k.watchHealth(a.watchEvery)
}

func (k *keeper) watchHealth(every time.Duration) {
	timer := time.NewTimer(every)
	defer timer.Stop()
	for {
		select {
		case <-k.ctx.Done():
			return
		case <-timer.C:
		}
		k.app.ask(k.ctx, true)
		timer.Reset(every)
	}
}

// follow sets the state by what i's Health said, if i is still the one that runs.
// Under the watch failures add up to a crash.
func (m *member) follow(i *Instance, err error, watch bool) {
	if m.current.Load() != i {
		return
	}
	if err == nil {
		m.shift(Degraded, Ready, nil)
	} else {
		m.shift(Ready, Degraded, err)
	}
	if watch && m.sickFor(err) >= sickLimit && m.shift(Degraded, Failed, err) {
		m.app.schedule(m, 0)
	}
}

// sickFor counts the failures in a row that the watch saw.
func (m *member) sickFor(err error) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err == nil {
		m.sick = 0
	} else {
		m.sick++
	}
	return m.sick
}

// wellAgain is for a plugin whose instance was replaced by one that runs: what the
// other complained of, or crashed of, is over. It is for who holds the lifecycle.
func (m *member) wellAgain() {
	m.shift(Degraded, Ready, nil)
	if m.failed() {
		m.become(Starting, nil)
		m.become(Ready, nil)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sick = 0
}

package runtime

import "time"

// crashed is told of a panic in a call into one of i's components. Where i is no
// longer the one that runs, that concerns nobody any more.
func (i *Instance) crashed(err error) {
	if i.member.current.Load() == i {
		i.member.crashed(err)
	}
}

// crashed is told of a panic in a call into one of m's components: from any
// goroutine, as often as it happens, and it does not wait for anybody. The plugin
// is Failed from now on; the keeper does the rest, also telling the observer,
// which may take its time.
func (m *member) crashed(err error) {
	m.mu.Lock()
	runs := m.state == Ready || m.state == Degraded
	switch {
	case runs:
		m.enter(time.Now(), Failed, err)
	case m.state == Starting && m.crash == nil:
		m.crash = err
	}
	m.mu.Unlock()
	if runs {
		m.app.schedule(m, 0)
	}
}

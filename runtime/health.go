package runtime

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"
)

// HealthTimeout is how long a plugin's Health may take.
const HealthTimeout = 5 * time.Second

// Report is the health of an App at one moment.
type Report struct {
	// Ready: the app runs, and every plugin is Ready but those that were unloaded.
	Ready   bool           `json:"ready"`
	Plugins []PluginHealth `json:"plugins"` // in the order of the composition
}

// PluginHealth is the health of one plugin.
type PluginHealth struct {
	Plugin   string
	State    State
	Unloaded bool  // as in Status
	Checked  bool  // its Health was asked; else only the state speaks
	Err      error // what Health returned, or why the plugin is in its state
}

// MarshalJSON writes the health with lower-camel keys and the error as text.
func (h PluginHealth) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Plugin   string `json:"plugin"`
		State    State  `json:"state"`
		Unloaded bool   `json:"unloaded,omitempty"`
		Checked  bool   `json:"checked"`
		Error    string `json:"error,omitempty"`
	}{h.Plugin, h.State, h.Unloaded, h.Checked, textOf(h.Err)})
}

// Health asks every running plugin that has a Health, all at the same time, and
// returns when all have answered, at the latest after [HealthTimeout] or when ctx
// is over. A plugin whose Health fails, panics or takes longer than HealthTimeout
// is Degraded until it succeeds again. One Health call is made at a time: where
// one is under way, its answer is waited for until its time is over, so one that
// hangs is told at once. A plugin without Health is as its
// state says.
//
// Health by itself restarts nothing: that is for [WithHealthInterval].
func (a *App) Health(ctx context.Context) Report { return a.ask(ctx, false) }

// ask does what Health says. With watch, failures add up.
func (a *App) ask(ctx context.Context, watch bool) Report {
	probes := make([]*probe, len(a.members))
	for k, m := range a.members {
		probes[k] = m.probe()
	}
	r := Report{Ready: a.up.Load(), Plugins: make([]PluginHealth, len(a.members))}
	for k, m := range a.members {
		h := m.health(ctx, probes[k], watch)
		h.Unloaded = m.isUnloaded(h.State)
		r.Plugins[k] = h
		r.Ready = r.Ready && (h.Unloaded || h.State == Ready && h.Err == nil)
	}
	return r
}

// probe is one call of a plugin's Health.
type probe struct {
	instance *Instance
	began    time.Time
	done     chan struct{} // closed when err is set
	err      error
}

// prober keeps the calls of one instance from overlapping.
type prober struct {
	mu      sync.Mutex
	current *probe
}

// probe starts a Health call, or joins the one under way. It returns nil where
// the plugin does not run or has no Health.
func (m *member) probe() *probe {
	i := m.current.Load()
	if s := m.status().State; i == nil || i.rare == nil || len(i.rare.health) == 0 || s != Ready && s != Degraded {
		return nil
	}
	p := &i.rare.probes
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.current == nil {
		p.current = &probe{instance: i, began: time.Now(), done: make(chan struct{})}
		go p.current.ask()
	}
	return p.current
}

// ask makes the call. It has a context of its own: whoever asked first may have
// less time than those who join.
func (p *probe) ask() {
	ctx, cancel := context.WithTimeout(context.Background(), HealthTimeout)
	rare := p.instance.rare
	defer func() {
		cancel()
		rare.probes.mu.Lock()
		rare.probes.current = nil
		rare.probes.mu.Unlock()
		close(p.done)
	}()
	contained(&p.err, func() error { return runAll(ctx, rare.health) })
}

// health waits for the probe's answer and lets the state follow it. That the
// caller has no patience says nothing about the plugin.
func (m *member) health(ctx context.Context, p *probe, watch bool) PluginHealth {
	if p == nil {
		s := m.status()
		return PluginHealth{Plugin: s.Plugin, State: s.State, Err: s.Err}
	}
	answered, err := p.wait(ctx)
	if err != nil {
		err = m.failedAt(opHealth, err)
	}
	if answered || time.Since(p.began) >= HealthTimeout {
		m.follow(p.instance, err, watch)
	}
	return PluginHealth{Plugin: m.unit.Name, State: m.status().State, Checked: true, Err: err}
}

// wait returns the answer in fixed words, for the error's own may come from a
// method that panics; or false and what to say where there is none in time.
func (p *probe) wait(ctx context.Context) (answered bool, err error) {
	ctx, cancel := context.WithDeadline(ctx, p.began.Add(HealthTimeout))
	defer cancel()
	select {
	case <-p.done:
	case <-ctx.Done():
	}
	select {
	case <-p.done: // perhaps both
	default:
		return false, &failure{
			text: fmt.Sprintf("no answer for %v", time.Since(p.began).Round(time.Millisecond)),
			is:   []error{ErrTimeout, context.Cause(ctx)},
		}
	}
	if p.err == nil {
		return true, nil
	}
	return true, &failure{text: textOf(p.err), is: []error{p.err}}
}

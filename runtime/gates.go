package runtime

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
)

// ErrUnloaded is matched where a component was called whose plugin had been taken
// out. The call did not reach the plugin; it may be made again on what the registry
// has now.
var ErrUnloaded = errors.New("the plugin is unloaded")

// gates are those of one instance.
type gates struct {
	instance *Instance

	mu      sync.Mutex
	all     [][]Gate // by registration; those without a tally are of no component
	shut    bool
	open    atomic.Int64  // gates that are not both shut and empty, and one until all are shut
	drained chan struct{} // closed when open is 0; nil until shut
}

// more returns room for the gates of a registration.
func (s *gates) more(n int) []Gate {
	s.mu.Lock()
	defer s.mu.Unlock()
	batch := make([]Gate, n)
	s.all = append(s.all, batch)
	return batch
}

// each yields the gates that belong to a component.
func (s *gates) each(yield func(*Gate) bool) {
	for _, batch := range s.all {
		for k := range batch {
			if batch[k].tally != nil && !yield(&batch[k]) {
				return
			}
		}
	}
}

// leave accounts for a gate that is shut and empty.
func (s *gates) leave() {
	if s.open.Add(-1) == 0 {
		close(s.drained)
	}
}

// shutAll shuts every gate, once.
func (s *gates) shutAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.shut {
		return
	}
	s.shut, s.drained = true, make(chan struct{})
	s.open.Store(1)
	for g := range s.each {
		s.open.Add(1)
		g.shut()
	}
	s.leave()
}

// shut lets no further call into i's components: from its return on a call is
// refused with [ErrUnloaded]. Calls under way go on.
func (i *Instance) shut() {
	if i.gates != nil {
		i.gates.shutAll()
	}
}

// drained shuts and waits until no call into i's components is under way, or ctx is
// over; then the error says which components are still being called.
func (i *Instance) drained(ctx context.Context) error {
	i.shut()
	if i.gates == nil || i.gates.open.Load() == 0 {
		return nil // also where ctx is over
	}
	select {
	case <-i.gates.drained:
		return nil
	case <-ctx.Done():
		return i.gates.overdue(context.Cause(ctx))
	}
}

// overdue is the error of a drain that was given up.
func (s *gates) overdue(cause error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var busy []string
	for g := range s.each {
		if _, n := g.counts(); n > 0 {
			busy = append(busy, fmt.Sprintf("%s (%d)", g.tally.component, n))
		}
	}
	if busy == nil {
		return nil // the last one has just left
	}
	return &failure{
		text: fmt.Sprintf("calls are still under way: %s: %v", strings.Join(busy, ", "), cause),
		is:   []error{ErrTimeout, cause},
	}
}

// RegisterGuarded is [Register] for components of an interface kind: each is
// offered behind a guard, which sends every call through the component's gate.
// A component without a value is registered as it is.
func RegisterGuarded[T any](i *Instance, r *Registry[T], components []Component[T], guard func(*Gate, T) T) {
	if len(components) == 0 {
		return
	}
	m := i.member
	v, err := bind(m.app, r.kind, &r.view, &r.notice)
	if err != nil {
		i.refuse(err)
		return
	}
	if i.gates == nil {
		i.gates = &gates{instance: i}
	}
	tallies, batch := m.talliesOf(v), i.gates.more(len(components))
	guarded := make([]Component[T], len(components))
	for k, c := range components {
		own, declared := v.index[m.unit.Prefix+c.Name].of(m)
		if declared && any(c.Value) != nil {
			g := &batch[k]
			g.of(i.gates, &tallies[own.place])
			c.Value = guard(g, c.Value)
		}
		guarded[k] = c
	}
	Register(i, r, guarded)
}

// Unwrap returns the component behind a guard, by which the interfaces are
// reached that it has beyond those of its kind:
//
//	s, ok := runtime.Unwrap(step).(Streamer)
//
// A value without a method Unwrap() T is returned as it is. Calls of what comes
// back are not guarded: no panic is contained, none is counted, and an unload does not
// wait for them.
func Unwrap[T any](v T) T {
	if g, ok := any(v).(interface{ Unwrap() T }); ok {
		return g.Unwrap()
	}
	return v
}

// failed is the error of a call.
func (g *Gate) failed(err error) *PluginError {
	if g.owner == nil {
		return &PluginError{Op: opCall, Err: err}
	}
	return &PluginError{Plugin: g.owner.instance.member.unit.Name, Op: opCall, Err: &failure{
		text: fmt.Sprintf("component %s: %v", g.tally.component, err), is: []error{err},
	}}
}

// refuse counts a refused call and returns its error, the same for all of a component.
func (g *Gate) refuse() error {
	if g.tally == nil {
		return g.failed(ErrUnloaded)
	}
	g.tally.refused.Add(1)
	if err := g.tally.refusal.Load(); err != nil {
		return err
	}
	err := g.failed(ErrUnloaded)
	g.tally.refusal.Store(err)
	return err
}

// log tells what no caller is told.
func (g *Gate) log(message string, err error) {
	if g.owner == nil {
		return
	}
	m := g.owner.instance.member
	attrs := []any{"plugin", m.unit.Name, "phase", opCall, "component", g.tally.component, "error", err}
	var p *PanicError
	if errors.As(err, &p) {
		attrs = append(attrs, "stack", string(p.Stack))
	}
	m.app.logger().Log(context.Background(), slog.LevelError, message, attrs...)
}

package runtime

import (
	"context"
	"sync/atomic"
)

// Slot shows the state of a plugin while it runs. Its zero value is ready and
// empty. It may be read from several goroutines at any time; reading never locks
// and allocates nothing. A Slot must not be copied after Hold.
type Slot[S any] struct {
	owner atomic.Pointer[member]
}

// terminator is the part of [Lifecycle] by which a plugin's state ends.
type terminator interface {
	Terminate(ctx context.Context) error
}

// holding is a value together with the slot that it is for.
type holding struct {
	slot  any        // *Slot[S]
	value terminator // S
}

// Hold gives s to i: it is in the slot from the moment when i's Init has
// succeeded until the plugin is to be terminated, and then its Terminate is called,
// also where the start failed after this call. A slot belongs to one plugin.
func Hold[S terminator](i *Instance, slot *Slot[S], s S) {
	if owner := slot.owner.Load(); owner != i.member && !slot.owner.CompareAndSwap(nil, i.member) {
		i.refuse(failedf(ErrConflict, "the slot belongs to plugin %s", slot.owner.Load().unit.Name))
		i.OnTerminate(s.Terminate)
		return
	}
	h := holding{slot: slot, value: s}
	if i.held.slot == nil {
		i.held = h
		return
	}
	r := i.rarely()
	r.held = append(r.held, h)
}

// Get returns the plugin's state, and the zero S while the plugin does not run.
func (s *Slot[S]) Get() S {
	v, _ := s.Lookup()
	return v
}

// Lookup returns the plugin's state, and false while the plugin does not run.
func (s *Slot[S]) Lookup() (S, bool) {
	if m := s.owner.Load(); m != nil {
		if i := m.current.Load(); i != nil {
			return heldBy(i, s)
		}
	}
	var none S
	return none, false
}

func heldBy[S any](i *Instance, s *Slot[S]) (S, bool) {
	for h := range i.holds {
		if h.slot == any(s) {
			v, _ := h.value.(S) // not if S is an interface, and nil
			return v, true
		}
	}
	var none S
	return none, false
}

// holds yields what the instance holds, in the order in which it came.
func (i *Instance) holds(yield func(holding) bool) {
	if i.held.slot == nil || !yield(i.held) || i.rare == nil {
		return
	}
	for _, h := range i.rare.held {
		if !yield(h) {
			return
		}
	}
}

func (h holding) end(ctx context.Context) (err error) {
	if h.value == nil { // nothing was held, or Init has failed for it
		return nil
	}
	contained(&err, func() error { return h.value.Terminate(ctx) })
	return err
}

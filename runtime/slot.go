package runtime

import "sync/atomic"

// Slot shows the state of a plugin while it runs. Its zero value is ready and
// empty. It may be read from several goroutines at any time; reading never locks
// and allocates nothing. A Slot must not be copied after Hold.
type Slot[S any] struct {
	owner atomic.Pointer[member]
}

// holding is a value together with the slot that it is for.
type holding struct {
	slot  any // *Slot[S]
	value any // S
}

// Hold puts s into the slot from the moment when i's Init has succeeded until
// the plugin is to be terminated. A slot belongs to one plugin.
func Hold[S any](i *Instance, slot *Slot[S], s S) {
	if !slot.owner.CompareAndSwap(nil, i.member) && slot.owner.Load() != i.member {
		i.refuse(failedf(ErrConflict, "the slot belongs to plugin %s", slot.owner.Load().unit.Name))
		return
	}
	i.held = append(i.held, holding{slot: slot, value: s})
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
	for _, h := range i.held {
		if h.slot == any(s) {
			v, _ := h.value.(S) // not if S is an interface, and nil
			return v, true
		}
	}
	var none S
	return none, false
}

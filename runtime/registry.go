package runtime

import (
	"iter"
	"slices"
	"sync/atomic"
)

// Registry has the components of one kind that the running plugins offer.
//
// It may be used from several goroutines at any time. Reading never locks: a
// plugin's components appear and go at one instant, across all registries of its
// App. A listing that runs while plugins come and go shows each plugin as it is
// when the listing gets to it: with all of its components or with none.
//
// What is handed out is the caller's: changing a slice of it, or a component's
// Capabilities, changes nothing in the registry.
type Registry[T any] struct {
	kind   string
	view   atomic.Pointer[view]
	notice notice
}

// NewRegistry returns an empty registry for the components that the contract's
// method kind gives.
func NewRegistry[T any](kind string) *Registry[T] { return &Registry[T]{kind: kind} }

// Register offers components to the world, under the entry's prefix, from the
// moment when i's Init has succeeded. A component that Unit.Components does not
// have, one without a name, and a name that is taken are refused, and with them
// the whole start of the plugin.
func Register[T any](i *Instance, r *Registry[T], components []Component[T]) {
	if len(components) == 0 {
		return
	}
	v, err := bind(i.member.app, r.kind, &r.view, &r.notice)
	if err != nil {
		i.refuse(err)
		return
	}
	s := shelfOf[T](i, v)
	s.all = slices.Grow(s.all, len(components))
	for _, c := range components {
		if err := s.add(i, v, c); err != nil {
			i.refuse(err)
		}
	}
}

// Lookup returns the component of this name, and false where no running plugin
// offers it. It allocates nothing.
func (r *Registry[T]) Lookup(name string) (T, bool) {
	if c, _ := r.find(name); c != nil {
		return c.Value, true
	}
	var none T
	return none, false
}

// Owner returns the name of the entry that offers the component, and false where
// no running plugin does.
func (r *Registry[T]) Owner(name string) (plugin string, ok bool) {
	if _, m := r.find(name); m != nil {
		return m.unit.Name, true
	}
	return "", false
}

// Names returns the names of all components in the order of registration: that
// of the plugins in the composition, and of the components within each.
func (r *Registry[T]) Names() []string {
	var names []string
	for c := range r.components() {
		names = append(names, c.Name)
	}
	return names
}

// All returns all components with their names in the order of registration.
func (r *Registry[T]) All() iter.Seq2[string, Component[T]] {
	return func(yield func(string, Component[T]) bool) {
		for c := range r.components() {
			if !yield(c.Name, c.copy()) {
				return
			}
		}
	}
}

// WithCapabilities returns the components that have all of these capabilities,
// in the order of registration; without any, it returns every component.
func (r *Registry[T]) WithCapabilities(all ...string) []Component[T] {
	var found []Component[T]
	for c := range r.components() {
		if c.hasAll(all) {
			found = append(found, c.copy())
		}
	}
	return found
}

// WithAnyCapability returns the components that have at least one of these
// capabilities, in the order of registration; without any, it returns none.
func (r *Registry[T]) WithAnyCapability(any ...string) []Component[T] {
	var found []Component[T]
	for c := range r.components() {
		if slices.ContainsFunc(any, c.has) {
			found = append(found, c.copy())
		}
	}
	return found
}

// Of returns the components that the plugin of this entry offers now, in the
// order of registration; none where it does not run or there is no such entry.
func (r *Registry[T]) Of(plugin string) []Component[T] {
	v := r.view.Load()
	if v == nil {
		return nil
	}
	var found []Component[T]
	for _, m := range v.app.members {
		if m.unit.Name != plugin {
			continue
		}
		if s := shownShelf[T](m, v.number); s != nil {
			s.each(func(c *Component[T]) bool { found = append(found, c.copy()); return true })
		}
	}
	return found
}

// Changed returns a channel that is closed at the next change: when components
// of this kind came, went or were replaced. Whoever asks for the channel first
// and looks at the registry then misses nothing:
//
//	for {
//		changed := registry.Changed()
//		use(registry.Names())
//		<-changed
//	}
//
// Now and then it is closed although the caller has seen the change already.
func (r *Registry[T]) Changed() <-chan struct{} { return r.notice.next() }

func (c *Component[T]) hasAll(capabilities []string) bool {
	for _, want := range capabilities {
		if !c.has(want) {
			return false
		}
	}
	return true
}

func (c *Component[T]) has(capability string) bool {
	return slices.Contains(c.Capabilities, capability)
}

func (c *Component[T]) copy() Component[T] {
	return Component[T]{Name: c.Name, Capabilities: slices.Clone(c.Capabilities), Value: c.Value}
}

// find returns the component of this name and who offers it, or nils.
func (r *Registry[T]) find(name string) (*Component[T], *member) {
	v := r.view.Load()
	if v == nil {
		return nil, nil
	}
	for c := v.index[name]; c.member != nil; c = c.following() {
		if s := shownShelf[T](c.member, v.number); s != nil {
			if at := s.at(c.place); at >= 0 {
				return &s.all[at], c.member
			}
		}
	}
	return nil, nil
}

// components yields what the registry holds now; nothing of it may be changed.
func (r *Registry[T]) components() iter.Seq[*Component[T]] {
	return func(yield func(*Component[T]) bool) {
		v := r.view.Load()
		if v == nil {
			return
		}
		for _, m := range v.app.members {
			if s := shownShelf[T](m, v.number); s != nil && !s.each(yield) {
				return
			}
		}
	}
}

package runtime

import (
	"slices"
	"strings"
	"sync/atomic"
)

// view is a registry's fixed plan of what it may ever hold: every name of its
// kind that a unit declares has a claim, and every claim a place on the shelf of
// its unit's instance. Since the plan never changes, a lookup is one read of an
// ordinary map and one atomic load, and an instance with ten thousand components
// comes in by one atomic store.
type view struct {
	app    *App
	kind   string
	number int // of the registry in its App
	index  map[string]claim
	widths []int // how many places each member has, by its index
}

// claim says that a member may offer a name.
type claim struct {
	member *member // nil at the end of the chain
	place  int
	next   *claim // of another member that may offer the same
}

func (c claim) following() claim {
	if c.next == nil {
		return claim{}
	}
	return *c.next
}

// of returns the claim of m in the chain, and false where it has none.
func (c claim) of(m *member) (claim, bool) {
	for c.member != nil && c.member != m {
		c = c.following()
	}
	return c, c.member != nil
}

// bind ties a registry to the App of the first plugin that registers there.
func bind(a *App, kind string, at *atomic.Pointer[view]) (*view, error) {
	v := at.Load()
	if v == nil {
		v = bindFirst(a, kind, at)
	}
	if v.app != a {
		return nil, failedf(ErrConflict, "registry %s belongs to another app", kind)
	}
	return v, nil
}

// bindFirst lets one of the plugins that come at the same time make the view.
func bindFirst(a *App, kind string, at *atomic.Pointer[view]) *view {
	a.mu.Lock()
	defer a.mu.Unlock()
	if v := at.Load(); v != nil {
		return v
	}
	if at.CompareAndSwap(nil, newView(a, kind, a.registries)) {
		a.registries++
	}
	return at.Load() // another app may have been first
}

func newView(a *App, kind string, number int) *view {
	v := &view{app: a, kind: kind, number: number, widths: make([]int, len(a.members))}
	size := 0
	for _, m := range a.members {
		v.widths[m.index] = m.declares(kind)
		size += v.widths[m.index]
	}
	v.index = make(map[string]claim, size)
	for _, m := range a.members {
		place := 0
		for _, c := range m.unit.Components {
			if k, name, _ := strings.Cut(c, "/"); k == kind {
				v.enter(name, claim{member: m, place: place})
				place++
			}
		}
	}
	return v
}

// declares counts the components of a kind that the member may offer.
func (m *member) declares(kind string) int {
	n := 0
	for _, c := range m.unit.Components {
		if k, _, _ := strings.Cut(c, "/"); k == kind {
			n++
		}
	}
	return n
}

// enter puts a claim behind those that there are on the name.
func (v *view) enter(name string, c claim) {
	first, taken := v.index[name]
	if !taken {
		v.index[name] = c
		return
	}
	last := &first
	for last.next != nil {
		last = last.next
	}
	last.next = &claim{member: c.member, place: c.place}
	v.index[name] = first
}

// shelf is a set of any component type.
type shelf interface {
	names() []string
	of(kind string) bool
	has(place int) bool
}

// set has the components of one kind of one instance. It does not change once
// the instance is shown.
type set[T any] struct {
	kind   string
	all    []Component[T] // in the order of registration
	places []int          // by place: 1 + index in all, 0 where there is none
}

func (s *set[T]) of(kind string) bool { return s.kind == kind }

func (s *set[T]) has(place int) bool { return s.places[place] != 0 }

func (s *set[T]) names() []string {
	names := make([]string, len(s.all))
	for k, c := range s.all {
		names[k] = s.kind + "/" + c.Name
	}
	return names
}

func (s *set[T]) each(yield func(*Component[T]) bool) bool {
	for k := range s.all {
		if !yield(&s.all[k]) {
			return false
		}
	}
	return true
}

// add checks a component and puts its copy on the shelf.
func (s *set[T]) add(i *Instance, v *view, c Component[T]) error {
	name := i.member.unit.Prefix + c.Name
	if c.Name == "" {
		return failedf(ErrValidation, "a component of %s has no name", v.kind)
	}
	own, declared := v.index[name].of(i.member)
	switch {
	case !declared:
		return failedf(ErrValidation, "component %q was not seen when the wiring was generated; "+
			"list %q in Metadata.Provides and generate again", v.kind+"/"+name, v.kind+"/"+c.Name)
	case s.has(own.place):
		return failedf(ErrValidation, "component %q is registered twice", v.kind+"/"+name)
	}
	if v.index[name].next != nil {
		i.contested = append(i.contested, contest{view: v, name: v.kind + "/" + name, first: v.index[name]})
	}
	s.all = append(s.all, Component[T]{Name: name, Capabilities: slices.Clone(c.Capabilities), Value: c.Value})
	s.places[own.place] = len(s.all)
	return nil
}

// shelfOf returns i's shelf for a registry, empty at first.
func shelfOf[T any](i *Instance, v *view) *set[T] {
	for len(i.sets) <= v.number {
		i.sets = append(i.sets, nil)
	}
	if s, ok := i.sets[v.number].(*set[T]); ok {
		return s
	}
	s := &set[T]{kind: v.kind, places: make([]int, v.widths[i.member.index])}
	i.sets[v.number] = s
	return s
}

// shownShelf returns what the member shows in a registry, nil for nothing.
func shownShelf[T any](m *member, number int) *set[T] {
	i := m.current.Load()
	if i == nil || number >= len(i.sets) {
		return nil
	}
	s, _ := i.sets[number].(*set[T])
	return s
}

// contest is a name that more than one member may offer.
type contest struct {
	view  *view
	name  string // with the kind
	first claim
}

// owner returns the member other than m that shows the component, or nil.
func (c contest) owner(m *member) *member {
	for k := c.first; k.member != nil; k = k.following() {
		i := k.member.current.Load()
		if k.member == m || i == nil || c.view.number >= len(i.sets) {
			continue
		}
		if s := i.sets[c.view.number]; s != nil && s.has(k.place) {
			return k.member
		}
	}
	return nil
}

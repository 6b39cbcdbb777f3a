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
	own    [][]ownName // what each member may offer, by its index and by place
	notice *notice
}

// ownName is a name that a member may offer.
type ownName struct {
	name   string
	shared bool // another may, too
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
func bind(a *App, kind string, at *atomic.Pointer[view], n *notice) (*view, error) {
	v := at.Load()
	if v == nil {
		v = bindFirst(a, kind, at, n)
	}
	if v.app != a {
		return nil, failedf(ErrConflict, "registry %s belongs to another app", kind)
	}
	return v, nil
}

// bindFirst lets one of the plugins that come at the same time make the view.
func bindFirst(a *App, kind string, at *atomic.Pointer[view], n *notice) *view {
	a.mu.Lock()
	defer a.mu.Unlock()
	if v := at.Load(); v != nil {
		return v
	}
	v := newView(a, kind, a.registries)
	v.notice = n
	if at.CompareAndSwap(nil, v) {
		a.registries++
	}
	return at.Load() // another app may have been first
}

func newView(a *App, kind string, number int) *view {
	v := &view{app: a, kind: kind, number: number, own: make([][]ownName, len(a.members))}
	size := 0
	for _, m := range a.members {
		size += m.declares(kind)
	}
	v.index = make(map[string]claim, size)
	all := make([]ownName, 0, size)
	for _, m := range a.members {
		from := len(all)
		for _, c := range m.unit.Components {
			if k, name, _ := strings.Cut(c, "/"); k == kind {
				v.enter(name, claim{member: m, place: len(all) - from})
				all = append(all, ownName{name: name})
			}
		}
		v.own[m.index] = all[from:len(all):len(all)]
	}
	for k := range all {
		all[k].shared = v.index[all[k].name].next != nil
	}
	return v
}

// place finds where a name of m belongs. Plugins register in the order of their
// declarations as a rule, so the guess is mostly right.
func (v *view) place(m *member, name string, guess int) (place int, ok bool) {
	if own := v.own[m.index]; guess < len(own) && own[guess].name == name {
		return guess, true
	}
	c, ok := v.index[name].of(m)
	return c.place, ok
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
	announce()
}

// set has the components of one kind of one instance. It does not change once
// the instance is shown.
type set[T any] struct {
	view *view
	all  []Component[T] // in the order of registration

	// places has, by place, 1 + the index in all, and 0 where there is none. It is
	// nil while every component came in the order of the places, as they mostly do.
	places *[]int

	room [1]Component[T] // for a plugin with one component, to save an allocation
}

func (s *set[T]) of(kind string) bool { return s.view.kind == kind }

// at returns the index in all of the component of a place, -1 for none.
func (s *set[T]) at(place int) int {
	switch {
	case s.places != nil:
		return (*s.places)[place] - 1
	case place < len(s.all):
		return place
	}
	return -1
}

// put gives the last component its place.
func (s *set[T]) put(place, width int) {
	last := len(s.all) - 1
	if s.places == nil && place == last {
		return
	}
	if s.places == nil {
		places := make([]int, width)
		for k := range last {
			places[k] = 1 + k
		}
		s.places = &places
	}
	(*s.places)[place] = 1 + last
}

func (s *set[T]) has(place int) bool { return s.at(place) >= 0 }

func (s *set[T]) announce() { s.view.notice.announce() }

func (s *set[T]) names() []string {
	names := make([]string, len(s.all))
	for k, c := range s.all {
		names[k] = s.view.kind + "/" + c.Name
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
	m, name := i.member, c.Name
	if m.unit.Prefix != "" {
		name = m.unit.Prefix + c.Name
	}
	if c.Name == "" {
		return failedf(ErrValidation, "a component of %s has no name", v.kind)
	}
	place, declared := v.place(m, name, len(s.all))
	switch {
	case !declared:
		return failedf(ErrValidation, "component %q was not seen when the wiring was generated; "+
			"list %q in Metadata.Provides and generate again", v.kind+"/"+name, v.kind+"/"+c.Name)
	case s.has(place):
		return failedf(ErrValidation, "component %q is registered twice", v.kind+"/"+name)
	}
	if v.own[m.index][place].shared {
		r := i.rarely()
		r.contested = append(r.contested, contest{view: v, name: v.kind + "/" + name, first: v.index[name]})
	}
	s.all = append(s.all, Component[T]{Name: name, Capabilities: slices.Clone(c.Capabilities), Value: c.Value})
	s.put(place, len(v.own[m.index]))
	return nil
}

// shelfOf returns i's shelf for a registry, empty at first.
func shelfOf[T any](i *Instance, v *view) *set[T] {
	for i.shelf(v.number) == nil {
		r := i.rarely()
		r.sets = append(r.sets, nil)
	}
	at := i.shelf(v.number)
	if s, ok := (*at).(*set[T]); ok {
		return s
	}
	s := &set[T]{view: v}
	s.all = s.room[:0]
	*at = s
	return s
}

// shownShelf returns what the member shows in a registry, nil for nothing.
func shownShelf[T any](m *member, number int) *set[T] {
	i := m.current.Load()
	if i == nil {
		return nil
	}
	at := i.shelf(number)
	if at == nil {
		return nil
	}
	s, _ := (*at).(*set[T])
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
		if k.member == m || i == nil {
			continue
		}
		if s := i.shelf(c.view.number); s != nil && *s != nil && (*s).has(k.place) {
			return k.member
		}
	}
	return nil
}

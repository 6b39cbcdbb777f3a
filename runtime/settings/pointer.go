package settings

// Pointer is a setting behind a pointer, which is allocated when it is set and
// nil after null. The rules go on to what it points to.
func Pointer[T any, P ~*T](p *P, to func(*T, ...Rule) Setting, rules ...Rule) Setting {
	return pointer[T, P]{p, func(x *T) Setting { return to(x, rules...) }, gather(rules)}
}

type pointer[T any, P ~*T] struct {
	at    *P
	to    func(*T) Setting
	rules *rules
}

func (s pointer[T, P]) want(levels int) string { return s.to(new(T)).want(levels) }

func (s pointer[T, P]) set(r *run, v *node, at place) {
	at = at.under(s.rules)
	switch {
	case v.kind == null:
		if !at.replaced() {
			*s.at = nil
		}
	case *s.at != nil:
		at.fresh = false
		s.to(*s.at).set(r, v, at)
	default:
		at.fresh = true
		s.anew(r, v.kind == mapping, func(in Setting) { in.set(r, v, at) })
	}
}

func (s pointer[T, P]) enter(r *run, path []string, v *node, at place) {
	at = at.under(s.rules)
	switch {
	case at.covered:
	case *s.at != nil:
		s.to(*s.at).enter(r, path, v, at)
	default:
		s.anew(r, true, func(in Setting) {
			in.absent(r, at, true)
			in.enter(r, path, v, at)
		})
	}
}

// anew lets f fill a new value, and keeps it unless that fails. A value of parts
// is kept even so: what an overlay sets in it would be taken for all of it.
func (s pointer[T, P]) anew(r *run, parts bool, f func(Setting)) {
	x := new(T)
	if !r.fails(func() { f(s.to(x)) }) || parts {
		*s.at = x
	}
}

// absent leaves the pointer nil, unless it has a default itself.
func (s pointer[T, P]) absent(r *run, at place, lenient bool) bool {
	if *s.at != nil || !s.rules.hasPreset {
		return false
	}
	s.anew(r, false, func(in Setting) { in.absent(r, at, lenient) })
	return true
}

// Embedded is one setting of a struct that is embedded by pointer; the struct is
// allocated when the setting is set.
func Embedded[T any](p **T, to func(*T, ...Rule) Setting) Setting {
	return embedded[T]{p, func(x *T) Setting { return to(x) }}
}

type embedded[T any] struct {
	at **T
	to func(*T) Setting
}

func (s embedded[T]) want(levels int) string { return s.to(new(T)).want(levels) }

func (s embedded[T]) set(r *run, v *node, at place) {
	s.through(r, func(in Setting) bool { in.set(r, v, at); return true })
}

func (s embedded[T]) enter(r *run, path []string, v *node, at place) {
	if !at.covered {
		s.through(r, func(in Setting) bool { in.enter(r, path, v, at); return true })
	}
}

func (s embedded[T]) absent(r *run, at place, lenient bool) bool {
	set := false
	s.through(r, func(in Setting) bool { set = in.absent(r, at, lenient); return set })
	return set
}

// through gives f the setting, in a new struct where there is none; that is kept
// where f set something.
func (s embedded[T]) through(r *run, f func(Setting) bool) {
	x := *s.at
	if x == nil {
		x = new(T)
	}
	set := false
	if !r.fails(func() { set = f(s.to(x)) }) && set {
		*s.at = x
	}
}

package settings

import "maps"

// Map is a setting that is a mapping; key and value make the settings of one key,
// which is read from its text, and of its value. It is merged key by key.
func Map[K comparable, V any, M ~map[K]V](p *M, key func(*K, ...Rule) Setting, value func(*V, ...Rule) Setting, rules ...Rule) Setting {
	return table[K, V, M]{p, key, value, gather(rules)}
}

type table[K comparable, V any, M ~map[K]V] struct {
	to    *M
	key   func(*K, ...Rule) Setting
	value func(*V, ...Rule) Setting
	rules *rules
}

func (s table[K, V, M]) want(levels int) string {
	if levels == 0 {
		return "a mapping"
	}
	return "a mapping to " + plural(s.value(new(V)).want(levels-1))
}

func (s table[K, V, M]) absent(*run, place, bool) bool { return false }

func (s table[K, V, M]) set(r *run, v *node, at place) {
	at = at.under(s.rules)
	if !r.ready(v, at.covered, at) {
		return
	}
	if v.kind == null {
		*s.to = nil
		return
	}
	if !r.is(mapping, v, s, at) {
		return
	}
	m := s.copy()
	seen := map[K]bool{}
	for i := range v.members {
		s.entry(r, m, &v.members[i], seen, at)
	}
	*s.to = m
}

// copy returns a map that may be written, with what is there.
func (s table[K, V, M]) copy() M {
	if *s.to == nil {
		return M{}
	}
	return maps.Clone(*s.to)
}

func (s table[K, V, M]) entry(r *run, m M, one *member, seen map[K]bool, at place) {
	key, ok := s.keyOf(r, one, at)
	if !ok {
		return
	}
	if seen[key] {
		r.report(&Error{Setting: named(at.path, one.name), Source: one.value.source(), Problem: "is there twice: another key means the same"})
		return
	}
	seen[key] = true
	if one.value.kind == null && one.value.overlay {
		delete(m, key)
		return
	}
	parts := one.value.kind == mapping
	s.store(r, m, key, at.member(one.name), parts, func(in Setting, at place) { in.set(r, &one.value, at) })
}

// store lets f set a copy of the key's value, and keeps that unless it fails. A
// value of parts is kept even so: what an overlay sets in it would be taken for
// all of it.
func (s table[K, V, M]) store(r *run, m M, key K, at place, parts bool, f func(Setting, place)) {
	x, there := m[key]
	at.fresh = !there
	if !r.fails(func() { f(s.value(&x), at) }) || parts {
		m[key] = x
	}
}

// keyOf reads a key, and reports one that cannot be.
func (s table[K, V, M]) keyOf(r *run, one *member, at place) (key K, ok bool) {
	in := s.key(&key)
	v := &node{kind: text, text: one.name, loose: true, key: true}
	if err := r.try(func(r *run) { in.set(r, v, place{path: at.path}) }); err == nil {
		return key, true
	}
	v.overlay = one.value.overlay
	r.report(&Error{Setting: named(at.path, one.name), Source: v.source(), Problem: "is a key, and keys must be " + plural(in.want(0))})
	return key, false
}

// try is a run whose errors are not reported.
func (r *run) try(f func(*run)) error {
	alone := &run{from: r.from, patterns: r.patterns}
	f(alone)
	if len(alone.errs) > 0 {
		return alone.errs[0]
	}
	return nil
}

func (s table[K, V, M]) enter(r *run, path []string, v *node, at place) {
	if at.covered {
		return
	}
	at = at.under(s.rules)
	key, ok := s.keyOf(r, &member{name: path[0]}, at)
	if !ok {
		return
	}
	m := s.copy()
	s.store(r, m, key, at.member(path[0]), len(path) > 1, func(in Setting, at place) {
		if at.fresh {
			in.absent(r, at, true)
		}
		at.fresh = at.fresh && len(path) == 1
		r.put(in, path[1:], v, at)
	})
	*s.to = m
}

package settings

import (
	"fmt"
	"strconv"
)

// List is a setting that is a list; item makes the setting of one item. A list is
// replaced as a whole and its items are made anew.
func List[T any, S ~[]T](p *S, item func(*T, ...Rule) Setting, rules ...Rule) Setting {
	return sequence[T]{
		rules: gather(rules), item: item, exactly: -1,
		get: func() []T { return *p },
		put: func(items []T) { *p = items },
	}
}

// Array is a setting that is a list of exactly as many items as p has, which is
// the whole of an array: Array(c.Triple[:], Integer).
func Array[T any](p []T, item func(*T, ...Rule) Setting, rules ...Rule) Setting {
	return sequence[T]{
		rules: gather(rules), item: item, exactly: len(p),
		get: func() []T { return p },
		put: func(items []T) { copy(p, items) },
	}
}

type sequence[T any] struct {
	rules   *rules
	item    func(*T, ...Rule) Setting
	exactly int // the number of items; negative for any
	get     func() []T
	put     func([]T)
}

func (s sequence[T]) want(levels int) string {
	if levels == 0 {
		return "a list"
	}
	items := plural(s.item(new(T)).want(levels - 1))
	if s.exactly >= 0 {
		return fmt.Sprintf("a list of %d %s", s.exactly, items)
	}
	return "a list of " + items
}

func (s sequence[T]) set(r *run, v *node, at place) {
	at = at.under(s.rules)
	if !r.ready(v, at.replaced(), at) {
		return
	}
	if v.kind == null && s.exactly < 0 {
		s.put(nil)
		return
	}
	if !r.is(list, v, s, at) {
		return
	}
	items := make([]T, len(v.items))
	if !r.fails(func() { s.fill(r, items, v, at) }) {
		s.put(items)
	}
}

func (s sequence[T]) fill(r *run, items []T, v *node, at place) {
	for i := range v.items {
		s.item(&items[i], s.rules.items...).set(r, &v.items[i], at.item(i))
	}
	if s.exactly >= 0 && len(items) != s.exactly {
		r.broken(v, "have exactly "+count(s.exactly, "item"), at)
		return
	}
	s.rules.checkItems(r, v, at)
}

func (s sequence[T]) enter(r *run, path []string, v *node, at place) {
	if at.replaced() {
		return
	}
	at = at.under(s.rules)
	items := s.get()
	if k, ok := r.index(path[0], len(items), at); ok {
		in := at.item(k)
		in.fresh = false
		r.put(s.item(&items[k], s.rules.items...), path[1:], v, in)
	}
}

// index reads the place of an item that is there.
func (r *run) index(token string, length int, at place) (int, bool) {
	k, err := strconv.Atoi(token)
	if err != nil || k < 0 || k >= length || strconv.Itoa(k) != token {
		r.bug(at, fmt.Sprintf("points to the item %q of a list of %d", token, length))
		return 0, false
	}
	return k, true
}

func (s sequence[T]) absent(r *run, at place, _ bool) bool {
	if !s.rules.hasPreset {
		return false
	}
	v := &node{kind: list, preset: true}
	for _, preset := range s.rules.presets {
		v.items = append(v.items, node{kind: text, text: preset, loose: true, preset: true})
	}
	s.set(r, v, place{path: at.path, hidden: at.hidden})
	return true
}

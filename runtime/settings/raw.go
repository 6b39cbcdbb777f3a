package settings

import (
	"encoding/json"
	"math"
	"strconv"
)

// JSON is a setting that its type's UnmarshalJSON reads from the exact bytes, also
// from null. The method is called on a new value. A text is handed over as a JSON
// string.
func JSON[T any, P interface {
	*T
	json.Unmarshaler
}](p P, rules ...Rule) Setting {
	return &document[T]{(*T)(p), gather(rules), "a value that " + typeName(p) + " can read", func(b []byte) (T, error) {
		x := P(new(T))
		err := x.UnmarshalJSON(b)
		return *x, err
	}}
}

// document is a setting that is read from bytes.
type document[T any] struct {
	to    *T
	rules *rules
	words string
	read  func([]byte) (T, error)
}

func (s *document[T]) want(int) string { return s.words }

func (s *document[T]) set(r *run, v *node, at place) {
	at = at.under(s.rules)
	if at.replaced() || r.fails(func() { r.resolveAll(v, at) }) {
		return
	}
	x, err := s.contained(v.exact())
	if err != nil {
		r.foreign(v, "be "+s.words, err, at)
		return
	}
	if !r.fails(func() { s.check(r, v, at) }) {
		*s.to = x
	}
}

func (s *document[T]) contained(b []byte) (x T, err error) {
	defer containPanic(&err)
	return s.read(b)
}

// check holds a value against the rules that its kind has a use for.
func (s *document[T]) check(r *run, v *node, at place) {
	switch v.kind {
	case text:
		s.rules.checkText(r, v, v.text, at)
	case number:
		if n, ok := exactNumber(v.text); ok {
			s.rules.checkNumber(r, v, n, at)
		}
	case list:
		s.rules.checkItems(r, v, at)
	}
}

func (s *document[T]) enter(r *run, path []string, v *node, at place) {
	r.bug(at.member(path[0]), "points into a setting that has no parts")
}

func (s *document[T]) absent(r *run, at place, _ bool) bool {
	if len(s.rules.presets) != 1 {
		return false
	}
	s.set(r, &node{kind: text, text: s.rules.presets[0], preset: true}, place{path: at.path, hidden: at.hidden})
	return true
}

// resolveAll resolves every reference inside a value, which comes from all of
// them then.
func (r *run) resolveAll(v *node, at place) {
	r.ready(v, false, at)
	for i := range v.items {
		r.resolveAll(&v.items[i], at.item(i))
		v.refs = append(v.refs, v.items[i].refs...)
	}
	for i := range v.members {
		m := &v.members[i]
		r.resolveAll(&m.value, at.member(m.name))
		v.refs = append(v.refs, m.value.refs...)
	}
}

// Any is a setting of an interface type without methods. It becomes a bool, an
// int, or a float64 where no int fits or where the number has a point or an
// exponent, a string, a []any, a map[string]any, or nil.
func Any[T any](p *T, rules ...Rule) Setting { return anything[T]{p, gather(rules)} }

type anything[T any] struct {
	to    *T
	rules *rules
}

func (anything[T]) want(int) string { return "a value" }

func (anything[T]) absent(*run, place, bool) bool { return false }

func (s anything[T]) set(r *run, v *node, at place) {
	at = at.under(s.rules)
	var x any
	if at.replaced() || r.fails(func() { r.resolveAll(v, at); x = r.free(v, at) }) {
		return
	}
	s.store(r, x, at)
}

func (s anything[T]) store(r *run, x any, at place) {
	t, ok := x.(T)
	if !ok && x != nil {
		r.bug(at, "has for a type with methods what is for any value")
		return
	}
	*s.to = t
}

// enter walks the lists and mappings that are there.
func (s anything[T]) enter(r *run, path []string, v *node, at place) {
	if at.replaced() {
		return
	}
	at = at.under(s.rules)
	switch in := any(*s.to).(type) {
	case map[string]any:
		x := in[path[0]]
		if !r.fails(func() { r.put(Any(&x), path[1:], v, at.member(path[0])) }) {
			in[path[0]] = x
		}
	case []any:
		if k, ok := r.index(path[0], len(in), at); ok {
			r.put(Any(&in[k]), path[1:], v, at.item(k))
		}
	default:
		r.bug(at.member(path[0]), "points into a value that has no parts")
	}
}

// free makes of a value what encoding/json would, with int for whole numbers.
func (r *run) free(v *node, at place) any {
	switch v.kind {
	case boolean:
		return v.text == "true"
	case number:
		return r.freeNumber(v, at)
	case text:
		return v.text
	case list:
		all := make([]any, len(v.items))
		for i := range v.items {
			all[i] = r.free(&v.items[i], at.item(i))
		}
		return all
	case mapping:
		all := make(map[string]any, len(v.members))
		for i := range v.members {
			all[v.members[i].name] = r.free(&v.members[i].value, at.member(v.members[i].name))
		}
		return all
	}
	return nil
}

func (r *run) freeNumber(v *node, at place) any {
	if n, err := strconv.Atoi(v.text); err == nil {
		return n
	}
	f, err := strconv.ParseFloat(v.text, 64)
	if err != nil || math.IsInf(f, 0) || vanished(f, v.text) {
		r.broken(v, "fit into a float64", at)
	}
	return f
}

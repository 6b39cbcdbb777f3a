package settings

import "slices"

// Setting is a place for one value: a field of a configuration, or all of it. A
// Setting is used once, by one goroutine. The functions of this package make all
// that there are.
type Setting interface {
	// set puts a value in, or reports why it cannot.
	set(r *run, v *node, at place)

	// enter sets what a path leads to inside this value; the path has a token.
	enter(r *run, path []string, v *node, at place)

	// absent gives a value that was made anew its default, and tells whether
	// there was one. Where the value's parent is absent itself, what is required
	// inside is not asked for.
	absent(r *run, at place, lenient bool) bool

	// want says in YAML's words what the setting takes, down to some levels of
	// lists and mappings: a type may be a list of itself.
	want(levels int) string
}

// place is where a value goes.
type place struct {
	path   string
	hidden bool // values must not be shown
	fresh  bool // the value there was made anew

	// What the overlays have at this path. A value of the configuration that an
	// overlay replaces is covered: its references need no value.
	over    []*node
	covered bool
}

func named(path, name string) string {
	if path == "" {
		return short(name)
	}
	return path + "." + short(name)
}

// member is the place of a setting of a struct, or of a key of a mapping.
func (at place) member(name string) place {
	in := place{path: named(at.path, name), hidden: at.hidden, fresh: at.fresh, covered: at.covered}
	for _, o := range at.over {
		if o.kind != mapping {
			in.covered = true
		} else if v := o.member(name); v != nil {
			in.over = append(in.over, v)
		}
	}
	return in
}

// item is the place of an item of a list, which overlays replace as a whole.
func (at place) item(index int) place {
	return place{path: indexed(at.path, index), hidden: at.hidden, fresh: true, covered: at.replaced()}
}

// replaced reports whether an overlay gives another value for the one here, where
// that cannot be merged.
func (at place) replaced() bool { return at.covered || len(at.over) > 0 }

// under is the place with what the rules of its setting say about it.
func (at place) under(r *rules) place {
	at.hidden = at.hidden || r.hidden
	return at
}

// Fields are the settings of a struct by the names that they have in a file.
type Fields map[string]Setting

func (f Fields) set(r *run, v *node, at place) {
	if !r.ready(v, at.covered, at) || !r.is(mapping, v, f, at) {
		return
	}
	var meant []string // are there under mistyped names
	for i := range v.members {
		m := &v.members[i]
		s, ok := f[m.name]
		switch {
		case !ok:
			meant = append(meant, r.unknown(m, f.names(), at))
		case m.value.kind != null || m.value.overlay:
			s.set(r, &m.value, at.member(m.name))
		case at.fresh:
			s.absent(r, at.member(m.name), false)
		}
	}
	if !at.fresh {
		return
	}
	for _, name := range f.names() {
		if v.member(name) == nil && !slices.Contains(meant, name) {
			f[name].absent(r, at.member(name), false)
		}
	}
}

func (f Fields) enter(r *run, path []string, v *node, at place) {
	if s, ok := f[path[0]]; ok {
		r.put(s, path[1:], v, at.member(path[0]))
		return
	}
	r.bug(at.member(path[0]), "points to a setting that there is not")
}

func (f Fields) absent(r *run, at place, _ bool) bool {
	any := false
	for _, name := range f.names() {
		any = f[name].absent(r, at.member(name), true) || any
	}
	return any
}

func (f Fields) want(int) string { return "a mapping" }

func (f Fields) names() []string {
	names := make([]string, 0, len(f))
	for name := range f {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Required is a setting that must be given inside a value that is made anew: an
// item of a list, a new value of a mapping, a pointer that was nil.
func Required(s Setting) Setting { return required{s} }

type required struct{ Setting }

func (s required) absent(r *run, at place, lenient bool) bool {
	if lenient {
		return s.Setting.absent(r, at, lenient)
	}
	r.report(&Error{Setting: at.path, Problem: "is required"})
	return false
}

// Unsettable is a setting that the wiring cannot reach: any value is refused with
// "cannot be set: " and why.
func Unsettable(why string) Setting { return unsettable{why} }

type unsettable struct{ why string }

func (s unsettable) set(r *run, v *node, at place) {
	r.report(&Error{Setting: at.path, Source: v.source(), Problem: "cannot be set: " + s.why})
}

func (s unsettable) enter(r *run, _ []string, v *node, at place) { s.set(r, v, at) }
func (unsettable) absent(*run, place, bool) bool                 { return false }
func (unsettable) want(int) string                               { return "a value" }

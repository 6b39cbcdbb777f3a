package settings

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/plugingen/plugingen/runtime/internal/nearest"
)

// Value is a value of the configuration file that the generator could not write
// as a literal.
type Value struct {
	pointer, text string
	json          bool
}

// At is a value for the setting that pointer leads to, a JSON Pointer (RFC 6901)
// made of setting names, keys and list indexes. The template is a text with
// references, ${env:NAME}, ${env:NAME:-default} and ${file:PATH}, in which $$ is a
// dollar; it is read as the setting's type, as YAML would read it.
func At(pointer, template string) Value { return Value{pointer: pointer, text: template} }

// JSONAt is a JSON value for the setting that pointer leads to, like At. Every
// string in it is a template; one with references is read as the setting's type.
// Null for a setting of a struct is as if it were not there.
func JSONAt(pointer, doc string) Value { return Value{pointer: pointer, text: doc, json: true} }

// Apply sets the values in order, then the overlays, which are JSON objects of
// settings; later ones win. It returns an [*Error] for everything that is wrong,
// joined, in an order that depends on the arguments only; the configuration is
// not to be used then.
//
// An overlay is merged: a struct setting by setting, a mapping key by key, where
// null removes a key. Everything else is replaced, and null empties a pointer, a
// list, a mapping or a value of any type. Strings of an overlay are what they
// are; they have no references. A value that an overlay replaces is not resolved,
// so its references need none.
//
// In a value that is made anew, an item of a list for instance, settings that are
// absent get their Default, and those that are Required must be there.
func Apply(to Setting, values []Value, overlays [][]byte, from Source) error {
	r := &run{from: from.orSystem(), patterns: map[string]*regexp.Regexp{}}
	docs, flaws := make([]*node, len(overlays)), make([][]flaw, len(overlays))
	var root place
	for k, doc := range overlays {
		docs[k], flaws[k] = readDocument(doc, true)
		if docs[k] != nil {
			root.over = append(root.over, docs[k])
		}
	}
	for _, v := range values {
		r.value(to, v, root)
	}
	for k, doc := range docs {
		for _, f := range flaws[k] {
			r.flawed(f)
		}
		if len(flaws[k]) == 0 {
			to.set(r, doc, place{})
		}
	}
	return errors.Join(r.errs...)
}

// flawed reports what is wrong with an overlay.
func (r *run) flawed(f flaw) {
	problem := "what WithSettings gives " + f.problem
	if f.path != "" {
		problem = "in what WithSettings gives, it " + f.problem
	}
	r.report(&Error{Setting: f.path, Source: "WithSettings", Problem: problem})
}

// run is one run of Apply.
type run struct {
	from     Source
	patterns map[string]*regexp.Regexp
	errs     []error
}

func (r *run) report(e *Error) { r.errs = append(r.errs, e) }

// fails tells whether f reported anything.
func (r *run) fails(f func()) bool {
	before := len(r.errs)
	f()
	return len(r.errs) > before
}

// bug reports what only the wiring can have done wrong.
func (r *run) bug(at place, problem string) {
	r.report(&Error{Setting: at.path, Problem: "the generated wiring " + problem + "; this is a bug of plugingen"})
}

func (r *run) value(to Setting, v Value, at place) {
	path, ok := tokens(v.pointer)
	if !ok {
		r.bug(at, fmt.Sprintf("has the malformed pointer %q", v.pointer))
		return
	}
	n := &node{kind: text, text: v.text, template: true, loose: true}
	if v.json {
		doc, flaws := readDocument([]byte(v.text), false)
		for _, f := range flaws {
			where := place{path: strings.Join(path, ".")}
			if f.path == "" {
				r.bug(where, "has a document that "+f.problem)
			} else {
				r.bug(where, "has a document in which "+f.path+" "+f.problem)
			}
		}
		if len(flaws) > 0 {
			return
		}
		n = doc
	}
	r.put(to, path, n, at)
}

// tokens takes a JSON Pointer apart.
func tokens(pointer string) ([]string, bool) {
	if pointer == "" {
		return nil, true
	}
	parts := strings.Split(pointer, "/")
	for k, part := range parts {
		plain := strings.NewReplacer("~0", "", "~1", "").Replace(part)
		if strings.Contains(plain, "~") {
			return nil, false
		}
		parts[k] = strings.NewReplacer("~1", "/", "~0", "~").Replace(part)
	}
	return parts[1:], parts[0] == ""
}

func (r *run) put(s Setting, path []string, v *node, at place) {
	if len(path) == 0 {
		s.set(r, v, at)
		return
	}
	s.enter(r, path, v, at)
}

// ready resolves the references of a value, unless an overlay replaces it; false
// where there is nothing to set.
func (r *run) ready(v *node, covered bool, at place) bool {
	if covered {
		return false
	}
	if !v.template {
		return true
	}
	pieces, problem := readTemplate(v.text)
	if problem != "" {
		r.report(&Error{Setting: at.path, Problem: problem})
		return false
	}
	v.text, v.template, v.resolved = "", false, true
	return !r.fails(func() {
		for _, p := range pieces {
			r.resolve(v, p, at)
		}
		v.loose = v.loose || len(v.refs) > 0
		v.pure = len(pieces) == 1
	})
}

func (r *run) resolve(v *node, p piece, at place) {
	if p.ref == nil {
		v.text += p.text
		return
	}
	out, err := r.from.lookup(p.ref)
	if err != nil {
		err.Setting, err.Source = at.path, p.ref.String()
		r.report(err)
	}
	v.text += out
	v.refs = append(v.refs, *p.ref)
}

// manyLevels is how far into lists and mappings a message goes.
const manyLevels = 5

// is reports a value that is not of the kind that a setting takes.
func (r *run) is(k kind, v *node, s Setting, at place) bool {
	if v.kind == k {
		return true
	}
	r.wrong(v, s.want(manyLevels), at)
	return false
}

// unknown reports a setting that there is not, and returns the one that was
// probably meant.
func (r *run) unknown(m *member, names []string, at place) string {
	problem := "there is no such setting"
	if m.value.overlay {
		problem = "given by WithSettings, but there is no such setting"
	}
	near, ok := nearest.Word(m.name, names)
	if ok {
		problem += fmt.Sprintf("; did you mean %q?", near)
	}
	r.report(&Error{Setting: named(at.path, m.name), Source: m.value.source(), Problem: problem + known(ok, names)})
	return near
}

// manyNames is the number of settings from which a list of all is noise.
const manyNames = 12

func known(suggested bool, names []string) string {
	sign := ";"
	if suggested {
		sign = ""
	}
	switch {
	case len(names) == 0:
		return sign + " there are no settings here"
	case len(names) <= manyNames:
		return sign + " there are: " + strings.Join(names, ", ")
	}
	return ""
}

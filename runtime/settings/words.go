package settings

import (
	"fmt"
	"strconv"
	"strings"
)

// The words are those of gen/internal/settings/words.go, so that who runs a
// program reads what its author read.

// wrong reports a value of another kind than the setting takes.
func (r *run) wrong(v *node, want string, at place) {
	thing := kindWords[v.kind]
	if len(v.refs) > 0 {
		thing = "something else"
	}
	r.report(&Error{Setting: at.path, Source: v.source(), Problem: "must be " + want + v.instead(thing, at.hidden)})
}

// broken reports a value of the right kind that the setting does not take.
func (r *run) broken(v *node, must string, at place) {
	r.report(&Error{Setting: at.path, Source: v.source(), Problem: "must " + must + v.instead("something else", at.hidden)})
}

// foreign reports what code of a type has against a value. Its words are told
// only where the value may be shown, and the error is kept only where it is no
// secret.
func (r *run) foreign(v *node, must string, err error, at place) {
	e := &Error{Setting: at.path, Source: v.source(), Problem: "must " + must + v.instead("something else", at.hidden)}
	if !at.hidden {
		e.Err = err
		if v.inFile() {
			e.Problem += ": " + fmt.Sprint(err) // survives an error whose method panics
		}
	}
	r.report(e)
}

// instead says what was found, as far as that may be told; thing is what it is in
// an overlay.
func (v *node) instead(thing string, hidden bool) string {
	switch {
	case v.overlay:
		return ", and WithSettings gives " + thing
	case len(v.refs) > 0:
		return ", and " + v.held()
	case v.preset:
		return ", which its default is not"
	}
	return ", found " + v.found(hidden)
}

// held says where a text came from and nothing of it.
func (v *node) held() string {
	if !v.pure {
		var all []string
		for _, ref := range v.refs {
			all = append(all, ref.words())
		}
		what := "the value with "
		if v.kind == text {
			what = "the text with "
		}
		return what + strings.Join(all, " and ") + " in it is something else"
	}
	verb, thing := " holds", " something else"
	if v.refs[0].usedPreset {
		verb = " is"
	}
	if v.text == "" {
		verb, thing = " is", " empty"
	}
	return v.refs[0].words() + verb + thing
}

// found says what stands in the configuration file, and of a secret only its kind.
func (v *node) found(hidden bool) string {
	switch {
	case v.kind == null || v.kind == list || v.kind == mapping:
		return kindWords[v.kind]
	case hidden && v.kind == text:
		return "a string (not shown)"
	case hidden:
		return "another value (not shown)"
	case v.kind == text:
		return strconv.Quote(short(v.text))
	}
	return short(v.text)
}

// short keeps a message to one line.
func short(text string) string {
	const most = 40
	if r := []rune(text); len(r) > most {
		return string(r[:most]) + "..."
	}
	return text
}

// plural makes "strings" of "a string", and so on for the words of want.
func plural(one string) string {
	if one == "true or false" {
		return one
	}
	one = strings.TrimPrefix(one, "a ")
	for _, noun := range []string{"whole number", "number", "string", "list", "mapping", "duration", "time", "URL", "value"} {
		if rest, ok := strings.CutPrefix(one, noun); ok {
			return noun + "s" + rest
		}
	}
	return one
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func quoted(words []string) string {
	out := make([]string, len(words))
	for k, w := range words {
		out[k] = strconv.Quote(w)
	}
	return strings.Join(out, ", ")
}

func indexed(path string, index int) string { return path + "[" + strconv.Itoa(index) + "]" }

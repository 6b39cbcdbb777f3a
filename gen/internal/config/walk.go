package config

import (
	"slices"
	"strconv"
	"strings"

	"github.com/plugingen/plugingen/gen/diag"
)

// field is one key that a mapping may have.
type field struct {
	key  string
	read func(Member)
}

// fields reads the members of a mapping in file order and reports those that
// are none of the known. It returns the keys that are there and those that
// were likely meant, so that a misspelt key is not missed as well.
func (r *reader) fields(path string, v *Value, known []field) map[string]bool {
	present := make(map[string]bool, len(v.Members))
	for _, m := range v.Members {
		if i := index(known, m.Key); i >= 0 {
			present[m.Key] = true
			known[i].read(m)
			continue
		}
		if path == "" && strings.HasPrefix(m.Key, "x-") {
			continue
		}
		present[r.unknownKey(path, m, known)] = true
	}
	return present
}

func index(known []field, key string) int {
	for i := range known {
		if known[i].key == key {
			return i
		}
	}
	return -1
}

// unknownKey reports a key and returns the one that was likely meant.
func (r *reader) unknownKey(path string, m Member, known []field) string {
	keys := make([]string, len(known))
	for i := range known {
		keys[i] = known[i].key
	}
	meant, ok := diag.Nearest(m.Key, keys)
	help := "known keys: " + strings.Join(keys, ", ")
	switch {
	case ok:
		help = "did you mean " + meant + "?"
	case path == "" && m.Value.Member("module") != nil:
		help = "an entry stands under plugins, indented"
	case path == "" && homes[m.Key] != "":
		help = "it stands under " + homes[m.Key] + ", indented"
	case isEntry(known):
		help = "a setting of the plugin stands under config, indented; " + help
	}
	where := " at the top level"
	if path != "" {
		where = " in " + path
	}
	r.reportOn(diag.UnknownKey, keyOf(m), help, "unknown key %s%s", quote(m.Key), where)
	return meant
}

// keyOf is a member's key as a place that findings stand on.
func keyOf(m Member) *Value {
	return &Value{Position: m.Position, Alias: m.Value.Alias, Over: m.Value.Over}
}

// homes are the sections of keys that are often written a level too high.
var homes = map[string]string{
	"dir": "output", "package": "output",
	"signatures": "policy", "stability": "policy", "side_effects": "policy", "trusted_keys": "policy",
	"permissions": "policy",
}

// isEntry reports whether keys are those of an entry, which alone has settings.
func isEntry(known []field) bool { return index(known, "config") >= 0 }

// mapping reports whether a value is a mapping. Nothing at all is none, and
// no finding: a section whose lines are all commented out is absent.
func (r *reader) mapping(path string, v *Value, form string) bool {
	if v.Kind == Null || v.Kind == "" {
		return false
	}
	return r.expect(path, v, Mapping, "a mapping", form)
}

// list is likewise for lists.
func (r *reader) list(path string, v *Value, form string) bool {
	if v.Kind == Null || v.Kind == "" {
		return false
	}
	return r.expect(path, v, Sequence, "a list", form)
}

// text returns a value that must be text, false where it is not.
func (r *reader) text(path string, v *Value, form string) (Text, bool) {
	return Text{Value: v.Text, Position: v.Position}, r.expect(path, v, String, "text", form)
}

// choice returns a text that must be one of the words of a key, of which this
// version does only some.
func (r *reader) choice(path, key string, v *Value) (Text, bool) {
	words, built := choices[key].all, choices[key].built
	form := lastKey(path) + ": " + built[0]
	t, ok := r.text(path, v, form)
	if !ok || slices.Contains(built, t.Value) {
		return t, ok
	}
	if slices.Contains(words, t.Value) {
		r.notBuilt(path+": "+t.Value, v, "write "+form+", or leave the key out")
		return t, false
	}
	help := "write one of " + strings.Join(built, ", ")
	if len(built) == 1 {
		help = "write " + form
	}
	if meant, ok := diag.Nearest(t.Value, built); ok {
		help = "did you mean " + meant + "?"
	}
	r.reportOn(diag.InvalidValue, v, help, "%s cannot be %s", path, quote(t.Value))
	return t, false
}

// notBuilt refuses what a later version will do: accepting it would promise it.
func (r *reader) notBuilt(what string, v *Value, help string) {
	r.reportOn(diag.InvalidValue, v, help, "this version of plugingen does not do %s yet", what)
}

// expect reports a value of another kind than wanted. What could not be read
// was reported already.
func (r *reader) expect(path string, v *Value, kind Kind, wanted, form string) bool {
	if v.Kind != kind && v.Kind != "" {
		r.reportOn(diag.WrongType, v, "write "+form, "%s must be %s, not %s", path, wanted, describe(v))
	}
	return v.Kind == kind
}

// lastKey is what stands behind the last dot of a path.
func lastKey(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }

// longestQuote is how many characters of the user's text a message repeats.
const longestQuote = 60

// shorten cuts long text and makes what cannot be printed visible.
func shorten(s string) string {
	q := quote(s)
	return q[1 : len(q)-1]
}

// quote puts text in quotes, cut where it is long.
func quote(s string) string {
	n := 0
	for i := range s {
		if n == longestQuote {
			return strconv.Quote(s[:i] + "…")
		}
		n++
	}
	return strconv.Quote(s)
}

package config

import (
	"strings"

	"github.com/plugingen/plugingen/gen/diag"
)

// Waiver says that findings of one entry are accepted, and why.
type Waiver struct {
	Position diag.Position // of the item
	Code     Text          // the findings' code, which can be waived
	Match    Text          // what the findings are about: a function, an import path, "go"
	Reason   Text          // never empty
}

// waivable are the codes of which single findings can be accepted.
var waivable = []string{string(diag.ImportSideEffect)}

const waiverForm = "waive:\n  - code: import-side-effect\n    match: http.HandleFunc\n    reason: the old status page needs it until we move it"

func (r *reader) waivers(path string, v *Value) []Waiver {
	if !r.list(path, v, "a list:\n"+waiverForm) {
		return nil
	}
	var waivers []Waiver
	first := map[[2]string]diag.Position{}
	for i := range v.Items {
		w, ok := r.waiver("an item of "+path, &v.Items[i])
		if !ok {
			continue
		}
		key := [2]string{w.Code.Value, w.Match.Value}
		if at, twice := first[key]; twice {
			r.reportOn(diag.InvalidValue, &v.Items[i], "keep one of the two", "%s waives %s twice", path, quote(w.Match.Value))
			r.relate(at, "the first one")
			continue
		}
		first[key] = w.Position
		waivers = append(waivers, w)
	}
	return waivers
}

// waiver reads one item; all three keys must be there and say something.
func (r *reader) waiver(path string, v *Value) (Waiver, bool) {
	w := Waiver{Position: v.Position}
	if !r.expect(path, v, Mapping, "a mapping", "code, match and reason:\n"+waiverForm) {
		return w, false
	}
	present := r.fields(path, v, []field{
		{"code", func(m Member) {
			if t, ok := r.choice("waive.code", "waive.code", &m.Value); ok {
				w.Code = t
			}
		}},
		{"match", func(m Member) { r.said("match", &m.Value, &w.Match) }},
		{"reason", func(m Member) { r.said("reason", &m.Value, &w.Reason) }},
	})
	for _, key := range []string{"code", "match", "reason"} {
		if !present[key] {
			r.reportOn(diag.InvalidValue, v, "write code, match and reason:\n"+waiverForm, "%s has no %s", path, key)
		}
	}
	return w, w.Code.Value != "" && w.Match.Value != "" && w.Reason.Value != ""
}

// said reads a text that must say something.
func (r *reader) said(key string, v *Value, to *Text) {
	t, ok := r.text("waive."+key, v, key+": text")
	switch {
	case !ok:
	case strings.TrimSpace(t.Value) == "":
		r.reportOn(diag.InvalidValue, v, "write code, match and reason:\n"+waiverForm, "the %s of a waiver is empty", key)
	default:
		*to = t
	}
}

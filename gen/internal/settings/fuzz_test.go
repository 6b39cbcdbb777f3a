package settings

import (
	"reflect"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/config"
)

// FuzzBind: whatever the file holds, nothing panics, every finding stands at a
// place of the file or at the entry, a literal comes only without errors and
// is one that compiles, and no secret is told.
func FuzzBind(f *testing.F) {
	for _, seed := range []string{
		`{name: abc, limit: {max: 1}, tags: [a, b], wait: 5s}`,
		`{name: 1, mode: x, count: 0x1f, secret: hunter2hunter2, pins: [8, 88]}`,
		`{bool: yes, int: 017, f32: 1e39, any: {a: [1, 2.5, null, {b: c}]}, by_int: {"1": x, "+1": y}}`,
		`{id: "${env:X}", deep: null, ptrs: [null, 1], arr: [1], self: {self: {self: null}}}`,
		`{f64: 1e-999999999, u64: 99999999999999999999999, list: {a: b}, note: 2024-01-01}`,
	} {
		f.Add(seed)
	}
	types := []reflect.Type{reflect.TypeFor[All](), reflect.TypeFor[Tuned](), reflect.TypeFor[Defaulted]()}
	f.Fuzz(func(t *testing.T, text string) {
		v, ok := parseFlow(text)
		if !ok {
			return
		}
		places := map[diag.Position]bool{entryKey: true}
		collect(v, places)
		for _, rt := range types {
			lit, list := Bind("acme", entryKey, v, facts(rt))
			checkList(t, list, places)
			if s := secretOf(v); rt.Name() == "Tuned" && s != "" && strings.Contains(render(list), s) {
				t.Errorf("the secret %q is told: %s", s, render(list))
			}
			if list.Errors() > 0 {
				if !reflect.DeepEqual(lit, Literal{}) {
					t.Error("a literal in spite of errors")
				}
			} else if err := apply(lit, reflect.New(rt).Elem()); err != nil {
				t.Errorf("%s: %v", rt, err)
			}
		}
	})
}

func checkList(t *testing.T, list diag.List, places map[diag.Position]bool) {
	for _, d := range list {
		if d.IsError() && !places[d.Position] {
			t.Errorf("a place that the input does not have: %+v", d)
		}
		for _, r := range d.Related {
			if !places[r.Position] {
				t.Errorf("a related place that the input does not have: %+v", d)
			}
		}
	}
}

func collect(v *config.Value, places map[diag.Position]bool) {
	places[v.Position] = true
	for i := range v.Items {
		collect(&v.Items[i], places)
	}
	for i := range v.Members {
		places[v.Members[i].Position] = true
		collect(&v.Members[i].Value, places)
	}
}

// secretOf is the content of the setting secret, where it is long enough not
// to stand in a message by chance.
func secretOf(v *config.Value) string {
	m := v.Member("secret")
	if m == nil || len(m.Value.Text) < 6 || len(strings.Trim(m.Value.Text, "0123456789xyz")) != 0 {
		return ""
	}
	return m.Value.Text
}

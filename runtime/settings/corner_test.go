package settings_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/runtime/settings"
)

type nest map[string]nest

func bindNest(n *nest, _ ...settings.Rule) settings.Setting {
	return settings.Map(n, settings.String, bindNest)
}

// A message about a type that is made of itself comes to an end.
func TestATypeMadeOfItself(t *testing.T) {
	var n nest
	values, overlays, w := byOverlay(`{"a": {"b": null, "c": {}}}`)
	wantLines(t, put(bindNest(&n), values, overlays, w))
	if fmt.Sprint(n) != "map[a:map[c:map[]]]" {
		t.Errorf("got %v", n)
	}
	values, overlays, w = byOverlay(`1`)
	wantLines(t, put(bindNest(&n), values, overlays, w),
		`setting "x": must be a mapping to `+strings.Repeat("mappings to ", 4)+"mappings, and WithSettings gives a number")
}

func TestRulesAndDefaultsOfJSON(t *testing.T) {
	var items []json.RawMessage
	bind := func(r ...settings.Rule) settings.Setting {
		return settings.List(&items, settings.JSON, settings.Items(r...))
	}
	const other = ", and WithSettings gives something else"
	values, overlays, w := byOverlay(`[5, "abc", [1], true]`)
	wantLines(t, put(bind(settings.Maximum("4"), settings.MaxLength(2), settings.MinItems(2)), values, overlays, w),
		`setting "x[0]": must be at most 4`+other,
		`setting "x[1]": must have at most 2 characters`+other,
		`setting "x[2]": must have at least 2 items`+other)

	var made []struct{ Raw json.RawMessage }
	values, overlays, w = byOverlay(`[{}]`)
	wantLines(t, put(settings.List(&made, func(p *struct{ Raw json.RawMessage }, _ ...settings.Rule) settings.Setting {
		return settings.Fields{"raw": settings.JSON(&p.Raw, settings.Default("d"))}
	}), values, overlays, w))
	if len(made) != 1 || string(made[0].Raw) != `"d"` {
		t.Errorf("got %s", made)
	}
}

func TestAnyOfATypeWithMethods(t *testing.T) {
	var x fmt.Stringer
	values, overlays, w := byOverlay(`1`)
	wantLines(t, put(settings.Any(&x), values, overlays, w),
		`setting "x": the generated wiring has for a type with methods what is for any value; this is a bug of plugingen`)
}

// The settings of a struct that is embedded by pointer may have parts.
func TestAPathThroughAnEmbeddedStruct(t *testing.T) {
	type base struct{ Inner inner }
	var x struct{ *base }
	s := settings.Embedded(&x.base, func(b *base, _ ...settings.Rule) settings.Setting { return bindInner(&b.Inner) })
	wantLines(t, put(s, []settings.Value{settings.At("/x/key", "k")}, nil, world{}))
	if x.base == nil || x.Inner.Key != "k" {
		t.Errorf("got %+v", x.base)
	}
	values, overlays, w := byOverlay(`1`)
	wantLines(t, put(settings.List(&[]int{}, func(*int, ...settings.Rule) settings.Setting { return s }), values, overlays, w),
		`setting "x": must be a list of mappings, and WithSettings gives a number`)
}

// What a message shows fits into a line.
func TestLongTextsAreCut(t *testing.T) {
	var n int
	values, overlays, w := byLiteral(`"` + strings.Repeat("ä", 100) + `"`)
	wantLines(t, put(settings.Integer(&n), values, overlays, w),
		`setting "x": must be a whole number, found "`+strings.Repeat("ä", 40)+`..."`)
	wantLines(t, settings.Apply(settings.Fields{}, nil, [][]byte{[]byte(`{"` + strings.Repeat("k", 100) + `": 1}`)}, settings.Source{}),
		`setting "`+strings.Repeat("k", 40)+`...": given by WithSettings, but there is no such setting; there are no settings here`)
}

func TestUnsettableInside(t *testing.T) {
	s := settings.Unsettable("why")
	wantLines(t, put(s, []settings.Value{settings.At("/x/a", "b")}, nil, world{}), `setting "x": cannot be set: why`)
	var items []int
	bind := func(*int, ...settings.Rule) settings.Setting {
		return settings.Fields{"must": settings.Required(s), "may": settings.Unsettable("why")}
	}
	values, overlays, w := byOverlay(`[{}]`)
	wantLines(t, put(settings.List(&items, bind), values, overlays, w), `setting "x[0].must": is required`)
}

package settings

import (
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

type (
	near struct {
		Size  int      `json:"size,omitempty" jsonschema:"default=3"`
		Same  int      `json:"near_same,omitempty"`
		Words []string `json:"words,omitempty" jsonschema:"default=a,default=$b"`
		deep
	}
	deep struct {
		Depth string `json:"depth,omitempty"`
	}
	beside struct {
		Same int `json:"beside_same,omitempty"`
	}
	Reach struct {
		near
		beside
		*Extra
		Inner near `json:"inner,omitzero"`
		List  []struct {
			near
			N int `json:"n,omitempty"`
		} `json:"list,omitempty"`
	}
)

// What no literal can say, because a type or a field on the way has no exported
// name, is set at start: Go promotes the field, and a struct by value is reached
// by its fields.
func TestReach(t *testing.T) {
	const defaults = "/size 3\n/words JSON [\"a\",\"$$b\"]\n/inner/size 3\n/inner/words JSON [\"a\",\"$$b\"]"
	for in, want := range map[string]string{
		"{}": defaults,
		`{size: 5, words: [x], depth: "${env:D}", inner: {size: 7, words: []}}`: "/size JSON 5\n/words JSON [\"x\"]\n/depth ${env:D}\n/inner/size JSON 7\n/inner/words JSON []",
		`{note: n, list: [{size: 1, n: 2}]}`:                                    defaults + "\n/list/0/size JSON 1\n/list/0/words JSON [\"a\",\"$$b\"]",
	} {
		v, ok := parseFlow(in)
		if !ok {
			t.Fatal(in)
		}
		cfg, list := Bind("acme", entryKey, v, facts(reflect.TypeFor[Reach]()))
		if cfg == nil {
			t.Errorf("%s: %v", in, list)
			continue
		}
		var got []string
		for _, l := range cfg.Late {
			got = append(got, strings.Replace(l.Pointer+" JSON "+l.Text, "JSON ", map[bool]string{true: "JSON "}[l.JSON], 1))
		}
		if d := cmp.Diff(want, strings.Join(got, "\n")); d != "" {
			t.Errorf("%s: %s", in, d)
		}
	}
}

// Two fields of one Go name at one depth are none of them promoted, although
// their names in a file differ.
func TestHiddenByGo(t *testing.T) {
	const why = " is kept behind the field near, which other packages cannot write because it is not exported"
	v, _ := parseFlow(`{near_same: 1}`)
	_, list := Bind("acme", entryKey, v, facts(reflect.TypeFor[Reach]()))
	if d := cmp.Diff(`1:13 wrong-setting-type the setting "near_same" of acme`+why, render(list)); d != "" {
		t.Error(d)
	}
	cfg, _ := Bind("acme", entryKey, nil, facts(reflect.TypeFor[Reach]()))
	for _, s := range cfg.Binding.Settings {
		if hidden := strings.HasSuffix(s.Name, "_same"); hidden != (s.Form == ToUnsettable) {
			t.Errorf("%s is %s", s.Name, s.Form)
		}
	}
}

package diag_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/plugingen/plugingen/gen/diag"
)

func TestBaselineFile(t *testing.T) {
	list := diag.List{shifted("g", 9), shifted("f", 5), unknownKey, shifted("f", 15), placeless,
		{Code: diag.StaleOutput, Message: "m"}, {Code: diag.UnreadableConfig, Message: "m"}}
	src, err := diag.NewBaseline(list).Encode()
	if err != nil {
		t.Fatal(err)
	}
	read, err := diag.ParseBaseline(src)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range read.Findings {
		got = append(got, e.String())
	}
	want := []string{
		": empty-config: nothing (1)",
		"f: duplicate-key: the key is there at c.yaml:3:3 and on line 3 already (2)",
		"g: duplicate-key: the key is there at c.yaml:7:3 and on line 7 already (1)",
		`plugin_config.yaml: unknown-key: unknown key "enable" (1)`,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	again, err := read.Encode()
	if err != nil || string(again) != string(src) {
		t.Errorf("%v\n%s", err, again)
	}
	empty, err := diag.NewBaseline(nil).Encode()
	if want := "{\n  \"version\": 1,\n  \"findings\": []\n}\n"; err != nil || string(empty) != want {
		t.Errorf("%v\n%s", err, empty)
	}
}

func TestBaselineSplit(t *testing.T) {
	baseline := diag.NewBaseline(diag.List{shifted("f", 5), shifted("f", 15), unknownKey})
	stale := diag.Diagnostic{Code: diag.StaleOutput, Message: "m"}
	for _, c := range []struct {
		name                      string
		list                      diag.List
		counted, accepted, unused string
	}{
		{"nothing", nil, "[]", "[]", "[duplicate-key 2 unknown-key 1]"},
		{"the same", diag.List{shifted("f", 5), shifted("f", 15), unknownKey}, "[]", "[f:5 f:15 plugin_config.yaml:4]", "[]"},
		{"moved", diag.List{shifted("f", 50), shifted("f", 51), unknownKey}, "[]", "[f:50 f:51 plugin_config.yaml:4]", "[]"},
		{"one more", diag.List{shifted("f", 5), shifted("f", 15), shifted("f", 25), unknownKey}, "[f:25]", "[f:5 f:15 plugin_config.yaml:4]", "[]"},
		{"one less", diag.List{shifted("f", 15), unknownKey}, "[]", "[f:15 plugin_config.yaml:4]", "[duplicate-key 1]"},
		{"another file", diag.List{shifted("g", 5)}, "[g:5]", "[]", "[duplicate-key 2 unknown-key 1]"},
		{"fresh", diag.List{stale, unknownKey}, "[:0]", "[plugin_config.yaml:4]", "[duplicate-key 2]"},
	} {
		counted, accepted, unused := baseline.Split(c.list)
		if accepted == nil {
			t.Errorf("%s: accepted is nil", c.name)
		}
		if got := lines(counted); got != c.counted {
			t.Errorf("%s: counted %s, want %s", c.name, got, c.counted)
		}
		if got := lines(accepted); got != c.accepted {
			t.Errorf("%s: accepted %s, want %s", c.name, got, c.accepted)
		}
		left := []string{}
		for _, e := range unused {
			left = append(left, fmt.Sprint(e.Code, " ", e.Count))
		}
		if got := fmt.Sprint(left); got != c.unused {
			t.Errorf("%s: unused %s, want %s", c.name, got, c.unused)
		}
	}
}

func lines(l diag.List) string {
	out := []string{}
	for _, d := range l {
		out = append(out, fmt.Sprintf("%s:%d", d.Position.File, d.Position.Line))
	}
	return fmt.Sprint(out)
}

func TestBaselineRefuses(t *testing.T) {
	const entry = `{"code":"unknown-key","file":"f","message":"m","fingerprint":"p","count":1}`
	file := func(entries ...string) string {
		return `{"version":1,"findings":[` + strings.Join(entries, ",") + `]}`
	}
	if _, err := diag.ParseBaseline([]byte(file(entry))); err != nil {
		t.Fatal(err)
	}
	for src, want := range map[string]string{
		"":                    "EOF",
		"<<<<<<< HEAD\n{}":    "invalid character",
		"{}":                  "version 0",
		`{"version":2}`:       "reads version 1",
		file() + "{}":         "more after",
		`{"version":1,"x":1}`: "unknown field",
		file(entry, entry):    "findings[1] is there twice",
		file(`{"file":"f"}`):  "no code",
		file(strings.Replace(entry, `:1}`, `:0}`, 1)):                       "count is 0",
		file(strings.Replace(entry, `:1}`, `:-1}`, 1)):                      "count is -1",
		file(strings.Replace(entry, "unknown-key", "stale-output", 1)):      "stale-output cannot be accepted",
		file(strings.Replace(entry, "unknown-key", "unreadable-config", 1)): "unreadable-config cannot be accepted",
	} {
		_, err := diag.ParseBaseline([]byte(src))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", src, err, want)
		}
	}
}

func FuzzParseBaseline(f *testing.F) {
	src, err := diag.NewBaseline(diag.List{unknownKey, missingInit}).Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(src)
	f.Add([]byte(`{"version":1,"findings":null}`))
	f.Fuzz(func(t *testing.T, src []byte) {
		b, err := diag.ParseBaseline(src)
		if err != nil {
			return
		}
		counted, accepted, _ := b.Split(diag.List{unknownKey, missingInit, {Code: diag.StaleLock, Message: "m"}})
		if len(counted)+len(accepted) != 3 {
			t.Errorf("%d counted, %d accepted of 3", len(counted), len(accepted))
		}
		for _, d := range accepted {
			if d.Code.IsFreshness() {
				t.Errorf("accepted %s", d.Code)
			}
		}
	})
}

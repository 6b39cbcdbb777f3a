package graph

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/plugingen/plugingen/gen"
	"github.com/plugingen/plugingen/gen/internal/lock"
)

func TestShorten(t *testing.T) {
	for in, want := range map[string]string{
		"":                  "",
		"abcdefgh":          "abcdefgh",
		"abcdefghi":         "abcd…ghi",
		"a\n\x00\xff\u202e": "a \ufffd\ufffd\ufffd",
		"äöüäöüäöüäöü":      "äöüä…äöü",
	} {
		if got := shorten(in, 8); got != want || utf8.RuneCountInString(got) > 8 {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func FuzzSVG(f *testing.F) {
	f.Add("a", "1.0.0", "b", "dependencies")
	f.Add("]]>", "</text><script>", `"'&#0;`, "\x00\xff\u202e\ufffe")
	f.Add(strings.Repeat("long", 400), "\n\t", "日本語", "")
	f.Fuzz(func(t *testing.T, a, version, b, why string) {
		if a == b {
			return
		}
		c := &gen.Composition{Plugins: []lock.Plugin{
			{Entry: a, Version: version, Package: why},
			{Entry: b, Version: version, Level: 1, Needs: []lock.Need{{Entry: a, Why: why}}, Components: []lock.Component{{Kind: why, Name: b}}},
		}}
		checkBoxes(t, c)
	})
}

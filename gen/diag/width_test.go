package diag_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/plugingen/plugingen/gen/diag"
)

func TestTextWidth(t *testing.T) {
	list := diag.List{{
		Code: diag.UnknownKey, Position: at(configName, 1, 45),
		Message: "a message that is longer than the terminal is wide, and a-single-word-that-is-longer-than-forty-columns",
		Related: []diag.Related{{Position: at("echo/echo.go", 3, 6), Message: "a note that is too long as well"}},
		Help:    "add what is missing to the file, in this form:\n  greeter: {module: example.com/greeter, enabled: true}\n\nthen run plugingen gen once more",
	}}
	source := files(map[string]string{configName: strings.Repeat("0123456789", 9)})
	want := `plugin_config.yaml:1:45: error[unknown-key]: a
  message that is longer than the
  terminal is wide, and
  a-single-word-that-is-longer-than-forty-columns
     1 | …56789012345678901234567890123…
       |                     ^
  echo/echo.go:3:6: note: a note that is
    too long as well
  help: add what is missing to the file,
        in this form:
          greeter: {module: example.com/greeter, enabled: true}

        then run plugingen gen once more

1 error
`
	if d := cmp.Diff(want, text(t, list, diag.TextOptions{Source: source, Width: 40})); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestTextWidthCountsNoColours(t *testing.T) {
	o := diag.TextOptions{Width: 30}
	plain := text(t, diag.List{missingInit}, o)
	o.Color = true
	colored := text(t, diag.List{missingInit}, o)
	if strings.Count(plain, "\n") != strings.Count(colored, "\n") || plain == colored {
		t.Errorf("colours change the lines:\n%s\n%s", plain, colored)
	}
}

// Wrapping moves words and drops none.
func FuzzTextWidth(f *testing.F) {
	f.Add("some  words, wide 漢字 ones too", "help\n  example\nmore", 12)
	f.Fuzz(func(t *testing.T, message, help string, width int) {
		if width <= 0 || width > 200 || !utf8.ValidString(message+help) {
			return
		}
		list := diag.List{{Code: diag.UnknownKey, Message: message, Help: help}}
		wide, narrow := text(t, list, diag.TextOptions{}), text(t, list, diag.TextOptions{Width: width})
		if d := cmp.Diff(strings.Fields(wide), strings.Fields(narrow)); d != "" {
			t.Errorf("(-wide +narrow):\n%s", d)
		}
	})
}

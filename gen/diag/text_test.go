package diag_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/plugingen/plugingen/gen/diag"
)

const configName = "plugin_config.yaml"

// files is a Source over texts.
func files(m map[string]string) func(string) ([]byte, bool) {
	return func(name string) ([]byte, bool) {
		s, ok := m[name]
		return []byte(s), ok
	}
}

func at(file string, line, column int) diag.Position {
	return diag.Position{File: file, Line: line, Column: column}
}

func text(t *testing.T, l diag.List, o diag.TextOptions) string {
	t.Helper()
	var b strings.Builder
	if err := diag.Text(&b, l, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTextPage(t *testing.T) {
	list := diag.List{
		{
			Code: diag.MissingDependency, Severity: diag.Error, Position: at(configName, 12, 7),
			Message: `entry "echo" depends on "greeter", which is not entered`,
			Related: []diag.Related{
				{Position: at("echo/echo.go", 3, 6), Message: "the plugin's state"},
				{Position: diag.Position{File: "go.mod"}, Message: "no module has it"},
				{Message: "there is no suggestion"},
			},
			Help: "add the entry:\n  greeter:\n    module: example.com/greeter\n",
		},
		{Code: diag.DeprecatedPlugin, Severity: diag.Warning, Position: at("a.go", 1, 1), Message: "old"},
		{Code: diag.EmptyConfig, Message: "nothing"},
	}
	source := files(map[string]string{
		configName:     strings.Repeat("#\n", 11) + "    - greeter\r\n",
		"echo/echo.go": "package echo\n\ntype Plugin struct{}\n",
		"a.go":         "package a",
	})
	want := `error[empty-config]: nothing

a.go:1:1: warning[deprecated-plugin]: old
     1 | package a
       | ^

plugin_config.yaml:12:7: error[missing-dependency]: entry "echo" depends on "greeter", which is not entered
    12 |     - greeter
       |       ^
  echo/echo.go:3:6: note: the plugin's state
     3 | type Plugin struct{}
       |      ^
  go.mod: note: no module has it
  note: there is no suggestion
  help: add the entry:
          greeter:
            module: example.com/greeter

2 errors, 1 warning
`
	if d := cmp.Diff(want, text(t, list, diag.TextOptions{Source: source})); d != "" {
		t.Errorf("page (-want +got):\n%s", d)
	}
}

func TestTextExcerpt(t *testing.T) {
	long := strings.Repeat("x", 300)
	for _, c := range []struct {
		name, source string
		line, column int
		want         []string // lines below the head, gutter included; none for no excerpt
	}{
		{"tab", "\tab\tc", 1, 4, []string{"     1 |     ab  c", "       |       ^"}},
		{"after tab", "\tab\tc", 1, 5, []string{"     1 |     ab  c", "       |         ^"}},
		{"wide", "名前: x", 1, 5, []string{"     1 | 名前: x", "       |       ^"}},
		{"emoji", "🙂x", 1, 2, []string{"     1 | 🙂x", "       |   ^"}},
		{"combining", "e\u0301x", 1, 3, []string{"     1 | e\u0301x", "       |  ^"}},
		{"escape", "\x1b[31mx", 1, 6, []string{`     1 | \x1b[31mx`, "       |         ^"}},
		{"not UTF-8", "a\xffb", 1, 3, []string{`     1 | a\xffb`, "       |      ^"}},
		{"reordering", "a\u202eb", 1, 3, []string{`     1 | a\u202eb`, "       |        ^"}},
		{"byte order mark", "\ufeffab", 1, 2, []string{"     1 | ab", "       |  ^"}},
		{"mark inside", "x\n\ufeffab", 2, 2, []string{`     2 | \ufeffab`, "       |       ^"}},
		{"CRLF", "a\r\nb\r\n", 2, 1, []string{"     2 | b", "       | ^"}},
		{"end of line", "ab\n", 1, 3, []string{"     1 | ab", "       |   ^"}},
		{"empty line", "a\n\nb", 2, 1, []string{"     2 | ", "       | ^"}},
		{"no column", "ab\n", 1, 0, []string{"     1 | ab"}},
		{"past the line", "ab\n", 1, 4, nil},
		{"past the file", "ab\n", 2, 1, nil},
		{"no line", "ab\n", 0, 0, nil},
		{"negative", "ab\n", -1, 1, nil},
		{"long, left", long, 1, 2, []string{"     1 | " + long[:120] + "…", "       |  ^"}},
		{"long, middle", long, 1, 151, []string{"     1 | …" + long[:120] + "…", "       | " + strings.Repeat(" ", 81) + "^"}},
		{"long, right", long, 1, 300, []string{"     1 | …" + long[:120], "       | " + strings.Repeat(" ", 120) + "^"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			list := diag.List{{Code: diag.InvalidYAML, Position: at("f", c.line, c.column), Message: "m"}}
			out := text(t, list, diag.TextOptions{Source: files(map[string]string{"f": c.source})})
			got := strings.Split(out, "\n")[1:]
			got = got[:len(got)-3] // blank line, summary, end
			if d := cmp.Diff(c.want, got, cmp.Transformer("empty", func(s []string) string { return strings.Join(s, "\n") })); d != "" {
				t.Errorf("excerpt (-want +got):\n%s", d)
			}
		})
	}
}

func TestTextWithoutSource(t *testing.T) {
	list := diag.List{{Code: diag.InvalidYAML, Position: at("f", 1, 1), Message: "m"}}
	want := "f:1:1: error[invalid-yaml]: m\n\n1 error\n"
	for name, o := range map[string]diag.TextOptions{"none": {}, "unknown file": {Source: files(nil)}} {
		if got := text(t, list, o); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

func TestTextEmpty(t *testing.T) {
	if got := text(t, nil, diag.TextOptions{Color: true}); got != "" {
		t.Errorf("an empty list printed %q", got)
	}
}

func TestTextSummary(t *testing.T) {
	e, w := diag.Diagnostic{Code: "e"}, diag.Diagnostic{Code: "w", Severity: diag.Warning}
	for want, list := range map[string]diag.List{
		"1 error":              {e},
		"1 warning":            {w},
		"1 error, 1 warning":   {w, e},
		"2 errors, 2 warnings": {w, e, {Code: "w2", Severity: diag.Warning}, {Code: "e2"}},
	} {
		out := text(t, list, diag.TextOptions{})
		if !strings.HasSuffix(out, "\n\n"+want+"\n") {
			t.Errorf("want summary %q in %q", want, out)
		}
	}
}

func TestTextColor(t *testing.T) {
	list := diag.List{
		{Code: diag.InvalidYAML, Position: at("f", 1, 1), Message: "m", Help: "h", Related: []diag.Related{{Message: "r"}}},
		{Code: diag.OpaqueSchema, Severity: diag.Warning, Position: at("f", 1, 2), Message: "n"},
	}
	o := diag.TextOptions{Source: files(map[string]string{"f": "ab"})}
	plain := text(t, list, o)
	o.Color = true
	colored := text(t, list, o)
	for _, sequence := range []string{"\x1b[1;31merror\x1b[0m", "\x1b[1;33mwarning\x1b[0m", "\x1b[1;31m^\x1b[0m", "\x1b[1;33m^\x1b[0m"} {
		if !strings.Contains(colored, sequence) {
			t.Errorf("no %q in %q", sequence, colored)
		}
	}
	if d := cmp.Diff(plain, uncolored(colored)); d != "" {
		t.Errorf("colours change the text (-plain +coloured):\n%s", d)
	}
}

func uncolored(s string) string {
	for {
		before, after, found := strings.Cut(s, "\x1b[")
		if !found {
			return s
		}
		_, after, _ = strings.Cut(after, "m")
		s = before + after
	}
}

// What a user's file or a tool's output holds must not reach the terminal raw,
// and no message may look like a finding of its own.
func TestTextHostile(t *testing.T) {
	evil := "a\x1b]0;title\a\rb\u202ec\u009bd\x00\nother.go:1:1: error[x]: forged"
	list := diag.List{{
		Code: "invalid-yaml", Position: at(evil, 1, 1), Message: evil, Help: evil,
		Related: []diag.Related{{Position: at(evil, 1, 1), Message: evil}},
	}}
	out := text(t, list, diag.TextOptions{Source: files(map[string]string{evil: evil})})
	assertPrintable(t, out)
	for _, line := range strings.Split(out, "\n") {
		if strings.HasPrefix(line, "other.go") {
			t.Errorf("forged finding %q", line)
		}
	}
}

func assertPrintable(t *testing.T, out string) {
	t.Helper()
	for _, r := range out {
		if r != '\n' && !unicode.IsPrint(r) {
			t.Fatalf("%q reaches the terminal", r)
		}
	}
}

func FuzzText(f *testing.F) {
	f.Add("ab\tc\n", "m\nn", "h", 1, 3)
	f.Add("\xff\x1b\u202e名\u0301", "\r\n", "", 1, 5)
	f.Add(strings.Repeat("名", 500), "", "\n\n", 1, 250)
	f.Fuzz(func(t *testing.T, source, message, help string, line, column int) {
		list := diag.List{{Code: "x", Position: at("f", line, column), Message: message, Help: help}}
		o := diag.TextOptions{Source: files(map[string]string{"f": source})}
		out := text(t, list, o)
		assertPrintable(t, out)
		if out != text(t, list, o) {
			t.Error("two runs differ")
		}
		if !strings.HasSuffix(out, "\n1 error\n") {
			t.Errorf("no summary in %q", out)
		}
	})
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("full") }

func TestWriteErrors(t *testing.T) {
	list := diag.List{{Code: "x"}}
	page, _ := diag.Explain(diag.InvalidYAML)
	for name, err := range map[string]error{
		"Text": diag.Text(failing{}, list, diag.TextOptions{}),
		"JSON": diag.JSON(failing{}, list),
		"Page": page.WriteText(failing{}, false),
	} {
		if err == nil || !strings.Contains(fmt.Sprint(err), "full") {
			t.Errorf("%s: error %v, want the writer's", name, err)
		}
	}
}

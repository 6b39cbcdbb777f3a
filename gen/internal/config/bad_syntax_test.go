package config

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/plugingen/plugingen/gen/diag"
)

// badCase is a source and what is wrong with it: "line:column code" each.
type badCase struct {
	name, src string
	want      []string
}

func runBad(t *testing.T, cases []badCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, found := Parse("plugin_config.yaml", []byte(c.src))
			if diff := cmp.Diff(c.want, places(found)); diff != "" {
				t.Errorf("source:\n%.300s\nfindings differ (-want +got):\n%s%s", c.src, diff, print(found))
			}
			sameWithReturns(t, c)
			for _, d := range found {
				if d.Message == "" || d.Help == "" || d.Position.File != "plugin_config.yaml" {
					t.Errorf("incomplete finding: %+v", d)
				}
			}
		})
	}
}

// sameWithReturns checks that line ends of the other kind and a byte order mark
// move nothing.
func sameWithReturns(t *testing.T, c badCase) {
	t.Helper()
	if strings.ContainsAny(c.src, "\r\uFEFF") || len(c.src) > maxBytes || strings.HasPrefix(c.src, "\xff") {
		return
	}
	_, found := Parse("plugin_config.yaml", []byte("\uFEFF"+strings.ReplaceAll(c.src, "\n", "\r\n")))
	if diff := cmp.Diff(c.want, places(found)); diff != "" {
		t.Errorf("findings with \\r\\n differ (-want +got):\n%s%s", diff, print(found))
	}
}

func places(found diag.List) []string {
	var out []string
	for _, d := range found {
		out = append(out, fmt.Sprintf("%d:%d %s", d.Position.Line, d.Position.Column, d.Code))
	}
	return out
}

func print(found diag.List) string {
	var b strings.Builder
	for _, d := range found {
		fmt.Fprintf(&b, "%s: %s: %s\n\thelp: %s\n", d.Position, d.Code, d.Message, d.Help)
		for _, r := range d.Related {
			fmt.Fprintf(&b, "\t%s: %s\n", r.Position, r.Message)
		}
	}
	return b.String()
}

// minimal is a file that has nothing wrong; lines for its only entry may follow.
const minimal = "plugins:\n  a:\n    module: example.com/a\n"

func TestBadSyntax(t *testing.T) {
	deep := strings.Repeat("[", 101) + strings.Repeat("]", 101)
	runBad(t, []badCase{
		{"empty", "", []string{"0:0 empty-config"}},
		{"only a byte order mark", "\uFEFF", []string{"0:0 empty-config"}},
		{"only comments", "# a\n\n# b\n", []string{"0:0 empty-config"}},
		{"only a document mark", "---\n", []string{"0:0 empty-config"}},
		{"null document", "~\n", []string{"0:0 empty-config"}},
		{"second document", minimal + "---\nplugins: {}\n", []string{"4:1 multiple-documents"}},
		{"second document after an end", minimal + "...\n---\na: 1\n", []string{"5:1 multiple-documents"}},
		{"empty second document", minimal + "---\n", []string{"4:1 multiple-documents"}},
		{"second document and other faults", "pluginz: 1\n" + minimal + "---\na: 1\n", []string{"1:1 unknown-key", "5:1 multiple-documents"}},
		{"fault in the second document", minimal + "---\na: [\n", []string{"6:1 invalid-yaml"}},
		{"tab for indentation", "plugins:\n\ta: b\n", []string{"2:1 invalid-yaml"}},
		{"tab in front", "\tplugins:\n", []string{"1:1 invalid-yaml"}},
		{"wrong indentation", "plugins:\n  a:\n    module: x\n   b: y\n", []string{"4:4 invalid-yaml"}},
		{"two colons", "plugins: a: b\n", []string{"1:11 invalid-yaml"}},
		{"list in a mapping", "plugins:\n- a\nb: c\n- d\n", []string{"4:1 invalid-yaml"}},
		{"key in a list", "a:\n  - b\n  c: d\n", []string{"3:3 invalid-yaml"}},
		{"list behind a key", "a: - b\n", []string{"1:4 invalid-yaml"}},
		{"no colon", "a: 1\nkey\n", []string{"2:1 invalid-yaml"}},
		{"open list", "a: [1, 2\nb: 3\n", []string{"2:2 invalid-yaml"}},
		{"open list at the end", "a: [", []string{"1:5 invalid-yaml"}},
		{"open mapping", "a: {b: c\n", []string{"1:4 invalid-yaml"}},
		{"open quote", "a: 'x\nb: 3\n", []string{"1:4 invalid-yaml"}},
		{"open double quote in line one", "\"x\nb: 3", []string{"1:1 invalid-yaml"}},
		{"closing bracket", "a: 1\n]\n", []string{"2:1 invalid-yaml"}},
		{"text behind quotes", "a: \"x\" y\n", []string{"1:8 invalid-yaml"}},
		{"unknown escape", "a: \"\\q\"\n", []string{"1:5 invalid-yaml"}},
		{"at sign", "a: @x\n", []string{"1:4 invalid-yaml"}},
		{"backquote", "a: `x`\n", []string{"1:4 invalid-yaml"}},
		{"unknown anchor", "\na: 1\nb:  *x\n", []string{"3:5 invalid-yaml"}},
		{"star", "a: *\n", []string{"1:4 invalid-yaml"}},
		{"two anchors", "a: &x &y z", []string{"1:7 invalid-yaml"}},
		{"bad tag", "a: !<x y\n", []string{"1:7 invalid-yaml"}},
		{"bad block scalar", "a: |x\n  y\n", []string{"1:5 invalid-yaml"}},
		{"YAML of the future", "%YAML 3.0\n---\na: 1", []string{"1:1 invalid-yaml"}},
		{"YAML 1.2 by directive", "%YAML 1.2\n---\na: 1", []string{"1:1 invalid-yaml"}},
		{"unknown directive", "%FOO\n---\na: 1", []string{"1:5 invalid-yaml"}},
		{"fault behind wide characters", "ä: \"日本\" y\n", []string{"1:9 invalid-yaml"}},
		{"fault behind a byte order mark", "\uFEFFa: b: c\n", []string{"1:5 invalid-yaml"}},
		{"fault behind CRLF", "a: 1\r\n\r\nb: c: d\r\n", []string{"3:5 invalid-yaml"}},
		{"fault behind odd line breaks", "a: 1 # \u2028\u2028b: c: d\n", []string{"1:14 invalid-yaml"}},
		{"not UTF-8", "a: 1\nb: \"ä\xff\"\n", []string{"2:6 invalid-yaml"}},
		{"UTF-16", "\xff\xfea\x00", []string{"1:1 invalid-yaml"}},
		{"UTF-16, the other way", "\xfe\xff\x00a", []string{"1:1 invalid-yaml"}},
		{"UTF-16 without a mark", "a\x00:\x00", []string{"1:1 invalid-yaml"}},
		{"UTF-16, cut", "\xff\xfea", []string{"1:1 invalid-yaml"}},
		{"Latin 1", "# gr\xfcn\n", []string{"1:5 invalid-yaml"}},
		{"cut character", "a: \xe6\x97", []string{"1:4 invalid-yaml"}},
		{"surrogate", "a: \xed\xa0\x80", []string{"1:4 invalid-yaml"}},
		{"NUL", "a: 1\nb\x00: 2\n", []string{"2:2 invalid-yaml"}},
		{"escape character", "a: \"\x1b[31m\"\n", []string{"1:5 invalid-yaml"}},
		{"delete character", "a: \x7f\n", []string{"1:4 invalid-yaml"}},
		{"a text", "hello\n", []string{"1:1 wrong-type"}},
		{"a list", "- a\n", []string{"1:1 wrong-type"}},
		{"a number", "# n\n 5\n", []string{"2:2 wrong-type"}},
		{"too large", "a: " + strings.Repeat("x", 1<<20), []string{"0:0 limit-exceeded"}},
		{"too deep", "x-a:\n  " + deep, []string{"2:102 limit-exceeded"}},
		{"too deep for the library", strings.Repeat("[", 20000), []string{"1:10001 limit-exceeded"}},
		{"too deep by dashes", strings.Repeat("- ", 200) + "a", []string{"1:201 limit-exceeded"}},
		{"too deep by aliases", "x-a: &a " + deep[11:191] + "\nx-b: &b " + deep[51:151] + "\nx-c:\n- *b\n- " + deep[51:101] + "*a" + deep[101:151], []string{"5:53 limit-exceeded"}},
		{"too many", "x-a: [" + strings.Repeat("1,", 100_000) + "]", []string{"1:200001 limit-exceeded"}},
		{"too many by aliases", bomb(9), []string{"7:11 limit-exceeded"}},
		{"too much text by aliases", "x-a: &a " + strings.Repeat("x", 900_000) + "\nx-b: [*a, *a, *a, *a]\n", []string{"2:19 limit-exceeded"}},
		{"too many directives", strings.Repeat("%TAG !a! b\n", 20) + "--- a\n", []string{"17:1 limit-exceeded"}},
		{"alias in its own value", "x-a: &a\n  - 1\n  - [*a]\n", []string{"3:6 invalid-value"}},
		{"merge of its own mapping", "x-a: &a\n  <<: *a\n", []string{"2:7 invalid-value"}},
	})
}

// bomb nests aliases so that each level has nine times the nodes of the one before.
func bomb(levels int) string {
	var b strings.Builder
	b.WriteString("x-0: &l0 x\n")
	for i := 1; i <= levels; i++ {
		fmt.Fprintf(&b, "x-%d: &l%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*l%d,", i-1), 9), ","))
	}
	return b.String()
}

package config

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// fill repeats a text up to the largest size of a file.
func fill(head, part, tail string) string {
	n := (maxBytes - len(head) - len(tail)) / len(part)
	return head + strings.Repeat(part, n) + tail
}

func number(head, format string) string {
	var b strings.Builder
	b.WriteString(head)
	for i := 0; b.Len() < maxBytes-64; i++ {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// TestHostileFiles holds files of full size that are slow where anything is
// quadratic: minutes, not the seconds that a busy machine may need.
func TestHostileFiles(t *testing.T) {
	long := strings.Repeat("a", 60_000)
	tests := map[string]string{
		"open brackets":         fill("", "[", ""),
		"dashes":                fill("", "- ", ""),
		"question marks":        fill("", "? ", ""),
		"brackets in rows":      fill("x-a:\n", strings.Repeat("[", 90)+strings.Repeat("]", 90)+",\n", ""),
		"deep lists in a list":  fill("[", strings.Repeat("[", 9000)+strings.Repeat("]", 9000)+",", "]"),
		"null keys":             fill("{", "a,", "}"),
		"equal keys":            fill("", "a: 1\n", ""),
		"unknown keys":          number("", "k%d: 1\n"),
		"long unknown keys":     number("", long+"%d: 1\n"),
		"entries without text":  number("plugins:\n", " a%d:\n"),
		"bad names":             number("plugins:\n", " A-%d:\n"),
		"bad dependencies":      number("plugins: {a: {module: a, dependencies: [", "b-%d,") + "]}}",
		"good dependencies":     number("plugins: {a: {module: a, dependencies: [", "b%d >= 1,") + "]}}",
		"numbers as keys":       number("plugins: {a: {module: a, config: {", "%d: ,") + "}}}",
		"anchors":               number("x-a:\n", "- &a%d x\n"),
		"aliases":               fill("x-a: &a x\nx-b:\n", "- *a\n", ""),
		"aliases of long text":  fill("x-a: &a "+long+"\nplugins: {a: {module: a, dependencies: [", "*a,", "]}}"),
		"merges":                fill("x-a: &a {b: 1, c: 2}\nx-b:\n", "- {<<: *a}\n", ""),
		"merges in one":         fill("x-a: &a {b: 1, c: 2}\nx-b: {<<: [", "*a,", "]}"),
		"bomb":                  bomb(15),
		"comments":              fill("a: 1\n", "#\n", ""),
		"comments between":      fill("x-a:\n", "- b\n\n# c\n\n", ""),
		"digits":                fill("version: ", "1", ""),
		"long text":             fill("contract: ", "a.", ""),
		"long slashes":          fill("contract: ", "a/", "b.C"),
		"stars":                 fill(minimal+"inputs: {a: '", "*", "'}"),
		"long range":            fill("plugins: {a: {module: a, dependencies: ['b ", ">1,", "']}}"),
		"long duration":         fill("plugins: {a: {module: a, timeouts: {init: ", "1h", "}}}"),
		"blank lines":           fill(minimal, "\n", ""),
		"lone returns":          fill(minimal+"x-a: [", "\r1,", "]"),
		"line separators":       fill("x-a: [", "\u20281,", "]"),
		"directives":            number("", "%%TAG !a%d! b\n") + "--- a\n",
		"documents":             fill("", "--- a\n...\n", ""),
		"open quote":            fill("a: '", "x\n", ""),
		"escapes":               fill("a: \"", `\u00e4`, "\""),
		"not UTF-8 at the end":  fill("a: ", "x", "\xff"),
		"one wide line":         fill("x-a: [", "日,", "]"),
		"block scalar":          fill("a: |\n", " x\n", ""),
		"one mapping in a line": fill("x-a: {b: 1, c: [", "{d: e},", "]}"),
	}
	for name, src := range tests {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			c, found := Parse(file, []byte(src))
			took := time.Since(start)
			if c == nil && len(found) == 0 {
				t.Error("neither a config nor a finding")
			}
			t.Logf("%v, %d findings", took.Round(time.Millisecond), len(found))
			if took > 5*time.Second {
				t.Errorf("took %v", took)
			}
			text := newLines([]byte(src))
			for _, d := range found[:min(len(found), 10)] {
				text.inside(t, d.Position)
				if len(d.Message)+len(d.Help) > 2000 {
					t.Errorf("a message of %d bytes", len(d.Message)+len(d.Help))
				}
			}
		})
	}
}

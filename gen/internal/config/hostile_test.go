package config

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// fill repeats a text up to the size under test.
func fill(head, part, tail string) string {
	n := (hostileBytes - len(head) - len(tail)) / len(part)
	return head + strings.Repeat(part, n) + tail
}

func number(head, format string) string {
	var b strings.Builder
	b.WriteString(head)
	for i := 0; b.Len() < hostileBytes-1024; i++ {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// chain are mappings of which each merges the one before and adds a key.
func chain() string {
	var b strings.Builder
	b.WriteString("x-0: &a0 {k0: 1}\n")
	for i := 1; b.Len() < hostileBytes-1024; i++ {
		fmt.Fprintf(&b, "x-%d: &a%d {<<: *a%d, k%d: 1}\n", i, i, i-1, i)
	}
	return b.String()
}

// TestHostileFiles holds files of full size that take minutes where anything
// is quadratic. They take well under a second each; the limit leaves room for
// a busy machine.
func TestHostileFiles(t *testing.T) {
	if testing.Short() {
		t.Skip("files of full size")
	}
	long := strings.Repeat("a", hostileBytes/20)
	wide := strings.Repeat("w", 30)
	tests := map[string]string{
		"open brackets":        fill("", "[", ""),
		"deep lists in a list": fill("[", strings.Repeat("[", 9000)+strings.Repeat("]", 9000)+",", "]"),
		"null keys":            fill("{", "a,", "}"),
		"equal keys":           fill("", "abcdefghijklmnopqrstuv: 1\n", ""),
		"unknown keys":         number("", wide+"%d: 1\n"),
		"long unknown keys":    number("", strings.Repeat("a", 900)+"%d: 1\n"),
		"entries without text": number("plugins:\n", " "+wide+"%d:\n"),
		"bad names":            number("plugins:\n", " A-"+wide+"%d:\n"),
		"bad dependencies":     number("plugins: {a: {module: a, dependencies: [", "b-%d,") + "]}}",
		"good dependencies":    number("plugins: {a: {module: a, dependencies: [", "b%d >= 1.0,") + "]}}",
		"numbers as keys":      number("plugins: {a: {module: a, config: {", "%030d: ,") + "}}}",
		"anchors":              number("x-a:\n", "- &a%d x\n"),
		"aliases of long text": fill("x-a: &a "+long+"\nplugins: {a: {module: a, dependencies: [", "*a,", "]}}"),
		"few of long text":     "x-a: &a " + long + "\nplugins: {a: {module: a, dependencies: [" + strings.Repeat("*a,", 60) + "]}}",
		"merges":               fill("x-a: &a {b: 1, c: 2}\nx-b:\n", "- {<<: *a} # "+wide+"\n", ""),
		"merges in one":        fill("x-a: &a {b: 1, c: 2}\nx-b: {<<: [", "*a,             ", "]}"),
		"bomb":                 bomb(15),
		"comments between":     fill("x-a:\n", "- b\n\n# c\n\n", ""),
		"digits":               fill("version: ", "1", ""),
		"long text":            fill("contract: ", "a.", ""),
		"long slashes":         fill("contract: ", "a/", "b.C"),
		"stars":                fill(minimal+"inputs: {a: '", "*", "'}"),
		"long range":           fill("plugins: {a: {module: a, dependencies: ['b ", ">1,", "']}}"),
		"long duration":        fill("plugins: {a: {module: a, timeouts: {init: ", "1h", "}}}"),
		"lone returns":         fill(minimal+"x-a: [", "\r1,           ", "]"),
		"line separators":      fill("x-a: [", "\u20281,          ", "]"),
		"directives":           number("", "%%TAG !a%d! b\n") + "--- a\n",
		"open quote":           fill("a: '", "x\n", ""),
		"not UTF-8 at the end": fill("a: ", "x", "\xff"),
		"one wide line":        fill("x-a: [", "日日日日,", "]"),
		"block scalar":         fill("a: |\n", " x\n", ""),
		"tiny items":           fill("x-a: [", "1,", "]"),
		"empty lists":          fill("x-a: [", "[],", "]"),
		"question marks":       fill("x-a: [", "?a,", "]"),
		"tags":                 fill("x-a: [", "!!str b,", "]"),
		"items deep below":     fill(strings.Repeat("{a: ", 9000)+"[", "1,", "]"),
		"documents":            fill(minimal, "---\n", ""),
		"documents of text":    fill("", "--- a\n...\n", ""),
		"deep in what is free": fill("x-a:\n", "- "+strings.Repeat("[", 90)+strings.Repeat("]", 90)+"\n", ""),
		"merges in a row":      chain(),
		"block scalars kept":   fill("x-a:\n", "- |+\n\n", ""),
		"merge keys":           fill("", "<<: \n", ""),
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
			if took > 20*time.Second {
				t.Errorf("took %v", took)
			}
			text := newTexts([]File{{file, []byte(src)}})
			for _, d := range found[:min(len(found), 10)] {
				text.inside(t, d.Position)
				if len(d.Message)+len(d.Help) > 2000 {
					t.Errorf("a message of %d bytes", len(d.Message)+len(d.Help))
				}
			}
		})
	}
}

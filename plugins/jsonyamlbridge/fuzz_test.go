package jsonyamlbridge

import (
	"bytes"
	"encoding/json"
	"testing"
	"unicode/utf8"
)

// FuzzYAML reads anything: no panic, errors have places, and what is accepted goes
// to JSON and back without a change.
func FuzzYAML(f *testing.F) {
	for _, s := range []string{
		"a: 1.0\nb: [x, 'y', \"z\"]\n", "a: &x {b: 1}\nc: *x\n", "# c\na: 1 # d\n", "|\n  a\n   b\n", "? a\n: b",
		"a: 0777\nb: .5\nc: 1e3", "<<: {a: 1}", "- - - a", "{a: {b: [c]}}", "\"\\u0085\\x00\\e\"", "a: >-\n  x\n\n  y",
		"%YAML 1.2\n---\na", "!!str 1", "- \t", "a:\n- b\n-\n", "'\u2028'", "\"\\ufeff\"",
	} {
		f.Add([]byte(s))
	}
	p := bridge(f, func(c *Config) { c.MaxBytes, c.MaxNodes = 10_000, 10_000 })
	f.Fuzz(func(t *testing.T, src []byte) {
		one, err := p.ToJSON(src, JSONOptions{})
		if err != nil {
			checkPlaces(t, src, err)
			return
		}
		if !json.Valid(one) {
			t.Fatalf("ToJSON(%q) is no JSON: %s", src, one)
		}
		checkRoundTrip(t, p, one)
		if out, err := p.Format(src, YAMLOptions{}); err == nil {
			again, err := p.ToJSON(out, JSONOptions{})
			if err != nil || !bytes.Equal(one, again) {
				t.Fatalf("Format(%q) = %q changed the value: %s, %v", src, out, again, err)
			}
		}
	})
}

func checkPlaces(t *testing.T, src []byte, err error) {
	t.Helper()
	list, ok := err.(Errors)
	if !ok || len(list) == 0 {
		t.Fatalf("%q: a %T, want Errors", src, err)
	}
	for _, e := range list {
		if e.Line < 1 || e.Column < 1 || e.Line > 1+len(src) || e.Column > 1+len(src) {
			t.Fatalf("%q: place out of range: %v", src, e)
		}
	}
}

// checkRoundTrip goes JSON, YAML, JSON and wants the same bytes.
func checkRoundTrip(t *testing.T, p *Plugin, one []byte) {
	t.Helper()
	yaml, err := p.ToYAML(one, YAMLOptions{})
	if err != nil {
		if list, ok := err.(Errors); ok && len(one) > 10_000 {
			checkPlaces(t, one, list) // grew beyond the limit
			return
		}
		t.Fatalf("ToYAML(%s): %v", one, err)
	}
	two, err := p.lenient(len(yaml)).ToJSON(yaml, JSONOptions{})
	if err != nil {
		t.Fatalf("ToJSON(%q): %v", yaml, err)
	}
	if !bytes.Equal(one, two) {
		t.Fatalf("%s came back as %s by way of\n%s", one, two, yaml)
	}
}

// FuzzJSON does the same from the other side, and checks Update against ToYAML.
func FuzzJSON(f *testing.F) {
	for _, s := range []string{
		`{"a":[1,2.50,-0,1e400,"0777","yes","2024-01-01",null,true,{}]}`, `"\u0000\u0085\u2028\ufeff\ud83d\ude00"`,
		`["a\nb"," a","a ","\n","\n\n","a\n","a\n\n","- a","# a","a: b","'","\"","%","@","` + "`" + `","!a","&a","*a","|",">","?","-",":"]`,
		`{"<<":{"a":1},"":"","a":{"":[]},"\n":1,"\t":2}`, `["\r","\r\n","a\rb","\ttab","tab\t"]`, `[[],[[]],{},{"a":{}}]`,
	} {
		f.Add([]byte(s))
	}
	p := bridge(f, func(c *Config) { c.MaxBytes, c.MaxNodes = 10_000, 10_000 })
	base := []byte("# head\na: 1 # one\nb: &x [1, 2]\nc: *x\nd: {<<: {e: 1}}\n")
	f.Fuzz(func(t *testing.T, src []byte) {
		n, err := p.readJSON("", src)
		if err != nil {
			if utf8.Valid(src) {
				checkPlaces(t, src, err)
			}
			return
		}
		one := writeJSON(n, 0)
		checkRoundTrip(t, p, one)
		out, err := p.Update(base, one, YAMLOptions{})
		if err != nil {
			if _, refused := err.(Errors); !refused {
				t.Fatalf("Update with %s: %v", one, err)
			}
			return
		}
		back, _, _, err := p.lenient(len(out)).readYAML("", out)
		if err != nil || !same(n, back, false) {
			t.Fatalf("Update with %s is %q: %v", one, out, err)
		}
	})
}

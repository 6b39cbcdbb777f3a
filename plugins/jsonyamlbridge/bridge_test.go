package jsonyamlbridge

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func bridge(t testing.TB, change ...func(*Config)) *Plugin {
	t.Helper()
	cfg := DefaultConfig()
	for _, c := range change {
		c(&cfg)
	}
	p, err := Init(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestScalarsKeepTheirTypes(t *testing.T) {
	tests := []struct{ yaml, json string }{
		{"2024-02-30", `"2024-02-30"`},
		{"2001-12-14t21:59:43.10-05:00", `"2001-12-14t21:59:43.10-05:00"`},
		{"12:30:45", `"12:30:45"`},
		{"1.0", `1.0`},
		{"1.", `1.0`},
		{".5", `0.5`},
		{"-.5e-3", `-0.5e-3`},
		{"+1", `1`},
		{"-0", `-0`},
		{"00.50", `0.50`},
		{"1e3", `1e3`},
		{"1E400", `1E400`},
		{"123456789012345678901234567890", `123456789012345678901234567890`},
		{"0.1000000000000000055511151231257827", `0.1000000000000000055511151231257827`},
		{"0x1F", `31`},
		{"0xFFFFFFFFFFFFFFFFFF", `4722366482869645213695`},
		{"0o17", `15`},
		{"0777", `"0777"`},
		{"-0777", `"-0777"`},
		{"02134", `"02134"`},
		{"0", `0`},
		{"1_000", `"1_000"`},
		{"0b101", `"0b101"`},
		{"1:30", `"1:30"`},
		{"yes", `"yes"`},
		{"Off", `"Off"`},
		{"true", `true`},
		{"FALSE", `false`},
		{"tRue", `"tRue"`},
		{"~", `null`},
		{"Null", `null`},
		{"'1.0'", `"1.0"`},
		{`"null"`, `"null"`},
		{"!!str 12", `"12"`},
		{"!!float 1", `1.0`},
		{"!!int 7", `7`},
		{"|\n  a\n  b\n", `"a\nb\n"`},
		{"1.2.3", `"1.2.3"`},
		{"0o8", `"0o8"`},
		{"e5", `"e5"`},
		{"+", `"+"`},
		{".", `"."`},
		{"<<", `"<<"`},
	}
	p := bridge(t)
	for _, tt := range tests {
		t.Run(tt.yaml, func(t *testing.T) {
			got, err := p.ToJSON([]byte(tt.yaml), JSONOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != tt.json {
				t.Errorf("ToJSON(%q) = %s, want %s", tt.yaml, got, tt.json)
			}
		})
	}
}

func TestRefused(t *testing.T) {
	tests := []struct{ name, yaml, want string }{
		{"nan", "a: .nan", "f:1:4: .nan is a number that JSON cannot hold"},
		{"infinity", "a:\n  - -.INF", "f:2:5: -.INF is a number that JSON cannot hold"},
		{"number as key", "a: 1\n2: b", "f:2:1: a key of JSON is a string: put 2 in quotes"},
		{"bool as key", "true: b", "f:1:1: a key of JSON is a string: put true in quotes"},
		{"null as key", "~: b", "f:1:1: a key of JSON is a string: put ~ in quotes"},
		{"list as key", "? [a]\n: b", "f:1:3: a key of JSON is a string, and this one is a list or an object"},
		{"duplicate key", "a: 1\nb: 2\na: 3", `f:3:1: the key "a" stands twice, first in line 1`},
		{"duplicate key, other quotes", "a: 1\n\"a\": 3", `f:2:1: the key "a" stands twice, first in line 1`},
		{"two documents", "a: 1\n---\nb: 2", "f:2:1: a second document starts here, and JSON holds one value"},
		{"empty", "", "f:1:1: the text has no value, only white space or comments"},
		{"only a comment", "# hm\n", "f:1:1: the text has no value, only white space or comments"},
		{"custom tag", "a: !point [1, 2]", "f:1:4: the tag !point has no counterpart in JSON"},
		{"binary", "a: !!binary aGk=", "f:1:4: the tag !!binary has no counterpart in JSON"},
		{"timestamp tag", "a: !!timestamp 2001-01-01", "f:1:4: the tag !!timestamp has no counterpart in JSON"},
		{"set", "!!set {a: null}", "f:1:1: the tag !!set has no counterpart in JSON"},
		{"wrong tag", "a: !!int x", "f:1:4: x is no !!int"},
		{"float tagged int", "a: !!int 1.5", "f:1:4: 1.5 is no !!int"},
		{"cycle", "a: &x\n  b: *x", "f:2:6: the alias *x stands inside of its own anchor, so the value has no end"},
		{"unknown anchor", "a: 1\nb: *x", "f:2:4: there is no anchor &x before this alias"},
		{"merge of a scalar", "<<: 1", "f:1:5: << takes an object or a list of objects"},
		{"two merges", "a: &a {x: 1}\nb:\n  <<: *a\n  <<: *a", "f:4:3: the key << stands twice; it takes a list of several aliases"},
		{"no utf-8", "a: 1\nb: x\xff", "f:2:5: the text is no UTF-8 here"},
		{"column in characters", "äö: {x: .nan}", "f:1:9: .nan is a number that JSON cannot hold"},
		{"byte order mark", "\ufeffa: .nan", "f:1:4: .nan is a number that JSON cannot hold"},
		{"all at once", "a: .nan\n1: x\nc: !p y", "f:1:4: .nan is a number that JSON cannot hold\n" +
			"f:2:1: a key of JSON is a string: put 1 in quotes\nf:3:4: the tag !p has no counterpart in JSON"},
		{"below an anchor once", "a: &x [.inf]\nb: *x\nc: *x", "f:1:8: .inf is a number that JSON cannot hold"},
	}
	p := bridge(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := p.ToJSON([]byte(tt.yaml), JSONOptions{Name: "f"})
			if err == nil {
				t.Fatalf("accepted, want %q", tt.want)
			}
			if diff := cmp.Diff(tt.want, err.Error()); diff != "" {
				t.Error(diff)
			}
			var one *Error
			if !errors.As(err, &one) {
				t.Errorf("errors.As finds no *Error in a %T", err)
			}
		})
	}
}

func TestSyntaxErrorsHaveALine(t *testing.T) {
	p := bridge(t)
	for _, src := range []string{"a: b: c", "a:\n\t- b", "a: [1, 2", "- a\nb", "a: 'x", "%YAML 3.0\n---\na", "a: \x00"} {
		_, err := p.Decode([]byte(src))
		var one *Error
		if !errors.As(err, &one) || one.Line < 1 || one.Column < 1 || one.Message == "" {
			t.Errorf("Decode(%q): %v, want an *Error with a place", src, err)
		}
	}
}

func TestAmbiguousCanBeRefused(t *testing.T) {
	p := bridge(t, func(c *Config) { c.RefuseAmbiguous = true })
	for _, s := range []string{"0777", "-017", "1_000", "1_0.5", "0b11", "0x1_F", "1:30", "-190:20:30.15", "yes", "No", "ON", "y"} {
		_, err := p.Decode([]byte("a: " + s))
		if err == nil || !strings.HasPrefix(err.Error(), "1:4: "+s) {
			t.Errorf("%s: %v, want a refusal at 1:4", s, err)
		}
	}
	for _, s := range []string{"777", "0o17", "'0777'", "yEs", "1:75", "12:99:00", "2024-01-01", "a_b", "_1", "1.2.3", "10.0.0.1"} {
		if _, err := p.Decode([]byte("a: " + s)); err != nil {
			t.Errorf("%s: %v, want it to be accepted", s, err)
		}
	}
}

func TestAliasesAndMerges(t *testing.T) {
	tests := []struct{ name, yaml, json string }{
		{"alias", "a: &x [1, 2]\nb: *x", `{"a":[1,2],"b":[1,2]}`},
		{"alias as key", "a: &k name\n*k : v", `{"a":"name","name":"v"}`},
		{"merge", "b: &b {x: 1, y: 2}\nc:\n  y: 3\n  <<: *b\n  z: 4", `{"b":{"x":1,"y":2},"c":{"y":3,"x":1,"z":4}}`},
		{"merged first", "b: &b {x: 1, y: 2}\nc:\n  <<: *b\n  y: 3", `{"b":{"x":1,"y":2},"c":{"x":1,"y":3}}`},
		{"merge of several", "a: &a {x: 1}\nb: &b {x: 2, y: 2}\nc:\n  <<: [*a, *b]", `{"a":{"x":1},"b":{"x":2,"y":2},"c":{"x":1,"y":2}}`},
		{"quoted is no merge", `{"<<": 1}`, `{"<<":1}`},
		{"order of keys", "z: 1\na: 2\nm: {q: 1, b: 2}", `{"z":1,"a":2,"m":{"q":1,"b":2}}`},
		{"json is yaml", `{"a": [1, 2.50, null]}`, `{"a":[1,2.50,null]}`},
	}
	p := bridge(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := p.ToJSON([]byte(tt.yaml), JSONOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.json, string(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestLimits(t *testing.T) {
	bomb := "a: &a [1,1,1,1,1,1,1,1,1,1]\n"
	for c := 'b'; c <= 'i'; c++ {
		prev := string(c - 1)
		bomb += string(c) + ": &" + string(c) + " [" + strings.TrimSuffix(strings.Repeat("*"+prev+",", 10), ",") + "]\n"
	}
	deep := strings.Repeat("[", 300) + strings.Repeat("]", 300)
	tests := []struct {
		name, src, want string
		read            func(p *Plugin, src []byte) error
	}{
		{"alias bomb", bomb, "more than 1000 values", decodeErr},
		{"deep yaml", deep, "nested deeper than 200 levels", decodeErr},
		{"deep json", deep, "nested deeper than 200 levels", toYAMLErr},
		{"very deep json", strings.Repeat("[", 100_000), "this is no JSON", toYAMLErr},
		{"very deep yaml", strings.Repeat("[", 100_000), "this is no YAML", decodeErr},
		{"many values in json", "[" + strings.Repeat("1,", 2000) + "1]", "more than 1000 values", toYAMLErr},
		{"large", strings.Repeat(" ", 200_000), "at most 150000 are read", decodeErr},
	}
	p := bridge(t, func(c *Config) { c.MaxBytes, c.MaxNodes = 150_000, 1000 })
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.read(p, []byte(tt.src))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func decodeErr(p *Plugin, src []byte) error { _, err := p.Decode(src); return err }
func toYAMLErr(p *Plugin, src []byte) error { _, err := p.ToYAML(src, YAMLOptions{}); return err }

func TestDecode(t *testing.T) {
	got, err := bridge(t).Decode([]byte("a: [1.0, x, ~, true]\nb: {}\nc: []"))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"a": []any{json.Number("1.0"), "x", nil, true},
		"b": map[string]any{},
		"c": []any{},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestConfig(t *testing.T) {
	for _, cfg := range []Config{
		{}, {MaxBytes: 1, MaxDepth: 1}, {MaxBytes: 1, MaxDepth: 1001, MaxNodes: 1}, {MaxBytes: 1, MaxNodes: 1},
	} {
		if _, err := Init(context.Background(), cfg); err == nil {
			t.Errorf("Init(%+v) was accepted", cfg)
		}
	}
	p := bridge(t)
	if _, err := p.ToJSON([]byte("1"), JSONOptions{Indent: -1}); err == nil {
		t.Error("an indent of -1 was accepted")
	}
	for _, indent := range []int{-1, 1, 10} {
		if _, err := p.ToYAML([]byte("1"), YAMLOptions{Indent: indent}); err == nil {
			t.Errorf("an indent of %d was accepted", indent)
		}
	}
}

func TestConcurrentUse(t *testing.T) {
	p := bridge(t)
	doc, err := p.Parse("w.yaml", []byte("a: &x [1, 2]\nb: *x"))
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				doc.Value().(map[string]any)["a"].([]any)[0] = "changed"
				if _, _, ok := doc.Position("/b/1"); !ok {
					t.Error("no place for /b/1")
				}
				if _, err := p.ToYAML([]byte(`{"a":["x\ny"]}`), YAMLOptions{}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if got := doc.Value().(map[string]any)["b"].([]any)[0]; got != json.Number("1") {
		t.Errorf("a caller's change reached the document: %v", got)
	}
}

package diag

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNearest(t *testing.T) {
	keys := []string{"config", "dependencies", "enabled", "isolation", "module", "on_failure", "permissions", "prefix", "timeouts"}
	tests := []struct {
		word  string
		among []string
		want  string // empty: no suggestion
	}{
		{"modul", keys, "module"},
		{"moduel", keys, "module"},
		{"mdoule", keys, "module"},
		{"Module", keys, "module"},
		{"MODULE", keys, "module"},
		{"dependancies", keys, "dependencies"},
		{"depends", keys, ""},
		{"dependecies", keys, "dependencies"},
		{"onFailure", keys, "on_failure"},
		{"on-failure", keys, "on_failure"},
		{"timeout", keys, "timeouts"},
		{"enable", keys, "enabled"},
		{"prefx", keys, "prefix"},
		{"unrelated", keys, ""},
		{"", keys, ""},
		{"x", keys, ""},
		{"db", []string{"bd"}, ""},
		{"Db", []string{"db"}, "db"},
		{"abc", []string{"acb"}, "acb"},
		{"abc", []string{"abd", "abb"}, "abb"},
		{"abc", []string{"abb", "abd"}, "abb"},
		{"abcdef", []string{"abcxyf", "abcdxf"}, "abcdxf"},
		{"module", []string{"module"}, ""},
		{"module", []string{"module", "moduld"}, "moduld"},
		{"module", nil, ""},
		{"module", []string{""}, ""},
		{"größe", []string{"grösse", "größer"}, "größer"},
		{"日本語", []string{"日本"}, "日本"},
		{strings.Repeat("a", 64), []string{strings.Repeat("a", 63) + "b"}, strings.Repeat("a", 63) + "b"},
		{strings.Repeat("a", 65), []string{strings.Repeat("a", 64)}, ""},
		{strings.Repeat("日", 64), []string{strings.Repeat("日", 63)}, strings.Repeat("日", 63)},
		{"\xff\xfe", []string{"module"}, ""},
	}
	for _, tt := range tests {
		got, ok := Nearest(tt.word, tt.among)
		if got != tt.want || ok != (tt.want != "") {
			t.Errorf("Nearest(%q, %q) = %q, %v; want %q", tt.word, tt.among, got, ok, tt.want)
		}
	}
}

func TestMistakes(t *testing.T) {
	tests := []struct {
		a, b string
		want int
	}{
		{"a", "a", 0}, {"ab", "ba", 1}, {"abc", "ca", 3}, {"kitten", "sitting", 3},
		{"abcd", "badc", 2}, {"abc", "xyz", 3}, {"a", "abc", 2}, {"abc", "a", 2},
	}
	for _, tt := range tests {
		if got, ok := mistakes([]rune(tt.a), []rune(tt.b), 10); !ok || got != tt.want {
			t.Errorf("mistakes(%q, %q) = %d, %v; want %d", tt.a, tt.b, got, ok, tt.want)
		}
		if _, ok := mistakes([]rune(tt.a), []rune(tt.b), tt.want-1); ok {
			t.Errorf("mistakes(%q, %q) is within %d", tt.a, tt.b, tt.want-1)
		}
	}
}

func TestNearestIgnoresOrder(t *testing.T) {
	among := []string{"alpha", "alphb", "alphc", "beta"}
	reversed := slices.Clone(among)
	slices.Reverse(reversed)
	a, _ := Nearest("alph", among)
	b, _ := Nearest("alph", reversed)
	if a != b || a != "alpha" {
		t.Errorf("suggestions differ with the order: %q and %q", a, b)
	}
}

func FuzzNearest(f *testing.F) {
	f.Add("modul", "module")
	f.Add("\xff", "日本")
	f.Fuzz(func(t *testing.T, word, other string) {
		if got, ok := Nearest(word, []string{other}); ok && got != other {
			t.Errorf("Nearest(%q, {%q}) = %q", word, other, got)
		}
	})
}

func BenchmarkNearest(b *testing.B) {
	among := make([]string, 1000)
	for i := range among {
		among[i] = strings.Repeat(string(rune('a'+i%26)), 5+i%10)
	}
	for b.Loop() {
		Nearest("enhanced_validator", among)
	}
}

// The runtime, which depends on nothing, has the same code for the same advice.
func TestRuntimeHasTheSame(t *testing.T) {
	code := func(file, name string) string {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		_, body, ok := strings.Cut(string(src), "func "+name+"(")
		if !ok {
			t.Fatalf("%s has no function %s", file, name)
		}
		return body
	}
	here, there := code("nearest.go", "Nearest"), code("../../runtime/internal/nearest/nearest.go", "Word")
	if d := cmp.Diff(here, there); d != "" {
		t.Errorf("nearest.go (-) and the runtime's (+) differ:\n%s", d)
	}
}

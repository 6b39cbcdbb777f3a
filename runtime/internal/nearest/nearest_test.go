package nearest_test

import (
	"testing"

	"github.com/plugingen/plugingen/runtime/internal/nearest"
)

func TestWord(t *testing.T) {
	for _, tt := range []struct {
		word  string
		among []string
		want  string // empty: no suggestion
	}{
		{"prot", []string{"host", "port"}, "port"},
		{"Port", []string{"host", "port"}, "port"},
		{"port", []string{"port"}, ""},
		{"abc", []string{"abd", "abb"}, "abb"},
		{"unrelated", []string{"host", "port"}, ""},
		{"", []string{"host"}, ""},
		{"\xff", []string{"host"}, ""},
	} {
		got, ok := nearest.Word(tt.word, tt.among)
		if got != tt.want || ok != (tt.want != "") {
			t.Errorf("Word(%q, %q) = %q, %v; want %q", tt.word, tt.among, got, ok, tt.want)
		}
	}
}

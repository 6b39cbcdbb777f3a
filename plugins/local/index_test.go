package local

import (
	"reflect"
	"strings"
	"testing"
)

// TestIndex compares with the plain way, which holds the definition of the
// similarity; the numbers are the same to the last bit.
func TestIndex(t *testing.T) {
	long := strings.Repeat("the cat sat on the mat and the dog did not, ", 9)
	tests := []struct {
		name   string
		texts  []string
		prompt string
	}{
		{"one", []string{"a b c"}, "a b"},
		{"several", []string{"the cat sat", "the dog sat down", "a bird, a bird, a plane", long}, "the bird sat on THE cat"},
		{"unknown words among known ones", []string{"b d f", "d d d f", "b"}, "a b c d e f f g"},
		{"equal texts", []string{"x y", "y x", "x y x y"}, "y x"},
		{"no words", []string{"", "...", "a"}, "a"},
		{"empty prompt", []string{"a", "b"}, " - "},
		{"other scripts", []string{"Straße ÉCOLE école", "Ωmega ωMEGA", "日本 語", "e\u0301cole İstanbul ǅ"}, "éCOLE, ω MEGA 日本 i\u0307stanbul"},
		{"digits", []string{"route 66", "66route", "٣ ٤"}, "66 ٣"},
		{"no UTF-8", []string{"a\xffb \xc3", "a b\xe2\x82"}, "a\xff b \ufffd"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, want := newIndex(tt.texts).similarities(tt.prompt), plainSimilarities(tt.texts, tt.prompt)
			if !reflect.DeepEqual(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}

func FuzzIndex(f *testing.F) {
	f.Add("the cat sat", "a dog sat, too", "cats and dogs", "the DOG sat")
	f.Add("a\xffb", "\u0130 i", "日本", "")
	f.Fuzz(func(t *testing.T, a, b, c, prompt string) {
		texts := []string{a, b, c, a + " " + b}
		got, want := newIndex(texts).similarities(prompt), plainSimilarities(texts, prompt)
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%q, %q: got %v, want %v", texts, prompt, got, want)
		}
	})
}

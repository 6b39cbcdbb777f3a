package local

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
)

// This file computes the similarities in the plainest way. TestIndex compares the
// index with it, number by number.

// space weighs words by how few of a set of texts have them.
type space struct {
	texts int
	has   map[string]int // in how many texts a word stands
}

func newSpace(texts []string) space {
	s := space{texts: len(texts), has: map[string]int{}}
	for _, text := range texts {
		for _, w := range count(text) {
			s.has[w.word]++
		}
	}
	return s
}

// plain is a word with how often it stands in a text, or with its weight there.
type plain struct {
	word   string
	weight float64
}

// vector returns the weights of a text's words, sorted by word and of length 1;
// empty where the text has no words. The fixed order keeps sums of floats, and
// so the answers, the same in every run.
func (s space) vector(text string) []plain {
	v := count(text)
	sum := 0.0
	for i := range v {
		v[i].weight *= s.rarity(v[i].word)
		sum += v[i].weight * v[i].weight
	}
	length := math.Sqrt(sum)
	for i := range v {
		v[i].weight /= length
	}
	return v
}

// rarity stays above zero for a word that every text has, so that a single
// demonstration can still resemble a prompt; an unknown word weighs most.
func (s space) rarity(word string) float64 {
	return math.Log((float64(s.texts) + 1) / (float64(s.has[word]) + 0.5))
}

// count returns the words of a text in lower case with how often each stands
// there, sorted by word.
func count(text string) []plain {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
	slices.Sort(words)
	var counted []plain
	for _, w := range words {
		if n := len(counted); n > 0 && counted[n-1].word == w {
			counted[n-1].weight++
			continue
		}
		counted = append(counted, plain{w, 1})
	}
	return counted
}

// cosine returns the cosine of two sorted vectors of length 1: from 0 for no
// common word to 1 for the same mix of words.
func cosine(a, b []plain) float64 {
	sum := 0.0
	for len(a) > 0 && len(b) > 0 {
		switch order := cmp.Compare(a[0].word, b[0].word); {
		case order < 0:
			a = a[1:]
		case order > 0:
			b = b[1:]
		default:
			sum += a[0].weight * b[0].weight
			a, b = a[1:], b[1:]
		}
	}
	return min(sum, 1)
}

// plainSimilarities are those of the prompt with each of the texts.
func plainSimilarities(texts []string, prompt string) []float64 {
	space := newSpace(texts)
	query := space.vector(prompt)
	all := make([]float64, len(texts))
	for i, text := range texts {
		all[i] = cosine(query, space.vector(text))
	}
	return all
}

package local

import (
	"math"
	"slices"
	"unicode"
	"unicode/utf8"
)

// index weighs the words of a set of texts by how few of the texts have them, and
// compares a prompt with each text (TF-IDF, cosine). It never changes.
//
// Every sum of floats goes in the order of the words, so that it is the same in
// every run, whatever order a map gives.
type index struct {
	ranks  map[string]int // of each word its place among all, sorted
	rarity []float64      // by rank
	texts  [][]weighted
}

// weighted is a word by its rank, with its weight in a text.
type weighted struct {
	rank   int
	weight float64
}

// newIndex reads each text once.
func newIndex(texts []string) *index {
	ids := map[string]int{} // words in the order of their first occurrence
	var words []string
	var buffer []byte
	all := make([][]int, len(texts))
	for i, text := range texts {
		found := make([]int, 0, len(text)/6)
		for rest := text; ; {
			buffer, rest = next(buffer[:0], rest)
			if len(buffer) == 0 {
				break
			}
			id, ok := ids[string(buffer)]
			if !ok {
				id = len(words)
				words = append(words, string(buffer))
				ids[words[id]] = id
			}
			found = append(found, id)
		}
		all[i] = found
	}
	x := &index{ranks: ids, rarity: make([]float64, len(words)), texts: make([][]weighted, len(texts))}
	x.rank(words, all)
	x.weigh(all)
	return x
}

// rank sorts the words and turns the ids into ranks, in the map and in the texts.
func (x *index) rank(words []string, all [][]int) {
	sorted := slices.Sorted(slices.Values(words))
	rank := make([]int, len(words))
	for r, word := range sorted {
		rank[x.ranks[word]] = r
		x.ranks[word] = r
	}
	for _, found := range all {
		for i, id := range found {
			found[i] = rank[id]
		}
		slices.Sort(found)
	}
}

// weigh makes the texts' vectors of their words' ranks, which are sorted.
func (x *index) weigh(all [][]int) {
	for i, found := range all {
		v := make([]weighted, 0, len(found))
		for _, rank := range found {
			if n := len(v); n > 0 && v[n-1].rank == rank {
				v[n-1].weight++
				continue
			}
			v = append(v, weighted{rank, 1})
			x.rarity[rank]++ // the number of texts with the word, so far
		}
		x.texts[i] = v
	}
	for rank, texts := range x.rarity {
		x.rarity[rank] = rarity(len(all), texts)
	}
	for _, v := range x.texts {
		for i := range v {
			v[i].weight *= x.rarity[v[i].rank]
		}
		unit(v)
	}
}

// rarity is the weight of a word that so many of the texts have. It stays above
// zero for one that all have, so that a single text can still resemble a prompt; an
// unknown word weighs most.
func rarity(texts int, having float64) float64 {
	return math.Log((float64(texts) + 1) / (having + 0.5))
}

// unit brings a vector to the length 1.
func unit(v []weighted) {
	sum := 0.0
	for _, w := range v {
		sum += w.weight * w.weight
	}
	length := math.Sqrt(sum)
	for i := range v {
		v[i].weight /= length
	}
}

// similarities returns the cosine of the prompt with each text: from 0 for no
// common word to 1 for the same mix of words.
func (x *index) similarities(prompt string) []float64 {
	query := make([]float64, len(x.rarity)) // by rank
	for _, w := range x.query(prompt) {
		if w.rank >= 0 {
			query[w.rank] = w.weight
		}
	}
	all := make([]float64, len(x.texts))
	for i, text := range x.texts {
		sum := 0.0
		for _, w := range text {
			sum += query[w.rank] * w.weight
		}
		all[i] = min(sum, 1)
	}
	return all
}

// query is the vector of a prompt. A word that no text has gets the rank -1; it
// adds to the prompt's length.
func (x *index) query(prompt string) []weighted {
	var words []string
	var buffer []byte
	for rest := prompt; ; {
		if buffer, rest = next(buffer[:0], rest); len(buffer) == 0 {
			break
		}
		words = append(words, string(buffer))
	}
	slices.Sort(words)
	unknown := rarity(len(x.texts), 0)
	var v []weighted
	for i := 0; i < len(words); {
		from := i
		for i++; i < len(words) && words[i] == words[from]; i++ {
		}
		if rank, ok := x.ranks[words[from]]; ok {
			v = append(v, weighted{rank, float64(i-from) * x.rarity[rank]})
		} else {
			v = append(v, weighted{-1, float64(i-from) * unknown})
		}
	}
	unit(v)
	return v
}

// next appends the first word of text to word, in lower case, and returns what
// follows it. A word is a run of letters, digits and marks; without one in text,
// nothing is appended.
func next(word []byte, text string) ([]byte, string) {
	for i := 0; i < len(text); {
		r, size := rune(text[i]), 1
		if r < utf8.RuneSelf {
			if 'A' <= r && r <= 'Z' {
				r += 'a' - 'A'
			}
			if 'a' <= r && r <= 'z' || '0' <= r && r <= '9' {
				word = append(word, byte(r))
			} else if len(word) > 0 {
				return word, text[i:]
			}
			i++
			continue
		}
		r, size = utf8.DecodeRuneInString(text[i:])
		r = unicode.ToLower(r)
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			word = utf8.AppendRune(word, r)
		} else if len(word) > 0 {
			return word, text[i:]
		}
		i += size
	}
	return word, ""
}

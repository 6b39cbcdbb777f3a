package engine

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// surrogate proposes choices from the scores of earlier ones. It is a tree-structured
// Parzen estimator for categories (Bergstra et al., 2011): the better quarter of what
// was seen and the rest each give a distribution over every category; of choices drawn
// from the first it takes the one whose odds against the second are best.
type surrogate struct {
	sizes []int // categories of each choice
	rand  *rand.Rand
	seen  []observation
	known map[string]*record
	order []*record // in the order first seen
}

type observation struct {
	choice []int
	score  float64
}

// record is what is known about one choice.
type record struct {
	choice []int
	sum    float64
	count  int
	full   bool // scored on all of validation
}

const (
	startup = 5    // choices at random before the estimate is used
	drawn   = 24   // choices that are weighed against each other
	quarter = 0.25 // of the observations are the good ones
)

func newSurrogate(sizes []int, r *rand.Rand) *surrogate {
	return &surrogate{sizes: sizes, rand: r, known: map[string]*record{}}
}

// add notes a score; full says that it is that of all of validation.
func (t *surrogate) add(choice []int, score float64, full bool) {
	t.seen = append(t.seen, observation{choice, score})
	key := fmt.Sprint(choice)
	r := t.known[key]
	if r == nil {
		r = &record{choice: choice}
		t.known[key] = r
		t.order = append(t.order, r)
	}
	r.full = r.full || full
	r.sum += score
	r.count++
}

// promising returns the choice with the best mean among those that were not scored on
// all of validation; nil where there is none.
func (t *surrogate) promising() []int {
	var best *record
	for _, r := range t.order {
		if !r.full && (best == nil || r.sum/float64(r.count) > best.sum/float64(best.count)) {
			best = r
		}
	}
	if best == nil {
		return nil
	}
	return best.choice
}

// choose returns the next choice to try, never one that was scored on all of
// validation; nil where there is no other.
func (t *surrogate) choose() []int {
	if t.exhausted() {
		return nil
	}
	if len(t.seen) <= startup {
		return t.uniform()
	}
	good, rest := t.split()
	var best []int
	odds := math.Inf(-1)
	for range drawn {
		choice := make([]int, len(t.sizes))
		sum := 0.0
		for i := range choice {
			choice[i] = weighted(t.rand, good[i])
			sum += math.Log(good[i][choice[i]] / rest[i][choice[i]])
		}
		if sum > odds && !t.isFull(choice) {
			best, odds = choice, sum
		}
	}
	if best == nil {
		return t.uniform()
	}
	return best
}

func (t *surrogate) isFull(choice []int) bool {
	r := t.known[fmt.Sprint(choice)]
	return r != nil && r.full
}

// exhausted reports whether every choice was scored on all of validation.
func (t *surrogate) exhausted() bool {
	full := 0
	for _, r := range t.order {
		if r.full {
			full++
		}
	}
	all := 1
	for _, n := range t.sizes {
		if all *= n; all > full {
			return false
		}
	}
	return true
}

// uniform draws a choice at random, and goes on from there to the next that was not
// scored on all of validation.
func (t *surrogate) uniform() []int {
	choice := make([]int, len(t.sizes))
	for i, n := range t.sizes {
		choice[i] = t.rand.IntN(n)
	}
	for t.isFull(choice) {
		for i := range choice { // count up, the first choice fastest
			if choice[i]++; choice[i] < t.sizes[i] {
				break
			}
			choice[i] = 0
		}
	}
	return choice
}

// split returns the two distributions of every choice. A prior of one observation,
// spread evenly, keeps every category possible.
func (t *surrogate) split() (good, rest [][]float64) {
	ranked := slices.Clone(t.seen)
	slices.SortStableFunc(ranked, func(a, b observation) int { return cmp.Compare(b.score, a.score) })
	n := int(math.Ceil(quarter * float64(len(ranked))))
	return t.distribution(ranked[:n]), t.distribution(ranked[n:])
}

func (t *surrogate) distribution(seen []observation) [][]float64 {
	all := make([][]float64, len(t.sizes))
	for i, n := range t.sizes {
		all[i] = make([]float64, n)
		for j := range all[i] {
			all[i][j] = 1 / float64(n)
		}
		for _, o := range seen {
			all[i][o.choice[i]]++
		}
		for j := range all[i] {
			all[i][j] /= float64(len(seen) + 1)
		}
	}
	return all
}

// weighted draws a category by its probability.
func weighted(r *rand.Rand, probabilities []float64) int {
	x := r.Float64()
	for i, p := range probabilities {
		if x -= p; x < 0 {
			return i
		}
	}
	return len(probabilities) - 1
}

package engine

import (
	"hash/fnv"
	"math/rand/v2"
)

// random returns the source of chance for one purpose. Purposes do not share a
// source, so that one more draw here changes nothing there.
func random(seed uint64, purpose string) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(purpose))
	return rand.New(rand.NewPCG(seed, h.Sum64()))
}

// pick draws at most k of the items, without repetition, in the order drawn.
func pick[T any](r *rand.Rand, items []T, k int) []T {
	k = min(max(k, 0), len(items))
	drawn := make([]T, k)
	for i, j := range r.Perm(len(items))[:k] {
		drawn[i] = items[j]
	}
	return drawn
}

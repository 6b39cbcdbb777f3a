// Package nearest finds the word that a mistyped one was meant to be, in the way
// the generator does, so that its users and the operators read the same advice.
package nearest

import "strings"

// longestWord bounds what is compared, in characters: nobody mistypes a word
// of this length, and the comparison costs its square.
const longestWord = 64

// Word returns the word of among that word was most likely meant to be, and
// whether there is one that is near enough to be worth suggesting. Case is
// ignored; an exchange of two neighbouring letters is one mistake. Of two words
// equally near the alphabetically first wins, whatever the order of among, and
// word itself is never its own suggestion.
func Word(word string, among []string) (string, bool) {
	typed := letters(word)
	if len(typed) == 0 {
		return "", false
	}
	best, bestCost := "", -1
	for _, candidate := range among {
		if candidate == word || candidate == "" {
			continue
		}
		wanted := letters(candidate)
		cost, ok := mistakes(typed, wanted, tolerance(typed, wanted))
		if ok && (bestCost < 0 || cost < bestCost || cost == bestCost && candidate < best) {
			best, bestCost = candidate, cost
		}
	}
	return best, bestCost >= 0
}

// letters is the lower-case form of a word, nil where it is too long to compare.
func letters(word string) []rune {
	if len(word) > 4*longestWord {
		return nil
	}
	r := []rune(strings.ToLower(word))
	if len(r) > longestWord {
		return nil
	}
	return r
}

// tolerance is how many mistakes still suggest the word: one in three letters
// of the longer word, so that "ab" is never taken for "cd".
func tolerance(a, b []rune) int { return max(len(a), len(b)) / 3 }

// mistakes counts the insertions, deletions, replacements and exchanges of
// neighbours that lead from a to b; false where there are more than limit.
func mistakes(a, b []rune, limit int) (int, bool) {
	if len(a) == 0 || len(b) == 0 || max(len(a)-len(b), len(b)-len(a)) > limit {
		return 0, false
	}
	var before, above, row [longestWord + 1]int
	for j := range len(b) + 1 {
		above[j] = j
	}
	for i := range a {
		row[0] = i + 1
		least := row[0]
		for j := range b {
			row[j+1] = cell(a, b, i, j, &before, &above, row[j])
			least = min(least, row[j+1])
		}
		if least > limit {
			return 0, false
		}
		before, above = above, row
	}
	return above[len(b)], above[len(b)] <= limit
}

// cell is the cost of turning a[:i+1] into b[:j+1].
func cell(a, b []rune, i, j int, before, above *[longestWord + 1]int, left int) int {
	if a[i] == b[j] {
		return above[j]
	}
	cost := 1 + min(left, above[j+1], above[j])
	if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
		cost = min(cost, 1+before[j-1])
	}
	return cost
}

package engine

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
)

// Values are the fields of an input or an output, by name.
type Values = map[string]any

// Example is one input with the answer wanted.
type Example struct {
	ID     string // may be empty: then its content identifies it
	Input  Values
	Output Values

	// Steps has labels in between, by predictor: the outputs that the predictor of
	// that name should have. May be nil; a program of several predictors gains from
	// it, since labels are what starts bootstrapping.
	Steps map[string]Values

	hash string // of the input, where a task has computed it
}

// content identifies the question: equal inputs have equal content.
func (e *Example) content() string {
	if e.hash != "" {
		return e.hash
	}
	return contentOf(e.Input)
}

// hashed returns copies that know their content, which is asked for often.
func hashed(examples []Example) []Example {
	list := slices.Clone(examples)
	for i := range list {
		list[i].hash = contentOf(list[i].Input)
	}
	return list
}

func contentOf(input Values) string {
	sum := sha256.Sum256([]byte(canonical(input)))
	return hex.EncodeToString(sum[:16])
}

// name is the example's ID, or one made from its content.
func (e *Example) name() string {
	if e.ID != "" {
		return e.ID
	}
	return "sha256:" + e.content()
}

// Split deals examples out to training and validation, with the share (from 0 to 1)
// for validation, rounded. The deal depends on the seed only; both parts keep the order
// of examples. Examples with the same ID or the same input stay together, so that
// nothing validated was trained on; the share is then met as nearly as they let it.
func Split(examples []Example, validationShare float64, seed uint64) (train, validation []Example) {
	groups := groupAlike(examples)
	want := int(math.Round(float64(len(examples)) * min(max(validationShare, 0), 1)))
	chosen := make([]bool, len(examples))
	for _, g := range random(seed, "split").Perm(len(groups)) {
		if len(groups[g]) > want {
			continue
		}
		want -= len(groups[g])
		for _, i := range groups[g] {
			chosen[i] = true
		}
	}
	for i, e := range examples {
		if chosen[i] {
			validation = append(validation, e)
		} else {
			train = append(train, e)
		}
	}
	return train, validation
}

// groupAlike joins the indices of examples that share an ID or an input, directly
// or through others.
func groupAlike(examples []Example) [][]int {
	group := make([]int, len(examples)) // union-find: the index of a member nearer the root
	root := func(i int) int {
		for group[i] != i {
			group[i] = group[group[i]]
			i = group[i]
		}
		return i
	}
	first := map[string]int{}
	for i := range examples {
		group[i] = i
		for _, key := range examples[i].keys() {
			if j, ok := first[key]; ok {
				group[root(i)] = root(j)
			} else {
				first[key] = i
			}
		}
	}
	var groups [][]int
	place := map[int]int{}
	for i := range examples {
		r := root(i)
		if _, ok := place[r]; !ok {
			place[r] = len(groups)
			groups = append(groups, nil)
		}
		groups[place[r]] = append(groups[place[r]], i)
	}
	return groups
}

// keys are what makes two examples the same: the ID, and the input.
func (e *Example) keys() []string {
	keys := []string{"input " + e.content()}
	if e.ID != "" {
		keys = append(keys, "id "+e.ID)
	}
	return keys
}

// apart refuses a validation set that holds something of the training set.
func apart(train, validation []Example) error {
	seen := map[string]int{}
	for i := range train {
		for _, key := range train[i].keys() {
			seen[key] = i
		}
	}
	for i := range validation {
		for _, key := range validation[i].keys() {
			if j, ok := seen[key]; ok {
				return fmt.Errorf("%w: validation example %d (%s) has the ID or the input of training example %d; deal them out anew with Split",
					ErrOverlap, i+1, validation[i].name(), j+1)
			}
		}
	}
	return nil
}

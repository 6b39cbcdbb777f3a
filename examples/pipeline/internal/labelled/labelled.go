// Package labelled makes training and test files of labelled texts.
package labelled

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
)

// Text is a text with the class that it belongs to.
type Text struct {
	ID    string // unique in its set
	Text  string
	Label string
}

// Deal draws parts of the given sizes, no text in two of them and none twice in one.
// Every part has the same number of each label, and the labels take turns, so that
// the first texts of a part are balanced as well. The deal depends on the texts, the
// sizes and the seed, not on the order of texts. It is an error where a size is no
// multiple of the number of labels or a label has too few texts.
func Deal(texts []Text, seed uint64, sizes ...int) ([][]Text, error) {
	by := map[string][]Text{}
	for _, t := range texts {
		by[t.Label] = append(by[t.Label], t)
	}
	labels := make([]string, 0, len(by))
	for label := range by {
		labels = append(labels, label)
	}
	slices.Sort(labels)
	if err := enough(by, labels, sizes); err != nil {
		return nil, err
	}
	random := rand.New(rand.NewPCG(seed, 0))
	for _, label := range labels {
		of := by[label]
		slices.SortFunc(of, func(a, b Text) int { return cmp.Compare(a.ID, b.ID) })
		random.Shuffle(len(of), func(i, j int) { of[i], of[j] = of[j], of[i] })
	}
	parts := make([][]Text, len(sizes))
	for i, size := range sizes {
		for n := range size {
			label := labels[n%len(labels)]
			parts[i] = append(parts[i], by[label][0])
			by[label] = by[label][1:]
		}
	}
	return parts, nil
}

func enough(by map[string][]Text, labels []string, sizes []int) error {
	if len(labels) == 0 {
		return fmt.Errorf("there are no texts to deal")
	}
	total := 0
	for _, size := range sizes {
		if size < 0 || size%len(labels) != 0 {
			return fmt.Errorf("a part of %d texts cannot have as many of each of the %d labels", size, len(labels))
		}
		total += size / len(labels)
	}
	for _, label := range labels {
		if have := len(by[label]); have < total {
			return fmt.Errorf("there are %d texts of the label %s, and the parts need %d", have, label, total)
		}
	}
	return nil
}

// line is the form of a data file's line.
type line struct {
	ID     string            `json:"id"`
	Input  map[string]string `json:"input"`
	Output map[string]string `json:"expected_output"`
}

// Lines writes texts as JSON Lines, an example a line, with the text and the label
// in fields of these names. The same texts give the same bytes.
func Lines(texts []Text, textField, labelField string) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	for _, t := range texts {
		l := line{t.ID, map[string]string{textField: t.Text}, map[string]string{labelField: t.Label}}
		if err := enc.Encode(l); err != nil {
			return nil, err
		}
	}
	return b.Bytes(), nil
}

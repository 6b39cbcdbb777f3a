package engine

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
)

// Metric scores an output against its example, usually from 0 (wrong) to 1 (right);
// the score must be finite. An error counts as a failed example. It is called from
// several goroutines and changes none of its arguments.
type Metric func(ctx context.Context, example Example, output Values, trace Trace) (float64, error)

// Func makes a metric of a function that needs neither trace nor context.
func Func(score func(example Example, output Values) float64) Metric {
	return func(_ context.Context, example Example, output Values, _ Trace) (float64, error) {
		return score(example, output), nil
	}
}

// Exact scores 1 where the named fields, or with none named all fields of the
// example's output, have the values wanted, else 0. Numbers are compared by value
// (1 is 1.0), everything else to the last character. A named field that the example
// has no label for is an error.
func Exact(fields ...string) Metric {
	return func(_ context.Context, example Example, output Values, _ Trace) (float64, error) {
		names := fields
		if len(names) == 0 {
			names = slices.Sorted(maps.Keys(example.Output))
		}
		if len(names) == 0 {
			return 0, errors.New("the example has no output to compare with")
		}
		for _, name := range names {
			want, ok := example.Output[name]
			if !ok {
				return 0, unlabelled(name)
			}
			got, ok := output[name]
			if !ok || canonical(got) != canonical(want) {
				return 0, nil
			}
		}
		return 1, nil
	}
}

// F1 scores the words that a text field shares with the label: the harmonic mean of
// precision and recall over words, with their repetitions, after lower-casing and
// leaving out punctuation and the articles a, an and the. A label that is a list of
// texts counts by its best. This is the F1 of Rajpurkar et al., "SQuAD: 100,000+
// Questions for Machine Comprehension of Text", 2016. A label that is no text is an
// error; an output that is none scores 0.
func F1(field string) Metric {
	return func(_ context.Context, example Example, output Values, _ Trace) (float64, error) {
		want, ok := example.Output[field]
		if !ok {
			return 0, unlabelled(field)
		}
		labels, ok := want.([]any)
		if !ok {
			labels = []any{want}
		}
		got, isText := output[field].(string)
		best := 0.0
		for _, label := range labels {
			text, ok := label.(string)
			if !ok {
				return 0, fmt.Errorf("the label of %s is no text: %s", field, show(label))
			}
			if isText {
				best = max(best, f1(words(got), words(text)))
			}
		}
		return best, nil
	}
}

func unlabelled(field string) error {
	return fmt.Errorf("the example has no label for the field %s", field)
}

func f1(got, want []string) float64 {
	if len(got) == 0 || len(want) == 0 {
		if len(got) == len(want) {
			return 1
		}
		return 0
	}
	left := map[string]int{}
	for _, w := range want {
		left[w]++
	}
	shared := 0
	for _, w := range got {
		if left[w] > 0 {
			left[w]--
			shared++
		}
	}
	return 2 * float64(shared) / float64(len(got)+len(want)) // the harmonic mean, simplified
}

func words(text string) []string {
	plain := strings.Map(func(r rune) rune {
		if unicode.IsPunct(r) || unicode.IsSymbol(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, text)
	return slices.DeleteFunc(strings.Fields(plain), func(w string) bool { return w == "a" || w == "an" || w == "the" })
}

// SchemaValid scores 1 where check finds no fault in the output, else 0.
func SchemaValid(check func(output Values) []string) Metric {
	return func(_ context.Context, _ Example, output Values, _ Trace) (float64, error) {
		if len(check(output)) > 0 {
			return 0, nil
		}
		return 1, nil
	}
}

package engine_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/plugingen/plugingen/plugins/dspy/engine"
)

func TestSplit(t *testing.T) {
	examples := sorted(0, 40)
	train, validation := engine.Split(examples, 0.25, 7)
	if len(train) != 30 || len(validation) != 10 {
		t.Fatalf("got %d and %d", len(train), len(validation))
	}
	again, _ := engine.Split(examples, 0.25, 7)
	other, _ := engine.Split(examples, 0.25, 8)
	if names(train) != names(again) || names(train) == names(other) {
		t.Error("the deal is not by the seed")
	}
	both := slices.Concat(train, validation)
	slices.SortFunc(both, func(a, b engine.Example) int {
		return slices.IndexFunc(examples, same(a)) - slices.IndexFunc(examples, same(b))
	})
	if names(both) != names(examples) {
		t.Errorf("got %s", names(both))
	}
	if all, none := engine.Split(examples, 0, 1); len(all) != 40 || none != nil {
		t.Error("a share of 0 gives validation examples")
	}
	if none, all := engine.Split(examples, 1, 1); none != nil || len(all) != 40 {
		t.Error("a share of 1 leaves training examples")
	}
}

func same(e engine.Example) func(engine.Example) bool {
	return func(o engine.Example) bool { return o.ID == e.ID }
}

func names(list []engine.Example) string {
	text := ""
	for _, e := range list {
		text += e.ID + " "
	}
	return text
}

func TestSplitKeepsDoublesTogether(t *testing.T) {
	var examples []engine.Example
	for i := range 60 { // each input three times under other IDs, and each ID twice
		examples = append(examples, engine.Example{ID: fmt.Sprint(i / 2), Input: engine.Values{"text": fmt.Sprint(i % 20)}})
	}
	for seed := range uint64(20) {
		train, validation := engine.Split(examples, 0.5, seed)
		for _, v := range validation {
			for _, e := range train {
				if v.ID == e.ID || v.Input["text"] == e.Input["text"] {
					t.Fatalf("seed %d: %v is on both sides", seed, v)
				}
			}
		}
	}
}

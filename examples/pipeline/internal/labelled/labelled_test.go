package labelled_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/examples/pipeline/internal/labelled"
)

func texts(n int, labels ...string) []labelled.Text {
	var list []labelled.Text
	for _, label := range labels {
		for i := range n {
			list = append(list, labelled.Text{ID: fmt.Sprintf("%s%02d", label, i), Text: "t", Label: label})
		}
	}
	return list
}

func TestDealIsBalancedAndDisjoint(t *testing.T) {
	parts, err := labelled.Deal(texts(10, "b", "a"), 7, 8, 12)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for i, size := range []int{8, 12} {
		if len(parts[i]) != size {
			t.Errorf("part %d has %d texts", i, len(parts[i]))
		}
		for n, text := range parts[i] {
			if seen[text.ID] {
				t.Errorf("%s is there twice", text.ID)
			}
			seen[text.ID] = true
			if want := []string{"a", "b"}[n%2]; text.Label != want {
				t.Errorf("part %d, text %d is %s, want %s", i, n, text.Label, want)
			}
		}
	}
}

func TestDealDependsOnTheSeedOnly(t *testing.T) {
	list := texts(10, "a", "b")
	first, err := labelled.Deal(list, 1, 6)
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(list)
	again, err := labelled.Deal(list, 1, 6)
	if err != nil || !reflect.DeepEqual(first, again) {
		t.Errorf("got %v, %v\nwant %v", again, err, first)
	}
	if other, _ := labelled.Deal(list, 2, 6); reflect.DeepEqual(first, other) {
		t.Error("two seeds deal the same")
	}
}

func TestDealFaults(t *testing.T) {
	tests := []struct {
		name  string
		texts []labelled.Text
		sizes []int
		want  string
	}{
		{"none", nil, []int{2}, "there are no texts"},
		{"uneven", texts(3, "a", "b"), []int{3}, "a part of 3 texts cannot have as many of each of the 2 labels"},
		{"negative", texts(3, "a", "b"), []int{-2}, "a part of -2"},
		{"too few", append(texts(3, "a"), texts(2, "b")...), []int{4, 2}, "there are 2 texts of the label b, and the parts need 3"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if parts, err := labelled.Deal(tt.texts, 1, tt.sizes...); err == nil || parts != nil || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("got %v, %v", parts, err)
			}
		})
	}
}

func TestLines(t *testing.T) {
	got, err := labelled.Lines([]labelled.Text{{ID: "x/1", Text: "a <b> \"c\"\n", Label: "y"}, {ID: "2"}}, "text", "group")
	want := `{"id":"x/1","input":{"text":"a <b> \"c\"\n"},"expected_output":{"group":"y"}}
{"id":"2","input":{"text":""},"expected_output":{"group":""}}
`
	if err != nil || string(got) != want {
		t.Errorf("got %s, %v", got, err)
	}
}

package engine

import (
	"fmt"
	"testing"
)

// The surrogate finds a good corner of 10·10·10 choices in fewer trials than chance.
func TestSurrogateBeatsChance(t *testing.T) {
	score := func(choice []int) float64 {
		s := 0.0
		for i, want := range []int{7, 2, 5} {
			if choice[i] == want {
				s++
			}
		}
		return s
	}
	total := [2]float64{}
	for seed := range uint64(30) {
		guided := newSurrogate([]int{10, 10, 10}, random(seed, "guided"))
		blind := newSurrogate([]int{10, 10, 10}, random(seed, "blind"))
		best := [2]float64{}
		for range 60 {
			c := guided.choose()
			guided.add(c, score(c), false)
			best[0] = max(best[0], score(c))
			best[1] = max(best[1], score(blind.uniform()))
		}
		total[0] += best[0]
		total[1] += best[1]
	}
	if total[0] <= total[1]+10 {
		t.Errorf("guided %v, blind %v over 30 seeds", total[0], total[1])
	}
}

func TestSurrogateGoesThroughAll(t *testing.T) {
	s := newSurrogate([]int{4, 1, 5}, random(1, "all"))
	seen := map[string]bool{}
	for i := range 20 {
		c := s.choose()
		if key := fmt.Sprint(c); seen[key] {
			t.Fatalf("%s came twice", key)
		} else {
			seen[key] = true
		}
		s.add(c, float64(i%3), true)
	}
	if c := s.choose(); c != nil {
		t.Errorf("got %v after all", c)
	}
	if c := s.promising(); c != nil {
		t.Errorf("%v is not scored", c)
	}
}

func TestPromisingGoesByTheMean(t *testing.T) {
	s := newSurrogate([]int{3}, random(1, "mean"))
	s.add([]int{0}, 0.9, true)
	s.add([]int{1}, 1, false)
	s.add([]int{1}, 0, false)
	s.add([]int{2}, 0.6, false)
	if got := s.promising(); fmt.Sprint(got) != "[2]" {
		t.Errorf("got %v", got)
	}
}

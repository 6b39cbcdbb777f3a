package plan_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/plugingen/plugingen/gen/internal/emit"
	"github.com/plugingen/plugingen/gen/internal/plan"
)

// TestShuffles plans and emits a thousand shuffles of the entries of one
// configuration whose dependencies leave one order only: the same bytes always.
func TestShuffles(t *testing.T) {
	var entries []entry
	for i := range 7 {
		e := entry{name: fmt.Sprintf("e%d", i), plugin: fmt.Sprintf("p%d", i%5), prefix: fmt.Sprintf("x%d_", i), components: []string{"Offers/b", "Taxes/a", "Offers/a"}}
		switch {
		case i == 0:
		case i%3 == 0:
			e.params = append(e.params, fits(entries[i-1].name))
		default:
			e.dependencies = []string{entries[i-1].name}
		}
		entries = append(entries, e)
	}
	r := rand.New(rand.NewPCG(7, 11))
	var first []byte
	for range 1000 {
		p, found := plan.Build(made(entries...))
		if p == nil {
			t.Fatalf("refused: %v", told(found))
		}
		got, err := emit.Wiring(p)
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = got
		}
		if !bytes.Equal(first, got) {
			t.Fatalf("the wiring depends on the order of the entries:\n%s\n---\n%s", first, got)
		}
		r.Shuffle(len(entries), func(i, j int) { entries[i], entries[j] = entries[j], entries[i] })
	}
}

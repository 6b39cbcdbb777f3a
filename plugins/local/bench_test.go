package local_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/plugins/local"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// texts makes n texts of about 300 characters out of a vocabulary in which, as in
// language, few words are frequent and many are rare.
func texts(n int) []string {
	random := rand.New(rand.NewPCG(1, 2))
	zipf := rand.NewZipf(random, 1.2, 4, 5000)
	all := make([]string, n)
	for i := range all {
		var b strings.Builder
		for b.Len() < 300 {
			fmt.Fprintf(&b, "Word%d, ", zipf.Uint64())
		}
		all[i] = b.String()
	}
	return all
}

// demonstrations asks each of the texts with one of four answers.
func demonstrations(texts []string) []pipeline.Turn {
	var ts []pipeline.Turn
	for i, text := range texts {
		ts = append(ts, turns(text, fmt.Sprintf(`{"label":"class%d"}`, i%4))...)
	}
	return ts
}

func BenchmarkGenerate(b *testing.B) {
	for _, n := range []int{32, 128} {
		all := texts(n + 50)
		demos := demonstrations(all[:n])
		var sets [][]pipeline.Turn // more than are kept
		for i := range 8 {
			sets = append(sets, demonstrations(all[i:i+n]))
		}
		p := provider(b, local.Config{Neighbours: 3})
		run := func(name string, demos func(i int) []pipeline.Turn) {
			b.Run(fmt.Sprintf("%d/%s", n, name), func(b *testing.B) {
				b.ReportAllocs()
				for i := 0; b.Loop(); i++ {
					_, err := p.Generate(b.Context(), pipeline.GenerateRequest{Turns: demos(i), Prompt: all[n+i%50], Schema: labelSchema})
					if err != nil {
						b.Fatal(err)
					}
				}
			})
		}
		run("same", func(int) []pipeline.Turn { return demos })
		run("changing", func(i int) []pipeline.Turn { return sets[i%len(sets)] })
	}
}

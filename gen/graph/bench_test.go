package graph

import (
	"fmt"
	"io"
	"testing"
)

func BenchmarkSVG(b *testing.B) {
	for _, n := range []int{10, 100, 1000} {
		c := random(b, 1, n, 8, 2)
		b.Run(fmt.Sprintf("plugins=%d", n), func(b *testing.B) {
			for b.Loop() {
				if err := SVG(io.Discard, c); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

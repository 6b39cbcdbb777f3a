package fileschema

import (
	"fmt"
	"testing"
)

// BenchmarkOf describes compositions of growing size; the time for one entry
// must not grow with them.
func BenchmarkOf(b *testing.B) {
	for _, n := range []int{10, 100, 1000} {
		b.Run(fmt.Sprintf("entries=%d", n), func(b *testing.B) {
			var entries []entry
			for i := range n {
				entries = append(entries, entry{name: fmt.Sprintf("e%d", i), config: rich{}})
			}
			cat := made(entries...)
			for b.Loop() {
				if _, err := Of(cat); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

package diag_test

import (
	"io"
	"testing"
)

func BenchmarkSARIF(b *testing.B) {
	r := sample()
	for b.Loop() {
		if err := r.SARIF(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}

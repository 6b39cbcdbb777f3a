package jsonyamlbridge

import (
	"fmt"
	"strings"
	"testing"
)

// benchYAML is a list of 1,000 records, about 70 kB.
func benchYAML() []byte {
	var b strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&b, "- id: %d # one\n  name: 'record %d'\n  since: 2024-01-01\n  rate: 1.50\n", i, i)
	}
	return []byte(b.String())
}

func BenchmarkToJSON(b *testing.B) {
	p, src := bridge(b), benchYAML()
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		if _, err := p.ToJSON(src, JSONOptions{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkToYAML(b *testing.B) {
	p := bridge(b)
	src, err := p.ToJSON(benchYAML(), JSONOptions{})
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		if _, err := p.ToYAML(src, YAMLOptions{}); err != nil {
			b.Fatal(err)
		}
	}
}

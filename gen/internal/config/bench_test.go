package config

import (
	"fmt"
	"strings"
	"testing"
)

func BenchmarkParse(b *testing.B) {
	for _, n := range []int{10, 1000} {
		var s strings.Builder
		s.WriteString("version: 1\nplugins:\n")
		for i := range n {
			fmt.Fprintf(&s, "  plugin_%d:\n    module: example.com/app/plugins/p%d\n    enabled: true\n    config:\n      cache: true\n      size: %d\n      mode: \"fast\"\n", i, i, i)
			if i > 0 {
				fmt.Fprintf(&s, "    dependencies:\n      - plugin_%d >= 1.0\n", i-1)
			}
		}
		src := []byte(s.String())
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			for b.Loop() {
				if _, found := Parse("plugin_config.yaml", src); len(found) > 0 {
					b.Fatal(found)
				}
			}
		})
	}
}

package config

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/plugingen/plugingen/gen/diag"
)

// What a refusal may cost.
const (
	maxTime   = time.Second * patience
	maxMemory = 200 << 20 // bytes allocated, freed ones included
)

// TestRefusals has what is refused in no time, alone and as an overlay.
func TestRefusals(t *testing.T) {
	const levels = 10_000
	tests := map[string]string{
		"10 MB":                          "x-a: [" + strings.Repeat("1, ", 10<<20/3) + "]\n",
		"10 MB of text":                  "x-a: " + strings.Repeat("x", 10<<20),
		"10 MB of comments":              strings.Repeat("# c\n", 10<<20/4),
		"1,000,000 items":                "x-a: [" + strings.Repeat("1,", 1_000_000) + "]",
		"aliases, 6 levels":              bomb(6),
		"aliases, 1000 levels":           bomb(1000),
		"merges, 6 levels":               mergeBomb(6),
		"merges, 1000 levels":            mergeBomb(1000),
		"merges of mappings in a list":   strings.ReplaceAll(mergeBomb(9), "<<: [", "k: ["),
		"10,000 lists on a line":         strings.Repeat("[", levels) + strings.Repeat("]", levels),
		"10,001 lists that do not end":   strings.Repeat("[", levels+1),
		"10,000 mappings on a line":      strings.Repeat("{a: ", levels) + strings.Repeat("}", levels),
		"10,000 pairs on a line":         strings.Repeat("[a: ", levels) + strings.Repeat("]", levels),
		"10,000 lists by dashes":         strings.Repeat("- ", levels) + "a\n",
		"10,000 mappings by marks":       strings.Repeat("? ", levels) + "a\n",
		"mappings as deep as 1 MiB lets": indented(1400),
		"10,000 mappings, indented":      indented(levels),
	}
	for name, src := range tests {
		t.Run(name, func(t *testing.T) {
			alone := []File{{file, []byte(src)}}
			laid := []File{{file, []byte(minimal)}, {"prod.yaml", []byte(src)}}
			for _, files := range [][]File{alone, laid} {
				refused(t, files)
			}
		})
	}
}

// refused takes the best of three attempts: a busy machine is no fault of ours.
func refused(t *testing.T, files []File) {
	t.Helper()
	took, memory := time.Hour, uint64(0)
	for range 3 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		c, found := ParseFiles(files...)
		took = min(took, time.Since(start))
		runtime.ReadMemStats(&after)
		memory = after.TotalAlloc - before.TotalAlloc
		if c != nil || len(found) != 1 || found[0].Code != diag.LimitExceeded || found[0].Position.File != files[len(files)-1].Name {
			t.Fatalf("not refused as a whole:\n%.1000s", print(found))
		}
		if took <= maxTime {
			break
		}
	}
	t.Logf("%v, %d MB", took.Round(time.Millisecond), memory>>20)
	if took > maxTime || memory > maxMemory {
		t.Errorf("refused in %v, with %d MB", took, memory>>20)
	}
}

// mergeBomb merges nine times what was merged nine times before.
func mergeBomb(levels int) string {
	var b strings.Builder
	b.WriteString("x-0: &l0 {a: 1, b: 2}\n")
	for i := 1; i <= levels; i++ {
		fmt.Fprintf(&b, "x-%d: &l%d {<<: [%s]}\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*l%d,", i-1), 9), ","))
	}
	return b.String()
}

// indented are block mappings inside each other.
func indented(levels int) string {
	var b strings.Builder
	for i := range levels {
		b.WriteString(strings.Repeat(" ", i))
		b.WriteString("a:\n")
	}
	return b.String()
}

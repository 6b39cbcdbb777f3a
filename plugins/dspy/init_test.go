package dspy_test

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/plugingen/plugingen/plugins/dspy"
)

const manyExamples = 10_000

// TestInitIsQuickWithManyExamples: Init looks at the files and reads one example, so
// their number does not count.
func TestInitIsQuickWithManyExamples(t *testing.T) {
	cfg := dspy.Config{TrainingDataPath: filepath.Dir(examplesFile(t, 1, manyExamples))}
	best := time.Hour
	for range 5 { // the best of five: the machine may be busy
		began := time.Now()
		mustStart(t, cfg)
		best = min(best, time.Since(began))
	}
	t.Logf("Init with %d examples and both other plugins: %v, the best of 5", manyExamples, best)
	if best >= 100*time.Millisecond {
		t.Errorf("took %v", best)
	}
}

func BenchmarkInit(b *testing.B) {
	cfg := dspy.Config{TrainingDataPath: examplesFile(b, 1, manyExamples)}
	for b.Loop() {
		if _, err := start(b, cfg, io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}

func TestInitRefusesTrainingData(t *testing.T) {
	dir := t.TempDir()
	long := writeFile(t, "long.jsonl", strings.Repeat("x", 100<<10))
	tests := map[string]struct{ path, mention string }{
		"not there":      {filepath.Join(dir, "none"), "no such file"},
		"empty folder":   {dir, "the folder has no .jsonl, .json, .yaml or .yml file"},
		"another kind":   {writeFile(t, "a.csv", "x"), "training data is .jsonl"},
		"no example":     {writeFile(t, "a.jsonl", "\n{}\n"), "a.jsonl:2:1: "},
		"nothing wrong":  {examplesFile(t, 1, 1), ""},
		"not looked at":  {writeFile(t, "a.yaml", "- {"), ""},
		"too long a one": {long, ""},
		"empty":          {writeFile(t, "e.jsonl", "\n"), ""},
	}
	if err := os.Mkdir(filepath.Join(dir, "x.jsonl"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, tt := range tests {
		_, err := start(t, dspy.Config{TrainingDataPath: tt.path}, io.Discard)
		if tt.mention == "" {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
		} else if err == nil || !strings.Contains(err.Error(), "training_data_path: ") || !strings.Contains(err.Error(), tt.mention) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

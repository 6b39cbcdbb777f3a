package analyzer_test

import (
	"bytes"
	"encoding/gob"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/plugingen/plugingen/gen/analyzer"
)

// TestAnalyzer compares findings and facts with the comments in testdata, and
// every fact with what becomes of it when it is stored.
func TestAnalyzer(t *testing.T) {
	dir, err := filepath.Abs(filepath.Join("testdata", "src"))
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("GOFLAGS", "-mod=mod")
	plugins := 0
	for _, r := range analysistest.Run(t, dir, analyzer.Analyzer, "./...") {
		if p, _ := r.Result.(*analyzer.Plugin); p != nil {
			plugins++
			stored(t, p)
		}
	}
	if plugins < 8 {
		t.Errorf("%d plugins were read", plugins)
	}
}

func stored(t *testing.T, p *analyzer.Plugin) {
	t.Helper()
	var first, second bytes.Buffer
	for _, b := range []*bytes.Buffer{&first, &second} {
		if err := gob.NewEncoder(b).Encode(p); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Errorf("%s is not stored in the same bytes twice", p)
	}
	var back analyzer.Plugin
	if err := gob.NewDecoder(&first).Decode(&back); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(p, &back); d != "" {
		t.Errorf("%s is not what was stored (-want +got):\n%s", p, d)
	}
}

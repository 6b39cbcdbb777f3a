package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/plugingen/plugingen/examples/pipeline/internal/godoc"
	"github.com/plugingen/plugingen/examples/pipeline/internal/labelled"
	"github.com/plugingen/plugingen/plugins/dspy"
	dspyengine "github.com/plugingen/plugingen/plugins/dspy/engine"
	"github.com/plugingen/plugingen/runtime"
)

// synopses are read once for all tests.
var synopses = sync.OnceValues(func() ([]labelled.Text, error) {
	root, err := godoc.Root()
	if err != nil {
		return nil, err
	}
	return godoc.Read(root)
})

// deal writes training and test files of Go's documentation.
func deal(t testing.TB, seed uint64, sizes ...int) (train, test string) {
	t.Helper()
	texts, err := synopses()
	if err != nil {
		t.Fatal(err)
	}
	parts, err := labelled.Deal(texts, seed, sizes...)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	files := make([]string, len(parts))
	for i, part := range parts {
		files[i] = filepath.Join(dir, fmt.Sprintf("part%d.jsonl", i))
		content, err := labelled.Lines(part, "synopsis", "group")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(files[i], content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return files[0], files[1]
}

// withStore runs f with the plugins, whose programs are stored in a folder.
func withStore(t testing.TB, store string, f func(*Composition)) {
	t.Helper()
	config, err := json.Marshal(map[string]any{"store_path": store, "training_data_path": ""})
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	c := New(runtime.WithLogger(slog.New(slog.DiscardHandler)), runtime.WithSettings("dspy_plugin", config))
	if err := c.Start(ctx); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := c.Stop(ctx); err != nil {
			t.Error(err)
		}
	}()
	f(c)
}

func optimizeGodoc(t testing.TB, store, train string, seed uint64, demos int) *dspy.OptimizeResult {
	t.Helper()
	var result *dspy.OptimizeResult
	withStore(t, store, func(c *Composition) {
		f := optimizeFlags{targetFlags: targetFlags{data: train, provider: "local", seed: seed, demos: demos}}
		target, err := find(c, "workflows/godoc.yaml", f.targetFlags)
		if err != nil {
			t.Fatal(err)
		}
		if result, err = target.plugin.Optimize(context.Background(), target.spec(), f.options(target)); err != nil {
			t.Fatal(err)
		}
	})
	return result
}

func evaluateGodoc(t testing.TB, store, train, test string, seed uint64) *dspy.EvaluateResult {
	t.Helper()
	var result *dspy.EvaluateResult
	withStore(t, store, func(c *Composition) {
		f := evaluateFlags{targetFlags: targetFlags{data: test, provider: "local", seed: seed}, train: train}
		target, err := find(c, "workflows/godoc.yaml", f.targetFlags)
		if err != nil {
			t.Fatal(err)
		}
		if result, err = target.plugin.Evaluate(context.Background(), target.spec(), f.options(target)); err != nil {
			t.Fatal(err)
		}
	})
	return result
}

// TestLearningIsRepeatable holds that a seed decides everything.
func TestLearningIsRepeatable(t *testing.T) {
	train, test := deal(t, 1, 40, 40)
	var first string
	for range 2 {
		store := t.TempDir()
		found := optimizeGodoc(t, store, train, 3, 4)
		program, err := dspyengine.Marshal(found.Program)
		if err != nil {
			t.Fatal(err)
		}
		r := evaluateGodoc(t, store, train, test, 3)
		got := fmt.Sprintf("%s %v %v %v", program, found.Best, *r.RandomDemos, r.ZeroShot)
		if first != "" && got != first {
			t.Errorf("got\n%s\nand before\n%s", got, first)
		}
		first = got
	}
}

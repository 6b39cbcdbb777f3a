package main

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/plugins/jsonyamlbridge"
	"github.com/plugingen/plugingen/runtime"
)

// started are the plugins of the program, for tests that need no process.
func started(t *testing.T) *Composition {
	t.Helper()
	c := New(runtime.WithLogger(slog.New(slog.DiscardHandler)))
	if err := c.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return c
}

// TestBadWorkflows holds every diagnostic of the workflows in testdata/bad against
// the text beside it.
func TestBadWorkflows(t *testing.T) {
	c := started(t)
	files, err := filepath.Glob("testdata/bad/*.yaml")
	if err != nil || len(files) < 25 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			_, err := load(c, file)
			var faults jsonyamlbridge.Errors
			if !errors.As(err, &faults) {
				t.Fatalf("got %v", err)
			}
			for _, f := range faults {
				if f.Name == "" || f.Line < 1 || f.Column < 1 {
					t.Errorf("no place: %v", f)
				}
			}
			compare(t, strings.TrimSuffix(file, ".yaml")+".txt", err.Error()+"\n")
		})
	}
}

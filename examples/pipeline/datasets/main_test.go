package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/examples/pipeline/internal/spam"
)

func TestGodoc(t *testing.T) {
	dir := t.TempDir()
	var out bytes.Buffer
	if err := run([]string{"--seed", "5", "godoc", dir}, &out); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "train.jsonl: 320 of ") || !strings.Contains(out.String(), "test.jsonl: 480 of ") || !strings.Contains(out.String(), "seed 5") {
		t.Errorf("got %s", &out)
	}
	train, err := os.ReadFile(filepath.Join(dir, "train.jsonl"))
	if err != nil || bytes.Count(train, []byte("\n")) != 320 || bytes.Count(train, []byte(`"expected_output":{"group":"math"}`)) != 80 {
		t.Errorf("%v\n%s", err, train)
	}
	test, err := os.ReadFile(filepath.Join(dir, "test.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(test) {
		if bytes.Contains(train, line) {
			t.Errorf("in both: %s", line)
		}
	}
}

func TestFaults(t *testing.T) {
	bad := filepath.Join(t.TempDir(), "x.tgz")
	if err := os.WriteFile(bad, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{nil, {"mail"}, {"godoc"}, {"--fast", "godoc", "x"}, {"spam", "x"}} {
		if err := run(args, &bytes.Buffer{}); !errors.Is(err, errUsage) {
			t.Errorf("%v: %v", args, err)
		}
	}
	if err := run([]string{"spam", bad, t.TempDir()}, &bytes.Buffer{}); !errors.Is(err, spam.ErrIntegrity) {
		t.Errorf("got %v", err)
	}
	if err := run([]string{"spam", bad + "x", t.TempDir()}, &bytes.Buffer{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}

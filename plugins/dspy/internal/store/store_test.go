package store_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/plugingen/plugingen/plugins/dspy/engine"
	"github.com/plugingen/plugingen/plugins/dspy/internal/store"
)

func program(t testing.TB) *engine.Program {
	t.Helper()
	p, err := engine.Predict("answer", &engine.Signature{
		Inputs:  []engine.Field{{Name: "x", Type: "number"}},
		Outputs: []engine.Field{{Name: "y", Type: "number"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func entry(t testing.TB, key string) *store.Entry {
	t.Helper()
	p := program(t)
	p.Predictor("answer").Demos = []engine.Demo{{
		Input:  engine.Values{"x": json.Number("12345678901234567890.10")},
		Output: engine.Values{"y": json.Number("1e-30")}, Source: engine.Bootstrapped, ID: "e1",
	}}
	state, err := engine.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	return &store.Entry{Run: p, Record: &store.Record{
		Key: key, Step: "s", Type: "dspy_claude", CreatedAt: time.Now().UTC(), Optimizer: "bootstrap_few_shot", Adopted: true,
		Seed: "18446744073709551615", Candidates: []store.Candidate{}, Program: state,
	}}
}

func fit(t testing.TB) store.Fit {
	return func(r *store.Record) (*engine.Program, error) { return engine.Unmarshal(r.Program, program(t)) }
}

func put(t testing.TB, s *store.Store, e *store.Entry) string {
	t.Helper()
	path, err := s.Put(e)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func TestKeepsEveryDigit(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "made", "here")
	path := put(t, store.New(dir), entry(t, "k"))
	src, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"12345678901234567890.10", "1e-30", "18446744073709551615", `"bootstrapped"`} {
		if !strings.Contains(string(src), want) {
			t.Errorf("%s is not in\n%s", want, src)
		}
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	e, err := store.New(dir).Get("k", fit(t))
	if err != nil || e.Run.Predictor("answer").Demos[0].Input["x"] != json.Number("12345678901234567890.10") || e.Seed != "18446744073709551615" {
		t.Fatalf("got %+v, %v", e, err)
	}
	again, err := os.ReadFile(put(t, store.New(t.TempDir()), e))
	if err != nil || string(again) != string(src) {
		t.Errorf("stored again:\n%s", again)
	}
	left, _ := filepath.Glob(filepath.Join(dir, ".*"))
	if len(left) != 0 {
		t.Errorf("left behind: %q", left)
	}
}

func TestGetNothing(t *testing.T) {
	for _, dir := range []string{"", filepath.Join(t.TempDir(), "none")} {
		if e, err := store.New(dir).Get("k", fit(t)); e != nil || err != nil {
			t.Errorf("got %v, %v", e, err)
		}
	}
}

func TestFilesThatDoNotFit(t *testing.T) {
	tests := map[string]struct {
		change  func(string) string
		damaged bool
	}{
		"no JSON":       {func(string) string { return "{" }, true},
		"empty":         {func(string) string { return "" }, true},
		"no format":     {func(s string) string { return strings.Replace(s, `"format": 1,`, "", 1) }, true},
		"unknown key":   {func(s string) string { return strings.Replace(s, `"format": 1,`, `"format": 1, "more": 2,`, 1) }, true},
		"two documents": {func(s string) string { return s + s }, true},
		"another key":   {func(s string) string { return strings.Replace(s, `"key": "k"`, `"key": "l"`, 1) }, true},
		"no program":    {func(string) string { return `{"format":1,"key":"k"}` }, true},
		"newer":         {func(s string) string { return strings.Replace(s, `"format": 1,`, `"format": 2,`, 1) }, false},
		"does not fit":  {func(s string) string { return strings.ReplaceAll(s, `"name": "answer"`, `"name": "other"`) }, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := put(t, store.New(dir), entry(t, "k"))
			src, _ := os.ReadFile(path)
			text := tt.change(string(src))
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := store.New(dir).Get("k", fit(t))
			var damaged *store.DamagedError
			if err == nil || errors.As(err, &damaged) != tt.damaged || !strings.Contains(err.Error(), path) {
				t.Fatalf("got %v", err)
			}
			at := path
			if tt.damaged {
				at = path + ".damaged1"
			}
			if kept, err := os.ReadFile(at); err != nil || string(kept) != text {
				t.Errorf("not kept: %v", err)
			}
		})
	}
}

func TestPutOverwritesNothingThatItDoesNotKnow(t *testing.T) {
	dir := t.TempDir()
	s := store.New(dir)
	path := put(t, s, entry(t, "k"))
	for i, text := range []string{"damaged", `{"format": 2}`} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		put(t, s, entry(t, "k"))
		if kept, err := os.ReadFile(path + ".damaged" + string(rune('1'+i))); err != nil || string(kept) != text {
			t.Errorf("%s: %s, %v", text, kept, err)
		}
		if e, err := store.New(dir).Get("k", fit(t)); err != nil || e == nil {
			t.Errorf("got %v, %v", e, err)
		}
	}
}

func TestPutKeepsWhatDidNotFit(t *testing.T) {
	dir := t.TempDir()
	path := put(t, store.New(dir), entry(t, "k"))
	old, _ := os.ReadFile(path)
	s := store.New(dir)
	if _, err := s.Get("k", func(*store.Record) (*engine.Program, error) { return nil, errors.New("no") }); err == nil {
		t.Fatal("it fits")
	}
	for range 2 { // the second replaces the first, which fits
		put(t, s, entry(t, "k"))
	}
	aside, _ := filepath.Glob(path + ".damaged*")
	if len(aside) != 1 {
		t.Fatalf("%q", aside)
	}
	if kept, err := os.ReadFile(aside[0]); err != nil || string(kept) != string(old) {
		t.Errorf("kept %s, %v", kept, err)
	}
}

func TestMemoryIsForAnHour(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		disk, memory := store.New(dir), store.New("")
		path := put(t, disk, entry(t, "k"))
		if path := put(t, memory, entry(t, "k")); path != "" {
			t.Errorf("stored in %s", path)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		for _, want := range []bool{true, false} {
			for _, s := range []*store.Store{disk, memory} {
				if e, err := s.Get("k", fit(t)); err != nil || (e != nil) != want {
					t.Errorf("want %v: got %v, %v", want, e, err)
				}
			}
			time.Sleep(store.TTL)
		}
	})
}

func TestOf(t *testing.T) {
	dir := t.TempDir()
	s := store.New(dir)
	old, other := entry(t, "a"), entry(t, "c")
	old.CreatedAt = old.CreatedAt.Add(-time.Hour)
	other.Step = "another"
	for _, e := range []*store.Entry{old, entry(t, "b"), other} {
		put(t, s, e)
	}
	if err := os.WriteFile(filepath.Join(dir, "x.json"), []byte("?"), 0o600); err != nil {
		t.Fatal(err)
	}
	list := s.Of("s", "dspy_claude")
	if len(list) != 2 || list[0].Key != "b" || list[1].Key != "a" || len(s.Of("s", "dspy_gemini")) != 0 {
		t.Errorf("got %d", len(list))
	}
}

func TestTogether(t *testing.T) {
	dir := t.TempDir()
	e := entry(t, "k")
	var wg sync.WaitGroup
	for range 4 {
		s := store.New(dir) // as of processes
		wg.Go(func() {
			for range 10 {
				if _, err := s.Put(e); err != nil {
					t.Error(err)
				}
				if got, err := store.New(dir).Get("k", fit(t)); err != nil || got == nil {
					t.Errorf("got %v, %v", got, err)
				}
			}
		})
	}
	wg.Wait()
}

func TestJournal(t *testing.T) {
	var j store.Journal
	path := filepath.Join(t.TempDir(), "sub", "a.jsonl")
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if err := j.Append(path, []byte(strings.Repeat("x", 100))); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	text, err := os.ReadFile(path)
	if err != nil || string(text) != strings.Repeat(strings.Repeat("x", 100)+"\n", 20) {
		t.Errorf("got %q, %v", text, err)
	}
	if err := j.Append(filepath.Join(path, "below"), nil); err == nil {
		t.Error("a file below a file")
	}
}

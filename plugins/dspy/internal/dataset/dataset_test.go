package dataset_test

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/plugins/dspy/internal/dataset"
	"github.com/plugingen/plugingen/plugins/jsonyamlbridge"
)

func bridge(t testing.TB) *jsonyamlbridge.Plugin {
	t.Helper()
	b, err := jsonyamlbridge.Init(context.Background(), jsonyamlbridge.DefaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestLoadReadsAllFormatsInNameOrder(t *testing.T) {
	dir := write(t, map[string]string{
		"b.jsonl": "{\"id\": 1, \"input\": {\"x\": 1.0}, \"expected_output\": {\"y\": \"b1\"}}\n\n{\"input\": {\"x\": 2}, \"expected_output\": {\"y\": \"b2\"}}",
		"c.json":  `[{"input":{"x":3},"expected_output":{"y":"c"},"metadata":{},"created_at":"2025-01-01"}]`,
		"a.yaml":  "- input: {x: 0}\n  expected_output: {y: a}\n",
		"d.yml":   "[]",
		"note.md": "not data",
	})
	if err := os.Mkdir(filepath.Join(dir, "sub"), 0o700); err != nil {
		t.Fatal(err)
	}
	data, err := dataset.Load(context.Background(), bridge(t), dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range data.Examples {
		got = append(got, e.Input["x"].(json.Number).String()+e.Output["y"].(string))
	}
	if want := []string{"0a", "1.0b1", "2b2", "3c"}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if len(data.Left) != 2 || !strings.Contains(data.Left[0], "note.md") || !strings.Contains(data.Left[1], "sub") {
		t.Errorf("left out: %q", data.Left)
	}
}

func TestLoadFaults(t *testing.T) {
	tests := []struct {
		name, file, text string
		want             []string // each line of the error, after the folder
	}{
		{"JSON Lines", "a.jsonl", "{\"input\":{},\"expected_output\":{}}\n{\"input\":\n{\"input\":{}}\n",
			[]string{"/a.jsonl:2:", "/a.jsonl:3:1: an example's expected_output is an object of fields"}},
		{"no list", "a.json", `{"input":{}}`, []string{"/a.json:1:1: training data is a list of examples"}},
		{"wrong shapes", "a.yaml", "- 1\n- input: {}\n  expected_output: yes\n- input: {}\n  expected_output: {}\n  output: {}\n", []string{
			"/a.yaml:1:3: an example is an object", "/a.yaml:3:20: an example's expected_output", `/a.yaml:6:3: an example has no key "output"`}},
		{"broken YAML", "a.yml", "- {", []string{"/a.yml:"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := write(t, map[string]string{tt.file: tt.text})
			_, err := dataset.Load(context.Background(), bridge(t), dir)
			if err == nil {
				t.Fatal("no error")
			}
			lines := strings.Split(err.Error(), "\n")
			if len(lines) != len(tt.want) {
				t.Fatalf("got %d lines:\n%v", len(lines), err)
			}
			for i, line := range lines {
				if !strings.HasPrefix(line, dir+tt.want[i]) {
					t.Errorf("got %s, want %s%s", line, dir, tt.want[i])
				}
			}
		})
	}
}

func TestLoadPaths(t *testing.T) {
	ctx, b := context.Background(), bridge(t)
	dir := write(t, map[string]string{"a.txt": "x", "b.json": "[]"})
	if _, err := dataset.Load(ctx, b, filepath.Join(dir, "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("missing path: %v", err)
	}
	if _, err := dataset.Load(ctx, b, filepath.Join(dir, "a.txt")); err == nil || !strings.Contains(err.Error(), ".jsonl") {
		t.Errorf("unknown extension: %v", err)
	}
	if data, err := dataset.Load(ctx, b, filepath.Join(dir, "b.json")); err != nil || len(data.Examples) != 0 {
		t.Errorf("a file: %v, %v", data, err)
	}
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := dataset.Load(cancelled, b, dir); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestLoadIsBounded(t *testing.T) {
	line := "{\"input\":{},\"expected_output\":{}}\n"
	dir := write(t, map[string]string{"a.jsonl": strings.Repeat(line, 10_001), "b.jsonl": "not read"})
	data, err := dataset.Load(context.Background(), bridge(t), dir)
	if err != nil || len(data.Examples) != 10_000 || len(data.Left) != 1 {
		t.Errorf("%d examples, %q, %v", len(data.Examples), data.Left, err)
	}
}

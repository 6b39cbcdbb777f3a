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
	data, err := dataset.Load(context.Background(), bridge(t), dir, nil)
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
			_, err := dataset.Load(context.Background(), bridge(t), dir, nil)
			if err == nil {
				t.Fatal("no error")
			}
			lines := strings.Split(err.Error(), "\n")
			if errors.As(err, new(*dataset.Error)) {
				lines = lines[1:] // how many are bad
			}
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
	if _, err := dataset.Load(ctx, b, filepath.Join(dir, "none"), nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("missing path: %v", err)
	}
	if _, err := dataset.Load(ctx, b, filepath.Join(dir, "a.txt"), nil); err == nil || !strings.Contains(err.Error(), ".jsonl") {
		t.Errorf("unknown extension: %v", err)
	}
	if data, err := dataset.Load(ctx, b, filepath.Join(dir, "b.json"), nil); err != nil || len(data.Examples) != 0 {
		t.Errorf("a file: %v, %v", data, err)
	}
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := dataset.Load(cancelled, b, dir, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestLoadIsBounded(t *testing.T) {
	line := "{\"input\":{},\"expected_output\":{}}\n"
	t.Cleanup(dataset.Limit(20))
	dir := write(t, map[string]string{"a.jsonl": strings.Repeat(line, 21), "b.jsonl": line})
	data, err := dataset.Load(context.Background(), bridge(t), dir, nil)
	if err != nil || len(data.Examples) != 20 || len(data.Left) != 1 {
		t.Errorf("%d examples, %q, %v", len(data.Examples), data.Left, err)
	}
}

const good = `{"id":"g","input":{"x":1},"expected_output":{"y":1},"steps":{"p":{"z":2}}}` + "\n"

func TestShareOfBadExamples(t *testing.T) {
	check := func(e *dataset.Example) []dataset.Fault {
		if e.ID == "b" {
			return []dataset.Fault{{Pointer: "/expected_output/y", Message: "want a number"}, {Pointer: "/input/x", Key: true, Message: "no such field"}}
		}
		return nil
	}
	bad := strings.Replace(good, `"g"`, `"b"`, 1)
	tests := []struct {
		name  string
		files map[string]string
		bad   int // -1 for refused
	}{
		{"one in ten", map[string]string{"a.jsonl": strings.Repeat(good, 9) + bad}, 1},
		{"of another form", map[string]string{"a.jsonl": strings.Repeat(good, 9) + "{\n"}, 1},
		{"one in nine", map[string]string{"a.jsonl": strings.Repeat(good, 8) + bad}, -1},
		{"over two files", map[string]string{"a.jsonl": strings.Repeat(good, 9), "b.jsonl": bad}, 1},
		{"a list", map[string]string{"a.json": "[" + strings.Repeat(strings.TrimSpace(good)+",", 9) + strings.TrimSpace(bad) + "]"}, 1},
		{"all", map[string]string{"a.jsonl": bad}, -1},
		{"none at all", map[string]string{"a.jsonl": ""}, 0},
	}
	for _, tt := range tests {
		data, err := dataset.Load(context.Background(), bridge(t), write(t, tt.files), check)
		if tt.bad < 0 {
			var e *dataset.Error
			if !errors.As(err, &e) || e.Bad != 1 || len(e.Faults) != 2 || e.Faults[0].Column != 20 || e.Faults[1].Column != 50 || len(strings.Split(err.Error(), "\n")) != 3 {
				t.Errorf("%s: got %v", tt.name, err)
			}
			continue
		}
		if err != nil || data.Bad != tt.bad {
			t.Errorf("%s: got %+v, %v", tt.name, data, err)
		}
	}
}

func TestExampleHasAllItsParts(t *testing.T) {
	data, err := dataset.Load(context.Background(), bridge(t), write(t, map[string]string{"a.jsonl": good + strings.Replace(good, `"g"`, "7", 1)}), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := dataset.Example{
		ID: "g", Input: map[string]any{"x": json.Number("1")}, Output: map[string]any{"y": json.Number("1")},
		Steps: map[string]map[string]any{"p": {"z": json.Number("2")}},
	}
	if !reflect.DeepEqual(data.Examples[0], want) || data.Examples[1].ID != "7" {
		t.Errorf("got %+v", data.Examples)
	}
}

func TestHashIsThatOfTheContent(t *testing.T) {
	files := map[string]string{"a.jsonl": good, "b.json": "[]"}
	one, two := write(t, files), write(t, files)
	data, err := dataset.Load(context.Background(), bridge(t), one, nil)
	if err != nil {
		t.Fatal(err)
	}
	hash, err := dataset.Hash(two)
	if err != nil || hash != data.Hash || !strings.HasPrefix(hash, "sha256:") {
		t.Errorf("%s and %s, %v", data.Hash, hash, err)
	}
	before, _ := dataset.Version(two)
	if err := os.WriteFile(filepath.Join(two, "b.json"), []byte("[ ]"), 0o600); err != nil {
		t.Fatal(err)
	}
	if after, err := dataset.Version(two); err != nil || after == before {
		t.Errorf("the version stays: %v", err)
	}
	if other, _ := dataset.Hash(two); other == hash {
		t.Error("the hash stays")
	}
}

func TestProbeLooksAtLittle(t *testing.T) {
	dir := write(t, map[string]string{"a.jsonl": good + "{}\n", "b.json": "?"})
	if err := dataset.Probe(bridge(t), dir); err != nil {
		t.Error(err)
	}
}

func TestLongListsAreCut(t *testing.T) {
	_, err := dataset.Load(context.Background(), bridge(t), write(t, map[string]string{"a.jsonl": strings.Repeat("7\n", 150)}), nil)
	var e *dataset.Error
	if !errors.As(err, &e) || len(e.Faults) != 150 {
		t.Fatalf("got %v", err)
	}
	lines := strings.Split(err.Error(), "\n")
	if len(lines) != 1+100+1 || lines[101] != "and 50 more" {
		t.Errorf("%d lines, the last %q", len(lines), lines[len(lines)-1])
	}
	if short := e.Short(); strings.Contains(short, "\n") || strings.Count(short, "a.jsonl:") != 3 || !strings.HasSuffix(short, "; and 147 more") {
		t.Errorf("short: %s", short)
	}
}

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/examples/pipeline/internal/atomicfile"
)

// TestReadmeLearning runs the commands that the README of this folder shows, in a
// folder as make data leaves it, and holds their output against the README: a line
// ... stands for any lines. The data is that of one version of Go, as is the output.
func TestReadmeLearning(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	version := regexp.MustCompile(`With Go ([0-9.]+):`).FindSubmatch(readme)
	if version == nil {
		t.Fatal("the README does not say of which Go the documentation is")
	}
	if got := strings.Fields(runtime.Version())[0]; got != "go"+string(version[1]) {
		t.Skipf("the README shows go%s, this is %s", version[1], got)
	}
	dir := godocFolder(t)
	blocks := regexp.MustCompile("(?s)```console\n\\$ host ([^\n]*)\n(.*?)```").FindAllSubmatch(readme, -1)
	if len(blocks) != 3 {
		t.Fatalf("%d commands are shown", len(blocks))
	}
	for _, b := range blocks {
		code, stdout, stderr := hostIn(t, dir, strings.Fields(string(b[1]))...)
		if code != 0 || !shows(string(b[2]), stdout) {
			t.Errorf("host %s: exit %d\n%s%s", b[1], code, stdout, stderr)
		}
	}
	chart, err := os.ReadFile(filepath.Join(dir, "accuracy.svg"))
	if err != nil {
		t.Fatal(err)
	}
	if want, err := os.ReadFile("accuracy.svg"); err != nil || !bytes.Equal(chart, want) {
		t.Errorf("accuracy.svg is not what the command draws: %v", err)
	}
}

// godocFolder is a folder with the workflow and its data.
func godocFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	train, test := deal(t, 1, 320, 480)
	for from, to := range map[string]string{train: "data/godoc/train.jsonl", test: "data/godoc/test.jsonl", "workflows/godoc.yaml": "workflows/godoc.yaml"} {
		content, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		if err := atomicfile.Write(dir, filepath.FromSlash(to), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// shows compares an output with what is shown of it.
func shows(shown, output string) bool {
	parts := strings.Split("\n"+shown, "\n...\n")
	for i := range parts {
		parts[i] = regexp.QuoteMeta(parts[i])
	}
	return regexp.MustCompile(`(?s)^` + strings.Join(parts, `\n(?:.*\n)?`) + `$`).MatchString("\n" + output)
}

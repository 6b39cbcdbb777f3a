package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestReadme runs the configuration that the README begins with and holds what
// it shows as the answer against the command's.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	block := func(pattern string) string {
		m := regexp.MustCompile("(?s)" + pattern).FindSubmatch(readme)
		if m == nil {
			t.Fatalf("the README has no %s", pattern)
		}
		return string(m[1])
	}
	config := filepath.Join(t.TempDir(), "plugin_config.yaml")
	if err := os.WriteFile(config, []byte(block("```yaml\n(.*?)```")), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("go", "tool", "plugingen", "check", "--output", ".", config).Output()
	if exit, ok := err.(*exec.ExitError); !ok || exit.ExitCode() != 1 {
		t.Fatalf("%v\n%s", err, out)
	}
	// The file is somewhere else here than in a host of the reader's.
	got := regexp.MustCompile(`\S+/plugin_config\.yaml`).ReplaceAllString(string(out), "plugin_config.yaml")
	want := block("```console\n\\$ go tool plugingen check\n(.*?)```")
	if strings.TrimSpace(got) != strings.TrimSpace(want) {
		t.Errorf("the README shows\n%s\nand the command prints\n%s", want, got)
	}
}

// TestReadmeOfTheExample loads the workflow that the README of this module shows.
func TestReadmeOfTheExample(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindSubmatch(readme)
	if m == nil {
		t.Fatal("the README shows no workflow")
	}
	e, err := engine(started(t))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Load("README.md.yaml", m[1]); err != nil {
		t.Error(err)
	}
}

package main

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestExamples runs a copy of the workflows as a person would. The expected output is
// in testdata/examples, and with it the files that a run writes.
func TestExamples(t *testing.T) {
	tests := []struct {
		name   string
		args   []string
		writes []string
	}{
		{"order_report", []string{"order_report.yaml"}, []string{"workspace/letters/ben.txt", "workspace/letters/carla.txt", "outputs/paid.yaml"}},
		{"order_report_minimum", []string{"order_report.yaml", "--input", "minimum=80.01", "--json"}, []string{"workspace/letters/carla.txt"}},
		{"release_notes", []string{"release_notes.yaml"}, nil},
		{"release_notes_major", []string{"release_notes.yaml", "--input", "version=2.0.0", "--json"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.CopyFS(dir, exampleFiles{os.DirFS("workflows")}); err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command(program, append([]string{"run"}, tt.args...)...)
			var stdout, stderr bytes.Buffer
			cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &stdout, &stderr
			if err := cmd.Run(); err != nil {
				t.Fatalf("%v\n%s%s", err, &stdout, &stderr)
			}
			got := withoutTimes(stdout.String())
			for _, name := range tt.writes {
				content, err := os.ReadFile(filepath.Join(dir, name))
				if err != nil {
					t.Fatal(err)
				}
				got += "\n-- " + name + " --\n" + string(content)
			}
			compare(t, filepath.Join("testdata", "examples", tt.name+".txt"), strings.TrimRight(got, "\n")+"\n")
		})
	}
}

// exampleFiles leaves out what an earlier run by hand has written.
type exampleFiles struct{ fs.FS }

func (f exampleFiles) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(f.FS, name)
	kept := entries[:0]
	for _, e := range entries {
		if written := e.Name() == "workspace" || e.Name() == "outputs" || e.Name() == "checkpoints"; !written {
			kept = append(kept, e)
		}
	}
	return kept, err
}

package workflow_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/plugingen/plugingen/plugins/jsonyamlbridge"
)

// FuzzLoad holds what every text must keep: no panic, and faults with a place. What
// is loaded is not run: it could write anywhere.
func FuzzLoad(f *testing.F) {
	for _, pattern := range []string{"../../testdata/bad/*.yaml", "../../workflows/*.yaml"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			f.Fatalf("%s: %v, %v", pattern, files, err)
		}
		for _, file := range files {
			src, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(string(src))
		}
	}
	e := full(f)
	f.Fuzz(func(t *testing.T, src string) {
		file := filepath.Join(t.TempDir(), "f.yaml")
		w, err := e.Load(file, []byte(src))
		if err != nil {
			var faults jsonyamlbridge.Errors
			if !errors.As(err, &faults) {
				t.Fatalf("no faults: %v", err)
			}
			for _, fault := range faults {
				if fault.Line < 1 || fault.Column < 1 || fault.Name == "" || fault.Message == "" {
					t.Errorf("no place: %+v", fault)
				}
			}
			return
		}
		if len(w.Steps) == 0 {
			t.Error("there are no steps")
		}
	})
}

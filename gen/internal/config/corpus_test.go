package config

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/internal/testgolden/marked"
)

// TestCorpus has configurations that show themselves where they are wrong: these
// findings come out and no others.
func TestCorpus(t *testing.T) {
	cases := marked.Read(t, filepath.Join("testdata", "bad", "*.txtar"))
	if len(cases) < 200 {
		t.Errorf("%d cases", len(cases))
	}
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			var files []File
			for _, f := range c.Files {
				files = append(files, File{f.Name, []byte(f.Content)})
			}
			_, found := ParseFiles(files...)
			if d := cmp.Diff(marked.Places(c.Want), marked.Places(found)); d != "" {
				t.Errorf("findings differ (-want +got):\n%s%s", d, print(found))
			}
			for _, d := range found {
				if d.Message == "" || d.Help == "" || d.Severity == diag.Warning {
					t.Errorf("incomplete finding: %+v", d)
				}
			}
		})
	}
}

package config

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/internal/testgolden/marked"
)

var withReturns = strings.NewReplacer("\r\n", "\r\n", "\n", "\r\n")

// TestCorpus has configurations that show themselves where they are wrong: these
// findings come out and no others.
func TestCorpus(t *testing.T) {
	cases := marked.Read(t, filepath.Join("testdata", "bad", "*.txtar"))
	if len(cases) < 200 {
		t.Errorf("%d cases", len(cases))
	}
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			var files, returns []File
			for _, f := range c.Files {
				files = append(files, File{f.Name, []byte(f.Content)})
				returns = append(returns, File{f.Name, []byte("\uFEFF" + withReturns.Replace(strings.TrimPrefix(f.Content, "\uFEFF")))})
			}
			_, found := ParseFiles(files...)
			if d := cmp.Diff(marked.Places(c.Want), marked.Places(found)); d != "" {
				t.Errorf("findings differ (-want +got):\n%s%s", d, print(found))
			}
			_, foundSo := ParseFiles(returns...)
			if d := cmp.Diff(marked.Places(c.Want), marked.Places(foundSo)); d != "" {
				t.Errorf("findings with \\r\\n and a byte order mark differ (-want +got):\n%s", d)
			}
			for _, d := range found {
				if d.Message == "" || d.Help == "" || d.Severity == diag.Warning {
					t.Errorf("incomplete finding: %+v", d)
				}
			}
		})
	}
}

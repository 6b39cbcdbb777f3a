package testgolden

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/plugingen/plugingen/gen"
	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/internal/testgolden/marked"
)

// TestBadSettings composes hosts whose settings show themselves where they are
// wrong: exactly these findings come out. An archive is named after the entry
// whose config its files are; a marker in a file's name stands for the entry's.
func TestBadSettings(t *testing.T) {
	plugins, err := txtar.ParseFile(filepath.Join("testdata", "settings", "host.txt"))
	if err != nil {
		t.Fatal(err)
	}
	h := unpack(t, plugins)
	archives, err := filepath.Glob(filepath.Join("testdata", "settings", "*.txtar"))
	if err != nil || len(archives) == 0 {
		t.Fatalf("no archives (%v)", err)
	}
	count := 0
	for _, name := range archives {
		ar, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		entry := strings.TrimSuffix(filepath.Base(name), ".txtar")
		for _, f := range ar.Files {
			count++
			config := strings.NewReplacer(" ", "-", ",", "").Replace(entry+"-"+f.Name) + ".yaml"
			config, src, want := badSettings(config, entry, f)
			h.write(t, config, []byte(src))
			t.Run(entry+"/"+f.Name, func(t *testing.T) {
				t.Parallel()
				h.wantFindings(t, config, want)
			})
		}
	}
	if count < 150 {
		t.Errorf("%d bad settings", count)
	}
}

// badSettings puts settings under an entry; markers in the name stand before it.
func badSettings(config, entry string, f txtar.File) (name, src string, want diag.List) {
	name = config
	markers := ""
	if i := strings.Index(config, "⟦"); i >= 0 {
		name, markers = config[:i]+".yaml", strings.TrimSuffix(config[i:], ".yaml")
	}
	text := "plugins:\n  " + markers + entry + ":\n    module: example.com/host/" + entry + "\n    config:\n"
	for line := range strings.Lines(string(f.Data)) {
		text += "      " + line
	}
	src, want = marked.Split(name, text)
	return name, src, want
}

func (h *host) wantFindings(t *testing.T, config string, want diag.List) {
	t.Helper()
	if len(want) == 0 {
		t.Fatal("no marker")
	}
	r, err := gen.Generate(t.Context(), gen.Options{Dir: h.dir, Config: config})
	if err != nil {
		t.Fatal(err)
	}
	var errs diag.List
	for _, d := range r.Diagnostics {
		if d.IsError() {
			errs.Add(d)
		}
	}
	if d := cmp.Diff(marked.Places(want), marked.Places(errs)); d != "" {
		t.Errorf("findings (-want +got):\n%s\n%s", d, page(t, r, errs))
	}
}

package testgolden

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/plugingen/plugingen/gen"
	"github.com/plugingen/plugingen/gen/diag"
)

var update = flag.Bool("update", false, "write what came out into the cases")

func TestMain(m *testing.M) {
	flag.Parse()
	// The cases need no module but the runtime beside them.
	for _, kv := range []string{"GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off", "GOSUMDB=off"} {
		key, value, _ := strings.Cut(kv, "=")
		os.Setenv(key, value)
	}
	os.Exit(m.Run())
}

// cases runs a test for every case of a folder, in parallel.
func cases(t *testing.T, folder string, test func(t *testing.T, ar *txtar.Archive)) {
	files, err := filepath.Glob(filepath.Join("testdata", folder, "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases in %s (%v)", folder, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			ar, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			test(t, ar)
			if *update && !t.Failed() {
				if err := os.WriteFile(file, txtar.Format(ar), 0o666); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// TestGood composes, compares the wiring, compiles it and compares what the
// program prints; a second run must have nothing to write.
func TestGood(t *testing.T) {
	cases(t, "ok", func(t *testing.T, ar *txtar.Archive) {
		h := unpack(t, ar)
		r := h.generate(t)
		if r.Diagnostics.Errors() > 0 {
			t.Fatalf("refused:\n%s", page(t, r, r.Diagnostics))
		}
		if found := page(t, r, r.Diagnostics); len(found) > 0 || wanted(ar, "diagnostics") != nil {
			compare(t, ar, "diagnostics", found)
		}
		compare(t, ar, "plugins_gen.go", r.Files[0].Content)
		if want := wanted(ar, "plugins.lock.json"); want != nil {
			compare(t, ar, "plugins.lock.json", r.Files[1].Content)
		}
		if want := wanted(ar, gen.SchemaName); want != nil {
			compare(t, ar, gen.SchemaName, r.Files[2].Content)
		}
		if written, err := r.Commit(); err != nil || len(written) == 0 {
			t.Fatalf("commit wrote %v (%v)", written, err)
		}
		compare(t, ar, "stdout", h.run(t))
		h.settled(t)
	})
}

// settled demands that nothing is left to write or to report.
func (h *host) settled(t testing.TB) {
	t.Helper()
	again := h.generate(t)
	if written, err := again.Commit(); err != nil || len(written) != 0 {
		t.Errorf("a second commit wrote %v (%v)", written, err)
	}
	if found, err := again.Freshness(); err != nil || len(found) != 0 {
		t.Errorf("after gen, check finds %v (%v)", found, err)
	}
}

// TestBad compares the page of findings, excerpts and positions included.
func TestBad(t *testing.T) {
	cases(t, "bad", func(t *testing.T, ar *txtar.Archive) {
		h := unpack(t, ar)
		r, found := h.findings(t, ar)
		if found.Errors() == 0 {
			t.Error("nothing was refused")
		}
		if r.Diagnostics.Errors() > 0 && r.Files != nil {
			t.Error("files in spite of errors")
		}
		compare(t, ar, "diagnostics", page(t, r, found))
	})
}

// TestPages runs the bad example of every diagnostic code's page and demands
// exactly that code.
func TestPages(t *testing.T) {
	for _, code := range diag.Codes() {
		t.Run(string(code), func(t *testing.T) {
			t.Parallel()
			p, ok := diag.Explain(code)
			if !ok {
				t.Fatal("no page")
			}
			ar := txtar.Parse([]byte(p.Bad))
			h := unpack(t, ar)
			r, found := h.findings(t, ar)
			if got := codes(found); !slices.Equal(got, []diag.Code{code}) {
				t.Errorf("the bad example gives %v:\n%s", got, page(t, r, found))
			}
		})
	}
}

// codes are the codes of a list, each once, sorted.
func codes(l diag.List) []diag.Code {
	var out []diag.Code
	for _, d := range l {
		out = append(out, d.Code)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// TestEveryCodeHasTwoCases counts the cases that want a finding of each code:
// one case alone would show a code from one angle only.
func TestEveryCodeHasTwoCases(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "*", "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	count := map[diag.Code]int{}
	for _, file := range files {
		ar, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, code := range diag.Codes() {
			if bytes.Contains(wanted(ar, "diagnostics"), []byte("["+string(code)+"]: ")) {
				count[code]++
			}
		}
	}
	for _, code := range diag.Codes() {
		if count[code] < 2 {
			t.Errorf("%d cases want %s, want at least 2", count[code], code)
		}
	}
}

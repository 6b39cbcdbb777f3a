package testgolden

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/plugingen/plugingen/gen"
	"github.com/plugingen/plugingen/gen/diag"
)

// host is a case unpacked into a host module of its own.
type host struct {
	dir        string
	config     string
	directives map[string]string
}

// runtimeDir is the repository's runtime module.
func runtimeDir(t testing.TB) string {
	t.Helper()
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..", "runtime")
}

const defaultMain = "package main\n\nfunc main() {}\n"

// unpack writes a case's files; what every host has and the case leaves out is added.
func unpack(t testing.TB, ar *txtar.Archive) *host {
	t.Helper()
	h := &host{dir: t.TempDir(), directives: directives(string(ar.Comment))}
	h.config = "plugin_config.yaml"
	if c := h.directives["config"]; c != "" {
		h.config = c
	}
	h.write(t, "go.mod", []byte("module example.com/host\n\ngo 1.25.0\n\nrequire github.com/plugingen/plugingen/runtime v0.0.0\n"))
	h.write(t, "main.go", []byte(defaultMain))
	for _, f := range ar.Files {
		switch {
		case strings.HasPrefix(f.Name, "want/"), strings.HasPrefix(f.Name, "then/"):
		case h.directives["crlf"] != "" && f.Name == h.config:
			h.write(t, f.Name, append([]byte("\uFEFF"), bytes.ReplaceAll(f.Data, []byte("\n"), []byte("\r\n"))...))
		default:
			h.write(t, f.Name, f.Data)
		}
	}
	h.replaceRuntime(t)
	h.composeOther(t)
	return h
}

// composeOther writes the wiring of the case's other configuration.
func (h *host) composeOther(t testing.TB) {
	t.Helper()
	if h.directives["also"] == "" {
		return
	}
	r, err := gen.Generate(t.Context(), gen.Options{Dir: h.dir, Config: h.directives["also"]})
	if err != nil || r.Diagnostics.Errors() > 0 {
		t.Fatalf("the other configuration: %v\n%s", err, page(t, r, r.Diagnostics))
	}
	if _, err := r.Commit(); err != nil {
		t.Fatal(err)
	}
}

func directives(comment string) map[string]string {
	out := map[string]string{}
	for line := range strings.Lines(comment) {
		if key, value, ok := strings.Cut(strings.TrimSpace(line), ": "); ok && !strings.Contains(key, " ") {
			out[key] = strings.TrimSpace(value)
		}
	}
	return out
}

func (h *host) write(t testing.TB, name string, data []byte) {
	t.Helper()
	file := filepath.Join(h.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, data, 0o666); err != nil {
		t.Fatal(err)
	}
}

// replaceRuntime lets every go.mod of the case that requires the runtime find it here.
func (h *host) replaceRuntime(t testing.TB) {
	t.Helper()
	err := filepath.WalkDir(h.dir, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.Name() != "go.mod" {
			return err
		}
		src, err := os.ReadFile(name)
		if err != nil || !bytes.Contains(src, []byte("plugingen/runtime v0.0.0")) {
			return err
		}
		src = append(src, "\nreplace github.com/plugingen/plugingen/runtime => "+runtimeDir(t)+"\n"...)
		return os.WriteFile(name, src, 0o666)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// generate composes the host; the go command may use no network.
func (h *host) generate(t testing.TB) *gen.Result {
	t.Helper()
	r, err := gen.Generate(context.Background(), gen.Options{Dir: h.dir, Config: h.config, Overlays: strings.Fields(h.directives["overlays"])})
	if err != nil {
		t.Fatalf("generate: %v", err)
	}
	return r
}

// findings are all findings of a case, in the order in which they are printed.
func (h *host) findings(t testing.TB, ar *txtar.Archive) (*gen.Result, diag.List) {
	t.Helper()
	r := h.generate(t)
	if h.directives["first"] != "gen" {
		return r, r.Diagnostics
	}
	if _, err := r.Commit(); err != nil {
		t.Fatalf("commit: %v", err)
	}
	h.then(t, ar)
	r = h.generate(t)
	if r.Diagnostics.Errors() > 0 {
		return r, r.Diagnostics
	}
	fresh, err := r.Freshness()
	if err != nil {
		t.Fatalf("freshness: %v", err)
	}
	return r, append(r.Diagnostics, fresh...).Sorted()
}

// then puts the files under then/ in place.
func (h *host) then(t testing.TB, ar *txtar.Archive) {
	t.Helper()
	for _, f := range ar.Files {
		name, ok := strings.CutPrefix(f.Name, "then/")
		switch {
		case !ok:
		case len(f.Data) > 0:
			h.write(t, name, f.Data)
		default:
			if err := os.Remove(filepath.Join(h.dir, filepath.FromSlash(name))); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// run builds the host with its wiring and returns what the program prints.
func (h *host) run(t testing.TB) []byte {
	t.Helper()
	bin := filepath.Join(h.dir, ".bin", "host")
	h.command(t, "go", "build", "-o", bin, ".")
	return h.command(t, bin)
}

func (h *host) command(t testing.TB, name string, args ...string) []byte {
	t.Helper()
	var out, errs bytes.Buffer
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = h.dir, &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s %s: %v\n%s%s", name, strings.Join(args, " "), err, out.Bytes(), errs.Bytes())
	}
	return out.Bytes()
}

// page is the text that a person sees.
func page(t testing.TB, r *gen.Result, found diag.List) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := diag.Text(&b, found, diag.TextOptions{Source: r.Source}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// wanted is a file of the case that says what should come out.
func wanted(ar *txtar.Archive, name string) []byte {
	for _, f := range ar.Files {
		if f.Name == "want/"+name {
			return f.Data
		}
	}
	return nil
}

// compare holds what came out against the case, or writes it there.
func compare(t testing.TB, ar *txtar.Archive, name string, got []byte) {
	t.Helper()
	if *update {
		setWanted(ar, name, got)
		return
	}
	if diff := cmp.Diff(string(wanted(ar, name)), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

func setWanted(ar *txtar.Archive, name string, got []byte) {
	for i, f := range ar.Files {
		if f.Name == "want/"+name {
			ar.Files[i].Data = got
			return
		}
	}
	ar.Files = append(ar.Files, txtar.File{Name: "want/" + name, Data: got})
}

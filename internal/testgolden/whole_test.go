package testgolden

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/plugingen/plugingen/gen"
	"github.com/plugingen/plugingen/gen/diag"
)

// plugin is the source of a package that is a plugin; more stands behind it.
func plugin(name, more string) []byte {
	return fmt.Appendf(nil, `package %[1]s

import (
	"context"

	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

type Plugin struct{ pipeline.Base }

type Config struct {
	Level int %[2]s
}

func (*Plugin) Terminate(ctx context.Context) error { return nil }

func (*Plugin) Metadata() runtime.Metadata {
	return runtime.Metadata{Name: "%[1]s", Version: version}
}
%[3]s`, name, "`json:\"level,omitempty\"`", more)
}

const (
	goodInit    = "\nfunc Init(ctx context.Context, cfg Config) (*Plugin, error) { return &Plugin{}, nil }\n"
	goodVersion = "\nconst version = \"1.0.0\"\n"
)

// archive is a case made by a test.
func archive(config string, files map[string][]byte) *txtar.Archive {
	ar := &txtar.Archive{Files: []txtar.File{{Name: "plugin_config.yaml", Data: []byte(config)}}}
	for name, data := range files {
		ar.Files = append(ar.Files, txtar.File{Name: name, Data: data})
	}
	return ar
}

// faultyStanzas are entries with one fault each, of the composition's rules.
func faultyStanzas(n int) (stanzas []string, want map[diag.Code]int) {
	faults := []struct {
		code diag.Code
		more string
	}{
		{diag.MissingDependency, "    dependencies: [nowhere]\n"},
		{diag.DisabledDependency, "    dependencies: [off]\n"},
		{diag.UnmetVersion, "    dependencies: [good_0 >= 2]\n"},
		{diag.UnknownSetting, "    config: {levle: 1}\n"},
		{diag.WrongSettingType, "    config: {level: high}\n"},
		{diag.CyclicDependency, "    dependencies: [SELF]\n"},
	}
	want = map[diag.Code]int{}
	for i := range n {
		f, name := faults[i%len(faults)], fmt.Sprintf("bad_%d", i)
		stanzas = append(stanzas, stanza(name, "good", strings.ReplaceAll(f.more, "SELF", name)))
		want[f.code]++
	}
	return stanzas, want
}

func stanza(name, pkg, more string) string {
	return fmt.Sprintf("  %s:\n    module: example.com/host/%s\n%s", name, pkg, more)
}

// TestManyFaults composes 200 entries with 30 faults: all come out in one run,
// in the same order every time, be they the packages' or the composition's.
func TestManyFaults(t *testing.T) {
	good := []string{stanza("off", "good", "    enabled: false\n")}
	for i := range 169 {
		good = append(good, stanza(fmt.Sprintf("good_%d", i), "good", ""))
	}
	t.Run("composition", func(t *testing.T) {
		t.Parallel()
		bad, want := faultyStanzas(30)
		config := "plugins:\n" + strings.Join(append(good[:len(good):len(good)], bad...), "")
		allFound(t, archive(config, map[string][]byte{"good/good.go": plugin("good", goodInit+goodVersion)}), want)
	})
	t.Run("packages", func(t *testing.T) {
		t.Parallel()
		files := map[string][]byte{"good/good.go": plugin("good", goodInit+goodVersion)}
		faults := []string{goodVersion, "\nfunc Init() {}\n" + goodVersion, goodInit + "\nvar version = context.Canceled.Error()\n"}
		config := "plugins:\n" + strings.Join(good, "")
		for i := range 30 {
			name := fmt.Sprintf("bad%d", i)
			config += stanza(name, name, "")
			files[name+"/bad.go"] = plugin(name, faults[i%len(faults)])
		}
		allFound(t, archive(config, files), map[diag.Code]int{diag.MissingInit: 10, diag.WrongInit: 10, diag.UnreadableMetadata: 10})
	})
}

func allFound(t *testing.T, ar *txtar.Archive, want map[diag.Code]int) {
	t.Helper()
	h := unpack(t, ar)
	first := h.generate(t)
	got := map[diag.Code]int{}
	for _, d := range first.Diagnostics {
		got[d.Code]++
	}
	for code, n := range want {
		if got[code] != n {
			t.Errorf("%d of %s, want %d", got[code], code, n)
		}
	}
	if total := first.Diagnostics.Errors(); total != 30 {
		t.Errorf("%d errors, want 30", total)
	}
	again := h.generate(t)
	if !bytes.Equal(page(t, first, first.Diagnostics), page(t, again, again.Diagnostics)) {
		t.Error("a second run prints something else")
	}
}

// TestShuffles generates from shuffles of the entries of one configuration
// whose dependencies leave one order only: wiring and lock are the same bytes.
func TestShuffles(t *testing.T) {
	if testing.Short() {
		t.Skip("twenty whole runs")
	}
	t.Parallel()
	var stanzas []string
	for i := range 12 {
		more := fmt.Sprintf("    config: {level: %d}\n    prefix: p%d_\n", i, i)
		if i > 0 {
			more += fmt.Sprintf("    dependencies: [e%d]\n", i-1)
		}
		stanzas = append(stanzas, stanza(fmt.Sprintf("e%d", i), "good", more))
	}
	h := unpack(t, archive("plugins:\n", map[string][]byte{"good/good.go": plugin("good", goodInit+goodVersion)}))
	r := rand.New(rand.NewPCG(1, 2))
	var first []gen.File
	for range 20 {
		h.write(t, "plugin_config.yaml", []byte("plugins:\n"+strings.Join(stanzas, "")))
		got := h.generate(t)
		if got.Diagnostics.Errors() > 0 {
			t.Fatalf("refused:\n%s", page(t, got, got.Diagnostics))
		}
		if first == nil {
			first = got.Files
		}
		for i, f := range got.Files {
			if !bytes.Equal(f.Content, first[i].Content) {
				t.Fatalf("%s depends on the order of the entries", f.Path)
			}
		}
		r.Shuffle(len(stanzas), func(i, j int) { stanzas[i], stanzas[j] = stanzas[j], stanzas[i] })
	}
}

// TestNothingRuns composes a plugin that leaves a trace wherever its code runs.
func TestNothingRuns(t *testing.T) {
	t.Parallel()
	trace := filepath.Join(t.TempDir(), "trace")
	src := fmt.Sprintf(`package loud

import (
	"context"
	"os"

	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

var version = leave("1.0.0")

func init() { leave("init") }

func leave(s string) string {
	if err := os.WriteFile(%q, []byte(s), 0o666); err != nil {
		panic(err)
	}
	return s
}

type Plugin struct{ pipeline.Base }

func Init(ctx context.Context) (*Plugin, error) { return &Plugin{}, nil }

func (*Plugin) Terminate(ctx context.Context) error { return nil }

func (*Plugin) Metadata() runtime.Metadata {
	leave("metadata")
	return runtime.Metadata{Name: "loud", Version: "1.0.0"}
}
`, trace)
	h := unpack(t, archive("plugins:\n"+stanza("loud", "loud", ""), map[string][]byte{
		"loud/loud.go": []byte(src),
		"main.go":      []byte("package main\n\nimport \"context\"\n\nfunc main() {\n\tif err := New().Start(context.Background()); err != nil {\n\t\tpanic(err)\n\t}\n}\n"),
	}))
	r := h.generate(t)
	if r.Diagnostics.Errors() > 0 {
		t.Fatalf("refused:\n%s", page(t, r, r.Diagnostics))
	}
	if _, err := r.Commit(); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Freshness(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(trace); !os.IsNotExist(err) {
		t.Fatalf("generating ran code of the plugin (%v)", err)
	}
	h.run(t)
	if _, err := os.Stat(trace); err != nil {
		t.Errorf("the plugin leaves no trace, so this test shows nothing: %v", err)
	}
}

// TestUnsafeLinks refuses output that a symbolic link would lead astray.
func TestUnsafeLinks(t *testing.T) {
	elsewhere := t.TempDir()
	victim := filepath.Join(elsewhere, "victim.go")
	if err := os.WriteFile(victim, []byte("package victim\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, dir, link, to string }{
		{"directory", "linked", "linked", elsewhere},
		{"directory above", "linked/sub", "linked", elsewhere},
		{"wiring", ".", "plugins_gen.go", victim},
		{"lock", ".", "plugins.lock.json", victim},
		{"schema", ".", "plugin_config.schema.json", victim},
		{"dangling", ".", "plugins_gen.go", filepath.Join(elsewhere, "gone.go")},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			config := "output: {dir: " + c.dir + "}\nplugins:\n" + stanza("good", "good", "")
			h := unpack(t, archive(config, map[string][]byte{"good/good.go": plugin("good", goodInit+goodVersion)}))
			if err := os.Symlink(c.to, filepath.Join(h.dir, c.link)); err != nil {
				t.Skipf("no symbolic links here: %v", err)
			}
			r := h.generate(t)
			if got := codes(r.Diagnostics); !slices.Equal(got, []diag.Code{diag.UnsafeOutput}) {
				t.Errorf("found %v:\n%s", got, page(t, r, r.Diagnostics))
			}
		})
	}
	t.Cleanup(func() {
		if src, err := os.ReadFile(victim); err != nil || string(src) != "package victim\n" {
			t.Errorf("the linked file holds %q (%v)", src, err)
		}
	})
}

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/plugingen/plugingen/gen"
	"github.com/plugingen/plugingen/gen/diag"
)

func TestComponentText(t *testing.T) {
	for want, list := range map[string][]component{
		"-": nil,
		"StepTypes: a, b (conditional); Providers: a": {
			{Kind: "StepTypes", Name: "a"},
			{Kind: "StepTypes", Name: "b", Conditional: true},
			{Kind: "Providers", Name: "a"},
		},
	} {
		if got := componentText(list); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestChangesOf(t *testing.T) {
	changes := changesOf([]gen.File{
		{Path: "same.go", Content: []byte("a\n"), Current: []byte("a\n")},
		{Path: "new.go", Content: []byte("a\n")},
		{Path: "changed.go", Content: []byte("b\n"), Current: []byte("a\n")},
		{Path: "emptied.go", Content: []byte("b\n"), Current: []byte{}},
	})
	want := []change{
		{"new.go", "new", "diff /dev/null b/new.go\n--- /dev/null\n+++ b/new.go\n@@ -0,0 +1,1 @@\n+a\n"},
		{"changed.go", "changed", "diff a/changed.go b/changed.go\n--- a/changed.go\n+++ b/changed.go\n@@ -1,1 +1,1 @@\n-a\n+b\n"},
		{"emptied.go", "changed", "diff a/emptied.go b/emptied.go\n--- a/emptied.go\n+++ b/emptied.go\n@@ -0,0 +1,1 @@\n+b\n"},
	}
	if d := cmp.Diff(want, changes); d != "" {
		t.Errorf("changes (-want +got):\n%s", d)
	}
}

func TestColorDiff(t *testing.T) {
	got := colorDiff("diff a b\n--- a\n+++ b\n@@ -1 +1 @@\n-x\n+y\n z\n\\ No newline at end of file")
	want := "\x1b[1mdiff a b\x1b[0m\n\x1b[1m--- a\x1b[0m\n\x1b[1m+++ b\x1b[0m\n\x1b[36m@@ -1 +1 @@\x1b[0m\n\x1b[31m-x\x1b[0m\n\x1b[32m+y\x1b[0m\n z\n\\ No newline at end of file"
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestShellWord(t *testing.T) {
	for word, want := range map[string]string{
		"a/b-c_1.yaml": "a/b-c_1.yaml",
		"./...":        "./...",
		"":             "''",
		"a b":          "'a b'",
		"it's":         `'it'\''s'`,
		"$(rm)":        "'$(rm)'",
		"~x":           "'~x'",
	} {
		if got := shellWord(word); got != want {
			t.Errorf("%q: got %s, want %s", word, got, want)
		}
	}
}

// tree makes files below a new folder; a name that ends in a slash is a folder.
func tree(t *testing.T, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range names {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if strings.HasSuffix(name, "/") {
			mustDo(t, os.MkdirAll(path, 0o755))
			continue
		}
		mustDo(t, os.MkdirAll(filepath.Dir(path), 0o755))
		mustDo(t, os.WriteFile(path, []byte("x"), 0o644))
	}
	return dir
}

func mustDo(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestConfigs(t *testing.T) {
	dir := tree(t, "plugin_config.yaml", "b/plugin_config.yaml", "a/plugin_config.yaml", "a/other.yaml",
		"vendor/plugin_config.yaml", "a/testdata/plugin_config.yaml", "node_modules/x/plugin_config.yaml",
		".git/plugin_config.yaml", "vendored/plugin_config.yaml", "empty/", "dir/plugin_config.yaml/")
	mustDo(t, os.Symlink("a", filepath.Join(dir, "link")))
	for _, c := range []struct {
		args []string
		want []string // none for an error
	}{
		{nil, []string{"plugin_config.yaml"}},
		{[]string{"./..."}, []string{"a/plugin_config.yaml", "b/plugin_config.yaml", "plugin_config.yaml", "vendored/plugin_config.yaml"}},
		{[]string{"..."}, []string{"a/plugin_config.yaml", "b/plugin_config.yaml", "plugin_config.yaml", "vendored/plugin_config.yaml"}},
		{[]string{"a/..."}, []string{"a/plugin_config.yaml"}},
		{[]string{"link/..."}, []string{"link/plugin_config.yaml"}},
		{[]string{"vendor/..."}, []string{"vendor/plugin_config.yaml"}},
		{[]string{"b/plugin_config.yaml", "./b/...", "a/other.yaml"}, []string{"b/plugin_config.yaml", "a/other.yaml"}},
		{[]string{"absent.yaml"}, []string{"absent.yaml"}},
		{[]string{"empty/..."}, nil},
		{[]string{"absent/..."}, nil},
	} {
		got, err := (&tool{dir: dir}).configs(c.args)
		if (err != nil) != (c.want == nil) {
			t.Errorf("%v: error %v", c.args, err)
		}
		for i := range got {
			got[i] = filepath.ToSlash(got[i])
		}
		if err == nil && !cmp.Equal(c.want, got) {
			t.Errorf("%v: got %v, want %v", c.args, got, c.want)
		}
	}
}

func TestMergeOfSeveralModules(t *testing.T) {
	dir := tree(t, "one/go.mod", "one/sub/c.yaml", "one/d.yaml", "two/go.mod", "two/c.yaml", "two/.x/c.yaml")
	finding := func(file string) diag.List {
		return diag.List{{Code: "x", Position: diag.Position{File: file}, Related: []diag.Related{{Position: diag.Position{File: file}}}}}
	}
	of := func(module, config, file string) *outcome {
		return &outcome{config: config, result: &gen.Result{Root: filepath.Join(dir, module)}, findings: finding(file)}
	}
	for _, c := range []struct {
		name string
		all  []*outcome
		want []string
	}{
		{"one module", []*outcome{of("one", "one/sub/c.yaml", "sub/c.yaml"), of("one", "one/d.yaml", "d.yaml")},
			[]string{"sub/c.yaml", "d.yaml"}},
		{"two modules", []*outcome{of("one", "one/d.yaml", "d.yaml"), of("two", "two/c.yaml", "c.yaml")},
			[]string{"one/d.yaml", "two/c.yaml"}},
		{"files that are not there", []*outcome{of("one", "one/d.yaml", "old/plugins_gen.go"), {config: "two/none.yaml", findings: finding("two/none.yaml")}},
			[]string{"one/old/plugins_gen.go", "two/none.yaml"}},
		{"a replaced module's file", []*outcome{of("one", "one/d.yaml", "example.com/m/m.go"), of("two", "two/c.yaml", ".x/c.yaml")},
			[]string{"example.com/m/m.go", "two/.x/c.yaml"}},
		{"a dependency's file", []*outcome{of("one", "one/d.yaml", "example.com/m@v1.0.0/m.go"), of("two", "two/c.yaml", "")},
			[]string{"example.com/m@v1.0.0/m.go", ""}},
	} {
		list, _ := (&tool{dir: dir}).merge(c.all)
		var got []string
		for _, d := range list {
			got = append(got, d.Position.File)
			if d.Related[0].File != d.Position.File {
				t.Errorf("%s: related place in %q", c.name, d.Related[0].File)
			}
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, d)
		}
	}
}

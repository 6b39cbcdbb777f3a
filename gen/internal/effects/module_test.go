package effects

import (
	"fmt"
	"go/types"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/txtar"
)

// TestModule follows imports and calls to the module's end and no further.
func TestModule(t *testing.T) {
	got := effectsOf(t, txtar.Parse([]byte(`
-- example.com/m/p/a.go --
package p

import (
	_ "embed"
	_ "image/png"

	_ "example.com/other"
	"example.com/m/inner"
	_ "example.com/m/quiet"
	"example.com/other"
	_ "net/http/pprof"
)

func init() {
	inner.Setup()
	inner.Hook()
	other.Setup()
	other.Value = 1
	inner.Value = 1
	inner.Table["a"] = 1
}
-- example.com/m/p/b.go --
package p

import "example.com/m/inner"

var _ = inner.New[int]().Open()
-- example.com/m/inner/inner.go --
package inner

import (
	"os"

	"example.com/m/deep"
)

var (
	Value int
	Table = map[string]int{}
	Hook  = func() { os.Remove("hook") }
)

type T[V any] struct{}

func New[V any]() *T[V] { return nil }

func (*T[V]) Open() error { return deep.Open() }

func Setup() { os.Remove("setup") }

func Unused() { os.Remove("unused") }
-- example.com/m/deep/deep.go --
package deep

import "os"

func init() { os.Setenv("DEEP", "") }

func Open() error {
	_, err := os.Open("x")
	return err
}
-- example.com/m/quiet/quiet.go --
package quiet

import "example.com/m/deep"

var Open = deep.Open
-- example.com/other/other.go --
package other

import "os"

var Value int

func init() { Setup() }

func Setup() { os.Remove("other") }
`)))
	want := []string{
		"a.go:5:4 image/png | imports image/png for its side effects",
		"a.go:7:4 example.com/other | imports example.com/other for its side effects",
		"a.go:11:4 net/http/pprof | imports net/http/pprof, which registers handlers in http.DefaultServeMux",
		"a.go:18:2 other.Value | changes other.Value < init runs on import 14",
		"inner.go:21:16 os.Remove | calls os.Remove, which changes the file system < init runs on import 14 < calls inner.Setup 15",
		"inner.go:12:19 os.Remove | calls os.Remove, which changes the file system < init runs on import 14",
		"deep.go:8:12 os.Open | calls os.Open, which reads a file < the initial value of _ is computed on import 5 < calls inner.T.Open 5 < calls deep.Open 19",
		// Both chains to deep are equally long: the import that stands first wins.
		"deep.go:5:15 os.Setenv | calls os.Setenv, which changes the environment of the whole process < imports example.com/m/inner 8 < imports example.com/m/deep 6 < init runs on import 5",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestQuiet is what careful packages do at package level: nothing that is seen
// outside of them.
func TestQuiet(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "quiet", "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases (%v)", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got := effectsOf(t, txtar.Parse(src)); len(got) > 0 {
				t.Errorf("found\n%s", strings.Join(got, "\n"))
			}
		})
	}
}

// TestTable holds the tables against the standard library, so that no entry is
// misspelt, or left behind when a function goes.
func TestTable(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("some functions are only there on some systems")
	}
	names := map[string]bool{}
	for name := range calls() {
		names[name] = true
	}
	for name := range sharedValues {
		names[name] = true
	}
	for name := range writers {
		names[name] = true
	}
	for name := range once {
		names[name] = true
	}
	for name := range runsArguments {
		if strings.Contains(name, ".") {
			names[name] = true
		}
	}
	std := standard(t, names)
	for name := range names {
		if !exists(t, std, name) {
			t.Errorf("there is no %s", name)
		}
	}
	for name, use := range sharedValues {
		for _, method := range use.methods {
			if !hasMethod(t, std, name, method) {
				t.Errorf("%s has no method %s", name, method)
			}
		}
	}
	for _, functions := range table {
		for _, f := range functions {
			if calls()[f] == "" {
				t.Errorf("%s is lost", f)
			}
		}
	}
}

// standard loads the packages of full names.
func standard(t *testing.T, names map[string]bool) importerFunc {
	t.Helper()
	paths := map[string]bool{}
	for name := range names {
		paths[packageIn(name)] = true
	}
	pkgs, err := packages.Load(&packages.Config{Mode: packages.NeedName | packages.NeedTypes}, slices.Sorted(maps.Keys(paths))...)
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]*types.Package{}
	for _, p := range pkgs {
		known[p.PkgPath] = p.Types
	}
	return func(path string) (*types.Package, error) {
		if known[path] == nil {
			return nil, fmt.Errorf("there is no package %s", path)
		}
		return known[path], nil
	}
}

// packageIn is the import path in a full name.
func packageIn(full string) string {
	name, _, _ := strings.Cut(strings.TrimLeft(full, "(*"), ").")
	return name[:strings.LastIndexByte(name, '.')]
}

// lookup finds what a full name means.
func lookup(t *testing.T, std types.Importer, full string) types.Object {
	t.Helper()
	receiver, method, isMethod := strings.Cut(strings.TrimLeft(full, "(*"), ").")
	dot := strings.LastIndexByte(receiver, '.')
	p, err := std.Import(packageIn(full))
	if err != nil {
		t.Fatal(err)
	}
	obj := p.Scope().Lookup(receiver[dot+1:])
	if obj == nil || !isMethod {
		return obj
	}
	m, _, _ := types.LookupFieldOrMethod(obj.Type(), true, p, method)
	return m
}

// exists demands the very name by which calls are looked up.
func exists(t *testing.T, std types.Importer, full string) bool {
	obj := lookup(t, std, full)
	if fn, ok := obj.(*types.Func); ok {
		return fn.FullName() == full
	}
	return obj != nil
}

func hasMethod(t *testing.T, std types.Importer, full, method string) bool {
	obj := lookup(t, std, full)
	typ := obj.Type()
	if fn, ok := obj.(*types.Func); ok {
		typ = fn.Signature().Results().At(0).Type()
	}
	m, _, _ := types.LookupFieldOrMethod(typ, true, nil, method)
	return m != nil
}

// TestStandardLibrary reads large real packages: nothing in them stops the
// analysis, and what they are known to do on import is found.
func TestStandardLibrary(t *testing.T) {
	if testing.Short() {
		t.Skip("type-checks net/http")
	}
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax}, "net/http", "expvar", "encoding/gob", "net/http/pprof", "mime", "image/png", "os")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]*Package{}
	for _, p := range pkgs {
		all[p.PkgPath] = &Package{Path: p.PkgPath, Types: p.Types, Info: p.TypesInfo, Syntax: p.Syntax}
	}
	want := map[string]string{"expvar": "http.HandleFunc", "net/http/pprof": "http.HandleFunc", "image/png": "image.RegisterFormat"}
	for path := range all {
		m := NewModule(func(p string) bool { return p == path }, func(p string) *Package { return all[p] })
		symbols := map[string]bool{}
		for _, e := range m.Import(path) {
			symbols[e.Symbol] = true
		}
		if w := want[path]; w != "" && !symbols[w] {
			t.Errorf("%s: no %s among %v", path, w, symbols)
		}
	}
}

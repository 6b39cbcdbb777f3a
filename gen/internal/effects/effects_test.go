package effects

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"path"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

// world type-checks the packages of a test, and lets all tests share what the
// standard library exports.
type world struct {
	fset *token.FileSet
	std  types.Importer
	mu   sync.Mutex
}

var shared = sync.OnceValue(func() *world {
	fset := token.NewFileSet()
	return &world{fset: fset, std: importer.ForCompiler(fset, "gc", nil)}
})

const module = "example.com/m"

// check reads the packages of an archive: those below module and, as if it
// were another module's, those elsewhere.
func (w *world) check(t testing.TB, ar *txtar.Archive) map[string]*Package {
	w.mu.Lock()
	defer w.mu.Unlock()
	syntax := map[string][]*ast.File{}
	for _, f := range ar.Files {
		file, err := parser.ParseFile(w.fset, f.Name, f.Data, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		dir := path.Dir(f.Name)
		syntax[dir] = append(syntax[dir], file)
	}
	out := map[string]*Package{}
	imp := importerFunc(nil)
	load := func(dir string) *types.Package {
		p := &Package{Path: dir, Syntax: syntax[dir], Info: &types.Info{
			Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{},
			Uses: map[*ast.Ident]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
		}}
		conf := types.Config{Importer: imp}
		typ, err := conf.Check(dir, w.fset, p.Syntax, p.Info)
		if err != nil {
			t.Fatal(err)
		}
		p.Types, out[dir] = typ, p
		return typ
	}
	imp = func(path string) (*types.Package, error) {
		switch {
		case out[path] != nil:
			return out[path].Types, nil
		case syntax[path] != nil:
			return load(path), nil
		}
		return w.std.Import(path)
	}
	for dir := range syntax {
		if out[dir] == nil {
			load(dir)
		}
	}
	return out
}

type importerFunc func(path string) (*types.Package, error)

func (f importerFunc) Import(path string) (*types.Package, error) { return f(path) }

// effectsOf are the effects of importing example.com/m/p, a line each.
func effectsOf(t testing.TB, ar *txtar.Archive) []string {
	t.Helper()
	w := shared()
	pkgs := w.check(t, ar)
	owns := func(path string) bool { return strings.HasPrefix(path, module+"/") }
	m := NewModule(owns, func(path string) *Package { return pkgs[path] })
	var out []string
	for _, e := range m.Import(module + "/p") {
		at := w.fset.Position(e.Pos)
		line := fmt.Sprintf("%s:%d:%d %s | %s", path.Base(at.Filename), at.Line, at.Column, e.Symbol, e.What)
		for _, s := range e.Path {
			line += fmt.Sprintf(" < %s %d", s.What, w.fset.Position(s.Pos).Line)
		}
		out = append(out, line)
	}
	return out
}

// source is package p: imports, then declarations from line 3 on.
func source(imports, body string) *txtar.Archive {
	text := "package p\n"
	for _, imp := range strings.Fields(imports) {
		text += "import \"" + imp + "\";"
	}
	return &txtar.Archive{Files: []txtar.File{{Name: module + "/p/p.go", Data: []byte(text + "\n" + body)}}}
}

func TestEffects(t *testing.T) {
	for _, c := range []struct {
		name, imports, body string
		want                []string
	}{
		{"in init", "net/http", "func init() { http.HandleFunc(\"/\", nil) }", []string{
			"p.go:3:15 http.HandleFunc | calls http.HandleFunc, which registers a handler in http.DefaultServeMux < init runs on import 3",
		}},
		{"in a variable", "os", "var home = os.Getenv(\"HOME\")", []string{
			"p.go:3:12 os.Getenv | calls os.Getenv, which reads the environment < the initial value of home is computed on import 3",
		}},
		{"in a blank variable, deep in a literal", "os", "var _ = []map[string]bool{{\"a\": os.Remove(\"x\") == nil}}", []string{
			"p.go:3:33 os.Remove | calls os.Remove, which changes the file system < the initial value of _ is computed on import 3",
		}},
		{"through calls, methods and generics", "os", "func init() { a() }\nfunc a() { new(T).m() }\ntype T struct{}\nfunc (*T) m() { g(1) }\nfunc g[V any](V) { h[V]{}.m() }\ntype h[V any] struct{}\nfunc (h[V]) m() { os.Setenv(\"A\", \"\") }", []string{
			"p.go:9:19 os.Setenv | calls os.Setenv, which changes the environment of the whole process < init runs on import 3 < calls p.a 3 < calls p.T.m 4 < calls p.g 6 < calls p.h.m 7",
		}},
		{"recursion ends, the shortest way is told", "os", "func init() { a(3) }\nfunc a(n int) { if n > 0 { a(n-1) }; b() }\nfunc b() { a(0); os.Exit(1) }\nfunc init() { b() }", []string{
			"p.go:5:18 os.Exit | calls os.Exit, which ends the process < init runs on import 6 < calls p.b 6",
		}},
		{"a goroutine and what it does", "net", "func init() { go func() { net.Listen(\"tcp\", \":0\") }() }", []string{
			"p.go:3:15 go | starts a goroutine < init runs on import 3",
			"p.go:3:27 net.Listen | calls net.Listen, which listens on the network < init runs on import 3",
		}},
		{"deferred, nested, under conditions", "os log", "func init() {\n\tdefer os.Remove(\"a\")\n\tfor range 3 {\n\t\tswitch os.Args[0] {\n\t\tcase \"\":\n\t\t\tif true && len(os.Args) > 1 { log.Fatal() }\n\t\t}\n\t}\n\tselect { default: os.Chdir(\"/\") }\n}", []string{
			"p.go:4:8 os.Remove | calls os.Remove, which changes the file system < init runs on import 3",
			"p.go:8:34 log.Fatal | calls log.Fatal, which ends the process < init runs on import 3",
			"p.go:11:20 os.Chdir | calls os.Chdir, which changes the working directory < init runs on import 3",
		}},
		{"methods of the standard library", "os/exec net/http flag", "var out, _ = exec.Command(\"ls\").Output()\nvar c http.Client\ntype own struct{ http.Client }\nfunc init() { c.Get(\"\"); (&own{}).Head(\"\"); flag.CommandLine.Bool(\"x\", false, \"\"); flag.NewFlagSet(\"\", 0).Bool(\"x\", false, \"\") }", []string{
			"p.go:3:14 exec.Cmd.Output | calls exec.Cmd.Output, which starts a program < the initial value of out is computed on import 3",
			"p.go:6:15 http.Client.Get | calls http.Client.Get, which sends a request over the network < init runs on import 6",
			"p.go:6:26 http.Client.Head | calls http.Client.Head, which sends a request over the network < init runs on import 6",
			"p.go:6:45 flag.CommandLine.Bool | uses flag.CommandLine.Bool, which defines a flag of the whole program < init runs on import 6",
		}},
		{"assignments to other packages", "net/http os time", "func init() {\n\thttp.DefaultTransport = nil\n\thttp.DefaultClient.Timeout++\n\tos.Args[0], time.Local = \"\", nil\n\tc := http.DefaultClient\n\tc.Timeout = 1\n\td := *c\n\td.Timeout = 2\n\tfor _, time.Local = range []*time.Location{} {}\n\tclear(os.Args)\n}", []string{
			"p.go:4:2 http.DefaultTransport | changes http.DefaultTransport < init runs on import 3",
			"p.go:5:2 http.DefaultClient | changes http.DefaultClient < init runs on import 3",
			"p.go:6:2 os.Args | changes os.Args < init runs on import 3",
			"p.go:6:14 time.Local | changes time.Local < init runs on import 3",
			"p.go:8:2 http.DefaultClient | changes http.DefaultClient < init runs on import 3",
			"p.go:11:9 time.Local | changes time.Local < init runs on import 3",
			"p.go:12:8 os.Args | changes os.Args < init runs on import 3",
		}},
		{"known function values", "os sync net/http", "var set = os.Setenv\nvar lazy = sync.OnceFunc(func() { os.Remove(\"\") })\nvar once sync.Once\nfunc init() {\n\tset(\"\", \"\")\n\tlazy()\n\tonce.Do(func() { os.Chdir(\"\") })\n\tf := func(m *http.ServeMux) { m.Handle(\"/\", nil) }\n\tf(http.DefaultServeMux)\n\tf(http.NewServeMux())\n\teach(func() { os.Mkdir(\"\", 0) })\n\tkeep(func() { os.Exit(0) })\n}\nfunc each(do func()) { again(do) }\nfunc again(do func()) { do() }\nvar kept []func()\nfunc keep(do func()) { kept = append(kept, do) }", []string{
			"p.go:7:2 os.Setenv | calls os.Setenv, which changes the environment of the whole process < init runs on import 6",
			"p.go:4:35 os.Remove | calls os.Remove, which changes the file system < init runs on import 6",
			"p.go:9:19 os.Chdir | calls os.Chdir, which changes the working directory < init runs on import 6",
			"p.go:10:32 http.DefaultServeMux.Handle | uses http.DefaultServeMux.Handle, which registers a handler in http.DefaultServeMux < init runs on import 6",
			"p.go:13:16 os.Mkdir | calls os.Mkdir, which changes the file system < init runs on import 6 < calls p.each 13 < calls p.again 16",
		}},
		{"standard streams and logs", "os fmt log log/slog", "func init() {\n\tfmt.Println()\n\tfmt.Fprintln(os.Stderr)\n\tos.Stdout.WriteString(\"\")\n\tlog.Default().SetFlags(0)\n\tslog.Info(\"\")\n\tprintln()\n\tlog.New(os.Stderr, \"\", 0)\n}", []string{
			"p.go:4:2 fmt.Println | calls fmt.Println, which writes to the standard output < init runs on import 3",
			"p.go:5:2 os.Stderr | uses os.Stderr, which writes to the standard error < init runs on import 3",
			"p.go:6:2 os.Stdout.WriteString | uses os.Stdout.WriteString, which writes to the standard output < init runs on import 3",
			"p.go:7:2 log.Default.SetFlags | uses log.Default.SetFlags, which acts on the process-wide log < init runs on import 3",
			"p.go:8:2 slog.Info | calls slog.Info, which writes to the process-wide log < init runs on import 3",
			"p.go:9:2 println | calls println, which writes to the standard error < init runs on import 3",
		}},
		{"panics that always come", "", "func init() { if len(list) > 0 { panic(1) }; must(true); refuse() }\nvar list []int\nfunc must(ok bool) { if ok { return }; panic(2) }\nfunc refuse() { panic(3) }\nfunc init() { defer func() { recover() }(); refuse() }", []string{
			"p.go:6:17 panic | panics, always: no program that holds it can start < init runs on import 3 < calls p.refuse 3",
		}},
		{"what a constant condition excludes", "os", "const debug = false\nfunc init() { if debug { os.Exit(1) } else { os.Exit(2) } }", []string{
			"p.go:4:46 os.Exit | calls os.Exit, which ends the process < init runs on import 4",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			ar := source(c.imports, c.body)
			if diff := cmp.Diff(c.want, effectsOf(t, ar)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

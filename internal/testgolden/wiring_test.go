package testgolden

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// TestWiringIsPlain reads every wanted wiring: no init, no global state, no
// reflection, no type assertion, no goroutine.
func TestWiringIsPlain(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "ok", "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases (%v)", err)
	}
	for _, name := range files {
		ar, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, name, wanted(ar, "plugins_gen.go"), parser.SkipObjectResolution)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, fault := range notPlain(file) {
			t.Errorf("%s: %s", name, fault)
		}
	}
}

// TestNotPlain shows that TestWiringIsPlain can fail.
func TestNotPlain(t *testing.T) {
	src := `package p

import _ "reflect"

var state = 1

func init() {}

func f(x any) {
	go f(x.(int))
	switch x.(type) {
	}
}
`
	file, err := parser.ParseFile(token.NewFileSet(), "p.go", src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	if got := notPlain(file); len(got) != 6 {
		t.Errorf("found %q, want six faults", got)
	}
}

// notPlain says what in a file is more than plain calls and literals.
func notPlain(file *ast.File) (faults []string) {
	for _, imp := range file.Imports {
		if path := strings.Trim(imp.Path.Value, `"`); path == "reflect" || path == "unsafe" {
			faults = append(faults, "it imports "+path)
		}
	}
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil && d.Name.Name == "init" {
				faults = append(faults, "it has an init")
			}
		case *ast.GenDecl:
			faults = append(faults, globals(d)...)
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.TypeAssertExpr:
			if n.Type != nil {
				faults = append(faults, "it has a type assertion")
			}
		case *ast.TypeSwitchStmt:
			faults = append(faults, "it has a type switch")
		case *ast.GoStmt:
			faults = append(faults, "it starts a goroutine")
		}
		return true
	})
	return faults
}

// globals are the package-level variables of a declaration.
func globals(d *ast.GenDecl) (faults []string) {
	for _, s := range d.Specs {
		v, ok := s.(*ast.ValueSpec)
		if !ok || d.Tok != token.VAR {
			continue
		}
		for _, id := range v.Names {
			if id.Name != "_" {
				faults = append(faults, "it has the variable "+id.Name)
			}
		}
	}
	return faults
}

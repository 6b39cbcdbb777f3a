package plan

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestAppMethods holds the list of the app's methods, which no accessor may
// hide, against the runtime's source.
func TestAppMethods(t *testing.T) {
	have := methodsOfApp(t)
	for _, name := range have {
		if !slices.Contains(AppMethods, name) {
			t.Errorf("runtime.App has %s, which AppMethods lacks", name)
		}
	}
	for _, name := range AppMethods {
		if !slices.Contains(have, name) {
			t.Errorf("AppMethods has %s, which runtime.App lacks", name)
		}
	}
	if !slices.IsSorted(AppMethods) {
		t.Error("AppMethods is not sorted")
	}
}

func methodsOfApp(t *testing.T) (names []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", "..", "runtime", "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no source of the runtime (%v)", err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			if name, ok := appMethod(d); ok {
				names = append(names, name)
			}
		}
	}
	return names
}

// appMethod is the name of an exported method of App.
func appMethod(d ast.Decl) (string, bool) {
	fn, ok := d.(*ast.FuncDecl)
	if !ok || fn.Recv == nil || !fn.Name.IsExported() {
		return "", false
	}
	recv := fn.Recv.List[0].Type
	if star, ok := recv.(*ast.StarExpr); ok {
		recv = star.X
	}
	id, ok := recv.(*ast.Ident)
	return fn.Name.Name, ok && id.Name == "App"
}

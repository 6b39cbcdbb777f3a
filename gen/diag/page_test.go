package diag_test

import (
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/plugingen/plugingen/gen/diag"
)

// declaredCodes reads the constants of type Code from code.go, so that none
// can be forgotten.
func declaredCodes(t *testing.T) []diag.Code {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "code.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var codes []diag.Code
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok {
			codes = append(codes, codesOf(t, spec)...)
		}
		return true
	})
	slices.Sort(codes)
	return codes
}

func codesOf(t *testing.T, spec *ast.ValueSpec) []diag.Code {
	t.Helper()
	if name, ok := spec.Type.(*ast.Ident); !ok || name.Name != "Code" {
		t.Fatalf("code.go declares %s without the type Code", spec.Names[0])
	}
	var codes []diag.Code
	for _, value := range spec.Values {
		s, err := strconv.Unquote(value.(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		codes = append(codes, diag.Code(s))
	}
	return codes
}

func TestEveryCodeHasAPage(t *testing.T) {
	if d := cmp.Diff(declaredCodes(t), diag.Codes()); d != "" {
		t.Errorf("codes of code.go against pages (-code +page):\n%s", d)
	}
}

func TestPages(t *testing.T) {
	for _, code := range diag.Codes() {
		t.Run(string(code), func(t *testing.T) {
			page, ok := diag.Explain(code)
			if !ok {
				t.Fatal("the page lacks a part, or its parts are out of order")
			}
			if page.Code != code {
				t.Errorf("page of %s", page.Code)
			}
			if strings.Contains(page.Summary, "\n") || !strings.HasSuffix(page.Summary, ".") {
				t.Errorf("summary is not one sentence on one line: %q", page.Summary)
			}
			checkArchive(t, page)
		})
	}
}

// checkArchive checks the form of an example: that it has a configuration,
// and that its Go files are formatted, so that nothing but the point stands out.
func checkArchive(t *testing.T, page diag.Page) {
	t.Helper()
	archive := txtar.Parse([]byte(page.Bad))
	names := map[string]bool{}
	for _, f := range archive.Files {
		if f.Name != path.Clean(f.Name) || strings.HasPrefix(f.Name, "..") || names[f.Name] {
			t.Errorf("file name %q is not clean or stands twice", f.Name)
		}
		names[f.Name] = true
		if path.Ext(f.Name) == ".go" && len(f.Data) > 0 {
			checkFormatted(t, f)
		}
	}
	if !names["plugin_config.yaml"] {
		t.Error("no plugin_config.yaml")
	}
	if page.Code.IsFreshness() != strings.Contains(string(archive.Comment), "first: gen\n") {
		t.Error("`first: gen` stands in the examples of freshness codes and in no other")
	}
}

func checkFormatted(t *testing.T, f txtar.File) {
	t.Helper()
	formatted, err := format.Source(f.Data)
	if err != nil {
		t.Errorf("%s: %v", f.Name, err)
		return
	}
	if d := cmp.Diff(string(formatted), string(f.Data)); d != "" {
		t.Errorf("%s is not formatted (-want +got):\n%s", f.Name, d)
	}
}

func TestExplainUnknown(t *testing.T) {
	for _, code := range []diag.Code{"", "no-such-code", "../code", "pages/invalid-yaml", `..\code`, "INVALID-YAML"} {
		if page, ok := diag.Explain(code); ok {
			t.Errorf("%q has the page %q", code, page.Summary)
		}
	}
}

func TestPageText(t *testing.T) {
	page, _ := diag.Explain(diag.MissingModule)
	var plain, colored strings.Builder
	if err := page.WriteText(&plain, false); err != nil {
		t.Fatal(err)
	}
	if err := page.WriteText(&colored, true); err != nil {
		t.Fatal(err)
	}
	out := plain.String()
	for _, want := range []string{"missing-module\n\n", page.Summary + "\n\nWhy\n\n", "    plugins:\n      echo:\n"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in:\n%s", want, out)
		}
	}
	for _, line := range strings.Split(out, "\n") {
		if len(line) > 80 {
			t.Errorf("%d columns: %s", len(line), line)
		}
	}
	if strings.Contains(out, "```") || strings.Contains(out, "## ") {
		t.Errorf("Markdown marks in:\n%s", out)
	}
	if uncolored(colored.String()) != out || colored.String() == out {
		t.Error("colours are missing, or change the text")
	}
}

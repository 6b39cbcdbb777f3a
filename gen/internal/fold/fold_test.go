package fold

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// want is what is read of each case: names, those that a condition decides with
// a question mark, and "unknown" for a part that only the running program knows.
var want = map[string]string{
	"Literal": "a x_b", "Nothing": "", "Positional": "a", "Helpers": "h1 h2 z", "Generic": "g", "Concat": "a b1 b2",
	"Spread": "s1 s2", "Whole": "w", "Indexed": "w x_two", "Named": "a? b?", "Table": "one x_two", "Continue": "a? c?",
	"If": "always on? off?", "EarlyReturn": "on?", "Switch": "on1? on2? x? default?", "Field": "b", "Sorted": "b a",
	"Local": "localx_ ab", "Shadow": "outer",

	"Receiver": "unknown", "Upper": "unknown", "Held": "unknown", "Grown": "unknown", "Replaced": "unknown",
	"Recursion": "unknown n", "FromMap": "unknown", "Called": "unknown", "Sliced": "unknown", "Collected": "unknown",
	"Deduced": "unknown", "Arithmetic": "", "Choice": "unknown", "Counted": "known unknown", "Ranged": "unknown",
	"Closure": "unknown", "Deferred": "unknown", "Handed": "unknown", "HandedInExpression": "unknown",
	"HandedInAssignment": "unknown", "Element": "unknown", "Pointer": "unknown", "SharedArray": "unknown",
	"PointerToLiteral": "unknown", "Label": "unknown", "Break": "unknown", "TypeSwitch": "unknown", "Select": "unknown",
	"LastElement": "unknown", "EveryElement": "unknown", "Wrapped": "unknown", "Deleted": "unknown", "InLoop": "unknown",
	"ByAppend": "unknown", "FieldOfPointer": "b", "Maker": "unknown", "Copied": "unknown", "Fallthrough": "unknown unknown",
}

// TestCases reads the cases from their source and holds the answer against what
// is wanted, and against what the cases return when they run: what is read is
// all that can come out, and what no condition decides does come out.
func TestCases(t *testing.T) {
	sources, methods := readCases(t)
	if len(methods) != len(want) {
		t.Errorf("%d cases, %d are wanted", len(methods), len(want))
	}
	for _, fn := range methods {
		t.Run(fn.Name(), func(t *testing.T) {
			got := shown(sources.Result(fn, fn.Pos()))
			if diff := cmp.Diff(want[fn.Name()], strings.Join(got, " ")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if slices.Contains(got, "unknown") {
				return
			}
			for _, receiver := range []T{{}, {On: true}, {Name: "x"}, {On: true, Name: "y", List: twice("l")}} {
				out := reflect.ValueOf(receiver).MethodByName(fn.Name()).Call(nil)
				agree(t, got, out[0].Interface().([]C))
			}
		})
	}
}

// agree holds what was read against what ran.
func agree(t *testing.T, read []string, ran []C) {
	t.Helper()
	for _, c := range ran {
		if !slices.Contains(read, c.Name) && !slices.Contains(read, c.Name+"?") {
			t.Errorf("%s came out and was not read", c.Name)
		}
	}
	for _, name := range read {
		if !strings.HasSuffix(name, "?") && !slices.ContainsFunc(ran, func(c C) bool { return c.Name == name }) {
			t.Errorf("%s was read and did not come out", name)
		}
	}
}

// shown is a value as want has it.
func shown(v Value) (out []string) {
	switch v.Form {
	case Nil:
		return nil
	case List:
	default:
		return []string{"unknown"}
	}
	for _, it := range v.Items {
		name, ok := it.Fields["Name"].Text()
		switch {
		case !ok:
			name = "unknown"
		case it.Maybe:
			name += "?"
		}
		out = append(out, name)
	}
	return out
}

// readCases type-checks the cases' file by itself.
func readCases(t *testing.T) (*Sources, []*types.Func) {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "cases_test.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	info := &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{},
	}
	conf := types.Config{Importer: importer.ForCompiler(fset, "source", nil)}
	pkg, err := conf.Check("cases", fset, []*ast.File{file}, info)
	if err != nil {
		t.Fatal(err)
	}
	sources := NewSources(func(_ types.Type, field string) bool { return field == "Value" })
	sources.Add(&Package{Types: pkg, Info: info, Syntax: []*ast.File{file}})
	named := pkg.Scope().Lookup("T").Type().(*types.Named)
	var methods []*types.Func
	for i := range named.NumMethods() {
		methods = append(methods, named.Method(i))
	}
	return sources, methods
}

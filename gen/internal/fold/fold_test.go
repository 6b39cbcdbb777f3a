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
	"Spread": "s1 s2", "Whole": "unknown", "Indexed": "unknown x_two", "Named": "a? b?", "Table": "one x_two", "Continue": "a? c?",
	"If": "always on? off?", "EarlyReturn": "on?", "Switch": "on1? on2? x? default?", "Field": "b", "Sorted": "b a",
	"Local": "localx_ ab", "Shadow": "outer",

	"Receiver": "unknown", "Upper": "unknown", "Held": "unknown", "Grown": "unknown", "Replaced": "unknown",
	"Recursion": "unknown n", "FromMap": "unknown", "Called": "unknown", "Sliced": "s2", "Collected": "unknown",
	"Deduced": "unknown", "Arithmetic": "", "Choice": "unknown", "Counted": "known unknown", "Ranged": "unknown",
	"Closure": "unknown", "Deferred": "unknown", "Handed": "unknown", "HandedInExpression": "unknown",
	"HandedInAssignment": "unknown", "Element": "e1 changed", "Pointer": "unknown", "SharedArray": "unknown",
	"PointerToLiteral": "unknown", "Label": "unknown", "Break": "unknown", "TypeSwitch": "unknown", "Select": "unknown",
	"LastElement": "unknown", "EveryElement": "x_e1 x_e2", "Wrapped": "unknown", "Deleted": "unknown", "InLoop": "unknown",
	"ByAppend": "unknown", "FieldOfPointer": "b", "Maker": "m1 m2", "Copied": "unknown", "Fallthrough": "unknown unknown",

	"Keyed": "unknown", "FixedLength": "f1 unknown", "Made": "made_a made_b", "MadeOfTable": "one x_two", "Numbers": "one x_two",
	"ValueReceiver": "r_one", "ReceiverOfTable": "in_one in_x_two", "Lambda": "l_a l_b", "AtOnce": "once",
	"MethodExpression": "e_own",

	"LambdaChanges": "unknown f", "LambdaRenames": "unknown", "LambdaTwice": "unknown", "LambdaReturnsOuter": "s1 s2",
	"LambdaLate": "late", "DeferredChange": "unknown", "DeferredLiteral": "unknown", "SelfRange": "unknown unknown",
	"ByMethod": "unknown", "HandedOver": "unknown", "OtherName": "unknown", "PointerReceiver": "unknown",
	"AppendTwice": "unknown", "AppendBranches": "s1? s2? on? off?", "AppendPart": "unknown", "CloneIdiom": "s1 s2",
	"PartChanged": "unknown", "Wiped": "unknown", "PartAppended": "unknown", "ElementShared": "unknown", "ElementConditional": "b? a?", "Embedded": "unknown", "LambdaParameter": "unknown",
}

// wantTables is the same for a package that changes no part of what its tables hold.
var wantTables = map[string]string{
	"Whole": "w", "Indexed": "w two", "Keyed": "k0 unknown k2", "Filled": "one two", "Copied": "c", "Grown": "unknown",
	"ByMethod": "unknown", "Cut": "unknown",
}

// TestCases reads the cases from their source and holds the answer against what
// is wanted, and against what the cases return when they run: what is read is
// all that can come out, and what no condition decides does come out.
func TestCases(t *testing.T) {
	receivers := []any{T{}, T{On: true}, T{Name: "x"}, T{On: true, Name: "y", List: twice("l")}}
	run(t, want, receivers, "cases_test.go", "cases_shared_test.go")
	run(t, wantTables, []any{Tables{}}, "cases_tables_test.go")
}

func run(t *testing.T, want map[string]string, receivers []any, files ...string) {
	sources, methods := readCases(t, reflect.TypeOf(receivers[0]).Name(), files...)
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
			for _, receiver := range receivers {
				out := reflect.ValueOf(receiver).MethodByName(fn.Name()).Call(nil)[0]
				var ran []string
				for i := range out.Len() {
					ran = append(ran, out.Index(i).FieldByName("Name").String())
				}
				agree(t, got, ran)
			}
		})
	}
}

// agree holds what was read against what ran.
func agree(t *testing.T, read, ran []string) {
	t.Helper()
	for _, name := range ran {
		if !slices.Contains(read, name) && !slices.Contains(read, name+"?") {
			t.Errorf("%s came out and was not read", name)
		}
	}
	for _, name := range read {
		if !strings.HasSuffix(name, "?") && !slices.Contains(ran, name) {
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

// readCases type-checks files of cases by themselves; the methods are the receiver's.
func readCases(t *testing.T, receiver string, names ...string) (*Sources, []*types.Func) {
	t.Helper()
	fset := token.NewFileSet()
	var files []*ast.File
	for _, name := range names {
		file, err := parser.ParseFile(fset, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	info := &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{},
	}
	conf := types.Config{Importer: importer.ForCompiler(fset, "source", nil)}
	pkg, err := conf.Check("cases", fset, files, info)
	if err != nil {
		t.Fatal(err)
	}
	sources := NewSources(func(_ types.Type, field string) bool { return field == "Value" })
	sources.Add(&Package{Types: pkg, Info: info, Syntax: files})
	named := pkg.Scope().Lookup(receiver).Type().(*types.Named)
	var methods []*types.Func
	for i := range named.NumMethods() {
		methods = append(methods, named.Method(i))
	}
	return sources, methods
}

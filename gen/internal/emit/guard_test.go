package emit

import (
	"strings"
	"testing"

	"github.com/plugingen/plugingen/gen/internal/catalog"
)

// vars are variables of these names; that of a context stands behind a "*".
func vars(names string) (out []catalog.Variable) {
	for name := range strings.FieldsSeq(names) {
		bare, isContext := strings.CutPrefix(name, "*")
		out = append(out, catalog.Variable{Name: strings.Trim(bare, "-"), Context: isContext})
	}
	return out
}

func TestNamesIn(t *testing.T) {
	for name, c := range map[string]struct {
		params, results string // "-" for none
		err             bool
		want            string
	}{
		"those of the source":      {"*c req", "res e", true, "c req > res err"},
		"none":                     {"*- - -", "- -", true, "ctx a2 a3 > result err"},
		"one result":               {"n", "-", false, "n > result"},
		"several":                  {"", "- - -", true, "> r1 r2 err"},
		"no results":               {"_ _", "", false, "a1 a2 >"},
		"those of the guard":       {"g pass recover err nil", "err", false, "a1 a2 a3 a4 a5 > result"},
		"a name made that is used": {"- a1 *- ctx result", "- -", true, "a1_ a1 ctx_ ctx result > result_ err"},
		"an error not at the end":  {"", "err n", false, "> r1 n"},
	} {
		params, results := namesIn(catalog.Method{Params: vars(c.params), Results: vars(c.results), Err: c.err})
		got := strings.TrimSpace(strings.Join(params, " ") + " > " + strings.Join(results, " "))
		if got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestElementOf(t *testing.T) {
	id := catalog.Token{Ident: catalog.Ident{Path: "a.com/x", Package: "x", Name: "T"}}
	for _, c := range []struct{ slice, want catalog.Expr }{
		{catalog.Expr{{Text: "[]int"}}, catalog.Expr{{Text: "int"}}},
		{catalog.Expr{{Text: "[]"}, id}, catalog.Expr{id}},
		{catalog.Expr{{Text: "[]*"}, id}, catalog.Expr{{Text: "*"}, id}},
		{catalog.Expr{{Text: "[][]"}, id}, catalog.Expr{{Text: "[]"}, id}},
	} {
		if got := elementOf(c.slice); got.String() != c.want.String() {
			t.Errorf("%v: got %v", c.slice, got)
		}
	}
}

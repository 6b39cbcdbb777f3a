package expression_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/examples/pipeline/internal/expression"
)

// scope is what the expressions below see.
func scope(t testing.TB) *expression.Scope {
	t.Helper()
	const data = `{
		"n": 3, "half": 0.5, "big": 123456789012345678901, "name": "Änne", "yes": true, "nothing": null,
		"list": [3, 1, 2], "empty": [], "mixed": [1, "a"],
		"rows": [{"score": 5, "tag": "x"}, {"score": 2.50, "tag": "y"}],
		"steps": {"a": {"text": "hello", "o": {"k-1": {"z": 1}}, "n": 7}, "my-step": {"v": 1}, "off": {"skipped": true}}
	}`
	d := json.NewDecoder(strings.NewReader(data))
	d.UseNumber()
	names := map[string]any{}
	if err := d.Decode(&names); err != nil {
		t.Fatal(err)
	}
	return expression.NewScope(names)
}

func number(s string) any { return json.Number(s) }

func TestEval(t *testing.T) {
	tests := []struct {
		expr string
		want any
	}{
		{"1", number("1")},
		{"1.50", number("1.50")}, // untouched, as it was written
		{"0.1 + 0.2 == 0.3", true},
		{"big + 1", number("123456789012345678902")},
		{"1 / 8", number("0.125")},
		{"2 / 3", number("0.6666666666666666666666666666666667")},
		{"2 / 3 * 3 == 2", true},
		{"7 % 3", number("1")},
		{"-7 % 3", number("2")},
		{"1 + 2 * 3", number("7")},
		{"(1 + 2) * 3", number("9")},
		{"10 - 2 - 3", number("5")},
		{"- - 2", number("2")},
		{"1e3", number("1e3")},
		{"1e3 == 1000", true},
		{`"a" + 'b'`, "ab"},
		{`"q\"\n\\"`, "q\"\n\\"},
		{"n == 3.0", true},
		{`"3" == 3`, false},
		{"nothing == null", true},
		{"[1, [2]] == [1.0, [2.0]]", true},
		{"n between 1 and 3", true},
		{"n between 1 and 3 and yes", true},
		{"n between 4 and 9", false},
		{"not yes or n > 2", true},
		{"!(yes && n < 2) || false", true},
		{"false and missing", false}, // the right side is not looked at
		{"true or missing", true},
		{`name contains "nn"`, true},
		{"list contains 2.0", true},
		{`steps contains "a"`, true},
		{`"a" in steps`, true},
		{`2 in list`, true},
		{`name matches "^Ä"`, true},
		{`name matches "^" + "Ä"`, true},
		{`"a" < "b"`, true},
		{"steps.a.text", "hello"},
		{"steps.my-step.v", number("1")},
		{"steps.a.o.k-1.z", number("1")},
		{`steps["my-step"].v`, number("1")},
		{"steps.a.n - 1", number("6")},
		{"list[0]", number("3")},
		{"list[-1]", number("2")},
		{"list.1", number("1")},
		{"rows[1].score", number("2.50")},
		{"length(name)", number("4")},
		{"length(list) + length(steps)", number("6")},
		{"count(list)", number("3")},
		{"count(rows, item.score > 3)", number("1")},
		{"any(rows, item.score > 3)", true},
		{"all(rows, item.score > 3)", false},
		{"all(empty)", true},
		{"any(empty)", false},
		{"sum(rows, item.score)", number("7.5")},
		{"sum(list)", number("6")},
		{"average(list)", number("2")},
		{"min(list)", number("1")},
		{"max(rows, item.score)", number("5")},
		{"sort(list)", []any{number("1"), number("2"), number("3")}},
		{"reverse(list)", []any{number("2"), number("1"), number("3")}},
		{"unique([1, 1.0, 2])", []any{number("1"), number("2")}},
		{"first(list)", number("3")},
		{"last(list)", number("2")},
		{`join(list, "-")`, "3-1-2"},
		{`split("a,b", ",")`, []any{"a", "b"}},
		{"keys(steps)", []any{"a", "my-step", "off"}},
		{`number(" 12 ") + 1`, number("13")},
		{"text(1.50)", "1.50"},
		{"text(list)", "[3,1,2]"},
		{"abs(-2)", number("2")},
		{"floor(-1.5)", number("-2")},
		{"ceil(-1.5)", number("-1")},
		{"ceil(1.2)", number("2")},
		{"round(2.5)", number("3")},
		{"round(1.005, 2)", number("1.01")},
		{`upper(lower("A")) + trim(" b ")`, "Ab"},
		{`starts_with(name, "Ä") and ends_with(name, "e")`, true},
		{"default(steps.a.none, 1)", number("1")},
		{"default(nothing, 1)", number("1")},
		{"default(n, 1)", number("3")},
		{"exists(steps.b)", false},
		{"exists(steps.a.o)", true},
		{"sum(rows, sum(list) + item.score)", number("19.5")},
	}
	s := scope(t)
	for _, tt := range tests {
		e, err := expression.Parse(tt.expr)
		if err != nil {
			t.Errorf("%s: %v", tt.expr, err)
			continue
		}
		got, err := e.Eval(s)
		if err != nil || !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: got %#v, %v, want %#v", tt.expr, got, err, tt.want)
		}
	}
}

func TestSyntaxErrors(t *testing.T) {
	tests := []struct{ expr, want string }{
		{"", "at character 1: the expression is empty"},
		{"  ", "at character 1: the expression is empty"},
		{"a = 1", "at character 3: a comparison is written =="},
		{"a == ", "at character 6: a value is missing, got the end"},
		{"a b", `at character 3: an operator or the end is missing before "b"`},
		{"(a", `at character 3: want ")", got the end`},
		{"a.", "at character 3: a name is missing after the dot, got the end"},
		{"a < b < c", "at character 7: comparisons do not go in a row: put and between them, or brackets around one"},
		{"'a", "at character 1: the text has no closing '"},
		{`"\d"`, `at character 2: after \ comes one of \ n t " '; write \\ for a backslash`},
		{"äö = 1", "at character 4: a comparison is written =="}, // characters, not bytes
		{"a ; b", `at character 3: the character ';' means nothing in an expression`},
		{"lenght(a)", "at character 1: there is no function lenght; there is abs, "},
		{"length()", "at character 1: length takes 1 arguments, not 0"},
		{"count(a, b, c)", "at character 1: count takes 1 or 2 arguments, not 3"},
		{`a matches "("`, "at character 11: the pattern \"(\" is not understood: missing closing ): `(`"},
		{"a matches 1", "at character 11: matches wants a pattern in quotes"},
		{"1e", "at character 3: the exponent of a number has no digits"},
		{"007", `at character 1: "007" has a leading zero`},
		{"1x", `at character 1: "1x" is no number and no name`},
		{"1e99999", "at character 1: the exponent of 1e99999 is beyond 4096"},
		{"and a", `at character 1: a value is missing before "and"`},
		{"a between 1", `at character 12: want "and", got the end`},
		{"[1 2]", `at character 4: want ",", got "2"`},
		{strings.Repeat("(", 200), "at character 101: the expression is nested deeper than 100 levels"},
		{strings.Repeat("not ", 200) + "a", "at character 401: the expression is nested deeper than 100 levels"},
		{strings.Repeat("a", 10_001), "at character 1: the expression has 10001 characters, and at most 10000 are read"},
		{"a\xff", "at character 1: the expression is no UTF-8"},
	}
	for _, tt := range tests {
		e, err := expression.Parse(tt.expr)
		if err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%.40s: got %v, %v, want %s", tt.expr, e, err, tt.want)
		}
	}
}

func TestEvalErrors(t *testing.T) {
	tests := []struct{ expr, want string }{
		{"m", "at character 1: there is no m here; there is big, empty, half, list, mixed, n, name, nothing, rows, steps, yes"},
		{"steps.b.x", "at character 7: there is no b; there is a, my-step, off"},
		{"steps.off.x", "at character 11: there is no x; there is skipped (the step was skipped)"},
		{"steps.a.n-1", "at character 9: there is no n-1; there is n, o, text (a subtraction has a space before its minus)"},
		{"n.x", "at character 3: x is looked for in 3, which is no object and no list"},
		{"list.x", "at character 6: x is looked for in a list, whose items have a number: [0] is the first"},
		{"list[9]", "at character 5: there is no item 9 in a list of 3"},
		{"list[0.5]", "at character 5: an item of a list has a whole number, not 0.5"},
		{"steps[1]", "at character 6: an object's field has a text as name, not 1"},
		{"n + name", `at character 3: + takes numbers, not "Änne"`},
		{`name + n`, "at character 6: + takes two numbers or two texts, not a text and 3; text(X) makes a text"},
		{"n < name", `at character 3: 3 and "Änne" have no order: two numbers or two texts do`},
		{"n and yes", "at character 3: and takes true and false, not 3"},
		{"yes and n", "at character 5: and takes true and false, not 3"},
		{"not n", "at character 1: not takes true and false, not 3"},
		{"1 / (n - 3)", "at character 3: a division by zero"},
		{"n contains 3", "at character 3: contains looks into a text, a list or an object, not into 3"},
		{"name contains 3", "at character 6: contains looks for a text there, not for 3"},
		{"n matches 'x'", "at character 3: matches looks into a text, not into 3"},
		{"name matches name + '('", "at character 6: the pattern is not understood: "},
		{"any(list)", "at character 1: any takes true and false, not 3"},
		{"sum(mixed)", `at character 1: sum takes numbers, not "a"`},
		{"sum(n)", "at character 1: sum takes a list, not 3"},
		{"sort(mixed)", "at character 1: "},
		{"average(empty)", "at character 1: an empty list has no average"},
		{"first(empty)", "at character 1: there is no item 0 in a list of 0"},
		{"number(name)", `at character 1: number takes a text that is a number, not "Änne"`},
		{"length(n)", "at character 1: length takes a text, a list or an object, not 3"},
		{"default(n + name, 1)", "at character 11: + takes numbers"}, // only what is not there is forgiven
		{"round(1, 0.5)", "at character 1: round takes 0 to 1000 decimals, not 0.5"},
		{strings.Repeat("1e4000 * ", 20) + "1", "at character "},
	}
	s := scope(t)
	for _, tt := range tests {
		e, err := expression.Parse(tt.expr)
		if err != nil {
			t.Errorf("%s: %v", tt.expr, err)
			continue
		}
		if v, err := e.Eval(s); err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%.60s: got %v, %v, want %s", tt.expr, v, err, tt.want)
		}
	}
}

func TestHolds(t *testing.T) {
	s := scope(t)
	for src, want := range map[string]string{"yes": "true", "n > 3": "false", "n": "at character 1: a condition is true or false, and this is 3"} {
		e, err := expression.Parse(src)
		if err != nil {
			t.Fatal(err)
		}
		got := "false"
		if ok, err := e.Holds(s); err != nil {
			got = err.Error()
		} else if ok {
			got = "true"
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", src, got, want)
		}
	}
}

func TestReferences(t *testing.T) {
	e, err := expression.Parse(`steps.a.x + variables["n"] > inputs.m and any(steps.b.rows, item.v == other) and item.z`)
	if err != nil {
		t.Fatal(err)
	}
	want := []expression.Reference{
		{Name: "steps", Field: "a", Column: 7}, {Name: "variables", Field: "n", Column: 23}, {Name: "inputs", Field: "m", Column: 37},
		{Name: "steps", Field: "b", Column: 53}, {Name: "other", Column: 71}, {Name: "item", Field: "z", Column: 87},
	}
	if got := e.References(); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
}

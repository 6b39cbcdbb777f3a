package expression_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/examples/pipeline/internal/expression"
)

func TestTemplate(t *testing.T) {
	s := scope(t)
	tests := []struct {
		src  string
		want any
	}{
		{"", ""},
		{"plain", "plain"},
		{"{{n}}", number("3")},
		{"{{ list }}", []any{number("3"), number("1"), number("2")}},
		{"n is {{n}}, {{steps.a.text}}!", "n is 3, hello!"},
		{"{{n}} ", "3 "},
		{`{{"{{"}}x}}`, "{{x}}"},
		{"{{list}}{{nothing}}", "[3,1,2]null"},
		{"ä {{m}}", "at character 5: there is no m here; there is "},
		{"a {{", "at character 3: {{ has no closing }}"},
		{"ä {{n +}}", "at character 8: a value is missing, got the end"},
		{"{{}}", "at character 3: the expression is empty"},
	}
	for _, tt := range tests {
		var got any
		p, err := expression.ParseTemplate(tt.src)
		if err == nil {
			got, err = p.Fill(s)
		}
		if err != nil {
			if want, _ := tt.want.(string); want == "" || !strings.HasPrefix(err.Error(), want) {
				t.Errorf("%s: got %v, want %v", tt.src, err, tt.want)
			}
			continue
		}
		if !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: got %#v, want %#v", tt.src, got, tt.want)
		}
	}
}

func TestWhatIsFilledInIsNotReadAgain(t *testing.T) {
	p, err := expression.ParseTemplate("{{x}} {{x}}")
	if err != nil {
		t.Fatal(err)
	}
	got, err := p.Fill(expression.NewScope(map[string]any{"x": "{{secret}}"}))
	if err != nil || got != "{{secret}} {{secret}}" {
		t.Errorf("got %v, %v", got, err)
	}
}

// FuzzExpression holds what every text must keep: no panic, errors with a place
// inside the text, the same value twice.
func FuzzExpression(f *testing.F) {
	for _, seed := range []string{
		"n between 1 and 3 and not (yes or name matches 'x')", "sum(rows, item.score) / 3 % 2", "steps.my-step.v == [1, 'a', null]",
		"default(steps.x, -1e3) >= list[-1]", `{{steps.a.text}} and {{"}}"}}`, "((((", "1e4000 * 1e4000", "a.b[c].d - e-f", "000",
	} {
		f.Add(seed)
	}
	s := scope(f)
	f.Fuzz(func(t *testing.T, src string) {
		if p, err := expression.ParseTemplate(src); err == nil {
			_, _ = p.Fill(s)
		}
		e, err := expression.Parse(src)
		if err != nil {
			at := err.(*expression.SyntaxError).Column
			if at < 1 || at > len([]rune(src))+1 {
				t.Errorf("%q: an error at character %d", src, at)
			}
			return
		}
		first, err := e.Eval(s)
		second, again := e.Eval(s)
		if !reflect.DeepEqual(first, second) || (err == nil) != (again == nil) {
			t.Errorf("%q: %v, %v, then %v, %v", src, first, err, second, again)
		}
		if _, err := json.Marshal(first); err != nil {
			t.Errorf("%q: %v", src, err)
		}
	})
}

// TestGoNumbers shows that a plugin's result may have Go's numbers.
func TestGoNumbers(t *testing.T) {
	s := expression.NewScope(map[string]any{"i": 3, "u": uint8(200), "f": 0.5, "half": float32(0.5)})
	for src, want := range map[string]any{
		"i + 1": number("4"), "u * 2": number("400"), "f == half": true, "i > f": true, "text(i)": "3", "[1, 2, 3][i - 1]": number("3"),
	} {
		e, err := expression.Parse(src)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := e.Eval(s); err != nil || got != want {
			t.Errorf("%s: got %#v, %v", src, got, err)
		}
	}
	if expression.Key(3) != expression.Key(json.Number("3.0")) || expression.Key("3") == expression.Key(3) {
		t.Error("equal numbers have different keys, or a text has that of a number")
	}
}

package settings_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/runtime/settings"
)

func TestOverlaysAreReadStrictly(t *testing.T) {
	const what, it = "what WithSettings gives ", "in what WithSettings gives, it "
	deep := strings.Repeat("[", 100) + strings.Repeat("]", 100)
	for _, tt := range []struct {
		doc  string
		want []string
	}{
		{"", []string{"settings: " + what + "is empty"}},
		{" \n", []string{"settings: " + what + "is empty"}},
		{"null", []string{"settings: must be a mapping, and WithSettings gives null"}},
		{"[]", []string{"settings: must be a mapping, and WithSettings gives a list"}},
		{`{"host": "h"} {}`, []string{"settings: " + what + "is not valid JSON at line 1, column 15"}},
		{"{\n\"häst\": leak}", []string{"settings: " + what + "is not valid JSON at line 2, column 9"}},
		{`{"host": "h"`, []string{"settings: " + what + "is not valid JSON at line 1, column 12"}},
		{`{"host": 'h'}`, []string{"settings: " + what + "is not valid JSON at line 1, column 10"}},
		{"{\"host\": \"\xff\"}", []string{"settings: " + what + "is not UTF-8 text"}},
		{"\ufeff{}", []string{"settings: " + what + "is not valid JSON at line 1, column 1"}},
		{`{"host": "` + strings.Repeat("x", 1<<20) + `"}`, []string{"settings: " + what + "is larger than 1 MiB"}},
		{`{"host": "\ud800"}`, []string{`setting "host": ` + it + "has a character that is half of a surrogate pair"}},
		{`{"host": "\ud83d\ude00 \ufffd"}`, nil},
		{`{"host": "a", "host": "b", "retry": {"key": 1, "key": 2}}`, []string{
			`setting "host": ` + it + "is there twice", `setting "retry.key": ` + it + "is there twice"}},
		{`{"extra": ` + deep[1:199] + `}`, nil},
		{`{"extra": ` + deep + `}`, []string{`setting "extra` + strings.Repeat("[0]", 99) + `": ` + it + "is nested deeper than 100 levels"}},
		{strings.Repeat("[", 20000), []string{"settings: " + what + "is not valid JSON at line 1, column 10001"}},
		{strings.Repeat("[", 9000) + strings.Repeat("]", 9000), []string{`setting "` + strings.Repeat("[0]", 100) + `": ` + it + "is nested deeper than 100 levels"}},
		{` { "host" : "h" , "port" : 1 , "extra" : [ 1 , { } , [ ] ] } `, nil},
	} {
		var c config
		wantLines(t, applyTo(&c, nil, tt.doc), tt.want...)
	}
}

// What is wrong with one overlay does not hide what is wrong with the others.
func TestAllErrorsInOrder(t *testing.T) {
	for range 20 {
		var c config
		wantLines(t, applyTo(&c, []settings.Value{settings.At("/port", "${env:B}"), settings.At("/host", "${env:A}")},
			`{"peers": [{}], "limit": []}`, `{`, `{"addr": 1, "triple": 1}`),
			`setting "port": the variable B is not set`,
			`setting "host": the variable A is not set`,
			`setting "peers[0].name": is required`,
			`setting "limit": must be a whole number, and WithSettings gives a list`,
			`settings: what WithSettings gives is not valid JSON at line 1, column 1`,
			`setting "addr": must be text that netip.Addr can read, and WithSettings gives a number`,
			`setting "triple": must be a list of 3 whole numbers, and WithSettings gives a number`)
	}
}

func TestDocumentsOfTheWiringAreReadStrictly(t *testing.T) {
	const bug = "; this is a bug of plugingen"
	for doc, want := range map[string]string{
		"{":                          `setting "retry": the generated wiring has a document that is not valid JSON at line 1, column 1` + bug,
		`{"level": 1, "level": "$"}`: `setting "retry": the generated wiring has a document in which level is there twice` + bug,
		`{"level": "${"}`:            `setting "retry.level": has a reference that is not closed by }`,
		`"${env:HOST}"`:              `setting "retry": must be a mapping, and the variable HOST holds something else`,
	} {
		var c config
		wantLines(t, applyTo(&c, []settings.Value{settings.JSONAt("/retry", doc)}), want)
	}
}

// ill has code that goes wrong in the way that its text asks for.
type ill struct{ got string }

var errIll = errors.New("ill of leak")

func (x *ill) UnmarshalText(text []byte) error {
	x.got = string(text)
	switch {
	case strings.Contains(x.got, "panic"):
		panic("leak " + x.got)
	case strings.Contains(x.got, "rude"):
		return rude{}
	case strings.Contains(x.got, "bad"):
		return errIll
	}
	return nil
}

func (x *ill) UnmarshalJSON(b []byte) error { return x.UnmarshalText(b) }

// rude is an error whose every method panics.
type rude struct{}

func (rude) Error() string { panic("in Error") }
func (rude) Is(error) bool { panic("in Is") }
func (rude) As(any) bool   { panic("in As") }

func TestCodeThatGoesWrong(t *testing.T) {
	for kind, bind := range map[string]func(*ill, ...settings.Rule) settings.Setting{
		"text": settings.Text[ill], "a value": settings.JSON[ill],
	} {
		for _, how := range []string{"panic", "rude", "bad"} {
			var x ill
			must := `setting "x": must be ` + kind + " that settings_test.ill can read"
			values, overlays, w := byOverlay(`"` + how + `"`)
			err := put(bind(&x), values, overlays, w)
			wantLines(t, err, must+", and WithSettings gives something else")
			if how == "bad" && !errors.Is(err, errIll) {
				t.Errorf("%v does not match the error of the code", err)
			}
			err = put(bind(&x, settings.Hidden()), values, overlays, w)
			wantLines(t, err, must+", and WithSettings gives something else")
			if how == "bad" && errors.Is(err, errIll) {
				t.Error("the error of a hidden setting was kept")
			}
			values, overlays, w = byLiteral(`"` + how + `"`)
			if err := put(bind(&x, settings.Hidden()), values, overlays, w); err == nil || strings.Contains(err.Error(), "leak") {
				t.Errorf("hidden, in the file: %v", err)
			}
			if err := put(bind(&x), values, overlays, w); err == nil || !strings.HasPrefix(err.Error(), must+`, found "`+how+`": `) {
				t.Errorf("in the file: %v", err)
			}
			if x.got != "" {
				t.Errorf("set to %q in spite of the error", x.got)
			}
		}
	}
}

// The secrecy of a setting holds for all that is inside it.
func TestHiddenGoesInside(t *testing.T) {
	var list []map[string]int
	bind := func(p *map[string]int, r ...settings.Rule) settings.Setting {
		return settings.Map(p, settings.String, settings.Integer, r...)
	}
	values, overlays, w := byLiteral(`[{"a": "shh"}]`)
	wantLines(t, put(settings.List(&list, bind, settings.Hidden()), values, overlays, w),
		`setting "x[0].a": must be a whole number, found a string (not shown)`)
	var p *map[string]int
	values, overlays, w = byLiteral(`{"a": "shh"}`)
	wantLines(t, put(settings.Pointer(&p, bind, settings.Hidden()), values, overlays, w),
		`setting "x.a": must be a whole number, found a string (not shown)`)
}

func TestKeysThatMeanTheSame(t *testing.T) {
	var m map[int]string
	values, overlays, w := byOverlay(`{"1": "a", "+1": "b"}`)
	wantLines(t, put(settings.Map(&m, settings.Integer, settings.String), values, overlays, w),
		`setting "x.+1": is there twice: another key means the same`)
}

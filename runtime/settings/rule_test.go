package settings_test

import (
	"testing"

	"github.com/plugingen/plugingen/runtime/settings"
)

func TestRules(t *testing.T) {
	integers := func(r ...settings.Rule) func() (settings.Setting, func() any) {
		return bound(func(p *[]int, r ...settings.Rule) settings.Setting { return settings.List(p, settings.Integer, r...) }, r...)
	}
	integer, float := settings.Integer[int], settings.Float[float64]
	for _, tt := range []struct {
		bind func() (settings.Setting, func() any)
		json string
		must []string
	}{
		{bound(integer, settings.OneOf("1.0", "2")), "1", nil},
		{bound(integer, settings.OneOf("1.0", "2")), "3", []string{"be one of 1.0, 2"}},
		{bound(float, settings.OneOf("0.1")), "0.1", nil},
		{bound(float, settings.Minimum("0.1"), settings.Maximum("0.3")), "0.1", nil},
		{bound(float, settings.Minimum("0.1"), settings.MoreThan("0.1")), "0.09", []string{"be at least 0.1", "be more than 0.1"}},
		{bound(float, settings.MoreThan("0.1")), "0.1", []string{"be more than 0.1"}},
		{bound(float, settings.LessThan("0.3")), "0.3", []string{"be less than 0.3"}},
		{bound(float, settings.Maximum("0.3")), "0.30001", []string{"be at most 0.3"}},
		{bound(float, settings.MultipleOf("0.1")), "0.3", nil},
		{bound(integer, settings.MultipleOf("5")), "7", []string{"be a multiple of 5"}},
		{bound(settings.Integer[uint64], settings.Maximum("18446744073709551614")), "18446744073709551615", []string{"be at most 18446744073709551614"}},
		{bound(settings.String[string], settings.OneOf("a", "b")), `"A"`, []string{`be one of "a", "b"`}},
		{bound(settings.String[string], settings.MinLength(2), settings.Pattern("b")), `"ä"`, []string{"have at least 2 characters", "match the pattern b"}},
		{bound(settings.String[string], settings.MaxLength(1)), `"ä"`, nil},
		{bound(settings.String[string], settings.MaxLength(1)), `"äö"`, []string{"have at most 1 character"}},
		{bound(settings.String[string], settings.Pattern("^a+$")), `"aaa"`, nil},
		{bound(settings.Duration, settings.OneOf("1h", "1m")), `"60m"`, []string{`be one of "1h", "1m"`}},
		{bound(settings.Bool[bool], settings.OneOf("false"), settings.MinLength(100)), "true", nil},
		{bound(pointerTo(integer), settings.Minimum("2")), "1", []string{"be at least 2"}},
		{integers(settings.MinItems(2), settings.UniqueItems()), "[1]", []string{"have at least 2 items"}},
		{integers(settings.MaxItems(1)), "[1, 2]", []string{"have at most 1 item"}},
		{integers(settings.Items(settings.Maximum("3"))), "[3]", nil},
		{integers(settings.Minimum("3")), "[1]", nil},
	} {
		s, _ := tt.bind()
		values, overlays, w := byOverlay(tt.json)
		var want []string
		for _, must := range tt.must {
			want = append(want, `setting "x": must `+must+", and WithSettings gives something else")
		}
		wantLines(t, put(s, values, overlays, w), want...)
	}
}

func TestRulesOfItems(t *testing.T) {
	s, _ := bound(func(p *[]string, r ...settings.Rule) settings.Setting { return settings.List(p, settings.String, r...) },
		settings.UniqueItems(), settings.Items(settings.MaxLength(1)))()
	values, overlays, w := byOverlay(`["a", "bb", "a"]`)
	wantLines(t, put(s, values, overlays, w),
		`setting "x[1]": must have at most 1 character, and WithSettings gives something else`,
		`setting "x[2]": must not be in the list twice`)
}

// Items are the same by what they mean, not by how they are written.
func TestUniqueItems(t *testing.T) {
	var peers []peer
	for _, tt := range []struct {
		doc   string
		twice bool
	}{
		{`[{"name":"a","port":1},{"port":1,"name":"a"}]`, true},
		{`[{"name":"a","port":1},{"name":"a","port":2}]`, false},
		{`[{"name":"a","port":1},{"name":"a","port":"${env:ONE}"}]`, true},
	} {
		w := world{env: map[string]string{"ONE": "0x1"}}
		s := settings.List(&peers, bindPeer, settings.UniqueItems())
		err := put(s, []settings.Value{settings.JSONAt("/x", tt.doc)}, nil, w)
		if (err != nil) != tt.twice {
			t.Errorf("%s: got %v", tt.doc, err)
		}
	}
	var numbers []any
	values, overlays, w := byLiteral(`[1, 1.0, "1", [1], [1e0], {}, {}]`)
	wantLines(t, put(settings.List(&numbers, settings.Any, settings.UniqueItems()), values, overlays, w),
		`setting "x[1]": must not be in the list twice`,
		`setting "x[4]": must not be in the list twice`,
		`setting "x[6]": must not be in the list twice`)
}

func TestQuoted(t *testing.T) {
	number := bound(settings.Integer[int], settings.Quoted(), settings.Minimum("2"))
	truth := bound(settings.Bool[bool], settings.Quoted())
	word := bound(settings.String[string], settings.Quoted())
	const wantNumber, wantWord = "must be a string that holds a whole number", "must be a string that holds a string"
	for _, tt := range []struct {
		bind    func() (settings.Setting, func() any)
		json    string
		want    any
		problem string
	}{
		{number, `"5"`, 5, ""},
		{number, `5`, nil, wantNumber + ", and WithSettings gives a number"},
		{number, `"x"`, nil, wantNumber + ", and WithSettings gives a string"},
		{number, `"0x10"`, nil, wantNumber + ", and WithSettings gives a string"},
		{number, `" 5"`, nil, wantNumber + ", and WithSettings gives a string"},
		{number, `"1.5"`, nil, wantNumber + ", and WithSettings gives something else"},
		{number, `"1"`, nil, "must be at least 2, and WithSettings gives something else"},
		{truth, `"true"`, true, ""},
		{truth, `"null"`, nil, "must be a string that holds true or false, and WithSettings gives a string"},
		{word, `"\"a\""`, "a", ""},
		{word, `"a"`, nil, wantWord + ", and WithSettings gives a string"},
	} {
		s, got := tt.bind()
		values, overlays, w := byOverlay(tt.json)
		err := put(s, values, overlays, w)
		if tt.problem != "" {
			wantLines(t, err, `setting "x": `+tt.problem)
		} else if err != nil || got() != tt.want {
			t.Errorf("%s: got %v, %v, want %v", tt.json, got(), err, tt.want)
		}
	}
	s, got := number()
	if err := put(s, []settings.Value{settings.At("/x", "${env:N}")}, nil, world{env: map[string]string{"N": "7"}}); err != nil || got() != 7 {
		t.Errorf("got %v, %v", got(), err)
	}
}

// A rule that makes no sense is told, and never a panic.
func TestRulesThatTheWiringHasWrong(t *testing.T) {
	const bug = "; this is a bug of plugingen"
	var n int
	var s string
	values, overlays, w := byOverlay("5")
	wantLines(t, put(settings.Integer(&n, settings.Minimum("x"), settings.MultipleOf("0")), values, overlays, w),
		`setting "x": the generated wiring has the limit x, which is not a number`+bug,
		`setting "x": the generated wiring wants a multiple of 0, which is not a number above 0`+bug)
	values, overlays, w = byOverlay(`"a"`)
	wantLines(t, put(settings.String(&s, settings.Pattern("("), settings.Rule{}), values, overlays, w),
		"setting \"x\": the generated wiring has a pattern that cannot be read: error parsing regexp: missing closing ): `(`"+bug)
	values, overlays, w = byOverlay(`[{}]`)
	var items []struct{ N int }
	wantLines(t, put(settings.List(&items, func(p *struct{ N int }, _ ...settings.Rule) settings.Setting {
		return settings.Fields{"a": settings.Integer(&p.N, settings.Default("1", "2")), "b": settings.Integer(&p.N, settings.Default("x"))}
	}), values, overlays, w),
		`setting "x[0].a": the generated wiring has several defaults, or none, for one value`+bug,
		`setting "x[0].b": must be a whole number, which its default is not`)
}

package settings_test

import (
	"encoding/json"
	"fmt"
	"math"
	"net/netip"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/plugingen/plugingen/runtime/settings"
)

// bound is a new value together with its setting.
func bound[T any](bind func(*T, ...settings.Rule) settings.Setting, rules ...settings.Rule) func() (settings.Setting, func() any) {
	return func() (settings.Setting, func() any) {
		x := new(T)
		return bind(x, rules...), func() any { return *x }
	}
}

func pointerTo[T any](bind func(*T, ...settings.Rule) settings.Setting) func(**T, ...settings.Rule) settings.Setting {
	return func(p **T, rules ...settings.Rule) settings.Setting { return settings.Pointer(p, bind, rules...) }
}

const (
	yes = "must be true or false"
	u8  = "must be a whole number from 0 to 255"
	i64 = "must be a whole number"
)

// Each case is tried as the text of a variable and as the JSON of an overlay;
// an empty one is not.
func TestScalars(t *testing.T) {
	type made = func() (settings.Setting, func() any)
	link, _ := url.Parse("https://example.com/a?b=c")
	for _, tt := range []struct {
		bind    made
		text    string
		json    string
		want    any
		problem string // instead of want; as it begins
	}{
		{bound(settings.Bool[bool]), "true", "true", true, ""},
		{bound(settings.Bool[bool]), "FALSE", "false", false, ""},
		{bound(settings.Bool[bool]), "yes", `"true"`, nil, yes},
		{bound(settings.Bool[bool]), "", "1", nil, yes},
		{bound(settings.String[string]), "a b", `"a b"`, "a b", ""},
		{bound(settings.String[named]), "${env:Y}", `"${env:Y}"`, named("${env:Y}"), ""},
		{bound(settings.String[string]), "", "5", nil, "must be a string"},
		{bound(settings.String[string]), "", "null", nil, "must be a string"},
		{bound(settings.Integer[int]), "-12", "-12", -12, ""},
		{bound(settings.Integer[int]), "+7", "7", 7, ""},
		{bound(settings.Integer[int]), "0x1F", "31", 31, ""},
		{bound(settings.Integer[int]), "0o17", "15", 15, ""},
		{bound(settings.Integer[int]), "017", `"17"`, nil, i64},
		{bound(settings.Integer[int]), "1_000", "1.0", nil, i64},
		{bound(settings.Integer[int]), "1e3", "1e3", nil, i64},
		{bound(settings.Integer[int]), " 1", "[1]", nil, i64},
		{bound(settings.Integer[int64]), "9223372036854775808", "9223372036854775808", nil, "must be a whole number from -9223372036854775808 to 9223372036854775807"},
		{bound(settings.Integer[int64]), "-9223372036854775808", "-9223372036854775808", int64(math.MinInt64), ""},
		{bound(settings.Integer[uint64]), "18446744073709551615", "18446744073709551615", uint64(math.MaxUint64), ""},
		{bound(settings.Integer[uint8]), "255", "255", uint8(255), ""},
		{bound(settings.Integer[uint8]), "256", "256", nil, u8},
		{bound(settings.Integer[uint8]), "-1", "-1", nil, u8},
		{bound(settings.Integer[uint8]), "x", "true", nil, u8},
		{bound(settings.Integer[int8]), "-128", "-128", int8(-128), ""},
		{bound(settings.Integer[int8]), "-129", "128", nil, "must be a whole number from -128 to 127"},
		{bound(settings.Integer[int]), strings.Repeat("9", 5000), strings.Repeat("9", 5000), nil, i64},
		{bound(settings.Float[float64]), "1.5", "1.5", 1.5, ""},
		{bound(settings.Float[float64]), ".5", "5e-1", 0.5, ""},
		{bound(settings.Float[float64]), "0x10", "16", 16.0, ""},
		{bound(settings.Float[float64]), ".inf", `"1"`, nil, "must be a number"},
		{bound(settings.Float[float64]), "1e400", "1e400", nil, "must fit into a float64"},
		{bound(settings.Float[float32]), "1e39", "1e39", nil, "must fit into a float32"},
		{bound(settings.Float[float32]), "1e-60", "1e-60", nil, "must fit into a float32"},
		{bound(settings.Float[float32]), "0.1", "0.1", float32(0.1), ""},
		{bound(settings.Duration), "1h30m", `"1h30m"`, 90 * time.Minute, ""},
		{bound(settings.Duration), "10", "10", nil, "must be a duration such as 10s"},
		{bound(settings.Time), "2024-02-29T12:00:00Z", `"2024-02-29T12:00:00Z"`, time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC), ""},
		{bound(settings.Time), "2024-02-30T12:00:00Z", `"2024"`, nil, "must be a time such as 2006-01-02T15:04:05Z"},
		{bound(settings.URL), "https://example.com/a?b=c", `"https://example.com/a?b=c"`, *link, ""},
		{bound(settings.URL), "http://[::1", `"%zz"`, nil, "must be a URL"},
		{bound(settings.Bytes[blob]), "aGk=", `"aGk="`, blob("hi"), ""},
		{bound(settings.Bytes[[]byte]), "aGk", `"?"`, nil, "must be text in base64"},
		{bound(settings.Bytes[[]byte]), "", "null", []byte(nil), ""},
		{bound(settings.Text[netip.Addr]), "::1", `"::1"`, netip.MustParseAddr("::1"), ""},
		{bound(settings.Text[netip.Addr]), "::x", `"::x"`, nil, "must be text that netip.Addr can read"},
		{bound(settings.Text[netip.Addr]), "", "null", nil, "must be text that netip.Addr can read"},
		{bound(settings.JSON[json.RawMessage]), "a<b", `"a<b"`, json.RawMessage(`"a<b"`), ""},
		{bound(settings.JSON[json.RawMessage]), "", `{"a" : [1.50, null]}`, json.RawMessage(`{"a" : [1.50, null]}`), ""},
		{bound(settings.JSON[json.RawMessage]), "", `null`, json.RawMessage(`null`), ""},
		{bound(settings.Any[any]), "5", `"5"`, "5", ""},
		{bound(settings.Any[free]), "", `[true, 5, 5.0, 99999999999999999999, "x", null, {"a": []}]`,
			[]any{true, 5, 5.0, 1e20, "x", nil, map[string]any{"a": []any{}}}, ""},
		{bound(settings.Any[any]), "", `[1e999]`, nil, `must fit into a float64`},
		{bound(settings.Any[any]), "", `null`, any(nil), ""},
		{bound(pointerTo(settings.Bool[bool])), "no", "[]", nil, yes},
		{bound(pointerTo(pointerTo(settings.Integer[uint8]))), "-1", `"1"`, nil, u8},
	} {
		for how, doc := range map[string]string{"variable": tt.text, "overlay": tt.json} {
			if doc == "" {
				continue
			}
			s, got := tt.bind()
			values, overlays, w := byOverlay(doc)
			if how == "variable" {
				values, overlays, w = byVariable(doc)
			}
			err := put(s, values, overlays, w)
			name := fmt.Sprintf("%s %s for %T", how, doc[:min(len(doc), 30)], got())
			switch {
			case tt.problem == "" && (err != nil || !reflect.DeepEqual(got(), tt.want)):
				t.Errorf("%s: got %#v, %v, want %#v", name, got(), err, tt.want)
			case tt.problem != "" && (err == nil || !strings.Contains(err.Error(), tt.problem)):
				t.Errorf("%s: got %v, %v, want %q", name, got(), err, tt.problem)
			case tt.problem != "" && got() != nil && !reflect.ValueOf(got()).IsZero():
				t.Errorf("%s: set to %v in spite of the error", name, got())
			}
		}
	}
}

// Nothing of a value that is not in the file is shown, of one in the file it is.
func TestHowAProblemIsTold(t *testing.T) {
	number, secret := bound(settings.Integer[uint16]), bound(settings.Integer[uint16], settings.Hidden())
	addr, hiddenAddr := bound(settings.Text[netip.Addr]), bound(settings.Text[netip.Addr], settings.Hidden())
	const want = `setting "x": must be a whole number from 0 to 65535`
	const wantAddr = `setting "x": must be text that netip.Addr can read`
	w := world{env: map[string]string{"A": "leak", "B": ""}, files: map[string]string{"/f": "leak\n", "/e": "\n"}}
	for _, tt := range []struct {
		bind    func() (settings.Setting, func() any)
		value   settings.Value
		overlay string
		says    string
		source  string
		foreign bool
	}{
		{number, settings.At("/x", "${env:A}"), "", want + ", and the variable A holds something else", "${env:A}", false},
		{number, settings.At("/x", "${env:B}"), "", want + ", and the variable B is empty", "${env:B}", false},
		{number, settings.At("/x", "${file:/f}"), "", want + ", and the file /f holds something else", "${file:/f}", false},
		{number, settings.At("/x", "${file:/e}"), "", want + ", and the file /e is empty", "${file:/e}", false},
		{number, settings.At("/x", "${env:C:-leak}"), "", want + ", and the default of the variable C is something else", "${env:C}", false},
		{number, settings.At("/x", "1${env:A}${file:/f}"), "", want + ", and the text with the variable A and the file /f in it is something else", "${env:A}, ${file:/f}", false},
		{number, settings.At("/x", "$$a"), "", want + `, found "$a"`, "", false},
		{number, settings.JSONAt("/x", `"a$$"`), "", want + `, found "a$"`, "", false},
		{number, settings.JSONAt("/x", `1.5`), "", want + `, found 1.5`, "", false},
		{number, settings.JSONAt("/x", `[]`), "", want + `, found a list`, "", false},
		{number, settings.JSONAt("/x", `"${env:A}"`), "", want + `, and the variable A holds something else`, "${env:A}", false},
		{secret, settings.JSONAt("/x", `"shh"`), "", want + `, found a string (not shown)`, "", false},
		{secret, settings.JSONAt("/x", `1.5`), "", want + `, found another value (not shown)`, "", false},
		{secret, settings.Value{}, `"leak"`, want + `, and WithSettings gives a string`, "WithSettings", false},
		{number, settings.Value{}, `70000`, want + `, and WithSettings gives something else`, "WithSettings", false},
		{number, settings.Value{}, `true`, want + `, and WithSettings gives true or false`, "WithSettings", false},
		{number, settings.Value{}, `null`, want + `, and WithSettings gives null`, "WithSettings", false},
		{addr, settings.JSONAt("/x", `"ab"`), "", wantAddr + `, found "ab": ParseAddr("ab"): unable to parse IP`, "", true},
		{addr, settings.At("/x", "${env:A}"), "", wantAddr + `, and the variable A holds something else`, "${env:A}", true},
		{addr, settings.Value{}, `"leak"`, wantAddr + `, and WithSettings gives something else`, "WithSettings", true},
		{hiddenAddr, settings.JSONAt("/x", `"ab"`), "", wantAddr + `, found a string (not shown)`, "", false},
		{hiddenAddr, settings.At("/x", "${env:A}"), "", wantAddr + `, and the variable A holds something else`, "${env:A}", false},
	} {
		s, _ := tt.bind()
		var values []settings.Value
		var overlays [][]byte
		if tt.overlay != "" {
			overlays = [][]byte{[]byte(`{"x":` + tt.overlay + `}`)}
		} else {
			values = []settings.Value{tt.value}
		}
		err := put(s, values, overlays, w)
		wantLines(t, err, tt.says)
		if err == nil {
			continue
		}
		e := err.(interface{ Unwrap() []error }).Unwrap()[0].(*settings.Error)
		if e.Setting != "x" || e.Source != tt.source || (e.Err != nil) != tt.foreign {
			t.Errorf("%s: %#v", tt.says, e)
		}
	}
}

package settings

import (
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/plugingen/plugingen/gen/internal/config"
)

func bindTo[T any](t *testing.T, in string) T {
	t.Helper()
	var v *config.Value
	if in != "" {
		parsed, ok := parseFlow(in)
		if !ok {
			t.Fatal("the test's input is no flow style")
		}
		v = parsed
	}
	lit, list := bindLiteral(v, facts(reflect.TypeFor[T]()))
	if len(list) > 0 {
		t.Fatalf("findings: %+v", list)
	}
	var out T
	if err := apply(lit, reflect.ValueOf(&out).Elem()); err != nil {
		t.Fatal(err)
	}
	return out
}

type Defaulted struct {
	Common
	*Limits2
	Bool    bool          `json:"bool" jsonschema:"default=true"`
	Int     *int          `json:"int" jsonschema:"default=7"`
	Float   float32       `json:"float" jsonschema:"default=1.5"`
	Empty   string        `json:"empty" jsonschema:"default="`
	Dollar  string        `json:"dollar" jsonschema:"default=$${x}$"`
	Wait    time.Duration `json:"wait" jsonschema:"required,default=5s"`
	List    []int         `json:"list" jsonschema:"default=1,default=2"`
	Limit   Limit         `json:"limit,omitzero"`
	Pointer *Limit        `json:"pointer,omitempty"`
	Nested  struct {
		Deep struct {
			X int `jsonschema:"default=3"`
		}
	}
}

type Limits2 struct {
	Top int `json:"top" jsonschema:"default=9"`
}

func TestDefaults(t *testing.T) {
	seven := 7
	want := Defaulted{
		Common: Common{Mode: "fast"}, Limits2: &Limits2{Top: 9}, Bool: true, Int: &seven, Float: 1.5, Dollar: "$${x}$",
		Wait: 5 * time.Second, List: []int{1, 2}, Limit: Limit{Wait: 10 * time.Second},
	}
	want.Nested.Deep.X = 3
	for _, in := range []string{"", "null", "{}", "{bool: null, wait: null, limit: null, list: null}"} {
		if d := cmp.Diff(want, bindTo[Defaulted](t, in)); d != "" {
			t.Errorf("%q: %s", in, d)
		}
	}
	written := `{mode: slow, top: 0, bool: false, int: 0, float: 0, dollar: "", wait: 0s, list: [], limit: {max: 1, wait: 0s}, Nested: {Deep: {X: 0}}}`
	zero := 0
	want = Defaulted{Common: Common{Mode: "slow"}, Limits2: &Limits2{}, Int: &zero, List: []int{}, Limit: Limit{Max: 1}}
	if d := cmp.Diff(want, bindTo[Defaulted](t, written)); d != "" {
		t.Errorf("what is written wins: %s", d)
	}
	partly := bindTo[Defaulted](t, `{limit: {max: 3}, pointer: {max: 4}}`)
	if partly.Limit != (Limit{3, 10 * time.Second}) || *partly.Pointer != (Limit{4, 10 * time.Second}) {
		t.Errorf("%+v", partly)
	}
}

// The literal holds what is set and nothing else, so that the wiring shows
// what was written.
func TestOnlyWhatIsSet(t *testing.T) {
	v, _ := parseFlow(`{string: "", bool: false, note: x}`)
	lit, _ := bindLiteral(v, facts(reflect.TypeFor[All]()))
	var names []string
	for _, f := range lit.Fields {
		names = append(names, f.Name)
	}
	if d := cmp.Diff([]string{"Common", "Extra", "Bool", "String"}, names); d != "" {
		t.Error(d)
	}
}

func TestText(t *testing.T) {
	for in, want := range map[string]string{
		`"$$"`: "$", `"a$b"`: "a$b", `"$"`: "$", `"$${x}"`: "${x}", `"$$$$"`: "$$", `"$$$"`: "$$", `2024-01-02`: "2024-01-02",
		`yes`: "yes", `017`: "017", `"line\n\t\"` + "`" + `\\\x00"`: "line\n\t\"`\\\x00", `"\u2028"`: "\u2028",
	} {
		if got := bindTo[All](t, "{string: "+in+"}").String; got != want {
			t.Errorf("%s: got %q, want %q", in, got, want)
		}
	}
}

func TestNumbers(t *testing.T) {
	got := bindTo[All](t, `{int: 0x1f, i8: -128, i64: -9223372036854775808, u8: 0o17, u64: 18446744073709551615, f32: 1e3, f64: -0.0, any: [1, 1.0, 0xff, 1e3], ptr: +5}`)
	five := 5
	want := All{Common: Common{Mode: "fast"}, Int: 31, I8: -128, I64: -1 << 63, U8: 15, U64: 1<<64 - 1, F32: 1000, Any: []any{1, 1.0, 255, 1000.0}, Ptr: &five}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

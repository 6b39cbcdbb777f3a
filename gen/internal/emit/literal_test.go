package emit

import (
	"fmt"
	"go/parser"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/settings"
)

func typ(text string) catalog.Type {
	return catalog.Type{Text: text, Expr: catalog.Expr{{Text: text}}}
}

func pointerTo(elem catalog.Type) catalog.Type {
	t := typ("*" + elem.Text)
	t.Kind, t.Elem = catalog.Pointer, &elem
	return t
}

func scalar(t, text string) settings.Literal {
	return settings.Literal{Kind: settings.Scalar, Type: typ(t), Text: text}
}

func list(t string, items ...settings.Literal) settings.Literal {
	return settings.Literal{Kind: settings.ListLiteral, Type: typ(t), Items: items}
}

func sliceOf(elem catalog.Type) catalog.Type {
	t := typ("[]" + elem.Text)
	t.Kind, t.Elem = catalog.Slice, &elem
	return t
}

func zeroLiteral(t, text string) settings.Literal {
	return settings.Literal{Kind: settings.ZeroLiteral, Type: typ(t), Text: text}
}

func urlOf(text string) settings.Literal {
	return settings.Literal{Kind: settings.URLLiteral, Type: typ("url.URL"), Text: text}
}

func length(nanos int64) settings.Literal {
	return settings.Literal{Kind: settings.DurationLiteral, Type: typ("D"), Nanos: nanos}
}

func TestLiterals(t *testing.T) {
	ptr := func(t catalog.Type, to settings.Literal) settings.Literal {
		return settings.Literal{Kind: settings.PointerLiteral, Type: t, Items: []settings.Literal{to}}
	}
	object := settings.Literal{Kind: settings.StructLiteral, Type: typ("S"), Fields: []settings.FieldLiteral{{Name: "A", Value: scalar("int", "1")}}}
	table := settings.Literal{Kind: settings.MapLiteral, Type: typ("map[string]int"), Entries: []settings.EntryLiteral{
		{Key: scalar("string", `"b"`), Value: scalar("int", "1")}, {Key: scalar("string", `"a"`), Value: scalar("int", "2")},
	}}
	for name, c := range map[string]struct {
		literal settings.Literal
		want    string
	}{
		"text":                       {scalar("string", `"a\n\x00\u2028"`), `"a\n\x00\u2028"`},
		"negative number":            {scalar("int", "-9223372036854775808"), "-9223372036854775808"},
		"nil":                        {settings.Literal{Kind: settings.NilLiteral, Type: typ("any")}, "nil"},
		"empty struct":               {settings.Literal{Kind: settings.StructLiteral, Type: typ("S")}, "S{}"},
		"struct":                     {object, "S{ A: 1, }"},
		"empty list":                 {list("[]int"), "[]int{}"},
		"list of scalars":            {list("[]int", scalar("int", "1"), scalar("int", "2")), "[]int{1, 2}"},
		"list of structs":            {list("[]S", object), "[]S{ S{ A: 1, }, }"},
		"map in the file's order":    {table, `map[string]int{ "b": 1, "a": 2, }`},
		"list of lists":              {list("[][]int", list("[]int", scalar("int", "1"))), "[][]int{ []int{1}, }"},
		"list that says its type":    {settings.Literal{Kind: settings.ListLiteral, Type: sliceOf(typ("S")), Items: []settings.Literal{object, zeroLiteral("S", "")}}, "[]S{ { A: 1, }, {}, }"},
		"map that says its type":     {settings.Literal{Kind: settings.MapLiteral, Type: sliceOf(typ("S")), Entries: []settings.EntryLiteral{{Key: scalar("int", "1"), Value: object}}}, "[]S{ 1: { A: 1, }, }"},
		"zero of a struct":           {zeroLiteral("S", ""), "S{}"},
		"zero of a number":           {zeroLiteral("int", "0"), "0"},
		"time":                       {settings.Literal{Kind: settings.TimeLiteral, Text: "2006-01-02T15:04:05.5Z"}, "time.Date(2006, time.January, 2, 15, 4, 5, 500000000, time.UTC)"},
		"time elsewhere":             {settings.Literal{Kind: settings.TimeLiteral, Text: "2006-12-02T15:04:05-01:30"}, `time.Date(2006, time.December, 2, 15, 4, 5, 0, time.FixedZone("", -5400))`},
		"URL":                        {urlOf("https://u:p@example.com/a%2Fb?q#f"), `url.URL{Scheme: "https", Host: "example.com", Path: "/a/b", RawPath: "/a%2Fb", RawQuery: "q", Fragment: "f", User: url.UserPassword("u", "p")}`},
		"URL of another kind":        {urlOf("mailto:a@example.com"), `url.URL{Scheme: "mailto", Opaque: "a@example.com"}`},
		"URL with an empty query":    {urlOf("//u@h/?"), `url.URL{Host: "h", Path: "/", User: url.User("u"), ForceQuery: true}`},
		"pointer to a URL":           {ptr(pointerTo(typ("url.URL")), urlOf("/a")), `&url.URL{Path: "/a"}`},
		"call":                       {settings.Literal{Kind: settings.CallLiteral, Func: catalog.Ident{Path: "net/netip", Name: "MustParseAddr"}, Text: "::1"}, `netip.MustParseAddr("::1")`},
		"bytes":                      {settings.Literal{Kind: settings.BytesLiteral, Type: typ("Blob"), Text: `"\xff"`}, `Blob("\xff")`},
		"pointer to a scalar":        {ptr(pointerTo(typ("int")), scalar("int", "5")), "runtime.Ptr[int](5)"},
		"pointer to a struct":        {ptr(pointerTo(typ("S")), object), "&S{ A: 1, }"},
		"pointer to no duration":     {ptr(pointerTo(typ("D")), length(0)), "runtime.Ptr[D](0)"},
		"pointer to a duration":      {ptr(pointerTo(typ("D")), length(2e9)), "runtime.Ptr[D](2 * time.Second)"},
		"pointer to any":             {ptr(pointerTo(typ("any")), scalar("int", "5")), "runtime.Ptr[any](5)"},
		"pointer to any with a list": {ptr(pointerTo(typ("any")), list("[]any")), "runtime.Ptr[any]([]any{})"},
		"pointer to a pointer": {
			ptr(pointerTo(pointerTo(typ("int"))), ptr(pointerTo(typ("int")), scalar("int", "5"))),
			"runtime.Ptr[*int](runtime.Ptr[int](5))",
		},
		"pointer of a named type": {ptr(typ("P"), scalar("int", "5")), "runtime.Ptr[int](5)"},
	} {
		t.Run(name, func(t *testing.T) {
			w := &wiring{plan: planOf(nil)}
			got := strings.Join(strings.Fields(fmt.Sprintf("%#v", w.literal(c.literal))), " ")
			if got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			if _, err := parser.ParseExpr(got); err != nil {
				t.Errorf("it is no expression: %v", err)
			}
		})
	}
}

func TestDurations(t *testing.T) {
	for nanos, want := range map[int64]string{
		0: "0", 1: "1 * time.Nanosecond", 1e3: "time.Microsecond", 1500: "1500 * time.Nanosecond", 2e6: "2 * time.Millisecond",
		1e9: "time.Second", 90e9: "90 * time.Second", 3600e9: "time.Hour", 5400e9: "90 * time.Minute", -1e9: "-1 * time.Second",
	} {
		if got := fmt.Sprintf("%#v", duration(nanos)); got != want {
			t.Errorf("%d: got %s, want %s", nanos, got, want)
		}
	}
}

func TestGroupImports(t *testing.T) {
	got := string(groupImports([]byte("package p\n\nimport (\n\tx \"a.com/x\"\n\t\"context\"\n\t\"b.com/y\"\n\t\"net/http\"\n)\n\nvar _ = 1\n")))
	want := "package p\n\nimport (\n\t\"context\"\n\t\"net/http\"\n\n\tx \"a.com/x\"\n\t\"b.com/y\"\n)\n\nvar _ = 1\n"
	if got != want {
		t.Errorf("got\n%s", got)
	}
	if src := "package p\n\nimport \"context\"\n"; string(groupImports([]byte(src))) != src {
		t.Error("a single import was changed")
	}
}

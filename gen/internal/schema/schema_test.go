package schema

import (
	"encoding"
	"encoding/json"
	"math/big"
	"net/netip"
	"net/url"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/invopop/jsonschema"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/schema/reflected"
)

type (
	mode           string
	Mode           string
	Octet          byte
	Tags           []string
	Index          map[string]*Leaf
	Triple         [3]int
	Any            any
	Pair[A, B any] struct {
		First  A
		Second B `json:"second"`
	}
	Leaf struct {
		Name string `json:"name" jsonschema:"required,minLength=1,maxLength=9,pattern=^[a-z\\,]+$,title=The name"`
		Size int    `json:"size,omitempty" jsonschema:"minimum=1,maximum=9,multipleOf=2,default=4,enum=2,enum=4"`
	}
	Node struct {
		Value    string          `json:"value"`
		Next     *Node           `json:"next,omitempty"`
		Children []Node          `json:"children"`
		ByName   map[string]Node `json:"by_name"`
	}
	Base struct {
		ID   string `json:"id" jsonschema:"required"`
		Kind Mode   `json:"kind" jsonschema:"enum=a,enum=b,default=a"`
	}
	hidden struct {
		Shown  bool
		secret int
	}
	Top struct {
		Base
		Mid bool `json:"mid"`
	}
	Ring struct {
		*Ring
		Own int
	}
)

type scalars struct {
	B   bool    `json:"b" jsonschema:"default=true"`
	I   int     `jsonschema:"exclusiveMinimum=0,exclusiveMaximum=10"`
	I8  int8    `json:"i8,omitempty"`
	U64 uint64  `json:",omitempty"`
	F32 float32 `json:"f32" jsonschema:"minimum=0.5,default=1.5"`
	F   float64 `json:"f" jsonschema:"example=1.5,enum=1,enum=2.5"`
	S   string  `json:"s" jsonschema:"default=,format=email"`
	M   Mode    `json:"m" jsonschema:"enum=x,enum=y"`
	N   mode
	O   Octet
	Str int    `json:"str,string"`
	W   string `json:"w" jsonschema:"writeOnly=true,description=a\\, b"`
	X   string `json:"-"`
	Y   string `jsonschema:"-"`
	z   int
}

type containers struct {
	Bytes   []byte           `json:"bytes"`
	Octets  []Octet          `json:"octets"`
	Quad    [4]byte          `json:"quad"`
	List    []string         `json:"list" jsonschema:"minItems=1,maxItems=3,uniqueItems=true,enum=a,enum=b,default=a,default=b"`
	Numbers []int            `json:"numbers" jsonschema:"minimum=3"`
	Deep    [][]*Leaf        `json:"deep"`
	Tags    Tags             `json:"tags" jsonschema:"description=some tags"`
	Index   Index            `json:"index"`
	Triple  *Triple          `json:"triple"`
	ByInt   map[uint16]Leaf  `json:"by_int"`
	ByMode  map[Mode]float64 `json:"by_mode"`
	Free    map[string]any   `json:"free"`
	Frees   map[string]Any   `json:"frees"`
	Any     any              `json:"any"`
	Named   Any              `json:"named"`
	Raw     json.RawMessage  `json:"raw"`
	PP      **int            `json:"pp" jsonschema:"minimum=1"`
}

type anonymous struct {
	Inner struct {
		A int `json:"a" jsonschema:"required"`
		B struct {
			C Leaf `json:"c"`
		} `json:"b"`
	} `json:"inner"`
	List []struct {
		A int `json:"a"`
	} `json:"list"`
}

type embedded struct {
	Top
	*Leaf
	hidden
	Mode
	Tags `json:"labels"`
	In   struct{ Z *Node } `json:",inline"`
	Last int
}

type named struct {
	Base `json:"base"`
	Mid  *Top `json:"mid" jsonschema:"nullable,description=the middle"`
}

type generics struct {
	P Pair[int, Leaf]                `json:"p"`
	Q Pair[string, Pair[int, *Leaf]] `json:"q"`
	R []Pair[Tags, map[string]time.Duration]
}

type texts_ struct {
	D    time.Duration   `json:"d" jsonschema:"default=5s,enum=5s,enum=1m"`
	DS   []time.Duration `json:"ds"`
	T    time.Time
	U    *url.URL
	A    netip.Addr
	Big  *big.Int
	Keys map[netip.Addr]int
}

type choices struct {
	A string `json:"a" jsonschema:"oneof_required=first"`
	B string `json:"b" jsonschema:"oneof_required=second"`
	C any    `json:"c" jsonschema:"oneof_type=string;integer"`
	D Leaf   `json:"d" jsonschema:"anyof_required=x,title=D" jsonschema_extras:"x-order=3,x-flag=true"`
	E string `json:"e" jsonschema_description:"the \"fifth\" <e>" yaml:"e"`
}

type empty struct{ a, b int }

// realSchema is what the Reflector says about the real type, with the same
// settings and the same view of what is written as text.
func realSchema(t *testing.T, rt reflect.Type) string {
	t.Helper()
	r := &jsonschema.Reflector{
		Anonymous:                  true,
		RequiredFromJSONSchemaTags: true,
		Namer: func(rt reflect.Type) string {
			if rt.PkgPath() == "" {
				return ""
			}
			return defName(rt.PkgPath() + "." + rt.Name())
		},
		Mapper: func(rt reflect.Type) *jsonschema.Schema {
			switch {
			case rt == reflect.TypeFor[time.Duration]():
				return &jsonschema.Schema{Type: "string", Pattern: durationPattern}
			case rt == reflect.TypeFor[time.Time]():
				return nil
			case reflect.PointerTo(rt).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()):
				return &jsonschema.Schema{Type: "string"}
			}
			return nil
		},
	}
	out, err := json.MarshalIndent(r.ReflectFromType(rt), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func indented(t *testing.T, s *Schema) string {
	t.Helper()
	var v json.RawMessage = s.JSON()
	out, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestEqualToReflector(t *testing.T) {
	shapes := []any{
		scalars{}, containers{}, anonymous{}, embedded{}, named{}, generics{}, texts_{}, choices{}, empty{},
		Node{}, Leaf{}, Top{}, Pair[Node, *Node]{},
	}
	for _, v := range shapes {
		rt := reflect.TypeOf(v)
		t.Run(rt.String(), func(t *testing.T) {
			s, list := Of(reflected.Facts(rt))
			if list.Errors() > 0 {
				t.Fatalf("findings: %v", list)
			}
			if d := cmp.Diff(realSchema(t, rt), indented(t, s)); d != "" {
				t.Errorf("the Reflector (-) and Of (+) differ:\n%s", d)
			}
		})
	}
}

func TestDocsBecomeDescriptions(t *testing.T) {
	c := reflected.Facts(reflect.TypeFor[Leaf]())
	def := c.Types[c.Type.ID()]
	def.Doc = "Leaf ends a branch.\n"
	def.Underlying.Fields[1].Doc = "Size in metres.\n"
	c.Types[c.Type.ID()] = def
	s, _ := Of(c)
	for _, want := range []string{`"description":"Leaf ends a branch."`, `"description":"Size in metres."`} {
		if !strings.Contains(string(s.JSON()), want) {
			t.Errorf("%s is not in %s", want, s.JSON())
		}
	}
}

// What hides what is the one place where Go's own rule is followed instead of
// the Reflector's, for which the last field written wins.
func TestShadowedNames(t *testing.T) {
	type A struct {
		Name string
		Both int
		Tag  int
	}
	type B struct {
		Both  int
		Other int `json:"Tag"`
	}
	type outer struct {
		Name bool
		A
		B
	}
	s, list := Of(reflected.Facts(reflect.TypeFor[outer]()))
	if len(list) > 0 {
		t.Fatal(list)
	}
	var got []string
	for _, p := range s.Structs()[0] {
		got = append(got, p.Name+" "+p.Field().Name+" "+p.Field().Type.Text)
	}
	if d := cmp.Diff([]string{"Name Name bool", "Tag Other int"}, got); d != "" {
		t.Error(d)
	}
}

func TestEmbeddingThatRecurses(t *testing.T) {
	s, list := Of(reflected.Facts(reflect.TypeFor[Ring]()))
	if len(list) > 0 || len(s.Structs()[0]) != 1 || s.Structs()[0][0].Name != "Own" {
		t.Errorf("%v %+v", list, s)
	}
	// By value it is no Go, but facts are data and may say so.
	c := reflected.Facts(reflect.TypeFor[Ring]())
	def := c.Types[c.Type.ID()]
	def.Underlying.Fields[0].Type = c.Type
	if _, list := Of(c); len(list) > 0 {
		t.Error(list)
	}
}

// A diamond of embeddings doubles at each level; it must not take double the time.
func TestWideEmbedding(t *testing.T) {
	named := func(name string) catalog.Type {
		id := catalog.Ident{Path: "p", Name: name}
		return catalog.Type{Kind: catalog.Named, Ident: id, Expr: catalog.Expr{{Ident: id}}, Text: "p." + name}
	}
	c := &catalog.ConfigFacts{Type: named("La"), Types: map[string]catalog.Definition{}}
	for l := 'a'; l < 'z'; l++ {
		for _, side := range "LR" {
			under := catalog.Type{Kind: catalog.Struct, Fields: []catalog.Field{
				{Name: "L" + string(l+1), Type: named("L" + string(l+1)), Embedded: true, Exported: true},
				{Name: "R" + string(l+1), Type: named("R" + string(l+1)), Embedded: true, Exported: true},
			}}
			c.Types["p."+string(side)+string(l)] = catalog.Definition{Underlying: under}
		}
	}
	c.Types["p.Lz"] = catalog.Definition{Underlying: catalog.Type{Kind: catalog.Struct}}
	c.Types["p.Rz"] = c.Types["p.Lz"]
	start := time.Now()
	Of(c)
	if d := time.Since(start); d > time.Second {
		t.Errorf("took %v", d)
	}
}

func TestProperties(t *testing.T) {
	type cfg struct {
		Base
		*Leaf
		Key   string `json:"key" jsonschema:"required,default=k,writeOnly=true"`
		Modes []Mode `json:"modes" jsonschema:"enum=a,enum=b,default=a,default=b,minItems=1"`
		Deep  struct {
			X int `jsonschema:"minimum=2"`
		} `json:"deep"`
	}
	c := reflected.Facts(reflect.TypeFor[cfg]())
	s, list := Of(c)
	if len(list) > 0 {
		t.Fatal(list)
	}
	one := uint64(1)
	nine := uint64(9)
	type row struct {
		Name, Path       string
		Required, Secret bool
		Default          []string
		Rules, Items     Rules
	}
	var got []row
	for _, p := range s.Properties(c.Type) {
		var path []string
		for _, f := range p.Path {
			path = append(path, f.Name)
		}
		got = append(got, row{p.Name, strings.Join(path, "."), p.Required, p.Secret, p.Default, p.Rules, p.Items})
	}
	want := []row{
		{Name: "id", Path: "Base.ID", Required: true},
		{Name: "kind", Path: "Base.Kind", Default: []string{"a"}, Rules: Rules{Enum: []string{"a", "b"}}},
		{Name: "name", Path: "Leaf.Name", Required: true, Rules: Rules{MinLength: &one, MaxLength: &nine, Pattern: "^[a-z,]+$"}},
		{Name: "size", Path: "Leaf.Size", Default: []string{"4"}, Rules: Rules{Minimum: "1", Maximum: "9", MultipleOf: "2", Enum: []string{"2", "4"}}},
		{Name: "key", Path: "Key", Secret: true, Default: []string{"k"}},
		{Name: "modes", Path: "Modes", Default: []string{"a", "b"}, Rules: Rules{MinItems: &one}, Items: Rules{Enum: []string{"a", "b"}}},
		{Name: "deep", Path: "Deep"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if !strings.Contains(string(s.JSON()), `"required":["id","name"]`) {
		t.Errorf("a setting with a default is still required: %s", s.JSON())
	}
	deep := s.Properties(c.Types[c.Type.ID()].Underlying.Fields[4].Type)
	if len(deep) != 1 || deep[0].Rules.Minimum != "2" {
		t.Errorf("deep: %+v", deep)
	}
}

type Opaque struct{ A int }

func (Opaque) JSONSchema() *jsonschema.Schema { panic("run") }

type Extended struct{ B Opaque }

func (Extended) JSONSchemaExtend(*jsonschema.Schema) { panic("run") }

func TestOpaque(t *testing.T) {
	c := reflected.Facts(reflect.TypeFor[Extended]())
	s, list := Of(c)
	if list.Errors() != 0 || len(list) != 2 {
		t.Fatal(list)
	}
	for i, line := range []int{1, 3} {
		if list[i].Code != diag.OpaqueSchema || list[i].Position != (diag.Position{File: "types.go", Line: line, Column: 1}) {
			t.Errorf("%+v", list[i])
		}
	}
	var doc struct {
		Defs map[string]any `json:"$defs"`
	}
	if err := json.Unmarshal(s.JSON(), &doc); err != nil {
		t.Fatal(err)
	}
	for name, def := range doc.Defs {
		if def != true {
			t.Errorf("%s is %v", name, def)
		}
	}
	if len(doc.Defs) != 1 {
		t.Errorf("an opaque type hides what it refers to: %v", doc.Defs)
	}
	if p := s.Properties(c.Type); len(p) != 1 || p[0].Name != "B" {
		t.Errorf("%+v", p)
	}
}

type loop *loop

func TestFindings(t *testing.T) {
	type finding struct {
		code     diag.Code
		severity diag.Severity
		line     int
		message  string
	}
	bad := func(line int, message string) []finding {
		return []finding{{diag.WrongConfigType, "", line, message}}
	}
	odd := func(line int, message string) []finding {
		return []finding{{diag.WrongConfigType, diag.Warning, line, message}}
	}
	tests := []struct {
		name string
		v    any
		want []finding
	}{
		{"func", struct{ F func() }{}, bad(1, "cannot hold: functions")},
		{"func ignored", struct {
			F func() `json:"-"`
		}{}, nil},
		{"func unexported", struct{ f func() }{}, nil},
		{"chan in list", struct{ F []chan int }{}, bad(1, "[]chan int")},
		{"complex", struct{ F complex128 }{}, bad(1, "complex128 has no form")},
		{"uintptr in map", struct{ F map[string]*uintptr }{}, bad(1, "uintptr has no form")},
		{"interface", struct{ F error }{}, bad(1, "an interface with methods")},
		{"key", struct{ F map[bool]int }{}, bad(1, "a map's key")},
		{"pointer to itself", struct{ F loop }{}, bad(1, "points to itself")},
		{"below", struct{ F []struct{ G func() } }{}, bad(2, "the field G")},
		{"two", struct {
			F func()
			G chan int
		}{}, append(bad(1, "the field F"), bad(2, "the field G")...)},
		{"minimum", struct {
			F int `jsonschema:"minimum=low"`
		}{}, bad(1, `"low" is not a value`)},
		{"enum", struct {
			F int `jsonschema:"enum=1,enum=b"`
		}{}, bad(1, `"enum=b"`)},
		{"length", struct {
			F string `jsonschema:"minLength=-1"`
		}{}, bad(1, `"-1" is not a value`)},
		{"default", struct {
			F bool `jsonschema:"default=yes"`
		}{}, bad(1, `the default "yes" of the field F is not a boolean`)},
		{"secret default", struct {
			F int `jsonschema:"default=hunter2,writeOnly=true"`
		}{}, bad(1, `the default (not shown) of the field F is not a integer`)},
		{"no effect", struct {
			F string `jsonschema:"minimum=1"`
		}{}, odd(1, "has no effect on the type string")},
		{"no effect through a name", struct {
			F Tags `jsonschema:"minItems=1"`
		}{}, odd(1, "has no effect on the type schema.Tags")},
		{"typo", struct {
			F string `jsonschema:"requried"`
		}{}, odd(1, `"requried"`)},
		{"comma", struct {
			F string `jsonschema:"description=one, two"`
		}{}, odd(1, `" two"`)},
		{"without value", struct {
			F []int `jsonschema:"uniqueItems"`
		}{}, odd(1, `"uniqueItems"`)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, list := Of(factsOf(reflect.TypeOf(tt.v)))
			if len(list) != len(tt.want) {
				t.Fatalf("%d findings: %+v", len(list), list)
			}
			for i, w := range tt.want {
				got := list[i]
				if got.Code != w.code || got.Severity != w.severity || got.Position.Line != w.line || !strings.Contains(got.Message, w.message) {
					t.Errorf("got %+v, want %+v", got, w)
				}
			}
		})
	}
}

// Arrays beyond the address space are no Go on this machine, but facts may
// come from elsewhere.
func TestTypeThatReflectRefuses(t *testing.T) {
	c := factsOf(reflect.TypeFor[struct{ F [2][2]int }]())
	def := c.Types["test.Config"]
	def.Underlying.Fields[0].Type.Len, def.Underlying.Fields[0].Type.Elem.Len = 1<<40, 1<<40
	s, list := Of(c)
	if s != nil || len(list) != 1 || list[0].Code != diag.WrongConfigType || !strings.Contains(list[0].Message, "has no schema") {
		t.Errorf("%v", list)
	}
}

// factsOf gives a struct without a name the name test.Config.
func factsOf(rt reflect.Type) *catalog.ConfigFacts {
	if rt.Name() != "" {
		return reflected.Facts(rt)
	}
	c := reflected.Facts(rt)
	under := c.Type
	ident := catalog.Ident{Path: "test", Name: "Config"}
	c.Type = catalog.Type{Kind: catalog.Named, Ident: ident, Expr: catalog.Expr{{Ident: ident}}, Text: "test.Config"}
	c.Position = diag.Position{File: "types.go", Line: 1, Column: 1}
	c.Types[c.Type.ID()] = catalog.Definition{Underlying: under, Position: c.Position}
	return c
}

func TestDefNamesAreSafeAndDistinct(t *testing.T) {
	ids := []string{
		"example.com/a.T", "example.com:a.T", "example.com.a.T", "a.P[int,b/c.T]", "a.P(int,b/c.T)",
		"a.P[map[string]int]", "a.P[struct{A int \"x\"}]", "a~b/c.T", "a=7Eb/c.T", "a%b.T", "ä.T", "",
	}
	seen := map[string]string{}
	safe := regexp.MustCompile(`^[A-Za-z0-9._,*:()=-]*$`)
	for _, id := range ids {
		name := defName(id)
		if other, ok := seen[name]; ok {
			t.Errorf("%q and %q are both %q", id, other, name)
		}
		seen[name] = id
		if !safe.MatchString(name) {
			t.Errorf("%q would need an escape in a reference", name)
		}
	}
}

func FuzzDurationPattern(f *testing.F) {
	for _, s := range []string{"0", "5s", "-1.5h", "+.5m", "1.s", "1h2m3.5s", "300ms", "1µs", "1μs", "", ".", "1", "s", "+0", "-0"} {
		f.Add(s)
	}
	re := regexp.MustCompile(durationPattern)
	f.Fuzz(func(t *testing.T, s string) {
		if _, err := time.ParseDuration(s); err == nil && !re.MatchString(s) {
			t.Errorf("%q is a duration and does not match", s)
		}
	})
}

func TestSameBytes(t *testing.T) {
	first, _ := Of(reflected.Facts(reflect.TypeFor[containers]()))
	for range 20 {
		again, _ := Of(reflected.Facts(reflect.TypeFor[containers]()))
		if string(first.JSON()) != string(again.JSON()) {
			t.Fatal("two runs differ")
		}
	}
}

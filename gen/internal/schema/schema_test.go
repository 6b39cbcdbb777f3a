package schema

import (
	"encoding/json"
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

func jsonOf(t *testing.T, s *Schema) []byte {
	t.Helper()
	data, err := s.JSON()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestDocsBecomeDescriptions(t *testing.T) {
	c := reflected.Facts(reflect.TypeFor[Leaf]())
	def := c.Types[c.Type.ID()]
	def.Doc = "Leaf ends a branch.\n"
	def.Underlying.Fields[1].Doc = "Size in metres.\n"
	c.Types[c.Type.ID()] = def
	s, _ := Of(c)
	for _, want := range []string{`"description":"Leaf ends a branch."`, `"description":"Size in metres."`} {
		if !strings.Contains(string(jsonOf(t, s)), want) {
			t.Errorf("%s is not in %s", want, jsonOf(t, s))
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
	for _, p := range s.Properties(s.Structs()[0]) {
		got = append(got, p.Name+" "+p.Field().Name+" "+p.Field().Type.Text)
	}
	if d := cmp.Diff([]string{"Name Name bool", "Tag Other int"}, got); d != "" {
		t.Error(d)
	}
}

func TestEmbeddingThatRecurses(t *testing.T) {
	s, list := Of(reflected.Facts(reflect.TypeFor[Ring]()))
	if len(list) > 0 || len(s.Properties(s.Structs()[0])) != 1 || s.Properties(s.Structs()[0])[0].Name != "Own" {
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
		{Name: "deep", Path: "Deep", Required: true},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if !strings.Contains(string(jsonOf(t, s)), `"required":["id","name","deep"]`) {
		t.Errorf("a setting with a default is still required: %s", jsonOf(t, s))
	}
	deep := s.Properties(c.Types[c.Type.ID()].Underlying.Fields[4].Type)
	if len(deep) != 1 || deep[0].Rules.Minimum != "2" {
		t.Errorf("deep: %+v", deep)
	}
}

// By value it is no Go, but facts are data and may say so.
func TestRequiredWithinItself(t *testing.T) {
	type loops struct {
		Easy Easy `json:"easy"`
	}
	c := reflected.Facts(reflect.TypeFor[loops]())
	c.Types[c.Type.ID()].Underlying.Fields[0].Type = c.Type
	s, list := Of(c)
	if len(list) > 0 || !s.Properties(c.Type)[0].Required {
		t.Errorf("%v %+v", list, s.Properties(c.Type))
	}
}

type Opaque struct {
	A int `jsonschema:"minimum=3"`
}

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
	if err := json.Unmarshal(jsonOf(t, s), &doc); err != nil {
		t.Fatal(err)
	}
	for name, def := range doc.Defs {
		if d := cmp.Diff(any(map[string]any{"x-plugingen-opaque": true}), def); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
	if len(doc.Defs) != 1 {
		t.Errorf("an opaque type hides what it refers to: %v", doc.Defs)
	}
	for i, name := range []string{"B", "A"} {
		p := s.Properties(s.Structs()[i])
		if len(p) != 1 || p[0].Name != name || p[0].Required || p[0].Rules.Minimum != "" {
			t.Errorf("%+v", p)
		}
	}
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
		if string(jsonOf(t, first)) != string(jsonOf(t, again)) {
			t.Fatal("two runs differ")
		}
	}
}

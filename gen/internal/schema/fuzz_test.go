package schema

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/invopop/jsonschema"
	validator "github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/schema/reflected"
)

// tagged has a field of every form; a tag is put on one at a time.
type tagged struct {
	Bool  bool
	Int   int
	Uint  *uint8
	Float float64
	Text  string
	Mode  Mode
	Words []string
	Nums  []int
	Deep  [][]bool
	Bytes []byte
	Fixed [2]float32
	Map   map[string]int
	Leaf  *Leaf
	Tags  Tags
	Any   any
	Lit   struct{ A int }
}

var tagSeeds = []string{
	`json:"a,omitempty" jsonschema:"minimum=1,maximum=2,exclusiveMinimum=0,exclusiveMaximum=3,multipleOf=1"`,
	`json:",string" jsonschema:"required,default=5,enum=5,example=5"`,
	`json:"b,omitzero" jsonschema:"minLength=1,maxLength=2,pattern=^[a-z\\,]$,format=email,nullable,title=T"`,
	`jsonschema:"minItems=1,maxItems=2,uniqueItems=true,default=true,default=false,description=a\\,required"`,
	`jsonschema:"oneof_required=a,anyof_required=b,oneof_type=string;integer,anyof_type=null"`,
	`jsonschema:"type=array,format=x,readOnly=true,writeOnly=true,anchor=a"`,
	`jsonschema:"oneof_ref=#/$defs/X,anyof_ref=#" jsonschema_extras:"a=b,a=c,minimum=3,x-plugingen-component=K"`,
	`json:"-," jsonschema:"-"`, `json:"größe"`, `json:"a\"b"`, `jsonschema_description:"d" jsonschema_extras:"type=foo,x=true,x=false"`,
	`json:",inline"`, `jsonschema:"default=-1e5,enum=1,enum=2.50"`, `json`, `jsonschema:"`, `jsonschema:"enum=NaN,minimum=+1,default=0x10"`,
}

// FuzzTags: whatever stands in a tag, nothing panics, every finding has a place,
// what has no error is a schema, and what has no finding is what the Reflector says.
func FuzzTags(f *testing.F) {
	rt := reflect.TypeFor[tagged]()
	for i, tag := range tagSeeds {
		for field := range rt.NumField() {
			f.Add(tag, uint8(field))
		}
		f.Add(tag+" "+tagSeeds[(i+1)%len(tagSeeds)], uint8(i))
	}
	all := reflected.Facts(rt)
	f.Fuzz(func(t *testing.T, tag string, n uint8) {
		field := rt.Field(int(n) % rt.NumField())
		field.Tag = reflect.StructTag(tag)
		s, list := Of(withTag(all, field.Index[0], tag))
		for _, d := range list {
			if !d.Position.IsValid() || d.Message == "" {
				t.Errorf("%+v", d)
			}
		}
		if s == nil {
			if list.Errors() == 0 {
				t.Error("no schema, and no error")
			}
			return
		}
		data := jsonOf(t, s)
		compilesIn(t, data)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if len(list) > 0 || !isName(name) {
			return
		}
		if want := reflectorOf(t, rt, field); want != string(data) {
			t.Errorf("%s: the Reflector (-) and Of (+) differ:\n%s", field.Name, cmp.Diff(want, string(data)))
		}
	})
}

// withTag is the config type with one field only, which has the tag.
func withTag(c *catalog.ConfigFacts, field int, tag string) *catalog.ConfigFacts {
	out := *c
	out.Types = map[string]catalog.Definition{}
	for id, def := range c.Types {
		if id == c.Type.ID() {
			f := def.Underlying.Fields[field]
			f.Tag = tag
			def.Underlying.Fields = []catalog.Field{f}
		}
		out.Types[id] = def
	}
	return &out
}

type nothing struct{}

// reflectorOf is what the Reflector says about a struct that has the field only,
// but that what has a default, or needs nothing, is not required.
func reflectorOf(t *testing.T, rt reflect.Type, field reflect.StructField) string {
	t.Helper()
	stand := reflect.TypeFor[nothing]()
	r := &jsonschema.Reflector{
		Anonymous: true,
		Namer: func(of reflect.Type) string {
			if of == stand {
				of = rt
			}
			if of.PkgPath() == "" || of.Name() == "" {
				return ""
			}
			return defName(of.PkgPath() + "." + of.Name())
		},
		AdditionalFields: func(of reflect.Type) []reflect.StructField {
			if of == stand {
				return []reflect.StructField{field}
			}
			return nil
		},
	}
	doc := r.ReflectFromType(stand)
	root := doc.Definitions[defName(rt.PkgPath()+"."+rt.Name())]
	for p := root.Properties.Oldest(); p != nil; p = p.Next() {
		s := p.Value
		if len(s.OneOf) == 2 && s.OneOf[1].Type == "null" {
			s = s.OneOf[0]
		}
		if s.Default != nil {
			root.Required = slices.DeleteFunc(root.Required, func(name string) bool { return name == p.Key })
		}
	}
	data, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// compilesIn demands a JSON Schema. Whether a pattern can be read, and a limit
// kept, is for those to say who check values.
func compilesIn(t *testing.T, data []byte) {
	t.Helper()
	doc, err := validator.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	doc = rewrite(doc, func(key string, value any) any {
		switch key {
		case "pattern":
			return ""
		case "multipleOf":
			return 1
		}
		return value
	})
	c := validator.NewCompiler()
	c.UseLoader(noLoader{})
	if err := c.AddResource("s.json", doc); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Compile("s.json"); err != nil {
		t.Errorf("%v\n%s", err, data)
	}
}

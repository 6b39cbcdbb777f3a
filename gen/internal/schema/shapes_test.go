package schema

import (
	"encoding"
	"encoding/json"
	"maps"
	"math/big"
	"net/netip"
	"net/url"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/invopop/jsonschema"

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
		secret int //lint:ignore U1000 the Reflector has to pass over it
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
	z   int    //lint:ignore U1000 the Reflector has to pass over it
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

//lint:ignore U1000 a struct that has no setting
type empty struct{ a, b int }

type optional struct {
	Zero  Triple `json:"zero,omitzero"`
	Empty *Leaf  `json:"empty,omitempty"`
	Both  string `json:"both,omitempty" jsonschema:"required"`
	Given string `json:"given" jsonschema:"required,default=x"`
	Maybe string `json:"maybe" jsonschema:"nullable,default=x"`
	Inner struct {
		A int `json:"a" jsonschema:"default=1"`
		B int `json:"b"`
	} `json:"inner"`
	List []struct {
		A int `json:"a" jsonschema:"default=1"`
		B int `json:"b"`
	} `json:"list"`
}

type (
	Easy struct {
		Size int  `json:"size" jsonschema:"default=3"`
		Note *int `json:"note,omitempty"`
	}
	filled struct {
		Easy   Easy            `json:"easy"`
		Asked  Easy            `json:"asked" jsonschema:"required"`
		Ptr    *Easy           `json:"ptr"`
		Map    map[string]Easy `json:"map"`
		Around struct {
			Easy Easy `json:"easy"`
		} `json:"around"`
		Hard struct {
			Easy Easy `json:"easy"`
			Name string
		} `json:"hard"`
		Choice struct {
			A string `json:"a,omitempty" jsonschema:"oneof_required=a"`
			B string `json:"b,omitempty" jsonschema:"oneof_required=b"`
		} `json:"choice"`
		Nothing struct{}   `json:"nothing"`
		Time    time.Time  `json:"time"`
		Addr    netip.Addr `json:"addr"`
	}
)

// realSchema is what the Reflector says about the real type by default, with
// the same view of what is written as text, and with the one difference that
// is wanted: what is filled where it is absent is not required. That is what
// has a default, and the settings in filled.
func realSchema(t *testing.T, rt reflect.Type, filled []string) string {
	t.Helper()
	r := &jsonschema.Reflector{
		Anonymous: true,
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
	doc := r.ReflectFromType(rt)
	relax(doc, filled)
	out, err := json.MarshalIndent(doc, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// relax takes out of the required names of all schemas in a document those
// that have a default and those that are named.
func relax(s *jsonschema.Schema, names []string) {
	if s == nil {
		return
	}
	s.Required = slices.DeleteFunc(s.Required, func(name string) bool {
		if s.Properties == nil {
			return false // one of several: only names
		}
		p, ok := s.Properties.Get(name)
		if ok && len(p.OneOf) > 0 {
			p = p.OneOf[0]
		}
		return ok && p.Default != nil || slices.Contains(names, name)
	})
	below := slices.Concat([]*jsonschema.Schema{s.Items, s.AdditionalProperties}, s.OneOf)
	for _, m := range []map[string]*jsonschema.Schema{s.Definitions, s.PatternProperties} {
		below = slices.AppendSeq(below, maps.Values(m))
	}
	if s.Properties != nil {
		below = slices.AppendSeq(below, s.Properties.ValuesFromOldest())
	}
	for _, b := range below {
		relax(b, names)
	}
}

func indented(t *testing.T, s *Schema) string {
	t.Helper()
	var v json.RawMessage = jsonOf(t, s)
	out, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestEqualToReflector(t *testing.T) {
	shapes := []any{
		scalars{}, containers{}, anonymous{}, embedded{}, named{}, generics{}, texts_{}, choices{}, empty{},
		Node{}, Leaf{}, Top{}, Pair[Node, *Node]{}, optional{}, filled{},
	}
	names := map[string][]string{"filled": {"easy", "asked", "around", "nothing"}}
	for _, v := range shapes {
		rt := reflect.TypeOf(v)
		t.Run(rt.String(), func(t *testing.T) {
			s, list := Of(reflected.Facts(rt))
			if list.Errors() > 0 {
				t.Fatalf("findings: %v", list)
			}
			if d := cmp.Diff(realSchema(t, rt, names[rt.Name()]), indented(t, s)); d != "" {
				t.Errorf("the Reflector (-) and Of (+) differ:\n%s", d)
			}
		})
	}
}

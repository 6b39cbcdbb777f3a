package settings

import (
	"encoding/json"
	"net/netip"
	"reflect"
	"time"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/schema/reflected"
)

type (
	Mode  string
	Level int8
	inner struct{ A int }
	Limit struct {
		Max  int           `json:"max" jsonschema:"required,minimum=1"`
		Wait time.Duration `json:"wait" jsonschema:"default=10s"`
	}
	Common struct {
		ID   string `json:"id"`
		Mode Mode   `json:"mode" jsonschema:"enum=fast,enum=slow,default=fast"`
	}
	Extra struct {
		Note string `json:"note"`
	}
)

// All has a setting of every form that can be written.
type All struct {
	Common
	*Extra
	Bool    bool               `json:"bool"`
	Int     int                `json:"int"`
	I8      int8               `json:"i8"`
	I64     int64              `json:"i64"`
	U8      uint8              `json:"u8"`
	U64     uint64             `json:"u64"`
	F32     float32            `json:"f32"`
	F64     float64            `json:"f64"`
	String  string             `json:"string"`
	Level   Level              `json:"level"`
	Ptr     *int               `json:"ptr"`
	Deep    **string           `json:"deep"`
	List    []string           `json:"list"`
	Levels  []Level            `json:"levels"`
	Arr     [2]int             `json:"arr"`
	Map     map[string]int     `json:"map"`
	ByInt   map[int8]string    `json:"by_int"`
	ByMode  map[Mode][]bool    `json:"by_mode"`
	Any     any                `json:"any"`
	Free    map[string]any     `json:"free"`
	Ptrs    []*int             `json:"ptrs"`
	Nested  struct{ X, Y int } `json:"nested"`
	Structs []Extra            `json:"structs"`
	Self    *All               `json:"self"`
}

// Tuned has settings with rules.
type Tuned struct {
	Name   string          `json:"name" jsonschema:"required,minLength=2,maxLength=5,pattern=^[a-z]+$"`
	Mode   Mode            `json:"mode" jsonschema:"enum=fast,enum=slow"`
	Count  int             `json:"count" jsonschema:"minimum=1,maximum=10,multipleOf=2"`
	Ratio  float64         `json:"ratio" jsonschema:"exclusiveMinimum=0,exclusiveMaximum=1"`
	Step   int             `json:"step" jsonschema:"enum=1,enum=5"`
	Tags   []string        `json:"tags" jsonschema:"minItems=1,maxItems=2,uniqueItems=true,enum=a,enum=b"`
	Limit  *Limit          `json:"limit"`
	Wait   time.Duration   `json:"wait" jsonschema:"enum=5s,enum=1m"`
	Secret string          `json:"secret" jsonschema:"minLength=8,writeOnly=true"`
	Pins   []int           `json:"pins" jsonschema:"writeOnly=true,maximum=9"`
	On     bool            `json:"on"`
	Byte   uint8           `json:"byte"`
	Arr    [2]string       `json:"arr"`
	ByInt  map[int]Limit   `json:"by_int"`
	Raw    json.RawMessage `json:"raw"`
	Addr   netip.Addr      `json:"addr"`
	Bytes  []byte          `json:"bytes"`
	Hidden []inner         `json:"hidden"`
	F32    float32         `json:"f32"`
	F64    float64         `json:"f64"`
	Quoted int             `json:"quoted,string"`
	inner
	Durations []time.Duration `json:"durations"`
}

// facts are those of a type, an unnamed struct being called test.Config.
func facts(rt reflect.Type) *catalog.ConfigFacts {
	c := reflected.Facts(rt)
	if rt.Name() != "" {
		return c
	}
	under := c.Type
	ident := catalog.Ident{Path: "test", Name: "Config"}
	c.Type = catalog.Type{Kind: catalog.Named, Ident: ident, Expr: catalog.Expr{{Ident: ident}}, Text: "test.Config"}
	c.Position = diag.Position{File: "types.go", Line: 1, Column: 1}
	c.Types[c.Type.ID()] = catalog.Definition{Underlying: under, Position: c.Position}
	return c
}

package settings

import (
	"encoding/json"
	"net/netip"
	"reflect"
	"time"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/config"
	"github.com/plugingen/plugingen/gen/internal/schema/reflected"
)

type (
	Mode  string
	Level int8
	inner struct {
		A int `json:",omitempty"`
	}
	Limit struct {
		Max  int           `json:"max" jsonschema:"minimum=1"`
		Wait time.Duration `json:"wait" jsonschema:"default=10s"`
	}
	Common struct {
		ID   string `json:"id,omitempty"`
		Mode Mode   `json:"mode" jsonschema:"enum=fast,enum=slow,default=fast"`
	}
	Extra struct {
		Note string `json:"note,omitempty"`
	}
)

// All has a setting of every form that can be written.
type All struct {
	Common
	*Extra
	Bool    bool               `json:"bool,omitempty"`
	Int     int                `json:"int,omitempty"`
	I8      int8               `json:"i8,omitempty"`
	I64     int64              `json:"i64,omitempty"`
	U8      uint8              `json:"u8,omitempty"`
	U64     uint64             `json:"u64,omitempty"`
	F32     float32            `json:"f32,omitempty"`
	F64     float64            `json:"f64,omitempty"`
	String  string             `json:"string,omitempty"`
	Level   Level              `json:"level,omitempty"`
	Ptr     *int               `json:"ptr,omitempty"`
	Deep    **string           `json:"deep,omitempty"`
	List    []string           `json:"list,omitempty"`
	Levels  []Level            `json:"levels,omitempty"`
	Arr     [2]int             `json:"arr,omitzero"`
	Map     map[string]int     `json:"map,omitempty"`
	ByInt   map[int8]string    `json:"by_int,omitempty"`
	ByMode  map[Mode][]bool    `json:"by_mode,omitempty"`
	Any     any                `json:"any,omitempty"`
	Free    map[string]any     `json:"free,omitempty"`
	Ptrs    []*int             `json:"ptrs,omitempty"`
	Nested  struct{ X, Y int } `json:"nested,omitzero"`
	Structs []Extra            `json:"structs,omitempty"`
	Self    *All               `json:"self,omitempty"`
}

// Tuned has settings with rules.
type Tuned struct {
	Name   string          `json:"name" jsonschema:"minLength=2,maxLength=5,pattern=^[a-z]+$"`
	Mode   Mode            `json:"mode,omitempty" jsonschema:"enum=fast,enum=slow"`
	Count  int             `json:"count,omitempty" jsonschema:"minimum=1,maximum=10,multipleOf=2"`
	Ratio  float64         `json:"ratio,omitempty" jsonschema:"exclusiveMinimum=0,exclusiveMaximum=1"`
	Step   int             `json:"step,omitempty" jsonschema:"enum=1,enum=5"`
	Tags   []string        `json:"tags,omitempty" jsonschema:"minItems=1,maxItems=2,uniqueItems=true,enum=a,enum=b"`
	Limit  *Limit          `json:"limit,omitempty"`
	Wait   time.Duration   `json:"wait,omitempty" jsonschema:"enum=5s,enum=1m"`
	Secret string          `json:"secret,omitempty" jsonschema:"minLength=8,writeOnly=true"`
	Pins   []int           `json:"pins,omitempty" jsonschema:"writeOnly=true,maximum=9"`
	On     bool            `json:"on,omitempty"`
	Byte   uint8           `json:"byte,omitempty"`
	Arr    [2]string       `json:"arr,omitzero"`
	ByInt  map[int]Limit   `json:"by_int,omitempty"`
	Raw    json.RawMessage `json:"raw,omitempty"`
	Addr   netip.Addr      `json:"addr,omitzero"`
	Bytes  []byte          `json:"bytes,omitempty"`
	Hidden []inner         `json:"hidden,omitempty"`
	F32    float32         `json:"f32,omitempty"`
	F64    float64         `json:"f64,omitempty"`
	Quoted int             `json:"quoted,omitempty,string"`
	inner
	Durations []time.Duration `json:"durations,omitempty"`
}

// facts are those of a type, an unnamed struct being called test.Config.
func facts(rt reflect.Type) *catalog.ConfigFacts {
	c := reflected.Facts(rt)
	if rt.Name() != "" {
		return c
	}
	return named(c)
}

// named gives an unnamed struct the name test.Config.
func named(c *catalog.ConfigFacts) *catalog.ConfigFacts {
	under := c.Type
	ident := catalog.Ident{Path: "test", Name: "Config"}
	c.Type = catalog.Type{Kind: catalog.Named, Ident: ident, Expr: catalog.Expr{{Ident: ident}}, Text: "test.Config"}
	c.Position = diag.Position{File: "types.go", Line: 1, Column: 1}
	c.Types[c.Type.ID()] = catalog.Definition{Underlying: under, Position: c.Position}
	return c
}

// bindLiteral is the literal of what Bind makes; zero where there are errors.
func bindLiteral(v *config.Value, c *catalog.ConfigFacts) (Literal, diag.List) {
	cfg, list := Bind("acme", entryKey, v, c)
	if cfg == nil {
		return Literal{}, list
	}
	return cfg.Literal, list
}

package schema

import (
	"encoding/json"
	"time"
)

type (
	Mode  string
	Octet byte
	Tags  []string
	Index map[string]*Leaf
	Any   any
	Leaf  struct {
		Name string `json:"name" jsonschema:"required,minLength=1,maxLength=9,pattern=^[a-z\\,]+$,title=The name"`
		Size int    `json:"size,omitempty" jsonschema:"minimum=1,maximum=9,multipleOf=2,default=4,enum=2,enum=4"`
	}
	Base struct {
		ID   string `json:"id" jsonschema:"required"`
		Kind Mode   `json:"kind" jsonschema:"enum=a,enum=b,default=a"`
	}
	Ring struct {
		*Ring
		Own int
	}
	Easy struct {
		Size int  `json:"size" jsonschema:"default=3"`
		Note *int `json:"note,omitempty"`
	}
)

type containers struct {
	Octets []Octet                  `json:"octets"`
	Deep   [][]*Leaf                `json:"deep"`
	Tags   Tags                     `json:"tags" jsonschema:"description=some tags"`
	Index  Index                    `json:"index"`
	ByInt  map[uint16]Leaf          `json:"by_int"`
	Frees  map[string]Any           `json:"frees"`
	Raw    json.RawMessage          `json:"raw"`
	Lit    []struct{ A, B int }     `json:"lit"`
	Waits  map[string]time.Duration `json:"waits"`
}

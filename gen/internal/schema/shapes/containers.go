package shapes

import "net/netip"

type (
	// Lists are of everything.
	Lists struct {
		Words   []string `json:"words" jsonschema:"minItems=1,maxItems=3,uniqueItems=true,enum=a,enum=b"`
		Numbers []int    `json:"numbers" jsonschema:"minimum=3,multipleOf=3"`
		Formats []string `json:"formats" jsonschema:"format=email,minLength=3"`
		Pattern []Mode   `json:"pattern" jsonschema:"pattern=^[a-z]{1\\,2}$"`
		Bools   []bool   `json:"bools"`
		Leaves  []Leaf   `json:"leaves" jsonschema:"minItems=2"`
		Ptrs    []*Leaf  `json:"ptrs"`
		Anys    []any    `json:"anys"`
		Deep    [][]int  `json:"deep" jsonschema:"maxItems=2"`
		Floats  []float64
	}

	// Bytes come in several forms.
	Bytes struct {
		Plain  []byte   `json:"plain" jsonschema:"minLength=4"`
		Octets []Octet  `json:"octets"`
		Quad   [4]byte  `json:"quad"`
		Named  Blob     `json:"named"`
		Key    Key      `json:"key"`
		Many   [][]byte `json:"many"`
		Ptr    *[]byte  `json:"ptr"`
		U8     []uint8  `json:"u8"`
	}

	// Arrays have a length.
	Arrays struct {
		Three  [3]string  `json:"three" jsonschema:"enum=a,enum=b"`
		None   [0]int     `json:"none"`
		Matrix [2][3]int  `json:"matrix"`
		Leaves [2]*Leaf   `json:"leaves"`
		Octets [2]Octet   `json:"octets"`
		Named  Triple     `json:"named"`
		Ptr    *[1]Triple `json:"ptr"`
	}

	// NamedContainers have a definition each.
	NamedContainers struct {
		Tags  Tags    `json:"tags" jsonschema:"description=some tags"`
		Index Index   `json:"index"`
		Again Tags    `json:"again,omitempty"`
		Ptr   *Triple `json:"ptr"`
		List  []Index `json:"list"`
	}

	// Maps have keys of every kind.
	Maps struct {
		Text  map[string]int           `json:"text"`
		Int   map[int]string           `json:"int"`
		Int8  map[int8]Leaf            `json:"int8"`
		Uint  map[uint]Leaf            `json:"uint"`
		U16   map[uint16]bool          `json:"u16"`
		Mode  map[Mode]float64         `json:"mode"`
		Count map[Count]Tags           `json:"count"`
		Addr  map[netip.Addr]int       `json:"addr"`
		Deep  map[string]map[int][]int `json:"deep"`
		Ptr   *map[string]*Leaf        `json:"ptr"`
	}

	// FreeMaps hold anything.
	FreeMaps struct {
		Any    map[string]any             `json:"any"`
		Named  map[string]Any             `json:"named"`
		Int    map[int]any                `json:"int"`
		Struct map[string]struct{}        `json:"struct"`
		List   map[string][]any           `json:"list"`
		Lit    map[string]struct{ A int } `json:"lit"`
	}

	// Pointers point to everything.
	Pointers struct {
		Int   *int      `json:"int" jsonschema:"minimum=1"`
		Twice **int     `json:"twice" jsonschema:"maximum=9"`
		Leaf  ***Leaf   `json:"leaf"`
		List  *[]*int   `json:"list"`
		Any   *any      `json:"any"`
		Named *Ref      `json:"named"`
		Arr   *[2]**int `json:"arr"`
	}

	// Interfaces take what they are given.
	Interfaces struct {
		Any   any         `json:"any"`
		Long  interface{} `json:"long,omitempty"`
		Named Any         `json:"named" jsonschema:"title=named"`
		List  []Any       `json:"list"`
	}

	// Anonymous has structs without a name.
	Anonymous struct {
		Inner struct {
			A int `json:"a" jsonschema:"required"`
			B struct {
				C Leaf `json:"c"`
			} `json:"b"`
		} `json:"inner"`
		List []struct {
			A int `json:"a"`
		} `json:"list"`
		Map map[string]*struct {
			A string `json:"a" jsonschema:"minLength=1"`
		} `json:"map"`
		Again struct {
			A int `json:"a,omitempty"`
		} `json:"again" jsonschema:"title=again"`
	}

	// Node recurs through a pointer, a list and a map.
	Node struct {
		Value    string          `json:"value"`
		Next     *Node           `json:"next,omitempty"`
		Children []Node          `json:"children"`
		ByName   map[string]Node `json:"by_name"`
	}

	// Forest recurs through another type.
	Forest struct {
		Trees []Trunk `json:"trees"`
	}

	// Trunk embeds what leads back to it.
	Trunk struct {
		*Branch
		Height int `json:"height"`
	}

	// Branch leads back.
	Branch struct {
		Under *Trunk `json:"under,omitempty"`
	}

	// Loop recurs through named containers.
	Loop struct {
		Loops Loops            `json:"loops"`
		Named map[string]Loops `json:"named"`
	}

	// Loops holds itself.
	Loops []Loops
)

// Package other has types that share their names with those of package shapes.
package other

import "errors"

// Config has the name of a type of another package.
type Config struct {
	// Path is where to look.
	Path string  `json:"path"`
	Next *Config `json:"next,omitempty"`
}

// Kind is a word.
type Kind string

// Common is embedded elsewhere.
type Common struct {
	// ID comes from elsewhere.
	ID string `json:"id" jsonschema:"minLength=1"`
	deep
}

type deep struct {
	Depth int `json:"depth,omitempty"`
}

// Box is generic.
type Box[T any] struct {
	In   T            `json:"in"`
	Many map[string]T `json:"many,omitempty"`
}

// Colour reads itself from text.
type Colour struct{ R, G, B byte }

// UnmarshalText reads a colour.
func (c *Colour) UnmarshalText(text []byte) error {
	if len(text) != 3 {
		return errors.New("three letters are a colour")
	}
	c.R, c.G, c.B = text[0], text[1], text[2]
	return nil
}

// Free reads its JSON itself.
type Free struct {
	Seen map[string]bool
}

// UnmarshalJSON reads anything.
func (*Free) UnmarshalJSON([]byte) error { return nil }

// Size is a number with a unit.
//
//plugingen:schema {"type": ["string", "integer"],
//plugingen:schema  "pattern": "^[0-9]+[KMG]$"}
type Size struct {
	Bytes int64
}

// UnmarshalJSON reads a size.
func (*Size) UnmarshalJSON([]byte) error { return nil }

type (
	// Tree states a schema that refers to itself.
	//
	//plugingen:schema {"type": "object", "additionalProperties": {"$ref": "#"}, "properties": {"leaf": {"$ref": "#/$defs/leaf"}}, "$defs": {"leaf": {"const": {"$ref": "#"}}}}
	Tree map[string]Tree

	// Anything is taken as it comes.
	//
	//plugingen:schema true
	Anything struct{ Value any }
)

// UnmarshalJSON keeps what it is given.
func (*Anything) UnmarshalJSON([]byte) error { return nil }

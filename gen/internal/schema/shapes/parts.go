//lint:file-ignore U1000 unexported fields are there to be passed over
//lint:file-ignore SA5008 inline is an option of the Reflector

// Package shapes has structs of every form that a config type can take, to
// compare what is read from their source with what the Reflector says of them
// at run time. It is for tests only.
package shapes

import (
	"errors"

	"github.com/plugingen/plugingen/gen/internal/schema/shapes/other"
)

type (
	// Mode is a word.
	Mode string
	mode string
	// Octet is a byte by another name.
	Octet byte
	// Count is a number.
	Count int
	// Tags are words.
	Tags []string
	// Index finds leaves.
	Index map[string]*Leaf
	// Triple is three numbers.
	Triple [3]int
	// Blob is bytes.
	Blob []byte
	// Key is sixteen bytes.
	Key [16]byte
	// Any is anything.
	Any any
	// Ref points to a number.
	Ref *int
)

// Leaf ends a branch.
type Leaf struct {
	Name string `json:"name" jsonschema:"required,minLength=1,maxLength=9,pattern=^[a-z\\,]+$,title=The name"`
	Size int    `json:"size,omitempty" jsonschema:"minimum=1,maximum=9,multipleOf=2,enum=2,enum=4"`
}

// Pair is of two types.
type Pair[A, B any] struct {
	First  A
	Second B `json:"second"`
}

// Base is embedded.
type Base struct {
	// ID tells one from another.
	ID   string `json:"id" jsonschema:"required"`
	Kind Mode   `json:"kind,omitempty" jsonschema:"enum=a,enum=b"`
}

// Top embeds in its turn.
type Top struct {
	Base
	Mid bool `json:"mid"`
}

type hidden struct {
	Shown  bool
	secret int
}

type lower struct {
	Upper string `json:"upper"`
}

type (
	// Same is another name of Leaf.
	Same = Leaf
	// Words is another name of a list.
	Words = []Mode
	// PairOf is a generic alias.
	PairOf[T any] = Pair[string, T]
	// Boxed is a generic alias of another package's type.
	Boxed[T any] = other.Box[[]T]
)

// UUID reads itself from text.
type UUID [16]byte

// UnmarshalText reads the hexadecimal digits.
func (u *UUID) UnmarshalText(text []byte) error {
	if len(text) != 36 {
		return errors.New("36 characters are a UUID")
	}
	return nil
}

// Letter is a byte that reads itself from text.
type Letter byte

// UnmarshalText reads a letter.
func (*Letter) UnmarshalText([]byte) error { return nil }

// Wild reads its JSON itself.
type Wild string

// UnmarshalJSON reads anything.
func (*Wild) UnmarshalJSON([]byte) error { return nil }

// Misnamed has a method that is not what its name promises.
type Misnamed struct {
	A int `json:"a"`
}

// UnmarshalText is something else.
func (Misnamed) UnmarshalText(string) {}

// Level is a word.
//
//plugingen:schema {"enum": ["low", "high"]}
type Level string

// Pin is never shown.
//
//plugingen:schema {"type": "string", "pattern": "^[0-9]{4}$", "writeOnly": true}
type Pin string

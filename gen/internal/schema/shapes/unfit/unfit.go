//lint:file-ignore U1000 the fields are there for their types

// Package unfit has structs that no file can hold, for which the Reflector
// panics or never ends. It is for tests only.
package unfit

import (
	"context"
	"encoding"
	"unsafe"
)

type (
	Chan struct{ F chan int }

	ChanInList struct {
		Fine string
		F    []<-chan int `json:"f"`
	}

	Func struct{ F func() }

	FuncInMap struct{ F map[string]*func(int) error }

	Complex struct{ F complex128 }

	Complex64 struct{ F Imaginary }

	Imaginary complex64

	Uintptr struct{ F *uintptr }

	Pointer struct{ F unsafe.Pointer }

	Error struct{ F error }

	Methods struct{ F context.Context }

	TextInterface struct{ F encoding.TextUnmarshaler }

	Anonymous struct {
		In struct {
			Deep []struct{ F func() }
		}
	}

	Embedded struct{ Chan }

	EmbeddedFunc struct{ Callback }

	Callback func()

	InGeneric struct{ F Box[chan string] }

	Box[T any] struct{ In T }

	BoolKey struct{ F map[bool]int }

	FloatKey struct{ F map[float64]int }

	StructKey struct{ F map[struct{ A int }]int }

	ArrayKey struct{ F map[[2]int]int }

	Itself struct{ F Cycle }

	Cycle *Cycle

	Two struct {
		F func()
		G chan int
	}
)

// The Reflector never ends with these, and encoding/json reads them well.
type (
	// Alone has no setting.
	Alone struct{ *Alone }

	// Round has one.
	Round struct {
		*Half
		Own int
	}

	Half struct{ *Round }

	// Private reads its JSON itself; the Reflector panics for its field.
	Private struct{ F chan int }
)

// UnmarshalJSON reads anything.
func (*Private) UnmarshalJSON([]byte) error { return nil }

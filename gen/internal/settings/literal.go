// Package settings binds what the file says under an entry's config to the
// plugin's config type: a typed literal where it fits, a diagnostic with the
// place where it does not. It is pure: facts and values in, plain data out.
package settings

import "github.com/plugingen/plugingen/gen/internal/catalog"

// LiteralKind is the form of a Literal.
type LiteralKind string

const (
	// Scalar is a constant of a basic or named type, Text being Go source:
	// true, -12, 1.5e3 or a quoted string. Where its type is known from what
	// surrounds it, the text alone compiles; a floating-point number always has
	// a point or an exponent.
	Scalar LiteralKind = "scalar"
	// DurationLiteral is a time.Duration, Nanos its length.
	DurationLiteral LiteralKind = "duration"
	// StructLiteral has Fields by Go name, in declaration order, only those that
	// are set. A promoted field stands inside the field of the embedded struct.
	StructLiteral LiteralKind = "struct"
	// ListLiteral is a slice or an array with Items; without any it is empty, not nil.
	ListLiteral LiteralKind = "list"
	// MapLiteral has Entries in file order; without any it is empty, not nil.
	MapLiteral LiteralKind = "map"
	// PointerLiteral points to Items[0].
	PointerLiteral LiteralKind = "pointer"
	// NilLiteral is nil.
	NilLiteral LiteralKind = "nil"
)

// Literal is a Go value as plain data, ready to be written as source. Under an
// interface, Type is the type of the value that is kept in it: bool, int,
// float64, string, []any or map[string]any, or the interface itself for nil.
type Literal struct {
	Kind    LiteralKind
	Type    catalog.Type
	Text    string
	Nanos   int64
	Fields  []FieldLiteral
	Items   []Literal
	Entries []EntryLiteral
}

// FieldLiteral is one field of a StructLiteral.
type FieldLiteral struct {
	Name  string
	Value Literal
}

// EntryLiteral is one entry of a MapLiteral.
type EntryLiteral struct {
	Key, Value Literal
}

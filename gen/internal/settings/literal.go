// Package settings binds what the file says under an entry's config to the
// plugin's config type: a typed literal where it fits, a diagnostic with the
// place where it does not. It is pure: facts and values in, plain data out.
package settings

import "github.com/plugingen/plugingen/gen/internal/catalog"

// Configuration is what an entry's config comes to.
type Configuration struct {
	// Literal is a StructLiteral of the config type.
	Literal Literal
	// Late are the values that are set when the program starts, in file order:
	// references, and values that only code of their type can read.
	Late []Late
	// Binding is where each setting of the type is kept, whatever the file sets.
	Binding Binding
	// Components are the settings in the file that name a component.
	Components []ComponentName
}

// Late is a value that is set when the program starts.
type Late struct {
	Pointer string // JSON Pointer (RFC 6901) from the configuration
	Text    string // a template; of a JSON document its strings are templates
	JSON    bool
}

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
	// TimeLiteral is a time.Time, Text being RFC 3339.
	TimeLiteral LiteralKind = "time"
	// URLLiteral is a url.URL, Text being what url.Parse reads.
	URLLiteral LiteralKind = "url"
	// CallLiteral is the result of Func, called with Text.
	CallLiteral LiteralKind = "call"
	// BytesLiteral is a slice of bytes, Text being Go source of a string with its content.
	BytesLiteral LiteralKind = "bytes"
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
	// ZeroLiteral is the zero value in the place of a late one, Text being Go
	// source: 0, "", false, nil, or empty for T{}. No struct literal has one.
	ZeroLiteral LiteralKind = "zero"
)

// Literal is a Go value as plain data, ready to be written as source. Under an
// interface, Type is the type of the value that is kept in it: bool, int,
// float64, string, []any or map[string]any, or the interface itself for nil.
type Literal struct {
	Kind    LiteralKind
	Type    catalog.Type
	Text    string
	Nanos   int64
	Func    catalog.Ident
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

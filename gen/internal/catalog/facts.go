// Package catalog looks at packages: it loads the contract, every enabled
// plugin and the host from source in one go, and notes what it finds as Facts.
// It is the only user of go/packages and go/types, and neither leaves it:
// Facts are plain values that can be compared, printed and stored.
package catalog

import (
	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/config"
)

// Catalog is a configuration joined with what its packages turned out to be.
type Catalog struct {
	Config   *config.Config
	Host     Host
	Contract Contract
	Inputs   []Input  // as in the configuration, types resolved
	Plugins  []Plugin // one per enabled entry, in file order
	// Suggestions are packages that meet the contract and are not entered, or
	// whose entry is disabled, looked for only where an entry is missing.
	Suggestions []Suggestion
}

// Host is the package that the wiring becomes part of.
type Host struct {
	Module  string // module path
	Package string // import path of the output directory
	Name    string // package name: the one already there, else the configured, else the directory's
	// Existing is the package clause that is already there, the old wiring's
	// left out; zero where the directory holds no other Go file.
	Existing Fact
	// Declared are the package-level names that its own files declare.
	Declared map[string]diag.Position
}

// Ident is a name in a package, with the package's own name for printing.
type Ident struct {
	Path    string // import path; empty for a predeclared name
	Package string // the package's name as its clause has it
	Name    string
}

// Contract is a contract as read: the interface and its component kinds.
type Contract struct {
	Ident    Ident
	Position diag.Position
	Runtime  string // import path of the runtime package whose Lifecycle it embeds
	Kinds    []Kind // in the order of the interface's method list, as written
}

// Kind is a component kind: one method of the contract.
type Kind struct {
	Method   string // "StepTypes"
	Position diag.Position
	Type     Expr // T of []runtime.Component[T]
	// Interface reports whether T is an interface, so that its components can be guarded.
	Interface bool
	// Guard are the methods of T that a guard passes on, by name; nil where the
	// kind's components are not guarded, and then Unguarded says why.
	Guard     []Method
	Unguarded string
}

// Method is a method of a kind's interface, type arguments put in.
type Method struct {
	Name     string
	Params   []Variable
	Variadic bool // the last parameter's type is the slice
	Results  []Variable
	Err      bool // the last result is an error
}

// Variable is a parameter or a result of a method.
type Variable struct {
	Name    string // as written in the source; may be empty or "_"
	Type    Expr
	Context bool // context.Context
}

// Expr is a type expression ready to be written into another package: text and
// qualified names in turn.
type Expr []Token

// Token is a piece of an Expr: Text where Ident is zero.
type Token struct {
	Text  string
	Ident Ident
}

// Input is a host input whose type was found.
type Input struct {
	Name     string
	Position diag.Position
	Type     Expr
	Text     string // the type as the configuration writes it
}

// Plugin is an entry and the facts of its package.
type Plugin struct {
	Entry *config.Entry
	Facts *Facts
	// Params are the parameters of Init after the context and the
	// configuration, with the candidates among this composition's entries.
	Params []Param
}

// Facts is what the source of one plugin package says.
type Facts struct {
	Package  Ident  // Name is empty
	Module   string // module path
	Version  string // module version; empty for a main, workspace or replaced-by-directory module
	Digest   string // "sha256:…" over the files that the go command would compile or embed
	Init     diag.Position
	State    Expr          // first result of Init
	StateAt  diag.Position // of the state's type declaration
	Config   *ConfigFacts  // nil where Init takes none
	Metadata Metadata
	// Components are those that the source can be shown to offer, by kind in
	// contract order, in the order of their literals.
	Components []Component
	Health     bool // has Health(context.Context) error
	Start      bool // has Start(context.Context) error
	// Effects are what importing the package does, by package, nearest first.
	Effects []Effect
}

// Metadata is the plugin's own description as read from source.
type Metadata struct {
	Position    diag.Position // of the Metadata method
	Name        Fact
	Version     Fact
	Description string
	License     string
	Homepage    string
	Requires    []Requirement
	Conflicts   []Requirement
	After       []Fact
	Before      []Fact
	Permissions []Fact
	Provides    []Fact
	Stability   string // experimental, beta, stable
	Deprecated  *Deprecated
}

// Fact is a string read from source, with its place.
type Fact struct {
	Value    string
	Position diag.Position
}

// Requirement is a plugin that must, or must not, be there.
type Requirement struct {
	Name     Fact
	Range    Fact
	Position diag.Position
}

// Deprecated says what replaces a plugin and when it goes.
type Deprecated struct {
	Since, RemovedIn, Use string
	Position              diag.Position
}

// Component is a named value that a plugin offers.
type Component struct {
	Kind         string // the contract's method
	Name         string
	Position     diag.Position
	Capabilities []string
	Conditional  bool // stands under an if or after an early return
	Declared     bool // known from Metadata.Provides only
}

// Param is a parameter of Init that the composition must supply.
type Param struct {
	Name       string
	Position   diag.Position
	Text       string // the type for messages, packages by name
	Type       Ident  // the named type behind it, pointer removed; zero where there is none
	Interface  bool
	Logger     bool // *slog.Logger
	Candidates []Candidate
	Misses     []Miss
}

// Candidate is a value of the composition that a parameter accepts.
type Candidate struct {
	Entry string // an entry whose state fits, or
	Input string // a host input that fits
}

// Miss is a value that a parameter does not accept, and why.
type Miss struct {
	Entry, Input string
	Reason       string
}

// Suggestion is a package that could be entered.
type Suggestion struct {
	Module string // import path
	Name   string // Metadata.Name
}

// ConfigFacts describes a plugin's config type.
type ConfigFacts struct {
	Type     Type // always a Named struct of the plugin's package
	Position diag.Position
	// Types are the definitions of all named types that Type reaches, by Ident
	// and type arguments as Type.ID writes them.
	Types map[string]Definition
	// Validate reports whether the type has Validate() error.
	Validate bool
}

// TypeKind is the form of a Type.
type TypeKind string

const (
	Basic     TypeKind = "basic" // Name is "bool", "int64", "string", …
	Named     TypeKind = "named"
	Pointer   TypeKind = "pointer"
	Slice     TypeKind = "slice"
	Array     TypeKind = "array"
	Map       TypeKind = "map"
	Struct    TypeKind = "struct"
	Interface TypeKind = "interface" // the empty one has no Methods
	Other     TypeKind = "other"     // func, chan: nothing that a file can hold
)

// Type is a Go type as plain data. A Named type is only a reference: what it is
// made of stands once in ConfigFacts.Types, so that recursion ends.
type Type struct {
	Kind    TypeKind
	Name    string // Basic
	Ident   Ident  // Named
	Args    []Type // Named: type arguments
	Elem    *Type  // Pointer, Slice, Array, Map
	Key     *Type  // Map
	Len     int64  // Array
	Fields  []Field
	Methods bool   // Interface: has methods
	Expr    Expr   // the type as generated code writes it
	Text    string // the type for messages, packages by name: "[]time.Duration"
}

// ID is the key of a Named type in ConfigFacts.Types: the whole type with
// import paths, "example.com/a.Pair[int,example.com/b.T]".
func (t Type) ID() string { return t.Expr.String() }

// Field is a struct field.
type Field struct {
	Name     string
	Type     Type
	Tag      string // the raw tag
	Embedded bool
	Exported bool
	Doc      string
	Position diag.Position
}

// Definition is what a named type is made of.
type Definition struct {
	Underlying Type
	Doc        string
	Position   diag.Position
	// UnmarshalText and UnmarshalJSON report methods of the type or of its pointer.
	UnmarshalText bool
	UnmarshalJSON bool
	// SchemaMethods are the methods that would have to be run to know the
	// type's schema: JSONSchema, JSONSchemaExtend, …
	SchemaMethods []string
	// Schema is what the schema directives in the type's doc comment state, their
	// lines joined and nothing checked; empty where there are none. SchemaAt is
	// where the first of them stands.
	Schema   string
	SchemaAt diag.Position
	// Unwritable reports that the host cannot import the type's package, which is
	// internal to another part of the source, so that no literal of it can be written.
	Unwritable bool
	// Constants are the exported constants of the type declared beside it.
	Constants []string
}

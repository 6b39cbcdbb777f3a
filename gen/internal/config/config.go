// Package config reads plugin_config.yaml and the files laid over it: bytes in, a
// Config in which every value knows its place out. It is the only user of the
// YAML library.
package config

import "github.com/plugingen/plugingen/gen/diag"

// Config is a configuration as written, checked for shape only.
type Config struct {
	Position diag.Position // of the first file's first key
	Contract Text          // "import/path.Interface"; DefaultContract where absent
	Output   Output
	Inputs   []Input // in file order
	Policy   Policy
	Plugins  []Entry // in file order, disabled ones included
}

// DefaultContract is the contract of a file that names none.
const DefaultContract = "github.com/plugingen/plugingen/runtime/pipeline.Behaviour"

// Text is a string with its place. An absent one has no position.
type Text struct {
	Value    string
	Position diag.Position
}

// Output says where the wiring goes.
type Output struct {
	Dir     Text // slash-separated, relative to the first file's directory; "." where absent
	Package Text // empty where absent
}

// Input is a value that the host hands to New.
type Input struct {
	Name Text
	Type Text // "*database/sql.DB": stars and brackets, then import path, dot, name
}

// Policy holds the file's rules for what it composes.
type Policy struct {
	Stability   Text // experimental, beta or stable; experimental where absent
	SideEffects Text // off, warn or error; warn where absent
}

// Entry is one stanza under plugins.
type Entry struct {
	Name         Text            // position of the key
	Joined       []diag.Position // of the same key in later files, where they add to the entry
	Module       Text            // Go import path
	Enabled      bool
	EnabledAt    diag.Position // of the value of enabled, where written
	Settings     *Value        // the config mapping; nil where absent or null
	Dependencies []Dependency  // in file order
	Prefix       Text
	OnFailure    Text // fail, retry or ignore; empty where absent
	Timeouts     Timeouts
	Waivers      []Waiver // in file order
}

// Dependency is one item of an entry's dependencies: an entry's name and,
// where written, a version range.
type Dependency struct {
	Name     string
	Range    string // "" or a range such as ">= 1.0, < 2", as written
	Position diag.Position
}

// Timeouts are an entry's limits, as Go durations; empty where absent.
type Timeouts struct {
	Init      Duration
	Terminate Duration
}

// Duration is a positive length of time; Nanoseconds is 0 where absent.
type Duration struct {
	Nanoseconds int64
	Position    diag.Position
}

// Kind is what a YAML value is, by the core schema of YAML 1.2 and with dates.
// It is empty where the value could not be understood, which Parse reported.
type Kind string

const (
	Null      Kind = "null"
	Bool      Kind = "boolean"
	Integer   Kind = "integer"
	Float     Kind = "float"
	String    Kind = "string"
	Timestamp Kind = "timestamp"
	Sequence  Kind = "sequence"
	Mapping   Kind = "mapping"
)

// Value is a YAML value with its place. Aliases and merge keys are resolved;
// what stood behind an alias keeps its own position and has the alias's as Alias.
type Value struct {
	Kind     Kind
	Text     string // a scalar's content; for a plain scalar exactly as written
	Quoted   bool   // a scalar in quotes or a block scalar: always Kind String
	Position diag.Position
	Alias    diag.Position   // the outermost alias through which it came to stand here; else zero
	Over     diag.Position   // in a file laid over another: the value that it replaces; else zero
	Joined   []diag.Position // a mapping's keys in the later files that add to it; else nil
	Away     []Member        // members of a mapping that a later file took away with null; they count as absent
	Items    []Value         // Sequence
	Members  []Member        // Mapping, in file order, keys unique; what merge keys bring in comes last
}

// Member is one key of a mapping with its value.
type Member struct {
	Key      string
	Position diag.Position // of the key
	Value    Value
}

// Member returns the member with that key, or nil.
func (v *Value) Member(key string) *Member {
	if v == nil {
		return nil
	}
	return find(v.Members, key)
}

// Taken returns the member with that key that a later file took away, a Null at
// its place there, or nil.
func (v *Value) Taken(key string) *Member {
	if v == nil {
		return nil
	}
	return find(v.Away, key)
}

func find(members []Member, key string) *Member {
	for i := range members {
		if members[i].Key == key {
			return &members[i]
		}
	}
	return nil
}

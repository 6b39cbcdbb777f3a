package runtime

import (
	"context"
	"fmt"
)

// WiringV1 is the handshake between generated wiring and this package: the
// wiring refers to the version it was written for, so a host that pairs it with
// a runtime of another generation is refused by the compiler, not at start.
const WiringV1 = 1

// Lifecycle is the part that every contract has. A contract is an exported
// interface that embeds Lifecycle and whose every other method has the form
// func() []Component[K]; each such method is a kind of component.
type Lifecycle interface {
	// Terminate releases what the plugin holds. It is called at most once, after
	// the plugin's components were taken out of the registries and never while
	// Init runs. It should return when ctx is over; its error is reported and
	// does not keep other plugins from being terminated.
	Terminate(ctx context.Context) error

	// Metadata tells what the plugin is. It is read from source when the wiring
	// is generated, so it must be made of constants and literals, and it must
	// return the same at every call.
	Metadata() Metadata
}

// Component is a named value of one kind.
type Component[T any] struct {
	Name         string   // unique among the components of its kind, with the entry's prefix
	Capabilities []string // words that a host can ask for; the registry keeps its own copy
	Value        T        // called from several goroutines, unless the contract says otherwise
}

// Metadata is what a plugin tells about itself.
type Metadata struct {
	Name        string        // the plugin's identity, [a-z][a-z0-9_]*
	Version     string        // semantic version without a leading v, "1.2.0"
	Description string        // one sentence
	License     string        // SPDX expression, "Apache-2.0"
	Homepage    string        // URL
	Requires    []Requirement // plugins that must be present; they start first
	Conflicts   []Requirement // plugins that must not be present
	After       []string      // soft order: start after these where they are present
	Before      []string      // soft order: start before these where they are present
	Permissions []Permission  // what the code may do
	Provides    []string      // "Kind/name" of components whose names the code computes
	Stability   Stability     // what a host may expect of the next version
	Deprecated  *Deprecation  // nil where the plugin is not deprecated
}

// Requirement names a plugin by its Metadata.Name and a range of its versions.
type Requirement struct {
	Name    string
	Version string // ">=1.2, <2"; empty for any
}

// Permission is one thing that a plugin's code may do, as kind or kind:value:
// "network:api.anthropic.com:443", "files.read:/data", "goroutine".
type Permission string

// Stability tells what a host may expect of a plugin's next version.
type Stability int

// The levels of stability, the least stable first.
const (
	Experimental Stability = iota // may change or go at any time
	Beta                          // meant to stay; may change between minor versions
	Stable                        // changes as semantic versioning promises
)

// String returns the level in lower case: "experimental", "beta" or "stable".
func (s Stability) String() string {
	switch s {
	case Experimental:
		return "experimental"
	case Beta:
		return "beta"
	case Stable:
		return "stable"
	}
	return fmt.Sprintf("stability(%d)", int(s))
}

// Deprecation tells the users of a plugin that they should leave it.
type Deprecation struct {
	Since     string // the first version that is deprecated
	RemovedIn string // the version from which on it is refused; empty where none is set
	Use       string // what to use instead; empty where there is nothing
}

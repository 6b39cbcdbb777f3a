// Package lock is plugins.lock.json: a composition written down, so that a
// change of package, version, source, components or order shows in review.
package lock

// FileName is the lock's name; it stands beside the wiring.
const FileName = "plugins.lock.json"

// Lock is a composition as data: what it is made of and in which order it starts.
type Lock struct {
	Version   int      `json:"version"`            // of this format: 1
	Config    string   `json:"config"`             // the configuration, relative to the lock's directory, slash-separated
	Overlays  []string `json:"overlays,omitempty"` // what is laid over it, likewise, in this order
	GoPackage string   `json:"goPackage"`          // name of the package that the wiring is in
	Contract  string   `json:"contract"`           // "import/path.Interface"
	Kinds     []string `json:"kinds"`              // component kinds in contract order
	Inputs    []Input  `json:"inputs"`             // what the host hands to New, in file order
	Plugins   []Plugin `json:"plugins"`            // enabled entries in start order
	// Outputs are the digests of the files that were written with the lock, by
	// name; they tell an edited file from a stale one.
	Outputs map[string]string `json:"outputs"`
}

// Input is a value that the host hands to New.
type Input struct {
	Name string `json:"name"`
	Type string `json:"type"` // with import paths: "*database/sql.DB"
}

// Plugin is one entry of a composition.
type Plugin struct {
	Entry         string      `json:"entry"`
	Package       string      `json:"package"`
	Module        string      `json:"module"`
	ModuleVersion string      `json:"moduleVersion"` // empty for a main, workspace or directory-replaced module
	Digest        string      `json:"digest"`        // "sha256:…" over the package's files as the go command sees them
	Settings      string      `json:"settings"`      // "sha256:…" over config, prefix and timeouts as the wiring has them
	Name          string      `json:"name"`          // Metadata.Name
	Version       string      `json:"version"`       // Metadata.Version
	Level         int         `json:"level"`         // plugins of one level start in parallel; from 0
	Needs         []Need      `json:"needs"`         // entries that run before it, in start order
	Components    []Component `json:"components"`    // by kind in contract order, then as written
}

// Need is an edge of the start order.
type Need struct {
	Entry string `json:"entry"`
	Why   string `json:"why"` // dependencies, parameter, requires, after or before
}

// Component is a named value that an entry offers, prefix included.
type Component struct {
	Kind         string   `json:"kind"`
	Name         string   `json:"name"`
	Capabilities []string `json:"capabilities,omitempty"`
	Conditional  bool     `json:"conditional,omitempty"` // offered under a condition of the plugin's
}

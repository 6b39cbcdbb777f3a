// Package gen composes plugins: it reads a configuration, looks at the
// packages, plans, writes wiring and hands the files back.
//
// Data goes one way through five stages, each a package that returns its own
// output and a list of findings; the next stage runs only where there was no
// error:
//
//	plugin_config.yaml
//	  -> config    what was asked, every value with its place
//	  -> catalog   what is there: Facts of every package, read from source
//	  -> plan      what will be done, in order; valid by construction
//	  -> emit      files
//	  -> Commit    written, all or none
package gen

import (
	"context"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/lock"
)

// Options say what to compose. The zero value composes plugin_config.yaml of
// the working directory.
type Options struct {
	Dir    string // what relative paths are relative to; default the working directory
	Config string // the configuration file; default plugin_config.yaml
	Output string // output directory; wins over output.dir of the file
}

// Composition is what a valid configuration comes to; the lock holds the same.
type Composition = lock.Lock

// Entry is one stanza of the configuration as written, enabled or not.
type Entry struct {
	Name    string
	Package string
	Enabled bool
}

// File is a file of the output.
type File struct {
	Path    string // relative to the host's module root, slash-separated
	Name    string // absolute, in the system's form
	Content []byte // what it should hold
	Current []byte // what it holds; nil where it does not exist
}

// Result is what came of one configuration.
type Result struct {
	// Diagnostics are all findings, sorted. Files and Composition are set only
	// where there is no error among them.
	Diagnostics diag.List
	Entries     []Entry      // in file order; nil where the file could not be read
	Composition *Composition // nil where there are errors
	Files       []File       // nil where there are errors
}

// Source returns the content of a file that a diagnostic of this result names,
// for an excerpt; false where it cannot be had.
func (r *Result) Source(file string) ([]byte, bool) { panic("todo") }

// Generate runs the stages. Findings about the input are in the result; the
// error is our own failure or the machine's. It writes nothing.
func Generate(ctx context.Context, opts Options) (*Result, error) { panic("todo") }

// Commit writes the files that differ from what is there, all or none, and
// returns their paths relative to the host's module root. A result with errors
// commits nothing and is refused.
func (r *Result) Commit() ([]string, error) { panic("todo") }

// Freshness compares what is there with what should be, the other files of the
// host module included: stale, edited, missing and orphaned output and a stale
// lock, sorted. Empty means that Commit would write nothing and nothing is left over.
func (r *Result) Freshness() (diag.List, error) { panic("todo") }

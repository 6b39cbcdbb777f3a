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
//	  -> emit      files, among them the schema of the configuration
//	  -> Commit    written, all or none
package gen

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/config"
	"github.com/plugingen/plugingen/gen/internal/emit"
	"github.com/plugingen/plugingen/gen/internal/fileschema"
	"github.com/plugingen/plugingen/gen/internal/lock"
	"github.com/plugingen/plugingen/gen/internal/plan"
)

// Options say what to compose. The zero value composes plugin_config.yaml of
// the working directory.
type Options struct {
	Dir      string   // what relative paths are relative to; default the working directory
	Config   string   // the configuration file; default plugin_config.yaml
	Overlays []string // files laid over it, in this order; each once
	Output   string   // output directory; wins over output.dir of the files
}

// Composition is what a valid configuration comes to; the lock holds the same.
type Composition = lock.Lock

// Entry is one stanza of the configuration as written, enabled or not.
type Entry struct {
	Name     string
	Package  string
	Enabled  bool
	Position diag.Position   // of its name, in the first file that has it
	Overlaid []diag.Position // of its name in files that add to it
}

// Edge is one reason of the start order: From starts after To.
type Edge struct {
	From     string
	To       string
	Why      string        // as in the lock: dependencies, parameter, requires, after or before
	Position diag.Position // what asks for it
}

// Kind is a component kind of the contract.
type Kind struct {
	Name      string
	Interface bool   // its components have methods that can be called
	Unguarded string // why the wiring puts no guard around its components; empty where it does
}

// Waived is a side effect of an import that an entry accepts.
type Waived struct {
	Entry    string
	Position diag.Position // where the effect is
	What     string        // "calls http.HandleFunc, which registers a handler in http.DefaultServeMux"
	Reason   string        // as the configuration gives it
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
	Edges       []Edge       // those of the composition, with their places; by From in start order, then as in the lock
	Kinds       []Kind       // of the contract, in its order; nil where there are errors
	Files       []File       // the wiring, the lock and the schema; nil where there are errors
	Waived      []Waived     // side effects of imports that entries accept; nil where there are errors
	// Configs are the files of the configuration as diagnostics call them: the
	// base, then what is laid over it.
	Configs []string
	// Root is the directory of the host's module, absolute: what the names of
	// files in diagnostics are relative to. It is empty where no module was
	// found; names are then relative to Options.Dir.
	Root string

	source *source
	loaded *catalog.Loaded // nil where packages were not looked at
}

// Generate runs the stages. Findings about the input are in the result; the
// error is our own failure or the machine's. It writes nothing, and it reads
// the host's old wiring only to compare: a broken or missing one is no obstacle.
func Generate(ctx context.Context, opts Options) (*Result, error) {
	src, found, err := locate(opts)
	r := &Result{source: src, Diagnostics: found}
	if err != nil {
		return nil, err
	}
	r.Root, r.Configs = src.root.Dir, src.displays()
	if r.failed() {
		return r, nil
	}
	cfg, found := config.ParseFiles(src.configFiles()...)
	if r.note(found, cfg); r.failed() {
		return r, nil
	}
	r.loaded, found, err = catalog.Load(ctx, src.root, cfg)
	if err != nil {
		return nil, err
	}
	if r.note(found, cfg); r.failed() {
		return r, nil
	}
	p, found := plan.Build(r.loaded.Catalog)
	if r.note(found, cfg); r.failed() {
		return r, nil
	}
	return r, r.render(p)
}

// failed reports whether the next stage must not run.
func (r *Result) failed() bool { return r.Diagnostics.Errors() > 0 }

// note adds a stage's findings and, once they are known, the entries.
func (r *Result) note(found diag.List, cfg *config.Config) {
	r.Diagnostics = append(r.Diagnostics, found...).Sorted()
	if cfg == nil || r.Entries != nil {
		return
	}
	for _, e := range cfg.Plugins {
		r.Entries = append(r.Entries, Entry{Name: e.Name.Value, Package: e.Module.Value, Enabled: e.Enabled, Position: e.Name.Position, Overlaid: e.Joined})
	}
}

// render turns a plan into the files of the output.
func (r *Result) render(p *plan.Plan) error {
	describe := beside(func() (*fileschema.Schema, error) { return fileschema.Of(r.loaded.Catalog) })
	wiring, err := emit.Wiring(p)
	if err != nil {
		return bug(err)
	}
	if err := r.loaded.Verify(catalog.OutputName, wiring); err != nil {
		return bug(fmt.Errorf("the wiring does not compile: %w", err))
	}
	r.Edges, r.Waived, r.Kinds = edgesOf(p), waivedOf(p), kindsOf(p)
	described, err := describe()
	if err != nil {
		return bug(err)
	}
	r.Composition = lock.Of(p, r.source.configFromOutput())
	r.Composition.Overlays = r.source.overlaysFromOutput()
	r.Composition.Seal(catalog.OutputName, wiring)
	r.Composition.Seal(SchemaName, described.JSON)
	locked, err := r.Composition.Encode()
	if err != nil {
		return bug(err)
	}
	for _, f := range []struct {
		name    string
		content []byte
	}{{catalog.OutputName, wiring}, {lock.FileName, locked}, {SchemaName, described.JSON}} {
		file, err := r.source.file(f.name, f.content)
		if err != nil {
			return err
		}
		r.Files = append(r.Files, file)
	}
	return nil
}

// beside starts f and returns a function that waits for what comes of it. A panic
// in it is an error.
func beside[T any](f func() (T, error)) func() (T, error) {
	var out T
	var err error
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() {
			if v := recover(); v != nil {
				err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
			}
		}()
		out, err = f()
	}()
	return func() (T, error) {
		<-done
		return out, err
	}
}

func kindsOf(p *plan.Plan) []Kind {
	var out []Kind
	for _, k := range p.Contract.Kinds {
		out = append(out, Kind{Name: k.Method, Interface: k.Interface, Unguarded: k.Unguarded})
	}
	return out
}

// edgesOf are the edges of a plan in the order of the lock.
func edgesOf(p *plan.Plan) []Edge {
	var out []Edge
	for _, u := range p.Units {
		for _, e := range slices.Concat(u.Needs, u.After) {
			out = append(out, Edge{From: u.Entry, To: e.Entry, Why: string(e.Why), Position: e.Position})
		}
	}
	return out
}

func waivedOf(p *plan.Plan) []Waived {
	var out []Waived
	for _, w := range p.Waived {
		out = append(out, Waived{Entry: w.Entry, Position: w.Effect.Position, What: w.Effect.What, Reason: w.Reason})
	}
	return out
}

// bug marks an error as a fault of plugingen's own.
func bug(err error) error {
	return fmt.Errorf("this is a fault of plugingen, please report it: %w", err)
}

// Source returns the content of a file that a diagnostic of this result names,
// for an excerpt; false where it cannot be had.
func (r *Result) Source(file string) ([]byte, bool) {
	if r.source == nil {
		return nil, false
	}
	if content, ok := r.source.content(file); ok || r.loaded == nil {
		return content, ok
	}
	return r.loaded.Source(file)
}

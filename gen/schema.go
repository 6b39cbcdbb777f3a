package gen

import (
	"context"
	"errors"
	"path/filepath"
	"slices"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/config"
	"github.com/plugingen/plugingen/gen/internal/fileschema"
	"github.com/plugingen/plugingen/gen/internal/reference"
)

// SchemaName is the name of the configuration's schema, which Generate puts
// beside the wiring.
const SchemaName = fileschema.FileName

// Described is a configuration as editors and readers want to know it.
type Described struct {
	// Result holds the findings: errors where the configuration cannot be read
	// at all, and nothing was described; else only warnings, each about what kept
	// something out of the schema.
	*Result
	Schema  File     // as Generate writes it
	General []string // enabled entries whose settings the schema does not describe; sorted
}

// Describe makes the schema of a configuration as far as its packages can be
// read: settings that are wrong or missing, and anything else that only a valid
// composition needs, are no obstacle. It writes nothing.
func Describe(ctx context.Context, opts Options) (*Described, error) {
	src, found, err := locate(opts)
	d := &Described{Result: &Result{source: src, Diagnostics: found}}
	if err != nil {
		return nil, err
	}
	if d.Root, d.Configs = src.root.Dir, src.displays(); d.failed() {
		return d, nil
	}
	cfg, shape := config.ParseFiles(src.configFiles()...)
	if cfg == nil || len(cfg.Plugins) == 0 {
		d.note(shape, cfg)
		return d, nil
	}
	d.note(nil, cfg)
	d.loaded, found, err = catalog.Load(ctx, src.root, cfg)
	if err != nil {
		return nil, err
	}
	return d, d.describe(slices.Concat(ofNoPackage(cfg, shape), found))
}

// ofNoPackage are the findings within entries that name no package, for these
// keep the plugin from being read.
func ofNoPackage(cfg *config.Config, found diag.List) diag.List {
	var out diag.List
	for _, f := range found {
		var within *config.Entry
		for i := range cfg.Plugins {
			e := &cfg.Plugins[i]
			if e.Name.Position.File == f.Position.File && e.Name.Position.Line <= f.Position.Line && (within == nil || within.Name.Position.Line <= e.Name.Position.Line) {
				within = e
			}
		}
		if within != nil && within.Enabled && within.Module.Value == "" {
			out.Add(f)
		}
	}
	return out
}

// describe makes the schema of what was loaded; found is what was wrong so far.
func (d *Described) describe(found diag.List) error {
	s, err := fileschema.Of(d.loaded.Catalog)
	if err != nil {
		return bug(err)
	}
	if d.Schema, err = d.source.file(SchemaName, s.JSON); err != nil {
		return err
	}
	d.General = s.General
	if len(s.General) > 0 {
		d.warn(found)
	}
	d.warn(s.Found)
	return nil
}

// warn adds findings as what they are to a schema: no reason not to make one.
func (d *Described) warn(found diag.List) {
	for _, f := range found {
		if f.IsError() || f.Code == diag.OpaqueSchema {
			f.Severity = diag.Warning
			d.Diagnostics.Add(f)
		}
	}
	d.Diagnostics = d.Diagnostics.Sorted()
}

// WriteDocs writes the reference of the plugins into a directory, which is
// made where there is none: a page for every enabled entry whose plugin could be
// read, and index.md. It returns the files that it wrote, those that differed;
// pages of entries that are gone stay.
func (d *Described) WriteDocs(dir string) ([]string, error) {
	if d.failed() || d.loaded == nil {
		return nil, errors.New("a configuration that cannot be read has no reference")
	}
	cat := d.loaded.Catalog
	var files []File
	for _, p := range reference.Of(cat.Host.Package, cat.Plugins) {
		f, err := fileAt(filepath.Join(dir, p.Name), p.Content)
		if err != nil {
			return nil, err
		}
		f.Path = f.Name
		files = append(files, f)
	}
	return commit(files)
}

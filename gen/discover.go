package gen

import (
	"context"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/config"
	"github.com/plugingen/plugingen/gen/internal/plan"
)

// Discovered is a package that could be entered into a configuration.
type Discovered struct {
	Name          string // Metadata.Name
	Version       string // Metadata.Version
	Package       string
	Module        string
	ModuleVersion string   // empty for a main, workspace or replaced-by-directory module
	Components    []string // "kind/name", in the order of the contract
	Entry         string   // a name that no entry has
	Text          string   // the stanza to add under plugins, indented
}

// Faulty is a package that was written for the contract and does not meet it.
type Faulty struct {
	Package string
	Found   diag.List // at least one error
}

// Discovery is what Discover found.
type Discovery struct {
	*Result    // of the configuration: with errors among its Diagnostics nothing was looked for
	Contract   string
	Discovered []Discovered // by package
	Faulty     []Faulty     // by package
}

// Discover looks among packages for plugins that meet the contract of a
// configuration and that no entry of it names, disabled ones included. Patterns
// are the go command's, relative to Options.Dir; those of no use there are an
// error. The entries themselves are not looked at: it does not matter whether
// the composition is valid.
func Discover(ctx context.Context, opts Options, patterns []string) (*Discovery, error) {
	src, found, err := locate(opts)
	d := &Discovery{Result: &Result{source: src, Diagnostics: found}}
	if err != nil {
		return nil, err
	}
	if d.Root, d.Configs = src.root.Dir, src.displays(); d.failed() {
		return d, nil
	}
	cfg, found := config.ParseFiles(src.configFiles()...)
	if d.note(found, cfg); cfg == nil || d.failed() {
		return d, nil
	}
	d.Contract = cfg.Contract.Value
	loaded, all, found, err := catalog.Discover(ctx, src.root, cfg, src.listingDir(opts), patterns)
	if err != nil {
		return nil, err
	}
	d.loaded = loaded
	d.note(found, cfg)
	d.sort(all, cfg)
	return d, nil
}

// listingDir is where patterns are relative to: the user's directory, where
// that belongs to the host's module.
func (s *source) listingDir(opts Options) string {
	dir, err := filepath.Abs(opts.Dir)
	if err != nil || !catalog.Within(realPath(s.root.Dir), realPath(dir)) {
		return s.root.Dir
	}
	return dir
}

// sort tells what can be entered from what cannot.
func (d *Discovery) sort(all []catalog.Found, cfg *config.Config) {
	taken := map[string]bool{}
	for _, e := range cfg.Plugins {
		taken[e.Name.Value] = true
	}
	for _, f := range all {
		if f.Facts != nil && f.Found.Errors() == 0 {
			f.Found.Add(plan.Author(f.Facts, d.loaded.Catalog.Contract)...)
		}
		if f.Facts == nil || f.Found.Errors() > 0 {
			d.Faulty = append(d.Faulty, Faulty{Package: f.Path, Found: f.Found.Sorted()})
			continue
		}
		d.Discovered = append(d.Discovered, discovered(f.Facts, taken))
	}
}

func discovered(f *catalog.Facts, taken map[string]bool) Discovered {
	out := Discovered{
		Name: f.Metadata.Name.Value, Version: f.Metadata.Version.Value,
		Package: f.Package.Path, Module: f.Module, ModuleVersion: f.Version,
	}
	for _, c := range f.Components {
		out.Components = append(out.Components, c.Kind+"/"+c.Name)
	}
	out.Entry = freeName(out.Name, out.Package, taken)
	taken[out.Entry] = true
	out.Text = "  " + out.Entry + ":\n    module: " + out.Package + "\n"
	return out
}

// notInName is what an entry's name may not hold.
var notInName = regexp.MustCompile(`[^a-z0-9]+`)

// freeName is the plugin's name, with as many folders of its import path in
// front as it takes to be no other's.
func freeName(name, importPath string, taken map[string]bool) string {
	free := name
	for dir := importPath; taken[free] && dir != "." && dir != "/"; dir = path.Dir(dir) {
		word := strings.Trim(notInName.ReplaceAllString(strings.ToLower(path.Base(dir)), "_"), "_")
		if word != "" && !slices.Contains(strings.Split(free, "_"), word) {
			free = strings.TrimLeft(word+"_"+free, "0123456789_")
		}
	}
	return free
}

package catalog

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/config"
)

// Found is a package that a configuration could enter and does not.
type Found struct {
	Path  string
	Facts *Facts    // nil where the findings leave none
	Found diag.List // errors where it does not meet the contract after all
}

// Discover looks among the packages of patterns, which are relative to dir, for
// those that were written for the configuration's contract and that no entry
// names, in the order of their paths. Packages that have nothing to do with the
// runtime are listed but never read. The list has what is wrong with the
// contract itself.
func Discover(ctx context.Context, root Root, cfg *config.Config, dir string, patterns []string) (*Loaded, []Found, diag.List, error) {
	host, err := readHost(root, cfg.Output.Package.Value)
	if err != nil {
		return nil, nil, nil, err
	}
	contract, _ := splitName(cfg.Contract.Value)
	paths, err := promising(ctx, dir, contract, patterns)
	if err != nil {
		return nil, nil, nil, err
	}
	paths = slices.DeleteFunc(paths, func(path string) bool { return path == host.Package || entered(cfg, path) })
	u, err := open(ctx, root, append(slices.Clone(paths), contract))
	if err != nil {
		return nil, nil, nil, err
	}
	cat := &Catalog{Config: cfg, Host: host}
	r := &reader{universe: u, host: host, apart: map[string]bool{}}
	var found []Found
	if r.contract(cat) {
		for _, path := range paths {
			if f, ok := r.discover(cat, path); ok {
				found = append(found, f)
			}
		}
	}
	return &Loaded{Catalog: cat, u: u}, found, r.found, nil
}

func entered(cfg *config.Config, path string) bool {
	return slices.ContainsFunc(cfg.Plugins, func(e config.Entry) bool { return e.Module.Value == path })
}

// promising lists packages and keeps those that import something of the
// runtime or the contract, or a package of the list that does.
func promising(ctx context.Context, dir, contract string, patterns []string) ([]string, error) {
	listed, err := packages.Load(&packages.Config{Mode: packages.NeedName | packages.NeedFiles | packages.NeedImports, Context: ctx, Dir: dir}, patterns...)
	if err != nil {
		return nil, fmt.Errorf("the go command could not list the packages: %w", err)
	}
	near := map[string]bool{contract: true}
	var out []string
	for _, p := range listed {
		if len(p.GoFiles) == 0 && len(p.Errors) > 0 {
			return nil, fmt.Errorf("listing packages: %s", strings.TrimSpace(p.Errors[0].Msg))
		}
		near[p.PkgPath] = near[p.PkgPath] || importsAny(p, func(path string) bool { return path == contract || inModule(RuntimePath, path) })
	}
	for _, p := range listed {
		if p.Name != "main" && (near[p.PkgPath] || importsAny(p, func(path string) bool { return near[path] })) {
			out = append(out, p.PkgPath)
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

func importsAny(p *packages.Package, wanted func(path string) bool) bool {
	for path := range p.Imports {
		if wanted(path) {
			return true
		}
	}
	return false
}

// discover reads one package; false where it was not written for the contract
// or cannot be imported by the host.
func (r *reader) discover(cat *Catalog, path string) (Found, bool) {
	node := r.loaded[path]
	if node == nil || node.Types == nil {
		return Found{}, false
	}
	if why, _ := r.unimportable(node); why != "" {
		return Found{}, false
	}
	p := r.pkgs[path]
	state := initState(r.fset, p)
	one := &reader{universe: r.universe, host: r.host, iface: r.iface, apart: r.apart}
	want := cat.Contract.Ident.Path + "." + cat.Contract.Ident.Name
	told := one.directives(p)
	other := slices.ContainsFunc(told, func(d directive) bool { return d.contract != want })
	if state == nil || other || len(told) == 0 && !meant(state, r.iface) {
		return Found{}, false
	}
	out := Found{Path: path}
	if one.compiles(node, diag.Position{}) {
		out.Facts, _ = one.facts(cat, p, nil)
	}
	out.Found = one.found.Sorted()
	return out, true
}

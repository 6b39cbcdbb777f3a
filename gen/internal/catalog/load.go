package catalog

import (
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/config"
	"github.com/plugingen/plugingen/gen/internal/effects"
	"github.com/plugingen/plugingen/gen/internal/fold"
)

// mode asks for the roots from source and for everything else from the
// compiler's export data: the dependencies of a plugin are never parsed.
const mode = packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedEmbedFiles |
	packages.NeedImports | packages.NeedModule | packages.NeedTypes | packages.NeedTypesSizes |
	packages.NeedSyntax | packages.NeedTypesInfo | packages.NeedExportFile

// Loaded is a catalog together with the type information that it was read
// from, which is needed once more to judge the wiring.
type Loaded struct {
	Catalog *Catalog
	u       *universe
}

// Source returns the content of a file that a diagnostic names.
func (l *Loaded) Source(display string) ([]byte, bool) { return l.u.names.read(display) }

// universe is everything that one load brought.
type universe struct {
	places
	names  *displayNames
	pkgs   map[string]*Package          // roots by import path
	loaded map[string]*packages.Package // the same as the go command sees them
	code   *fold.Sources                // of the roots

	graph   map[string]*packages.Package // all packages by import path, once they are asked for
	modules map[string]*effects.Module   // by module path
	exports *exports
}

// Load reads the contract, the host and every enabled plugin. It runs the go
// command once, in the host's module root; once more where a plugin leaves to
// another package what it offers, and where an entry is missing, to find one to
// suggest. No code of a package is run. The error is the go command's or the
// machine's; findings are in the list, and the catalog holds what could be read
// in spite of them.
func Load(ctx context.Context, root Root, cfg *config.Config) (*Loaded, diag.List, error) {
	host, err := readHost(root, cfg.Output.Package.Value)
	if err != nil {
		return nil, nil, err
	}
	paths := patterns(cfg)
	for round := 1; ; round++ {
		u, err := open(ctx, root, paths)
		if err != nil {
			return nil, nil, err
		}
		cat := &Catalog{Config: cfg, Host: host}
		r := &reader{universe: u, host: host, apart: map[string]bool{}, wanted: map[string]bool{}}
		if r.contract(cat) {
			r.inputs(cat)
			r.plugins(cat)
			if more := r.elsewhere(); len(more) > 0 && round < maxRounds {
				paths = slices.Concat(paths, more)
				continue
			}
			if err := r.suggest(ctx, root, cat); err != nil {
				return nil, nil, err
			}
		}
		return &Loaded{Catalog: cat, u: u}, r.found, nil
	}
}

// maxRounds is how often the source of further packages is asked for: a plugin
// may embed a base of another package, which may take a table from a third.
const maxRounds = 3

// elsewhere are the packages outside the standard library whose source would
// tell what a plugin's own source does not.
func (r *reader) elsewhere() []string {
	var out []string
	for path := range r.wanted {
		first, _, _ := strings.Cut(path, "/")
		if r.pkgs[path] == nil && (strings.Contains(first, ".") || inModule(r.host.Module, path)) {
			out = append(out, path)
		}
	}
	slices.Sort(out)
	return out
}

// inModule reports whether a package is the module's own, by its path.
func inModule(module, path string) bool {
	return path == module || strings.HasPrefix(path, module+"/")
}

// reader collects findings while it reads.
type reader struct {
	*universe
	host   Host
	iface  *types.Interface // the contract
	apart  map[string]bool  // packages that do not import the host's
	found  diag.List
	states []state      // one per entry, in file order
	typed  []types.Type // of the inputs
	// partial reports whether the source of a package is not at hand here but
	// read elsewhere, so that what it would tell is no finding; nil for none.
	partial func(importPath string) bool
	beside  string // with partial: the contract's package, which is read elsewhere too
	half    bool   // something was left
	// wanted are packages whose source would tell what was not to be read.
	wanted map[string]bool
}

// left reports whether a value that is not known is left to whoever has the source.
func (r *reader) left(v fold.Value) bool {
	if r.wanted != nil && v.Form == fold.Unknown && v.Source != "" {
		r.wanted[v.Source] = true
	}
	left := r.partial != nil && v.Form == fold.Unknown && v.Source != "" && (v.Source == r.beside || r.partial(v.Source))
	r.half = r.half || left
	return left
}

// patterns are the packages to load, each once, in a fixed order.
func patterns(cfg *config.Config) []string {
	path, _ := splitName(cfg.Contract.Value)
	paths := []string{path}
	for _, e := range cfg.Plugins {
		if e.Enabled && e.Module.Value != "" {
			paths = append(paths, e.Module.Value)
		}
	}
	for _, in := range cfg.Inputs {
		if path, _ := splitName(strings.TrimLeft(in.Type.Value, "*[]")); path != "" {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// splitName cuts "import/path.Name" at the last dot of its last element.
func splitName(s string) (path, name string) {
	slash := strings.LastIndexByte(s, '/')
	dot := strings.LastIndexByte(s[slash+1:], '.')
	if dot < 0 {
		return "", s
	}
	return s[:slash+1+dot], s[slash+dot+2:]
}

// hidden are the fields that folding leaves out: what a component does is the
// program's business.
func hidden(t types.Type, field string) bool {
	return field == "Value" && isNamed(t, RuntimePath, "Component")
}

func open(ctx context.Context, root Root, patterns []string) (*universe, error) {
	store := &sourceStore{files: map[string][]byte{}}
	fset := token.NewFileSet()
	pkgs, err := packages.Load(&packages.Config{
		Mode: mode, Context: ctx, Dir: root.Dir, Fset: fset,
		ParseFile: func(fset *token.FileSet, name string, src []byte) (*ast.File, error) {
			store.keep(name, src)
			return parser.ParseFile(fset, name, src, parser.AllErrors|parser.ParseComments|parser.SkipObjectResolution)
		},
	}, patterns...)
	if err != nil {
		return nil, fmt.Errorf("the go command could not list the packages: %w", err)
	}
	names := newDisplayNames(root, pkgs)
	u := &universe{
		places: places{fset: fset, sources: store.files, display: names.of},
		names:  names,
		pkgs:   map[string]*Package{},
		loaded: map[string]*packages.Package{},
		code:   fold.NewSources(hidden),
	}
	for _, p := range pkgs {
		u.loaded[p.PkgPath] = p
		u.add(packageOf(p))
	}
	return u, nil
}

// add makes a package known as one whose source can be read.
func (u *universe) add(p *Package) {
	u.pkgs[p.Path] = p
	u.code.Add(&fold.Package{Types: p.Types, Info: p.Info, Syntax: p.Syntax})
}

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
)

// mode asks for the roots from source and for everything else from the
// compiler's export data: the dependencies of a plugin are never parsed.
const mode = packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedEmbedFiles |
	packages.NeedImports | packages.NeedModule | packages.NeedTypes | packages.NeedTypesSizes |
	packages.NeedSyntax | packages.NeedTypesInfo

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
	names *displayNames
	pkgs  map[string]*packages.Package // roots by import path
	funcs map[*types.Func]function     // functions and methods of the roots
	vars  map[*types.Var]variable      // package-level variables of the roots
}

// Load reads the contract, the host and every enabled plugin. It runs the go
// command once, in the host's module root; where an entry is missing it runs it
// a second time to find a package to suggest. No code of a package is run. The
// error is the go command's or the machine's; findings are in the list, and
// the catalog holds what could be read in spite of them.
func Load(ctx context.Context, root Root, cfg *config.Config) (*Loaded, diag.List, error) {
	host, err := readHost(root, cfg.Output.Package.Value)
	if err != nil {
		return nil, nil, err
	}
	u, err := open(ctx, root, patterns(cfg))
	if err != nil {
		return nil, nil, err
	}
	cat := &Catalog{Config: cfg, Host: host}
	r := &reader{universe: u, host: host, apart: map[string]bool{}}
	if r.contract(cat) {
		r.inputs(cat)
		r.plugins(cat)
		if err := r.suggest(ctx, root, cat); err != nil {
			return nil, nil, err
		}
	}
	return &Loaded{Catalog: cat, u: u}, r.found, nil
}

// reader collects findings while it reads.
type reader struct {
	*universe
	host    Host
	iface   *types.Interface // the contract
	runtime string           // import path of the runtime package
	apart   map[string]bool  // packages that do not import the host's
	found   diag.List
	states  []state      // one per entry, in file order
	typed   []types.Type // of the inputs
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
		pkgs:   map[string]*packages.Package{},
		funcs:  map[*types.Func]function{},
		vars:   map[*types.Var]variable{},
	}
	for _, p := range pkgs {
		u.pkgs[p.PkgPath] = p
		u.index(p)
	}
	return u, nil
}

// function is a declared function with the package that it stands in.
type function struct {
	decl *ast.FuncDecl
	pkg  *packages.Package
}

// variable is a package-level variable: its initial value, nil where it has
// none of its own, and whether something in its package may change it later.
type variable struct {
	value   ast.Expr
	pkg     *packages.Package
	changed bool
}

// index notes the functions and package-level variables of a root.
func (u *universe) index(p *packages.Package) {
	for _, file := range p.Syntax {
		for _, d := range file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if fn, ok := p.TypesInfo.Defs[d.Name].(*types.Func); ok {
					u.funcs[fn] = function{decl: d, pkg: p}
				}
			case *ast.GenDecl:
				u.indexVars(p, d)
			}
		}
	}
	for _, file := range p.Syntax {
		u.noteChanges(p, file)
	}
}

func (u *universe) indexVars(p *packages.Package, d *ast.GenDecl) {
	for _, spec := range d.Specs {
		s, ok := spec.(*ast.ValueSpec)
		if !ok || d.Tok != token.VAR {
			continue
		}
		for i, id := range s.Names {
			v, ok := p.TypesInfo.Defs[id].(*types.Var)
			if !ok {
				continue
			}
			known := variable{pkg: p}
			if len(s.Values) == len(s.Names) {
				known.value = s.Values[i]
			}
			u.vars[v] = known
		}
	}
}

// noteChanges marks the package-level variables that code assigns to, in whole
// or in part, or takes the address of.
func (u *universe) noteChanges(p *packages.Package, file *ast.File) {
	mark := func(e ast.Expr) {
		for _, id := range chain(e) {
			v, _ := p.TypesInfo.Uses[id].(*types.Var)
			if known, ok := u.vars[v]; ok {
				known.changed = true
				u.vars[v] = known
			}
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, l := range n.Lhs {
				mark(l)
			}
		case *ast.IncDecStmt:
			mark(n.X)
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				mark(n.X)
			}
		case *ast.RangeStmt:
			mark(n.Key)
			mark(n.Value)
		}
		return true
	})
}

// chain is the identifiers that an assignable expression goes through: x and f
// in x.f, x in x[i], *x, x[:] and (x).
func chain(e ast.Expr) []*ast.Ident {
	switch x := e.(type) {
	case *ast.Ident:
		return []*ast.Ident{x}
	case *ast.SelectorExpr:
		return append(chain(x.X), x.Sel)
	case *ast.IndexExpr:
		return chain(x.X)
	case *ast.StarExpr:
		return chain(x.X)
	case *ast.ParenExpr:
		return chain(x.X)
	case *ast.SliceExpr:
		return chain(x.X)
	}
	return nil
}

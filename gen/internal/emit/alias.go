package emit

import (
	"cmp"
	"fmt"
	"go/token"
	"go/types"
	"path"
	"slices"
	"strings"

	"github.com/plugingen/plugingen/gen/internal/catalog"
	"github.com/plugingen/plugingen/gen/internal/plan"
	"github.com/plugingen/plugingen/gen/internal/settings"
)

// alias is the name that the wiring uses for a package.
type alias struct {
	text string
	real bool // the package's own name
}

// locals are the identifiers that the wiring's own functions use.
var locals = []string{"c", "config", "ctx", "err", "i", "opts", "p", "rules"}

// aliases gives every package of the plan a name: its own, where no other
// package of the file and nothing in the host's package has it, else its own
// with the names of the folders above it in front, as many as it takes. The
// standard library, the runtime and the contract come first; among the rest all
// that collide are renamed, so that a name does not depend on the order.
func aliases(p *plan.Plan) map[string]alias {
	pkgs := packagesOf(p)
	out := map[string]alias{}
	taken := map[string]bool{"Composition": true, "Inputs": true, "New": true}
	for _, l := range locals {
		taken[l] = true
	}
	for name := range p.Host.Declared {
		taken[name] = true
	}
	for _, k := range p.Contract.Kinds {
		guard, guarded := plan.GuardNames(k)
		taken[guard], taken[guarded] = true, true
	}
	fixed := []string{"context", "time", "log/slog", "net/url", "net/netip", p.Contract.Runtime, settingsPath(p), p.Contract.Ident.Path}
	var open []catalog.Ident
	for _, id := range pkgs {
		if slices.Contains(fixed, id.Path) && free(id.Package, taken) {
			out[id.Path], taken[id.Package] = alias{text: id.Package, real: true}, true
		} else {
			open = append(open, id)
		}
	}
	for above := 0; len(open) > 0; above++ {
		open = settle(open, above, taken, out)
	}
	return out
}

// settle names the packages whose name with that many folders in front is
// theirs alone, and returns the others.
func settle(open []catalog.Ident, above int, taken map[string]bool, out map[string]alias) (left []catalog.Ident) {
	count := map[string]int{}
	for _, id := range open {
		count[nameWith(id, above)]++
	}
	for _, id := range open {
		name := nameWith(id, above)
		if count[name] == 1 && free(name, taken) {
			out[id.Path] = alias{text: name, real: above == 0}
		} else {
			left = append(left, id)
		}
	}
	for _, id := range open {
		if a, ok := out[id.Path]; ok {
			taken[a.text] = true
		}
	}
	return left
}

// nameWith is a package's name with the names of so many folders above it in
// front. Beyond the path's root it is the whole path, first what a name may hold
// of it, then spelt so that no two paths give one name.
func nameWith(id catalog.Ident, above int) string {
	depth := strings.Count(id.Path, "/")
	var name string
	switch {
	case above > depth+1:
		name = spelt(id.Path) + strings.Repeat("_", above-depth-2)
	case above > depth:
		name = letters(id.Path)
	default:
		folders := strings.Split(path.Dir(id.Path), "/")[:depth]
		name = letters(strings.Join(folders[depth-above:], "")) + id.Package
	}
	if name != "" && name[0] >= '0' && name[0] <= '9' {
		return "_" + name // no identifier begins with a digit
	}
	return name
}

// spelt is a path as an identifier, different for every path.
func spelt(importPath string) string {
	var b strings.Builder
	for _, c := range []byte(importPath) {
		switch {
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9':
			b.WriteByte(c)
		case c == '/':
			b.WriteString("_s")
		default:
			fmt.Fprintf(&b, "_%02X", c)
		}
	}
	return b.String()
}

// impliedName is the name that a reader expects of a package by its path: the
// last element, a major version left out. A package with another name is
// imported under it in so many words.
func impliedName(importPath string) string {
	base := path.Base(importPath)
	if len(base) > 1 && base[0] == 'v' && strings.Trim(base[1:], "0123456789") == "" {
		base = path.Base(path.Dir(importPath))
	}
	return base
}

// letters is what an identifier may hold of a path element.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '_' {
			return r
		}
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return -1
	}, s)
}

func free(name string, taken map[string]bool) bool {
	return !taken[name] && token.IsIdentifier(name) && name != "_" && types.Universe.Lookup(name) == nil
}

// packagesOf are the packages that the wiring names, each once, by path.
func packagesOf(p *plan.Plan) []catalog.Ident {
	ids := []catalog.Ident{
		{Path: "context", Package: "context"},
		{Path: p.Contract.Runtime, Package: "runtime"},
		p.Contract.Ident,
		{Path: "time", Package: "time"},
		{Path: "net/url", Package: "url"},
		{Path: settingsPath(p), Package: "settings"},
	}
	add := func(e catalog.Expr) {
		for _, t := range e {
			ids = append(ids, t.Ident)
		}
	}
	for _, k := range p.Contract.Kinds {
		add(k.Type)
		for _, m := range k.Guard {
			for _, v := range slices.Concat(m.Params, m.Results) {
				add(v.Type)
			}
		}
	}
	for _, in := range p.Inputs {
		add(in.Type)
	}
	for _, u := range p.Units {
		ids = append(ids, u.Facts.Package)
		add(u.Facts.State)
		if u.Config != nil {
			literalPackages(u.Config.Literal, add)
			bindingPackages(u.Config.Binding, add)
		}
	}
	ids = slices.DeleteFunc(ids, func(id catalog.Ident) bool { return id.Path == "" || id.Path == p.Host.Package })
	for i := range ids {
		ids[i].Name = ""
	}
	slices.SortFunc(ids, func(a, b catalog.Ident) int { return cmp.Compare(a.Path, b.Path) })
	return slices.Compact(ids)
}

func literalPackages(l settings.Literal, add func(catalog.Expr)) {
	add(l.Type.Expr)
	add(catalog.Expr{{Ident: l.Func}})
	for _, f := range l.Fields {
		literalPackages(f.Value, add)
	}
	for _, it := range l.Items {
		literalPackages(it, add)
	}
	for _, e := range l.Entries {
		literalPackages(e.Key, add)
		literalPackages(e.Value, add)
	}
}

// bindingPackages are those of the types that the functions of bindings name.
func bindingPackages(b settings.Binding, add func(catalog.Expr)) {
	add(b.Type.Expr)
	for _, part := range []*settings.Binding{b.Key, b.Elem} {
		if part != nil {
			bindingPackages(*part, add)
		}
	}
	for _, s := range b.Settings {
		for _, f := range s.Path {
			add(f.Type.Expr)
		}
		bindingPackages(s.Binding, add)
	}
	for _, s := range b.Structs {
		bindingPackages(s.Binding, add)
	}
}

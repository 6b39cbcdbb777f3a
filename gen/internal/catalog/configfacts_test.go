package catalog

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A type is marked where the host may not import its package, and only there.
func TestUnwritable(t *testing.T) {
	fset := token.NewFileSet()
	known := map[string]*types.Package{}
	declare := func(path, src string) *types.Package {
		file, err := parser.ParseFile(fset, path+".go", src, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		conf := types.Config{Importer: importerFunc(func(path string) (*types.Package, error) { return known[path], nil })}
		known[path], err = conf.Check(path, fset, []*ast.File{file}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return known[path]
	}
	declare("example.com/acme/internal/limits", "package limits; type Limit struct{ Max int }; type Box[T any] struct{ In T }")
	declare("example.com/internal", "package internal; type Shared struct{ A int }")
	acme := declare("example.com/acme", `package acme
import "example.com/acme/internal/limits"
import "example.com/internal"
type Config struct {
	Limit  *limits.Limit
	Boxed  limits.Box[int]
	Shared internal.Shared
	Own    Own
}
type Own struct{ Limits []limits.Limit }
`)
	tests := []struct {
		host string
		want map[string]bool
	}{
		{"example.com/host", map[string]bool{"Limit": true, "Boxed": true, "Shared": false, "Own": false}},
		{"example.com/acme/cmd/host", map[string]bool{"Limit": false, "Boxed": false, "Shared": false, "Own": false}},
		{"example.org/host", map[string]bool{"Limit": true, "Boxed": true, "Shared": true, "Own": false}},
	}
	for _, tt := range tests {
		t.Run(tt.host, func(t *testing.T) {
			u := &universe{places: places{fset: fset, display: func(file string) string { return file }}}
			r := &reader{universe: u, host: Host{Package: tt.host}}
			c := r.configFacts(acme.Scope().Lookup("Config").Type().(*types.Named))
			got := map[string]bool{}
			for _, f := range c.Types[c.Type.ID()].Underlying.Fields {
				typ := f.Type
				if typ.Kind == Pointer {
					typ = *typ.Elem
				}
				def, ok := c.Types[typ.ID()]
				if !ok {
					t.Errorf("no definition of %s", typ.ID())
				}
				got[f.Name] = def.Unwritable
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

package catalog

import (
	"context"
	"go/types"
	"os"
)

// ConfigFactsOf loads packages of this module from source, and returns what
// describes one of their types as a plugin's config type is described; nil
// where there is no such type.
func ConfigFactsOf(paths ...string) (func(path, name string) *ConfigFacts, error) {
	dir, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	root, err := FindRoot(dir)
	if err != nil {
		return nil, err
	}
	u, err := open(context.Background(), root, paths)
	if err != nil {
		return nil, err
	}
	return func(path, name string) *ConfigFacts {
		p := u.pkgs[path]
		if p == nil || p.Types == nil {
			return nil
		}
		tn, _ := p.Types.Scope().Lookup(name).(*types.TypeName)
		if tn == nil {
			return nil
		}
		r := &reader{universe: u, host: Host{Module: root.Module, Package: root.Module}}
		return r.configFacts(tn.Type().(*types.Named))
	}, nil
}

package catalog

import (
	"context"
	"go/types"
	"slices"
)

// suggest looks for packages that could be entered where the configuration
// depends on an entry that it lacks: among those that the dependent plugins
// import and that have an Init, and those of disabled entries. It runs the go
// command once more, and only then.
func (r *reader) suggest(ctx context.Context, root Root, cat *Catalog) error {
	paths := r.unloaded(cat)
	if len(paths) == 0 || !lacksEntry(cat) {
		return nil
	}
	u, err := open(ctx, root, paths)
	if err != nil {
		return err
	}
	for _, path := range paths {
		if lp := u.loaded[path]; lp == nil || len(lp.Errors) > 0 {
			continue
		}
		p := u.pkgs[path]
		other := &reader{universe: u, host: r.host, apart: map[string]bool{}}
		in := other.init(p, nil)
		if in == nil || in.state == nil {
			continue
		}
		obj, _, _ := types.LookupFieldOrMethod(in.state, true, p.Types, "Metadata")
		if fn, ok := obj.(*types.Func); ok {
			if name, ok := u.code.Result(fn, fn.Pos()).Fields["Name"].Text(); ok {
				cat.Suggestions = append(cat.Suggestions, Suggestion{Module: path, Name: name})
			}
		}
	}
	return nil
}

func lacksEntry(cat *Catalog) bool {
	known := map[string]bool{}
	for _, e := range cat.Config.Plugins {
		known[e.Name.Value] = true
	}
	for _, e := range cat.Config.Plugins {
		for _, d := range e.Dependencies {
			if e.Enabled && !known[d.Name] {
				return true
			}
		}
	}
	return slices.ContainsFunc(cat.Plugins, func(p Plugin) bool {
		return slices.ContainsFunc(p.Facts.Metadata.Requires, func(q Requirement) bool { return !named(cat, q.Name.Value) }) ||
			slices.ContainsFunc(p.Params, func(q Param) bool { return !q.Logger && len(q.Candidates) == 0 })
	})
}

func named(cat *Catalog, metadataName string) bool {
	return slices.ContainsFunc(cat.Plugins, func(p Plugin) bool { return p.Facts.Metadata.Name.Value == metadataName })
}

// unloaded are the packages with an Init that the plugins import and that are
// not entered themselves, and the packages of disabled entries.
func (r *reader) unloaded(cat *Catalog) []string {
	var out []string
	for _, e := range cat.Config.Plugins {
		if !e.Enabled && e.Module.Value != "" && r.pkgs[e.Module.Value] == nil {
			out = append(out, e.Module.Value)
		}
	}
	for _, p := range cat.Plugins {
		for path, imp := range r.loaded[p.Facts.Package.Path].Imports {
			if imp.Types == nil || r.pkgs[path] != nil {
				continue
			}
			if _, ok := imp.Types.Scope().Lookup("Init").(*types.Func); ok {
				out = append(out, path)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

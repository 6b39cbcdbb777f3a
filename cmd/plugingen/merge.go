package main

import (
	"cmp"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/plugingen/plugingen/gen"
	"github.com/plugingen/plugingen/gen/diag"
)

// sources finds the file behind a name in a merged list.
type sources map[string]origin

type origin struct {
	result *gen.Result
	file   string // as the result names it
}

func (s sources) read(name string) ([]byte, bool) {
	o, ok := s[name]
	if !ok {
		return nil, false
	}
	return o.result.Source(o.file)
}

// merge joins the findings of several configurations.
func (t *tool) merge(all []*outcome) (diag.List, func(string) ([]byte, bool)) {
	lists, _, origins := t.renamed(all)
	return slices.Concat(lists...), origins.read
}

// renamed are the findings of every configuration, and the configurations, with
// files named such that they can be told apart. File names in findings are
// relative to a host module; where the configurations belong to more than one,
// equal names would mean different files, so names become relative to the
// working directory.
func (t *tool) renamed(all []*outcome) (lists []diag.List, configs []string, origins sources) {
	origins = sources{}
	prefixes := t.prefixes(all)
	for i, o := range all {
		config := cmp.Or(o.configName(), filepath.ToSlash(o.config))
		configs = append(configs, t.within(prefixes[i], o, config))
		lists = append(lists, renamedList(o.findings, func(at diag.Position) diag.Position {
			name := t.within(prefixes[i], o, at.File)
			if _, known := origins[name]; !known {
				origins[name] = origin{o.result, at.File}
			}
			at.File = name
			return at
		}))
	}
	return lists, configs, origins
}

// renamedList keeps nil apart from empty.
func renamedList(l diag.List, rename func(diag.Position) diag.Position) diag.List {
	out := slices.Clone(l)
	for i, d := range out {
		out[i] = renamed(d, rename)
	}
	return out
}

func renamed(d diag.Diagnostic, rename func(diag.Position) diag.Position) diag.Diagnostic {
	d.Position = rename(d.Position)
	related := make([]diag.Related, len(d.Related))
	for i, r := range d.Related {
		related[i] = diag.Related{Position: rename(r.Position), Message: r.Message}
	}
	d.Related = related
	return d
}

// within puts a file of a host module below the module's folder. A file of
// another module, and a configuration whose module is not known, keep their
// names.
func (t *tool) within(prefix string, o *outcome, file string) string {
	if file == "" || prefix == "" || file == filepath.ToSlash(o.config) {
		return file
	}
	name := path.Join(prefix, file)
	first, _, _ := strings.Cut(file, "/")
	if strings.Contains(first, ".") && first != file && !exists(t.path(filepath.FromSlash(name))) {
		return file // a module path begins with a domain
	}
	return name
}

// prefixes are the folders of the host modules, slash-separated; all empty
// where there is only one module.
func (t *tool) prefixes(all []*outcome) []string {
	out := make([]string, len(all))
	several := false
	for i, o := range all {
		out[i] = t.hostDir(o)
		several = several || out[i] != out[0]
	}
	if !several {
		clear(out)
	}
	return out
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

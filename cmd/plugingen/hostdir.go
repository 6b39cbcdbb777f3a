package main

import (
	"path/filepath"
	"strings"
)

// hostDir is the folder of the host module of a configuration, slash-separated
// and relative to the working directory where it can be: what the names of
// files in its findings are relative to.
func (t *tool) hostDir(o *outcome) string {
	if dir, ok := o.outputRoot(); ok {
		return t.relative(dir)
	}
	config, err := filepath.Abs(t.path(o.config))
	if err != nil {
		return ""
	}
	own := filepath.Dir(config)
	candidates := []string{moduleAbove(own), moduleAbove(t.path("."))}
	if t.output != "" {
		candidates = append(candidates, moduleAbove(t.path(t.output)))
	}
	name := o.configName()
	for _, dir := range candidates {
		rel, err := filepath.Rel(dir, config)
		if dir != "" && err == nil && filepath.ToSlash(rel) == name {
			return t.relative(dir)
		}
	}
	if candidates[0] != "" {
		own = candidates[0]
	}
	return t.relative(own)
}

// outputRoot is the module that the output of a valid composition goes to.
func (o *outcome) outputRoot() (string, bool) {
	if o.result == nil || len(o.result.Files) == 0 {
		return "", false
	}
	file := o.result.Files[0]
	root, ok := strings.CutSuffix(file.Name, string(filepath.Separator)+filepath.FromSlash(file.Path))
	return root, ok
}

// configName is the configuration as findings name it; empty where that is not
// known.
func (o *outcome) configName() string {
	if o.result == nil || len(o.result.Entries) == 0 {
		return ""
	}
	return o.result.Entries[0].Position.File
}

// moduleAbove is the nearest folder with a go.mod; empty where there is none.
func moduleAbove(dir string) string {
	dir, err := filepath.Abs(dir)
	for err == nil && !exists(filepath.Join(dir, "go.mod")) {
		if dir == filepath.Dir(dir) {
			return ""
		}
		dir = filepath.Dir(dir)
	}
	return dir
}

// relative is a folder relative to the working directory, slash-separated.
func (t *tool) relative(dir string) string {
	base, err := filepath.Abs(t.dir)
	if err == nil {
		if rel, err := filepath.Rel(base, dir); err == nil {
			dir = rel
		}
	}
	return filepath.ToSlash(dir)
}

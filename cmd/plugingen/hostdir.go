package main

import "path/filepath"

// hostDir is the folder of the host module of a configuration, slash-separated
// and relative to the working directory where it can be: what the names of
// files in its findings are relative to.
func (t *tool) hostDir(o *outcome) string {
	if o.result == nil || o.result.Root == "" {
		return "."
	}
	return t.relative(o.result.Root)
}

// configName is the configuration as findings name it; empty where that is not
// known.
func (o *outcome) configName() string {
	if o.result == nil || len(o.result.Entries) == 0 || len(o.result.Configs) == 0 {
		return ""
	}
	return o.result.Configs[0]
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

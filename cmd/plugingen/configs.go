package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
)

// configName is the file that a verb reads where none is named.
const configName = "plugin_config.yaml"

// configs turns arguments into configuration files, relative to the working
// directory as the arguments are: each once, in the order given, those that a
// pattern finds sorted.
func (t *tool) configs(args []string) ([]string, error) {
	if len(args) == 0 {
		args = []string{configName}
	}
	var names []string
	seen := map[string]bool{}
	for _, arg := range args {
		found, err := t.expand(arg)
		if err != nil {
			return nil, err
		}
		for _, name := range found {
			key, err := filepath.Abs(t.path(name))
			if err != nil {
				return nil, err
			}
			if !seen[key] {
				seen[key] = true
				names = append(names, name)
			}
		}
	}
	if len(names) > 1 && t.output != "" {
		return nil, fmt.Errorf("--output names one directory, and there are %d configurations", len(names))
	}
	if len(t.overlays) > 0 && (len(names) > 1 || slices.ContainsFunc(args, isPattern)) {
		return nil, errors.New("--overlay is laid over one configuration, and a DIR/... pattern or several files name more")
	}
	return names, nil
}

// isPattern reports whether an argument means every configuration of a folder.
func isPattern(arg string) bool {
	slashed := filepath.ToSlash(arg)
	return slashed == "..." || strings.HasSuffix(slashed, "/...")
}

func (t *tool) expand(arg string) ([]string, error) {
	slashed := filepath.ToSlash(arg)
	if !isPattern(arg) {
		return []string{filepath.Clean(arg)}, nil
	}
	base := filepath.FromSlash(strings.TrimSuffix(slashed, "..."))
	base = filepath.Clean(base + ".")
	found, err := t.walk(base)
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("no %s below %s", configName, base)
	}
	return found, err
}

// walk finds the configurations below a directory.
func (t *tool) walk(base string) ([]string, error) {
	root, err := filepath.EvalSymlinks(t.path(base))
	if err != nil {
		return nil, fmt.Errorf("looking for %s: %w", configName, err)
	}
	var found []string
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != root && skipped(d.Name()):
			return fs.SkipDir
		case d.IsDir() || d.Name() != configName:
			return nil
		}
		rel, err := filepath.Rel(root, path)
		found = append(found, filepath.Join(base, rel))
		return err
	})
	if err != nil {
		err = fmt.Errorf("looking for %s: %w", configName, err)
	}
	return found, err
}

// skipped are the folders that hold no configurations of this project.
func skipped(dir string) bool {
	return strings.HasPrefix(dir, ".") || dir == "vendor" || dir == "testdata" || dir == "node_modules"
}

// path is a name of the user's as the system needs it, -C applied.
func (t *tool) path(name string) string {
	if filepath.IsAbs(name) || t.dir == "" {
		return name
	}
	return filepath.Join(t.dir, name)
}

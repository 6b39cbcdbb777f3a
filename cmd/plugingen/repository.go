package main

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/plugingen/plugingen/gen/diag"
)

// inRepository names the files of a report as the repository does: relative to
// the folder above that holds .git, or as they are where there is none.
func (t *tool) inRepository(all []*outcome, r diag.Report) diag.Report {
	base := t.base(all)
	root := repositoryAbove(base)
	if root == "" {
		return r
	}
	configs := t.configFiles(all, r)
	rename := func(at diag.Position) diag.Position {
		file, known := configs[at.File]
		if !known {
			file = filepath.Join(base, filepath.FromSlash(at.File))
		}
		rel, err := filepath.Rel(root, file)
		if err == nil && at.File != "" && (known || !foreign(base, at.File)) {
			at.File = filepath.ToSlash(rel)
		}
		return at
	}
	r.Findings = renamedList(r.Findings, rename)
	r.Accepted = renamedList(r.Accepted, rename)
	r.Checks = slices.Clone(r.Checks)
	for i := range r.Checks {
		r.Checks[i].Config = rename(diag.Position{File: r.Checks[i].Config}).File
	}
	return r
}

// base is the folder that names in a report are relative to.
func (t *tool) base(all []*outcome) string {
	base := t.dir
	if len(all) > 0 && t.prefixes(all)[0] == "" {
		base = filepath.Join(base, filepath.FromSlash(t.hostDir(all[0])))
	}
	abs, err := filepath.Abs(base)
	if err != nil {
		return base
	}
	return abs
}

// configFiles are the configurations by the names that a report has for them:
// where they are is known even where the host's folder is not.
func (t *tool) configFiles(all []*outcome, r diag.Report) map[string]string {
	files := map[string]string{}
	for i, o := range all {
		if abs, err := filepath.Abs(t.path(o.config)); err == nil {
			files[r.Checks[i].Config] = abs
		}
	}
	return files
}

// repositoryAbove is the nearest folder with .git, which is a file in a
// worktree; empty where there is none.
func repositoryAbove(dir string) string {
	for !exists(filepath.Join(dir, ".git")) {
		if dir == filepath.Dir(dir) {
			return ""
		}
		dir = filepath.Dir(dir)
	}
	return dir
}

// foreign reports whether a name is that of a file of another module, which
// begins with a domain.
func foreign(base, file string) bool {
	first, _, _ := strings.Cut(file, "/")
	return strings.Contains(first, ".") && first != file && !exists(filepath.Join(base, filepath.FromSlash(file)))
}

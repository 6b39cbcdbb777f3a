package main

import (
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/plugingen/plugingen/gen/diag"
)

// inRepository names the files of a report as the repository does: relative to
// the folder above that holds .git, or as they are where there is none.
func (t *tool) inRepository(all []*outcome, r diag.Report) diag.Report {
	prefix, base := t.repositoryPrefix(all)
	if prefix == "." {
		return r
	}
	rename := func(at diag.Position) diag.Position {
		if at.File != "" && !foreign(base, at.File) {
			at.File = path.Join(prefix, at.File)
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

// repositoryPrefix is the folder that names in a report are relative to, as
// the repository names it and as the system does.
func (t *tool) repositoryPrefix(all []*outcome) (prefix, base string) {
	base, err := filepath.Abs(t.dir)
	if err != nil || len(all) == 0 {
		return ".", base
	}
	if t.prefixes(all)[0] == "" {
		base = filepath.Join(base, filepath.FromSlash(t.hostDir(all[0])))
	}
	for root := base; ; root = filepath.Dir(root) {
		if exists(filepath.Join(root, ".git")) {
			rel, err := filepath.Rel(root, base)
			if err != nil {
				return ".", base
			}
			return filepath.ToSlash(rel), base
		}
		if root == filepath.Dir(root) {
			return ".", base
		}
	}
}

// foreign reports whether a name is that of a file of another module, which
// begins with a domain.
func foreign(base, file string) bool {
	first, _, _ := strings.Cut(file, "/")
	return strings.Contains(first, ".") && first != file && !exists(filepath.Join(base, filepath.FromSlash(file)))
}

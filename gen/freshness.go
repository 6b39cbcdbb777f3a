package gen

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/plugingen/plugingen/gen/diag"
	"github.com/plugingen/plugingen/gen/internal/emit"
	"github.com/plugingen/plugingen/gen/internal/lock"
)

const lockName = lock.FileName

// mend is the way out: the command that writes what is asked for.
func (r *Result) mend() string {
	line := "run plugingen gen"
	for _, f := range r.source.overlays {
		line += " --overlay " + filepath.ToSlash(f.given)
	}
	return line
}

// Freshness compares what is there with what should be, the other files of the
// host module included: stale, edited, missing and orphaned output, wiring and
// schema alike, and a stale lock, sorted. Empty means that Commit would write
// nothing and nothing is left over. File times are never looked at.
func (r *Result) Freshness() (diag.List, error) {
	if r.failed() || r.Files == nil {
		return nil, errors.New("a composition with errors has no output to compare")
	}
	wiring, locked, schema := r.Files[0], r.Files[1], r.Files[2]
	old, err := lock.Decode(locked.Current)
	if err != nil {
		old = nil // a lock that cannot be read tells nothing
	}
	var found diag.List
	if d, bad := r.compareOutput(wiring, wiringWords, old); bad {
		found.Add(d)
	}
	if d, bad := r.compareOutput(schema, schemaWords, old); bad && (len(found) == 0 || d.Code == diag.EditedOutput) {
		found.Add(d) // else it differs because the wiring does
	}
	if d, bad := r.compareLock(locked, old, len(found) > 0); bad {
		found.Add(d)
	}
	orphans, err := r.orphans()
	found.Add(orphans...)
	return found.Sorted(), err
}

// outputWords are what is said about one file of the output.
type outputWords struct {
	what   string
	edited string // what to do with changes by hand
	stale  string // what it does not describe any more
	same   string // why it may be stale where the composition is the same
}

var (
	wiringWords = outputWords{
		"the wiring", "what was changed belongs into the host's own files",
		"what the configuration and the plugins ask for",
		"the composition is the same, but another version of plugingen wrote it",
	}
	schemaWords = outputWords{
		"the schema", "what it says comes from the plugins' comments and tags",
		"that of the configuration and the plugins",
		"the composition is the same, but entries that are not enabled differ, or another version of plugingen wrote it",
	}
)

// compareOutput tells a file that was edited from one that is merely old by
// the digest that the lock beside it keeps of what was written, and what made
// it old by the composition in that lock.
func (r *Result) compareOutput(f File, words outputWords, old *lock.Lock) (diag.Diagnostic, bool) {
	name := filepath.Base(f.Name)
	switch {
	case f.Current != nil && bytes.Equal(f.Current, f.Content):
		return diag.Diagnostic{}, false
	case f.Current == nil:
		return freshness(diag.MissingOutput, f.Path, 0, words.what+" is missing", r.mend()), true
	}
	line := firstDifference(f.Current, f.Content)
	if old != nil && old.Outputs[name] != "" && !old.Sealed(name, f.Current) {
		return freshness(diag.EditedOutput, f.Path, line, words.what+" was changed by hand",
			r.mend()+" to write it anew; "+words.edited), true
	}
	return freshness(diag.StaleOutput, f.Path, line, words.what+" is not "+words.stale, r.changes(old, words.same)), true
}

// changes is the help of what is stale: what is different, and the mend.
func (r *Result) changes(old *lock.Lock, otherwise string) string {
	if old == nil {
		return r.mend()
	}
	lines := lock.Changes(old, r.Composition)
	if len(lines) == 0 {
		lines = []string{otherwise}
	}
	return strings.Join(append(lines, r.mend()), "\n")
}

// compareLock reports a lock that differs where no other output does: else it
// differs because that does.
func (r *Result) compareLock(f File, old *lock.Lock, outputDiffers bool) (diag.Diagnostic, bool) {
	switch {
	case f.Current != nil && bytes.Equal(f.Current, f.Content):
		return diag.Diagnostic{}, false
	case f.Current == nil:
		return freshness(diag.MissingOutput, f.Path, 0, "the lock is missing", r.mend()), !outputDiffers
	}
	message := "the lock does not describe the composition as it is"
	switch {
	case old == nil:
		message = "the lock cannot be read"
	case old.Version != r.Composition.Version:
		message = fmt.Sprintf("the lock has format %d, which another version of plugingen wrote; this one writes %d", old.Version, r.Composition.Version)
	}
	return freshness(diag.StaleLock, f.Path, firstDifference(f.Current, f.Content), message,
		r.changes(old, "the composition is the same, but the lock was not written so")), !outputDiffers
}

func freshness(code diag.Code, file string, line int, message, help string) diag.Diagnostic {
	at := diag.Position{File: file, Line: line}
	if line > 0 {
		at.Column = 1
	}
	return diag.Diagnostic{Code: code, Position: at, Message: message, Help: help}
}

// firstDifference is the first line in which two files differ.
func firstDifference(a, b []byte) int {
	line := 1
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return line
		}
		if a[i] == '\n' {
			line++
		}
	}
	return line
}

// orphans are files with our header in the host's module that no configuration
// claims: neither this one nor, by the lock beside the file, another that exists.
func (r *Result) orphans() (diag.List, error) {
	var found diag.List
	root := r.source.root.Dir
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			return skipDir(root, name, d)
		}
		if !strings.HasSuffix(name, ".go") || name == r.Files[0].Name || !generated(name) {
			return nil
		}
		if why, help := r.unclaimed(name); why != "" {
			found.Add(freshness(diag.OrphanOutput, r.source.root.Rel(name), 1, why, help))
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("looking for orphaned output: %w", err)
	}
	return found, nil
}

// skipDir leaves out what is not of the module, as the go command does.
func skipDir(root, name string, d fs.DirEntry) error {
	base := d.Name()
	if name == root {
		return nil
	}
	if base == "vendor" || base == "testdata" || base == "node_modules" || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") {
		return filepath.SkipDir
	}
	if _, err := os.Stat(filepath.Join(name, "go.mod")); err == nil {
		return filepath.SkipDir
	}
	return nil
}

// generated reports whether a file begins with our header. A file that cannot
// be read is none of ours.
func generated(name string) bool {
	f, err := os.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, len(emit.Header)+1)
	n, err := io.ReadFull(f, head)
	return err == nil && string(head[:n]) == emit.Header+"\n"
}

// unclaimed says why no configuration claims a file and what to do, or "": the
// lock beside it names a configuration that exists and may write there.
func (r *Result) unclaimed(name string) (why, help string) {
	other, err := configOf(name)
	switch {
	case err != nil:
		return "no configuration claims this wiring", "delete it, or restore the configuration that it came from"
	case r.source.writesByFile() && os.SameFile(other, r.source.info()):
		return fmt.Sprintf("%s wrote this wiring and writes to %s now", r.source.display, r.Files[0].Path),
			"delete it and the " + lockName + " and " + SchemaName + " beside it"
	}
	return "", ""
}

// configOf is the configuration that the lock beside a file says it is from.
func configOf(name string) (fs.FileInfo, error) {
	dir := filepath.Dir(name)
	src, err := os.ReadFile(filepath.Join(dir, lockName))
	if err != nil {
		return nil, err
	}
	l, err := lock.Decode(src)
	if err != nil {
		return nil, err
	}
	if l.Config == "" || l.Outputs[filepath.Base(name)] == "" {
		return nil, fs.ErrNotExist
	}
	return os.Stat(filepath.Join(dir, filepath.FromSlash(l.Config)))
}

package gen

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Commit writes the files that differ from what is there, all or none, and
// returns their paths relative to the host's module root. Each is written to a
// temporary file beside its place and renamed; a file that is equal is not
// touched. A result with errors commits nothing and is refused.
func (r *Result) Commit() ([]string, error) {
	if r.failed() || r.Files == nil {
		return nil, errors.New("a composition with errors cannot be written")
	}
	return commit(r.Files)
}

// commit writes the files that differ, all or none.
func commit(files []File) ([]string, error) {
	var changed []File
	for _, f := range files {
		if f.Current == nil || !bytes.Equal(f.Current, f.Content) {
			changed = append(changed, f)
		}
	}
	staged, err := stage(changed)
	defer discard(staged)
	if err != nil {
		return nil, err
	}
	var written []string
	for i, f := range changed {
		if err := os.Rename(staged[i], f.Name); err != nil {
			return nil, errors.Join(err, restore(changed[:i]))
		}
		written = append(written, f.Path)
	}
	return written, nil
}

// stage writes the contents to temporary files, complete and on disk.
func stage(files []File) (names []string, err error) {
	for _, f := range files {
		name, err := temporary(f.Name, f.Content)
		if err != nil {
			return names, err
		}
		names = append(names, name)
	}
	return names, nil
}

// temporary writes a file beside the one that it will replace, with its mode.
func temporary(target string, content []byte) (name string, err error) {
	if err := os.MkdirAll(filepath.Dir(target), 0o777); err != nil {
		return "", err
	}
	mode := os.FileMode(0o644)
	if info, err := os.Stat(target); err == nil {
		mode = info.Mode().Perm()
	}
	f, err := os.CreateTemp(filepath.Dir(target), ".plugingen-*")
	if err != nil {
		return "", err
	}
	_, err = f.Write(content)
	err = errors.Join(err, f.Chmod(mode), f.Sync(), f.Close())
	if err != nil {
		discard([]string{f.Name()})
		return "", fmt.Errorf("writing %s: %w", target, err)
	}
	return f.Name(), nil
}

// discard removes temporary files that were not renamed; those that were are gone.
func discard(names []string) {
	for _, name := range names {
		os.Remove(name) //nolint:errcheck // a leftover harms nobody, and the real error is reported
	}
}

// restore puts back what files held before a later one could not be written.
func restore(files []File) error {
	var errs []error
	for _, f := range files {
		if f.Current == nil {
			errs = append(errs, os.Remove(f.Name))
			continue
		}
		name, err := temporary(f.Name, f.Current)
		if err == nil {
			err = os.Rename(name, f.Name)
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// Package atomicfile writes files inside a folder: all of a file or nothing, and
// never outside of the folder.
package atomicfile

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Write makes the folder where it is missing and writes a file inside it, under a
// name relative to the folder. A reader sees the file as it was or as it is, never
// a part of it. A name that leads out of the folder, by .. or by a link, is an error.
func Write(dir, name string, content []byte, mode fs.FileMode) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	return WriteIn(root, name, content, mode)
}

// WriteIn is Write in a folder that is open.
func WriteIn(root *os.Root, name string, content []byte, mode fs.FileMode) error {
	if !filepath.IsLocal(name) {
		return &fs.PathError{Op: "write", Path: name, Err: errors.New("path escapes from parent")}
	}
	if below := filepath.Dir(name); below != "." {
		if err := root.MkdirAll(below, 0o777); err != nil {
			return err
		}
	}
	temporary := filepath.Join(filepath.Dir(name), "."+rand.Text()+".tmp")
	err := writeNew(root, temporary, content, mode)
	if err == nil {
		err = root.Rename(temporary, name)
	}
	if err == nil {
		return nil
	}
	if removed := root.Remove(temporary); !errors.Is(removed, fs.ErrNotExist) {
		err = errors.Join(err, removed)
	}
	return err
}

// writeNew has the bytes on the disk before anybody can see them.
func writeNew(root *os.Root, name string, content []byte, mode fs.FileMode) error {
	file, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	return errors.Join(err, file.Sync(), file.Close())
}

// Plain takes the name of the system's call out of an error about a file, which
// tells a reader nothing: "a.txt: no such file or directory".
func Plain(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return &plain{filepath.ToSlash(path.Path) + ": " + path.Err.Error(), err}
	}
	var link *os.LinkError
	if errors.As(err, &link) {
		return &plain{filepath.ToSlash(link.Old) + " to " + filepath.ToSlash(link.New) + ": " + link.Err.Error(), err}
	}
	return err
}

type plain struct {
	message string
	err     error
}

func (p *plain) Error() string { return p.message }
func (p *plain) Unwrap() error { return p.err }

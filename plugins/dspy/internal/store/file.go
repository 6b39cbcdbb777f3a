package store

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
)

const (
	fileMode   = 0o600 // examples may be private
	folderMode = 0o700
)

// write replaces a file as a whole: whoever reads it, and whatever ends the program,
// there is the old content or the new one.
func write(path string, src []byte) (err error) {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, folderMode); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, "."+filepath.Base(path)+".*") // with mode 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(f.Name())
		}
	}()
	_, err = f.Write(src)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return syncFolder(dir)
}

// syncFolder makes a new name in a folder last.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	d.Sync() // some file systems cannot, and the file's content is safe already
	return d.Close()
}

// Journal appends lines to a file. It is safe for use in several goroutines.
type Journal struct {
	mu sync.Mutex
}

// Append adds a line, which has no line break in it, with one write.
func (j *Journal) Append(path string, line []byte) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := os.MkdirAll(filepath.Dir(path), folderMode); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, fileMode)
	if err != nil {
		return err
	}
	_, err = f.Write(append(line, '\n'))
	return errors.Join(err, f.Close())
}

package dataset

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/plugingen/plugingen/plugins/jsonyamlbridge"
)

// Limits of what is read.
const maxFileBytes = 64 << 20

var maxExamples = 100_000 // a variable for tests only

// Probe is the part of the checks that is quick whatever the size: that the path
// exists, that its files can be opened, that their names end as they must, and that
// the first example of the first JSON Lines file has the form of one. Everything else
// shows when the data is read.
func Probe(bridge *jsonyamlbridge.Plugin, path string) error {
	files, _, err := list(path)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return fmt.Errorf("%s: the folder has no .jsonl, .json, .yaml or .yml file", path)
	}
	looked := false
	for _, file := range files {
		f, err := open(file)
		if err != nil {
			return err
		}
		if !looked && filepath.Ext(file) == ".jsonl" {
			looked = true
			err = probeLines(bridge, file, f)
		}
		if err := errors.Join(err, f.Close()); err != nil {
			return err
		}
	}
	return nil
}

// probeLines checks the first line that is not empty, if it is of a usual length.
func probeLines(bridge *jsonyamlbridge.Plugin, file string, r io.Reader) error {
	lines := bufio.NewReaderSize(r, 64<<10)
	for number := 1; ; number++ {
		line, err := lines.ReadSlice('\n')
		if err != nil && err != io.EOF {
			return nil // longer than the buffer: it shows when the data is read
		}
		if len(bytes.TrimSpace(line)) > 0 {
			if _, faults := readLine(bridge, file, number, line, nil); len(faults) > 0 {
				return faults
			}
			return nil
		}
		if err == io.EOF {
			return nil
		}
	}
}

// Hash identifies the content of the files at a path, under whatever folder.
func Hash(path string) (string, error) {
	files, _, err := list(path)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	for _, file := range files {
		if err := hashFile(h, file); err != nil {
			return "", err
		}
	}
	return sum(h), nil
}

func hashFile(h io.Writer, file string) error {
	f, err := open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	one := sha256.New()
	if _, err := io.Copy(one, f); err != nil {
		return err
	}
	addToHash(h, file, one.Sum(nil))
	return nil
}

func addToHash(h io.Writer, file string, content []byte) {
	fmt.Fprintf(h, "%q %x\n", filepath.Base(file), content)
}

func sum(h interface{ Sum([]byte) []byte }) string {
	return "sha256:" + hex.EncodeToString(h.Sum(nil))
}

// Version changes when a file at a path is added, taken away or written. It is cheap
// and says less than Hash: the same content written again is another version.
func Version(path string) (string, error) {
	files, _, err := list(path)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	for _, file := range files {
		info, err := os.Stat(file)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(h, "%q %d %d\n", file, info.Size(), info.ModTime().UnixNano())
	}
	return sum(h), nil
}

// list returns the files to read and what else lies beside them.
func list(path string) (files, left []string, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, nil, err
	}
	if !info.IsDir() {
		if !known(path) {
			return nil, nil, fmt.Errorf("%s: training data is .jsonl, .json, .yaml or .yml", path)
		}
		return []string{path}, nil, nil
	}
	entries, err := os.ReadDir(path) // sorted by name
	if err != nil {
		return nil, nil, err
	}
	for _, entry := range entries {
		full := filepath.Join(path, entry.Name())
		if entry.IsDir() || !known(full) {
			left = append(left, full+" is no .jsonl, .json, .yaml or .yml file and is not read")
			continue
		}
		files = append(files, full)
	}
	return files, left, nil
}

func known(path string) bool {
	return slices.Contains([]string{".jsonl", ".json", ".yaml", ".yml"}, filepath.Ext(path))
}

// open opens a regular file. Anything else, such as a pipe, could keep the reader
// waiting for ever.
func open(file string) (*os.File, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no regular file", file)
	}
	if info.Size() > maxFileBytes {
		return nil, fmt.Errorf("%s has more than %d bytes; divide it into several files", file, maxFileBytes)
	}
	return os.Open(file)
}

func content(file string) ([]byte, error) {
	f, err := open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	src, err := io.ReadAll(io.LimitReader(f, maxFileBytes+1))
	if err == nil && len(src) > maxFileBytes {
		err = fmt.Errorf("%s has more than %d bytes; divide it into several files", file, maxFileBytes)
	}
	return src, err
}

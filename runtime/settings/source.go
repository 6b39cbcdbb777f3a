package settings

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"unicode/utf8"
)

// Source answers references. Its zero value asks the operating system.
type Source struct {
	LookupEnv func(name string) (string, bool)  // nil for os.LookupEnv
	ReadFile  func(path string) ([]byte, error) // nil for the files of the operating system
}

func (s Source) orSystem() Source {
	if s.LookupEnv == nil {
		s.LookupEnv = os.LookupEnv
	}
	if s.ReadFile == nil {
		s.ReadFile = readFile
	}
	return s
}

// readFile reads no more of a file than tells that it is too large.
func readFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // nothing was written
	return io.ReadAll(io.LimitReader(f, largest+1))
}

// lookup returns what a reference stands for, or an Error without its setting.
func (s Source) lookup(ref *reference) (string, *Error) {
	value := s.variable
	if ref.file {
		value = s.file
	}
	out, err := value(ref)
	if err == nil && !utf8.ValidString(out) {
		err = &Error{Problem: ref.words() + " does not hold UTF-8 text"}
	}
	return out, err
}

func (s Source) variable(ref *reference) (string, *Error) {
	value, ok := s.LookupEnv(ref.name)
	switch {
	case ok:
		return value, nil
	case ref.hasPreset:
		ref.usedPreset = true
		return ref.preset, nil
	}
	return "", &Error{Problem: ref.words() + " is not set", Err: ErrMissing}
}

// file returns a file's text without the newline that editors put at its end.
func (s Source) file(ref *reference) (string, *Error) {
	content, err := s.ReadFile(ref.name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", &Error{Problem: ref.words() + " does not exist", Err: fmt.Errorf("%w: %w", ErrMissing, err)}
	case err != nil:
		reason := err
		var at *fs.PathError
		if errors.As(err, &at) {
			reason = at.Err
		}
		return "", &Error{Problem: fmt.Sprintf("%s cannot be read: %v", ref.words(), reason), Err: err}
	case len(content) > largest:
		return "", &Error{Problem: ref.words() + " is larger than 1 MiB"}
	}
	line := strings.TrimSuffix(string(content), "\n")
	if len(line) < len(content) {
		line = strings.TrimSuffix(line, "\r")
	}
	return line, nil
}

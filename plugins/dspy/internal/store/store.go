package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/plugingen/plugingen/plugins/dspy/engine"
)

// TTL is how long a program is taken from memory before its file is looked at again.
const TTL = time.Hour

// Entry is a stored program, ready to run. It is not to be changed.
type Entry struct {
	*Record
	Run *engine.Program
}

// Fit makes a program of a record, or says why the record does not fit.
type Fit func(r *Record) (*engine.Program, error)

// Store keeps programs by key. Make it with New. It is safe for use in several
// goroutines; processes may share a folder.
type Store struct {
	dir string // empty for memory only

	mu      sync.Mutex
	memory  map[string]held
	refused map[string]error // why the file of a key did not fit
}

type held struct {
	entry *Entry
	since time.Time
}

// New returns a store of a folder, which is made when it is written to. Without a
// folder programs are kept in memory and forgotten after [TTL].
func New(dir string) *Store {
	return &Store{dir: dir, memory: map[string]held{}, refused: map[string]error{}}
}

// DamagedError is a file that is no stored program. It was moved aside.
type DamagedError struct {
	Path  string
	Moved string // its new place; empty where it could not be moved
	Err   error
}

// Error says what is wrong and where the file is now.
func (e *DamagedError) Error() string {
	if e.Moved == "" {
		return fmt.Sprintf("%s is no stored program and stays where it is: %v", e.Path, e.Err)
	}
	return fmt.Sprintf("%s is no stored program and was moved to %s: %v", e.Path, e.Moved, e.Err)
}

// Unwrap gives the reason.
func (e *DamagedError) Unwrap() error { return e.Err }

// Get returns the program of a key, nil where there is none. Errors: *[DamagedError];
// [ErrFormat] and what fit returns, with the path: then the file is left as it is; the
// file system's.
func (s *Store) Get(key string, fit Fit) (*Entry, error) {
	if e := s.remembered(key); e != nil || s.dir == "" {
		return e, nil
	}
	return s.read(key, fit)
}

// Reload is Get past the memory: it sees what another process has stored.
func (s *Store) Reload(key string, fit Fit) (*Entry, error) {
	if s.dir == "" {
		return s.remembered(key), nil
	}
	return s.read(key, fit)
}

func (s *Store) read(key string, fit Fit) (*Entry, error) {
	path := s.path(key)
	src, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	r, err := decode(src)
	if err == nil && r.Key != key {
		err = fmt.Errorf("it has the key %q", r.Key)
	}
	if errors.Is(err, ErrFormat) {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if err != nil {
		return nil, s.aside(path, err)
	}
	program, err := fit(r)
	if err != nil {
		s.refuse(key, err)
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	e := &Entry{r, program}
	s.remember(key, e)
	return e, nil
}

func (s *Store) remembered(key string) *Entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	h, ok := s.memory[key]
	if !ok {
		return nil
	}
	if time.Since(h.since) >= TTL {
		delete(s.memory, key)
		return nil
	}
	return h.entry
}

func (s *Store) remember(key string, e *Entry) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.memory[key] = held{e, time.Now()}
}

func (s *Store) refuse(key string, why error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refused[key] = why
}

// Put stores a program under its record's key and returns the path of its file, empty
// for memory only. What stands there and is no program of this format, or did not fit
// when Get looked at it, is moved aside. The
// program is in memory also where the file could not be written.
func (s *Store) Put(e *Entry) (string, error) {
	src, err := encode(e.Record)
	if err != nil {
		return "", err
	}
	s.remember(e.Key, e)
	if s.dir == "" {
		return "", nil
	}
	path := s.path(e.Key)
	if why := s.unknown(e.Key, path); why != nil {
		if moved := s.aside(path, why); moved.Moved == "" {
			return "", moved
		}
	}
	return path, write(path, src)
}

// unknown says why the file that stands at a path is not to be overwritten.
func (s *Store) unknown(key, path string) error {
	old, err := os.ReadFile(path)
	if err != nil {
		return nil // there is none, or writing fails for the same reason
	}
	if _, err := decode(old); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	why := s.refused[key]
	delete(s.refused, key)
	return why
}

func (s *Store) path(key string) string { return filepath.Join(s.dir, key+".json") }

// aside moves a file to the first free name beside it.
func (s *Store) aside(path string, reason error) *DamagedError {
	for i := 1; i < 1000; i++ {
		to := fmt.Sprintf("%s.damaged%d", path, i)
		if _, err := os.Lstat(to); err == nil {
			continue
		}
		if err := os.Rename(path, to); err != nil {
			return &DamagedError{Path: path, Err: errors.Join(reason, err)}
		}
		return &DamagedError{Path: path, Moved: to, Err: reason}
	}
	return &DamagedError{Path: path, Err: reason}
}

// Of returns the records that were made for a step of that name and type, the newest
// first; files that cannot be read are left out.
func (s *Store) Of(step, kind string) []*Record {
	if s.dir == "" {
		return nil
	}
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return nil
	}
	var found []*Record
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), ".json") {
			continue
		}
		src, err := os.ReadFile(filepath.Join(s.dir, entry.Name()))
		if err != nil {
			continue
		}
		if r, err := decode(src); err == nil && r.Step == step && r.Type == kind {
			found = append(found, r)
		}
	}
	slices.SortStableFunc(found, func(a, b *Record) int { return b.CreatedAt.Compare(a.CreatedAt) })
	return found
}

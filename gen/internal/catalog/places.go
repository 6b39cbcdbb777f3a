package catalog

import (
	"bytes"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/tools/go/packages"

	"github.com/plugingen/plugingen/gen/diag"
)

// places turns token positions into diagnostic positions: display names
// instead of file names, characters instead of bytes.
type places struct {
	fset    *token.FileSet
	sources map[string][]byte // by file name, as parsed
	display func(file string) string
	marks   map[diag.Position]token.Pos // filled where somebody has to go back; may be nil
}

func (p places) at(pos token.Pos) diag.Position {
	if !pos.IsValid() {
		return diag.Position{}
	}
	q := p.fset.PositionFor(pos, false)
	at := diag.Position{File: p.display(q.Filename), Line: q.Line, Column: p.characters(q)}
	if p.marks != nil {
		p.marks[at] = pos
	}
	return at
}

// characters is the column counted in characters; the byte column where the
// source is not at hand.
func (p places) characters(q token.Position) int {
	src, start := p.sources[q.Filename], q.Offset-(q.Column-1)
	if q.Column < 1 || start < 0 || q.Offset > len(src) {
		return q.Column
	}
	return utf8.RuneCount(bytes.TrimPrefix(src[start:q.Offset], []byte("\uFEFF"))) + 1
}

// sourceStore keeps the sources that the loader parses, for columns and excerpts.
type sourceStore struct {
	mu    sync.Mutex
	files map[string][]byte
}

func (s *sourceStore) keep(name string, src []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files[name] = src
}

// displayNames knows how files are called in diagnostics: relative to the
// host's module root inside it, "module@version/path" in a dependency.
type displayNames struct {
	root    Root
	modules []moduleDir
}

type moduleDir struct{ dir, name string }

func newDisplayNames(root Root, pkgs []*packages.Package) *displayNames {
	d := &displayNames{root: root}
	seen := map[string]bool{root.Dir: true}
	for _, p := range pkgs {
		m := p.Module
		if m == nil || m.Dir == "" || seen[m.Dir] {
			continue
		}
		seen[m.Dir] = true
		d.modules = append(d.modules, moduleDir{dir: m.Dir, name: moduleName(m)})
	}
	return d
}

func moduleName(m *packages.Module) string {
	if v := moduleVersion(m); v != "" {
		return m.Path + "@" + v
	}
	return m.Path
}

// moduleVersion is the version that go.mod selected: empty for a main or
// workspace module and for one replaced by a directory.
func moduleVersion(m *packages.Module) string {
	switch {
	case m == nil || m.Main:
		return ""
	case m.Replace != nil:
		return m.Replace.Version
	}
	return m.Version
}

func (d *displayNames) of(file string) string {
	best := moduleDir{dir: d.root.Dir}
	inside := Within(d.root.Dir, file)
	for _, m := range d.modules {
		if Within(m.dir, file) && (!inside || len(m.dir) > len(best.dir)) {
			best, inside = m, true
		}
	}
	if !inside || best.name == "" {
		return d.root.Rel(file)
	}
	rel, err := filepath.Rel(best.dir, file)
	if err != nil {
		return filepath.ToSlash(file)
	}
	return best.name + "/" + filepath.ToSlash(rel)
}

// file is the inverse of of.
func (d *displayNames) file(display string) string {
	for _, m := range d.modules {
		if rel, ok := strings.CutPrefix(display, m.name+"/"); ok {
			return filepath.Join(m.dir, filepath.FromSlash(rel))
		}
	}
	return filepath.Join(d.root.Dir, filepath.FromSlash(display))
}

func (d *displayNames) read(display string) ([]byte, bool) {
	src, err := os.ReadFile(d.file(display))
	return src, err == nil
}

// Within reports whether file is dir or below it; both are clean and absolute.
func Within(dir, file string) bool {
	rest, ok := strings.CutPrefix(file, dir)
	return ok && (rest == "" || strings.HasSuffix(dir, string(filepath.Separator)) || rest[0] == filepath.Separator)
}

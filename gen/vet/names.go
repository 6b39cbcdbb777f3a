package vet

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"

	"github.com/plugingen/plugingen/gen/analyzer"
	"github.com/plugingen/plugingen/gen/diag"
)

// names knows how files are called in diagnostics: relative to the main
// module's folder, "module@version/path" in the module cache, "module/path" in
// a module elsewhere.
type names struct {
	dir, root, cache string
	sources          map[string][]byte
	files            map[string]string // by name, of the modules elsewhere
}

func namesOf(ctx context.Context, dir string) (*names, error) {
	stdout, stderr, err := goCommand(ctx, dir, []string{"env", "-json", "GOMOD", "GOWORK", "GOMODCACHE"})
	if err != nil {
		return nil, fmt.Errorf("the go command does not run: %w: %s", err, bytes.TrimSpace(stderr))
	}
	var env struct{ GOMOD, GOWORK, GOMODCACHE string }
	if err := json.Unmarshal(stdout, &env); err != nil {
		return nil, fmt.Errorf("go env: %w", err)
	}
	n := &names{cache: env.GOMODCACHE, sources: map[string][]byte{}, files: map[string]string{}}
	if n.dir, err = filepath.Abs(dir); err != nil {
		return nil, err
	}
	switch {
	case env.GOMOD != "" && env.GOMOD != os.DevNull:
		n.root = filepath.Dir(env.GOMOD)
	case env.GOWORK != "" && env.GOWORK != "off":
		n.root = filepath.Dir(env.GOWORK)
	default:
		return nil, errors.New("no go.mod in the directory or above it")
	}
	return n, nil
}

func (n *names) of(file string) string {
	if rel, err := filepath.Rel(n.cache, file); err == nil && filepath.IsLocal(rel) {
		escaped, rest, _ := strings.Cut(filepath.ToSlash(rel), "@")
		if m, err := module.UnescapePath(escaped); err == nil {
			return m + "@" + rest
		}
		return filepath.ToSlash(rel)
	}
	if rel, err := filepath.Rel(n.root, file); err == nil && filepath.IsLocal(rel) {
		return filepath.ToSlash(rel)
	}
	name := nameElsewhere(file)
	n.files[name] = file
	return name
}

// nameElsewhere names a file by the module that holds it.
func nameElsewhere(file string) string {
	for dir := filepath.Dir(file); dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		src, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if err != nil {
			continue
		}
		if rel, err := filepath.Rel(dir, file); err == nil {
			return path.Join(modfile.ModulePath(src), filepath.ToSlash(rel))
		}
	}
	return filepath.ToSlash(file)
}

// file is the inverse of of.
func (n *names) file(name string) string {
	if file, ok := n.files[name]; ok {
		return file
	}
	if m, rest, ok := strings.Cut(name, "@"); ok {
		if escaped, err := module.EscapePath(m); err == nil {
			return filepath.Join(n.cache, filepath.FromSlash(escaped+"@"+rest))
		}
	}
	return filepath.Join(n.root, filepath.FromSlash(name))
}

// posn is how the go command and the tools that it starts write a place.
var posn = regexp.MustCompile(`^(.+?\.go):(\d+)(?::(\d+))?$`)

// position turns "file:line:column", a column in bytes, into a diagnostic's.
func (n *names) position(text string) diag.Position {
	m := posn.FindStringSubmatch(text)
	if m == nil {
		return diag.Position{}
	}
	file := m[1]
	if !filepath.IsAbs(file) {
		file = filepath.Join(n.dir, file)
	}
	line, _ := strconv.Atoi(m[2])
	column, _ := strconv.Atoi(m[3])
	return diag.Position{File: n.of(file), Line: line, Column: n.characters(file, line, column)}
}

// characters turns a column in bytes into one in characters.
func (n *names) characters(file string, line, column int) int {
	src, known := n.sources[file]
	if !known {
		src, _ = os.ReadFile(file) // absent: the byte column has to do
		n.sources[file] = src
	}
	lines := bytes.SplitN(src, []byte("\n"), line+1)
	if len(lines) < line || line < 1 {
		return column
	}
	text := lines[line-1]
	if column < 1 || column-1 > len(text) {
		return column
	}
	if line == 1 {
		return utf8.RuneCount(bytes.TrimPrefix(text[:column-1], []byte("\uFEFF"))) + 1
	}
	return utf8.RuneCount(text[:column-1]) + 1
}

// diagnostic is the inverse of what the analyzer does with a finding.
func (r *Result) diagnostic(f finding) diag.Diagnostic {
	d := diag.Diagnostic{
		Code:     diag.Code(f.Category),
		Position: r.names.position(f.Posn),
		Message:  strings.TrimPrefix(f.Message, f.Category+": "),
	}
	for _, rel := range f.Related {
		if help, ok := strings.CutPrefix(rel.Message, analyzer.HelpPrefix); ok {
			d.Help = help
			continue
		}
		at := r.names.position(rel.Posn)
		if at.File != d.Position.File && at.Column == 1 {
			at.Column = 0 // export data has lines only
		}
		d.Related = append(d.Related, diag.Related{Position: at, Message: rel.Message})
	}
	return d
}

// compileError is a line of the go command's or the compiler's; the tool's name
// stands before what its type checker found.
var compileError = regexp.MustCompile(`^(?:[\w.-]+: )?(\S.*?\.go:\d+(?::\d+)?): (.+)$`)

// readErrors takes the compile errors out of what the go command printed. What
// follows them indented belongs to them; the rest is the log.
func (r *Result) readErrors(stderr []byte) {
	open := false
	for line := range strings.Lines(string(stderr)) {
		text := strings.TrimRight(line, "\r\n")
		if m := compileError.FindStringSubmatch(text); m != nil {
			r.Diagnostics.Add(diag.Diagnostic{
				Code: diag.BrokenPackage, Position: r.names.position(m[1]),
				Message: "the package does not compile: " + m[2],
			})
			open = true
			continue
		}
		if last := len(r.Diagnostics) - 1; open && strings.HasPrefix(text, "\t") {
			d := &r.Diagnostics[last]
			d.Help = strings.TrimPrefix(d.Help+"\n"+strings.TrimSpace(text), "\n")
			continue
		}
		open = false
		if !strings.HasPrefix(text, "# ") {
			r.Log += line
		}
	}
}

// Package godoc makes a classification set of the documentation of Go's standard
// library, as it is installed: the first sentence of what is said about a function,
// a type or a method, and which group of packages it is from. Nothing is fetched and
// nothing is stored here; the set is that of the Go version which is read.
package godoc

import (
	"errors"
	"fmt"
	"go/ast"
	"go/build"
	"go/doc"
	"go/parser"
	"go/token"
	"io/fs"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/plugingen/plugingen/examples/pipeline/internal/labelled"
)

// groups are the packages of each label, by the first element of their paths.
var groups = map[string]string{
	"bytes": "text", "html": "text", "regexp": "text", "strconv": "text", "strings": "text", "text": "text", "unicode": "text",
	"net":  "network",
	"math": "math",
	"os":   "system", "runtime": "system", "syscall": "system",
}

// The shortest synopsis that is taken, in words: below it there is no more than the
// name of what is described.
const minWords = 5

// Sizes are how many texts a set has to learn from, half of them for validation, and
// to test on.
func Sizes() [2]int { return [2]int{320, 480} }

// Root asks the go command where Go is installed.
func Root() (string, error) {
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return "", fmt.Errorf("the go command does not say where Go is installed: %w", err)
	}
	return strings.TrimSpace(string(out)), nil
}

// Read returns the synopses of the packages below root/src that belong to a group,
// for linux on amd64 whatever the machine, so that a version of Go always gives the
// same. The label is text, network, math or system. A text that stands in several
// groups belongs to none of them; one that stands several times in a group is there
// once, under the name that is first in the alphabet.
func Read(root string) ([]labelled.Text, error) {
	src := filepath.Join(root, "src")
	var all []labelled.Text
	err := filepath.WalkDir(src, func(dir string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() || dir == src {
			return err
		}
		name, err := filepath.Rel(src, dir)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		label := groups[strings.Split(name, "/")[0]]
		if label == "" || private(path.Base(name)) {
			return filepath.SkipDir
		}
		texts, err := read(dir, name, label)
		all = append(all, texts...)
		return err
	})
	if err != nil {
		return nil, err
	}
	return unique(all), nil
}

// private says that a folder has nothing for the users of the library.
func private(name string) bool {
	return name == "internal" || name == "testdata" || name == "vendor" || strings.HasPrefix(name, "_") || strings.HasPrefix(name, ".")
}

// platform is the one that is read.
func platform() *build.Context {
	c := build.Default
	c.GOOS, c.GOARCH, c.CgoEnabled, c.BuildTags, c.ToolTags = "linux", "amd64", false, nil, nil
	return &c
}

// read returns a package's synopses in the order of their names.
func read(dir, name, label string) ([]labelled.Text, error) {
	p, err := platform().ImportDir(dir, 0)
	var none *build.NoGoError
	switch {
	case errors.As(err, &none) || err == nil && p.Name == "main":
		return nil, nil
	case err != nil:
		return nil, err
	}
	files := token.NewFileSet()
	var parsed []*ast.File
	for _, file := range p.GoFiles {
		f, err := parser.ParseFile(files, filepath.Join(dir, file), nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		parsed = append(parsed, f)
	}
	docs, err := doc.NewFromFiles(files, parsed, name)
	if err != nil {
		return nil, err
	}
	r := reader{docs: docs, name: name, label: label}
	return r.texts(), nil
}

// reader collects the synopses of one package.
type reader struct {
	docs        *doc.Package
	name, label string
	found       []labelled.Text
}

func (r *reader) texts() []labelled.Text {
	r.functions("", r.docs.Funcs)
	for _, t := range r.docs.Types {
		r.add(t.Name, t.Doc)
		r.functions("", t.Funcs)
		r.functions(t.Name+".", t.Methods)
	}
	return r.found
}

func (r *reader) functions(of string, list []*doc.Func) {
	for _, f := range list {
		r.add(of+f.Name, f.Doc)
	}
}

func (r *reader) add(symbol, comment string) {
	text := r.docs.Synopsis(comment)
	if len(strings.Fields(text)) < minWords || strings.HasPrefix(text, "Deprecated:") {
		return
	}
	r.found = append(r.found, labelled.Text{ID: r.name + "." + symbol, Text: text, Label: r.label})
}

// unique leaves one of each text, and none of those that stand in several groups.
func unique(all []labelled.Text) []labelled.Text {
	slices.SortFunc(all, func(a, b labelled.Text) int { return strings.Compare(a.ID, b.ID) })
	label := map[string]string{}
	const several = ""
	for _, t := range all {
		if have, ok := label[t.Text]; ok && have != t.Label {
			label[t.Text] = several
			continue
		}
		label[t.Text] = t.Label
	}
	var kept []labelled.Text
	for _, t := range all {
		if label[t.Text] != several {
			kept = append(kept, t)
			label[t.Text] = several
		}
	}
	return kept
}

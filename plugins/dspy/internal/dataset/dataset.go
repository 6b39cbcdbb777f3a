// Package dataset reads labelled examples from files.
package dataset

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/plugingen/plugingen/plugins/jsonyamlbridge"
)

// Example is one labelled example.
type Example struct {
	ID     string
	Input  map[string]any
	Output map[string]any
	Steps  map[string]map[string]any // labels in between, by predictor; nil for none
}

// Fault is what is wrong with an example.
type Fault struct {
	Pointer string // JSON Pointer in the example, such as /input/ticket
	Key     bool   // the key must not be there
	Message string
}

// Check returns what is wrong with an example of the right form.
type Check func(e *Example) []Fault

// Data is what a path holds.
type Data struct {
	Examples []Example             // the good ones, in the order of the file names, then of the files
	Faults   jsonyamlbridge.Errors // of the bad ones, which are left out
	Bad      int                   // examples that are left out
	Left     []string              // what else was left out, each as a sentence for a log
	Hash     string                // identifies the content of the files
}

// maxBadShare is the share of bad examples from which on data is refused.
const maxBadShare = 0.1

// Error says that too many examples are bad.
type Error struct {
	Path   string
	Bad    int                   // examples
	Total  int                   // examples
	Faults jsonyamlbridge.Errors // all of them, with file, line and column
}

// The most faults that a text lists.
const (
	maxListed = 100
	maxShort  = 3
)

// Error lists the faults, each on a line of its own, the first 100 of them.
func (e *Error) Error() string {
	return fmt.Sprintf("%s: %d of %d examples are bad, at most one in ten may be:\n%s", e.Path, e.Bad, e.Total, Listed(e.Faults, maxListed, "\n"))
}

// Short is the error on one line with its first faults, for a log.
func (e *Error) Short() string {
	return fmt.Sprintf("%s: %d of %d examples are bad, at most one in ten may be: %s", e.Path, e.Bad, e.Total, Listed(e.Faults, maxShort, "; "))
}

// Listed joins the first faults, and says how many there are beyond them.
func Listed(faults jsonyamlbridge.Errors, most int, between string) string {
	var parts []string
	for _, f := range faults[:min(most, len(faults))] {
		parts = append(parts, f.Error())
	}
	if more := len(faults) - most; more > 0 {
		parts = append(parts, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(parts, between)
}

// Unwrap gives the faults.
func (e *Error) Unwrap() error { return e.Faults }

// Load reads a file, or the files of a folder in the order of their names, its
// subfolders left out. By extension a file is JSON Lines (.jsonl: an example a
// line), JSON (.json: a list of examples) or YAML (.yaml, .yml: the same). An
// example is
//
//	{"id": …, "input": {field: value}, "expected_output": {field: value},
//	 "steps": {predictor: {field: value}}, "metadata": …, "created_at": …}
//
// with input and expected_output required. Examples of another form, and those in
// which check finds faults, are left out; where they are more than one in ten, the
// error is an *[Error]. A path that does not exist is fs.ErrNotExist. A JSON or YAML file
// that cannot be read at all is an error with its place.
func Load(ctx context.Context, bridge *jsonyamlbridge.Plugin, path string, check Check) (*Data, error) {
	files, left, err := list(path)
	if err != nil {
		return nil, err
	}
	r := &reader{bridge: bridge, check: check, data: &Data{Left: left}}
	h := sha256.New()
	for _, file := range files {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		src, err := content(file)
		if err != nil {
			return nil, err
		}
		one := sha256.Sum256(src)
		addToHash(h, file, one[:])
		if err := r.file(ctx, file, src); err != nil {
			return nil, err
		}
	}
	d := r.data
	d.Hash = sum(h)
	if len(d.Examples) > maxExamples {
		d.Examples = d.Examples[:maxExamples]
		d.Left = append(d.Left, fmt.Sprintf("examples after the first %d are not used", maxExamples))
	}
	if total := d.Bad + len(d.Examples); float64(d.Bad) > maxBadShare*float64(total) {
		return nil, &Error{Path: path, Bad: d.Bad, Total: total, Faults: d.Faults}
	}
	return d, nil
}

// reader collects the examples of several files.
type reader struct {
	bridge *jsonyamlbridge.Plugin
	check  Check
	data   *Data
}

func (r *reader) file(ctx context.Context, file string, src []byte) error {
	if filepath.Ext(file) == ".jsonl" {
		return r.lines(ctx, file, src)
	}
	doc, err := r.bridge.Parse(file, src)
	if err != nil {
		return err
	}
	items, ok := doc.Value().([]any)
	if !ok {
		return doc.Fault("", "training data is a list of examples")
	}
	for i, item := range items {
		r.add(example(doc, fmt.Sprintf("/%d", i), item, r.check))
	}
	return ctx.Err()
}

// lines reads JSON Lines; places are those in the file.
func (r *reader) lines(ctx context.Context, file string, src []byte) error {
	number := 0
	for line := range bytes.Lines(src) {
		number++
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		r.add(readLine(r.bridge, file, number, line, r.check))
	}
	return nil
}

func (r *reader) add(e Example, faults jsonyamlbridge.Errors) {
	if len(faults) > 0 {
		r.data.Bad++
		r.data.Faults = append(r.data.Faults, faults...)
		return
	}
	r.data.Examples = append(r.data.Examples, e)
}

func readLine(bridge *jsonyamlbridge.Plugin, file string, number int, line []byte, check Check) (Example, jsonyamlbridge.Errors) {
	e, faults := one(bridge, line, check)
	for _, fault := range faults {
		fault.Name, fault.Line = file, number
	}
	return e, faults
}

func one(bridge *jsonyamlbridge.Plugin, line []byte, check Check) (Example, jsonyamlbridge.Errors) {
	doc, err := bridge.Parse("line.json", bytes.TrimRight(line, "\r\n"))
	if err != nil {
		var faults jsonyamlbridge.Errors
		if !errors.As(err, &faults) {
			faults = jsonyamlbridge.Errors{{Column: 1, Message: err.Error()}}
		}
		return Example{}, faults
	}
	return example(doc, "", doc.Value(), check)
}

var exampleKeys = []string{"id", "input", "expected_output", "steps", "metadata", "created_at"}

// example reads one example of a document.
func example(doc *jsonyamlbridge.Document, pointer string, item any, check Check) (Example, jsonyamlbridge.Errors) {
	m, ok := item.(map[string]any)
	if !ok {
		return Example{}, jsonyamlbridge.Errors{doc.Fault(pointer, "an example is an object with input and expected_output")}
	}
	r := &exampleReader{doc: doc, pointer: pointer, m: m}
	e := Example{ID: r.id(), Input: r.object("input"), Output: r.object("expected_output"), Steps: r.steps()}
	for _, key := range slices.Sorted(maps.Keys(m)) {
		if !slices.Contains(exampleKeys, key) {
			r.add(Fault{"/" + escape(key), true, fmt.Sprintf("an example has no key %q; its keys are %s", key, strings.Join(exampleKeys, ", "))})
		}
	}
	if len(r.faults) == 0 && check != nil {
		for _, f := range check(&e) {
			r.add(f)
		}
	}
	slices.SortStableFunc(r.faults, func(a, b *jsonyamlbridge.Error) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return e, r.faults
}

type exampleReader struct {
	doc     *jsonyamlbridge.Document
	pointer string
	m       map[string]any
	faults  jsonyamlbridge.Errors
}

func (r *exampleReader) add(f Fault) {
	if f.Key {
		r.faults = append(r.faults, r.doc.KeyFault(r.pointer+f.Pointer, f.Message))
		return
	}
	r.faults = append(r.faults, r.doc.Fault(r.pointer+f.Pointer, f.Message))
}

func (r *exampleReader) id() string {
	switch id := r.m["id"].(type) {
	case nil:
		return ""
	case string:
		return id
	case json.Number:
		return id.String()
	}
	r.add(Fault{"/id", false, "an example's id is a text or a number"})
	return ""
}

func (r *exampleReader) object(key string) map[string]any {
	o, ok := r.m[key].(map[string]any)
	if !ok {
		r.add(Fault{"/" + key, false, "an example's " + key + " is an object of fields"})
	}
	return o
}

func (r *exampleReader) steps() map[string]map[string]any {
	v, ok := r.m["steps"]
	if !ok {
		return nil
	}
	m, ok := v.(map[string]any)
	if !ok {
		r.add(Fault{"/steps", false, "an example's steps is an object of predictors"})
		return nil
	}
	steps := map[string]map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(m)) {
		if steps[name], ok = m[name].(map[string]any); !ok {
			r.add(Fault{"/steps/" + escape(name), false, "the labels of a predictor are an object of fields"})
		}
	}
	return steps
}

func escape(key string) string { return strings.NewReplacer("~", "~0", "/", "~1").Replace(key) }

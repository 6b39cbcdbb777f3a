// Package dataset reads training examples from files.
package dataset

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/plugingen/plugingen/plugins/jsonyamlbridge"
)

// Example is one labelled example as a file has it, not yet checked against a
// signature.
type Example struct {
	Input  map[string]any
	Output map[string]any
}

// Data is what a path holds.
type Data struct {
	Examples []Example // in the order of the file names, then of the files
	Left     []string  // what was left out, each as a sentence for a log
}

// Limits of what is read.
const (
	maxFileBytes = 16 << 20
	maxExamples  = 10_000
)

// Load reads a file, or the files of a folder in the order of their names, its
// subfolders left out. By extension a file is JSON Lines (.jsonl: an example a
// line), JSON (.json: a list of examples) or YAML (.yaml, .yml: the same). An
// example is
//
//	{"id": …, "input": {field: value}, "expected_output": {field: value}, "metadata": …, "created_at": …}
//
// with input and expected_output required. A path that does not exist is
// fs.ErrNotExist; what cannot be read as examples is an error with all places of
// the first bad file. Examples beyond the first 10,000 are left out, and Left says so.
func Load(ctx context.Context, bridge *jsonyamlbridge.Plugin, path string) (*Data, error) {
	files, left, err := list(path)
	if err != nil {
		return nil, err
	}
	data := &Data{Left: left}
	for _, file := range files {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if len(data.Examples) > maxExamples {
			break
		}
		examples, err := read(bridge, file)
		if err != nil {
			return nil, err
		}
		data.Examples = append(data.Examples, examples...)
	}
	if len(data.Examples) > maxExamples {
		data.Examples = data.Examples[:maxExamples]
		data.Left = append(data.Left, fmt.Sprintf("examples after the first %d are not used", maxExamples))
	}
	return data, nil
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

func read(bridge *jsonyamlbridge.Plugin, file string) ([]Example, error) {
	src, err := content(file)
	if err != nil {
		return nil, err
	}
	if filepath.Ext(file) == ".jsonl" {
		return lines(bridge, file, src)
	}
	doc, err := bridge.Parse(file, src)
	if err != nil {
		return nil, err
	}
	items, ok := doc.Value().([]any)
	if !ok {
		return nil, doc.Fault("", "training data is a list of examples")
	}
	examples := make([]Example, 0, len(items))
	var faults jsonyamlbridge.Errors
	for i, item := range items {
		e, bad := example(doc, fmt.Sprintf("/%d", i), item)
		examples, faults = append(examples, e), append(faults, bad...)
	}
	if len(faults) > 0 {
		return nil, faults
	}
	return examples, nil
}

// content reads a regular file. Anything else, such as a pipe, could keep the
// start waiting for ever.
func content(file string) ([]byte, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no regular file", file)
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	src, err := io.ReadAll(io.LimitReader(f, maxFileBytes+1))
	if err == nil && len(src) > maxFileBytes {
		err = fmt.Errorf("%s has more than %d bytes", file, maxFileBytes)
	}
	return src, err
}

// lines reads JSON Lines; places are those in the file.
func lines(bridge *jsonyamlbridge.Plugin, file string, src []byte) ([]Example, error) {
	var examples []Example
	var faults jsonyamlbridge.Errors
	number := 0
	for line := range bytes.Lines(src) {
		number++
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		e, bad := one(bridge, line)
		for _, fault := range bad {
			fault.Name, fault.Line = file, number
		}
		examples, faults = append(examples, e), append(faults, bad...)
	}
	if len(faults) > 0 {
		return nil, faults
	}
	return examples, nil
}

func one(bridge *jsonyamlbridge.Plugin, line []byte) (Example, jsonyamlbridge.Errors) {
	doc, err := bridge.Parse("line.json", bytes.TrimRight(line, "\r\n"))
	if err != nil {
		var faults jsonyamlbridge.Errors
		if !errors.As(err, &faults) {
			faults = jsonyamlbridge.Errors{{Column: 1, Message: err.Error()}}
		}
		return Example{}, faults
	}
	return example(doc, "", doc.Value())
}

// example checks the shape of one example; its fields are the signature's matter.
func example(doc *jsonyamlbridge.Document, pointer string, item any) (Example, jsonyamlbridge.Errors) {
	m, ok := item.(map[string]any)
	if !ok {
		return Example{}, jsonyamlbridge.Errors{doc.Fault(pointer, "an example is an object with input and expected_output")}
	}
	var faults jsonyamlbridge.Errors
	object := func(key string) map[string]any {
		o, ok := m[key].(map[string]any)
		if !ok {
			faults = append(faults, doc.Fault(pointer+"/"+key, "an example's "+key+" is an object of fields"))
		}
		return o
	}
	e := Example{Input: object("input"), Output: object("expected_output")}
	for _, key := range slices.Sorted(maps.Keys(m)) {
		if !slices.Contains([]string{"id", "input", "expected_output", "metadata", "created_at"}, key) {
			place := pointer + "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(key)
			faults = append(faults, doc.KeyFault(place, fmt.Sprintf("an example has no key %q; its keys are id, input, expected_output, metadata and created_at", key)))
		}
	}
	return e, faults
}

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/plugingen/plugingen/examples/pipeline/internal/expression"
	"github.com/plugingen/plugingen/examples/pipeline/internal/workflow"
	"github.com/plugingen/plugingen/plugins/dspy"
	"github.com/plugingen/plugingen/plugins/jsonyamlbridge"
)

// output is where a verb writes, and how.
type output struct {
	stdout, stderr io.Writer
	asJSON         bool
}

// misuse reports a command line that is not understood. It is for the person who
// typed it, so it is text whatever the format.
func (o output) misuse(err error, usage string) int {
	fmt.Fprintf(o.stderr, "host: %v\n\n%s", err, usage)
	return exitUsage
}

// outcome is how a verb ended as JSON. A fault of the file has its place.
type outcome struct {
	Success bool    `json:"success"`
	Error   string  `json:"error,omitempty"`
	Step    string  `json:"failed_step,omitempty"`
	Faults  []place `json:"faults,omitempty"`
}

type place struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Message string `json:"message"`
}

// fail reports an error on standard error, or as the one JSON object.
func (o output) fail(err error) int {
	if o.asJSON {
		return max(o.json(failed(err)), exitFailed)
	}
	if placed(err) {
		fmt.Fprintln(o.stderr, err) // file:line:column comes first, as editors want it
		return exitFailed
	}
	fmt.Fprintln(o.stderr, "host:", err)
	return exitFailed
}

// placed says that an error's text begins with its place.
func placed(err error) bool {
	var step *workflow.StepError
	var faults jsonyamlbridge.Errors
	return errors.As(err, &step) || errors.As(err, &faults)
}

func failed(err error) outcome {
	f := outcome{Error: err.Error()}
	var step *workflow.StepError
	if errors.As(err, &step) {
		f.Step = step.Step
		f.Faults = places(step.Faults)
		return f
	}
	var data *dspy.DataError
	var faults jsonyamlbridge.Errors
	switch {
	case errors.As(err, &data):
		f.Error = fmt.Sprintf("%s: %d of %d examples are bad", data.Path, data.Bad, data.Total)
		f.Faults = places(data.Faults)
	case errors.As(err, &faults):
		f.Error = "the workflow is not valid"
		f.Faults = places(faults)
	}
	return f
}

func places(faults jsonyamlbridge.Errors) []place {
	out := make([]place, len(faults))
	for i, f := range faults {
		out[i] = place{f.Name, f.Line, f.Column, f.Message}
	}
	return out
}

// json writes one object, indented.
func (o output) json(v any) int {
	b, err := expression.JSON(v, "  ")
	if err != nil {
		fmt.Fprintln(o.stderr, "host: the result cannot be written as JSON:", err)
		return exitFailed
	}
	return o.write(b)
}

func (o output) write(text []byte) int {
	if _, err := o.stdout.Write(text); err != nil {
		fmt.Fprintln(o.stderr, "host:", err)
		return exitFailed
	}
	return exitOK
}

// values writes a result for a person: a line each, sorted, text as it is and
// anything else as JSON.
func values(b *bytes.Buffer, m map[string]any) {
	for _, key := range slices.Sorted(maps.Keys(m)) {
		text, ok := m[key].(string)
		if !ok {
			text = compact(m[key])
		}
		text = strings.TrimRight(text, "\n")
		if strings.Contains(text, "\n") {
			text = "\n    " + strings.ReplaceAll(text, "\n", "\n    ")
		} else if text != "" {
			text = " " + text
		}
		fmt.Fprintf(b, "  %s:%s\n", key, text)
	}
}

func compact(v any) string {
	b, err := expression.JSON(v, "")
	if err != nil {
		return fmt.Sprint(v)
	}
	return strings.TrimSuffix(string(b), "\n")
}

// table is rows of cells; a row may end early.
type table [][]string

func (t *table) add(cells ...string) { *t = append(*t, cells) }

// write sets the columns apart. No line ends in blanks.
func (t table) write(b *bytes.Buffer) {
	var set bytes.Buffer
	w := tabwriter.NewWriter(&set, 0, 0, 2, ' ', 0)
	columns := 0
	for _, row := range t {
		columns = max(columns, len(row))
	}
	for _, row := range t { // a column ends where a row has no cell, so each has all
		fmt.Fprintln(w, strings.Join(row, "\t")+strings.Repeat("\t", columns-len(row)+1))
	}
	w.Flush() // into memory, which does not fail
	for line := range strings.Lines(set.String()) {
		b.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
}

package workflow

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/plugingen/plugingen/plugins/schemavalidator"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// input is one declaration under the workflow's key `inputs`.
type input map[string]any

func (i input) required() bool {
	_, ok := i["default"]
	return !ok
}

func (w *Workflow) declared() map[string]input {
	out := map[string]input{}
	all, _ := w.keys["inputs"].(map[string]any)
	for name, value := range all {
		declaration, _ := value.(map[string]any)
		out[name] = declaration
	}
	return out
}

// ParseInput reads the value of an input from the text of a command line: of a text
// or where no type is declared as it is, else as JSON. The error names the inputs
// that there are.
func (w *Workflow) ParseInput(name, value string) (any, error) {
	declared := w.declared()
	declaration, ok := declared[name]
	if !ok {
		return nil, fmt.Errorf("the workflow declares no input %q; it declares %s", name, list(sortedKeys(declared)))
	}
	if want := text(declaration, "type"); want == "" || want == "string" {
		return value, nil
	}
	d := json.NewDecoder(bytes.NewReader([]byte(value)))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil || d.More() {
		return nil, fmt.Errorf("the input %q is of type %s, and %q is no JSON value", name, text(declaration, "type"), value)
	}
	return v, nil
}

// inputs returns the values of all inputs, or all that is wrong with those given.
func (w *Workflow) inputs(given map[string]any) (map[string]any, error) {
	declared := w.declared()
	out := map[string]any{}
	var errs []error
	for _, name := range sortedKeys(given) {
		if _, ok := declared[name]; !ok {
			errs = append(errs, fmt.Errorf("the workflow declares no input %q; it declares %s", name, list(sortedKeys(declared))))
		}
	}
	for _, name := range sortedKeys(declared) {
		value, ok := given[name]
		if !ok {
			if value, ok = declared[name]["default"]; !ok {
				errs = append(errs, fmt.Errorf("the input %q is missing", name))
				continue
			}
		}
		for _, f := range w.inputFaults(declared[name], value) {
			errs = append(errs, fmt.Errorf("the input %q: %s", name, f.Message))
		}
		out[name] = value
	}
	return out, errors.Join(errs...)
}

func (w *Workflow) inputFaults(declaration input, value any) []schemavalidator.Fault {
	want := text(declaration, "type")
	if want == "" {
		return nil
	}
	schema, err := w.engine.Validator.Compile(pipeline.Schema(fmt.Sprintf(`{"type":%q}`, want)))
	if err != nil {
		return []schemavalidator.Fault{{Message: err.Error()}}
	}
	return schema.Validate(value)
}

// inputDefaults refuses a default that is not of its input's type.
func (l *loader) inputDefaults() {
	declared := l.flow.declared()
	for _, name := range sortedKeys(declared) {
		if declared[name].required() {
			continue
		}
		for _, f := range l.flow.inputFaults(declared[name], declared[name]["default"]) {
			l.add("/workflow/inputs/"+escape(name)+"/default", "%s", f.Message)
		}
	}
}

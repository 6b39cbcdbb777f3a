package workflow

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/plugingen/plugingen/examples/pipeline/internal/atomicfile"
	"github.com/plugingen/plugingen/examples/pipeline/internal/expression"
	"github.com/plugingen/plugingen/plugins/jsonyamlbridge"
	"github.com/plugingen/plugingen/plugins/schemavalidator"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

type fault = jsonyamlbridge.Error

// compile makes a schema of a value.
func (s *session) compile(schema any) (*schemavalidator.Schema, error) {
	source, err := expression.JSON(schema, "")
	if err != nil {
		return nil, err
	}
	return s.engine.Validator.Compile(pipeline.Schema(source))
}

// schemaFault shows what is wrong with a schema at its places in the file.
func (l *loader) schemaFault(path string, err error) {
	var invalid *schemavalidator.SchemaError
	if !errors.As(err, &invalid) {
		l.add(path, "%v", err)
		return
	}
	for _, f := range invalid.Faults {
		l.add(path+f.Path, "not a valid JSON Schema: %s", f.Message)
	}
}

// deliver does with a result what the step's keys ask for.
func (f *frame) deliver(s *Step, spec map[string]any, result pipeline.StepResult) error {
	if s.output != nil {
		values := result.Values
		if values == nil {
			values = map[string]any{}
		}
		if faults := s.output.Validate(values); len(faults) > 0 {
			return s.mismatch(faults)
		}
	}
	name, ok := spec["output_to_file"].(string)
	if !ok {
		return nil
	}
	content, err := f.flow.engine.render(name, result.Values)
	if err == nil {
		err = atomicfile.Write(f.flow.outputs(), filepath.FromSlash(name), content, 0o666)
	}
	if err != nil {
		return faultsOf(s.fault("/output_to_file", fmt.Sprintf("the result cannot be written: %v", atomicfile.Plain(err))))
	}
	return nil
}

// mismatch shows every fault of a result at the part of the schema that it breaks.
func (s *Step) mismatch(faults []schemavalidator.Fault) error {
	var errs []*fault
	for _, f := range faults {
		path := "/output_schema"
		if strings.HasPrefix(f.SchemaPath, "/") {
			path += f.SchemaPath
		}
		errs = append(errs, s.fault(path, "the result does not meet output_schema "+f.String()))
	}
	return faultsOf(errs...)
}

// render writes a result in the format that the file's ending asks for.
func (e *Engine) render(name string, values map[string]any) ([]byte, error) {
	switch ext := filepath.Ext(name); ext {
	case ".json":
		return expression.JSON(values, "  ")
	case ".yaml", ".yml":
		source, err := expression.JSON(values, "")
		if err != nil {
			return nil, err
		}
		return e.Bridge.ToYAML(source, jsonyamlbridge.YAMLOptions{Name: name})
	}
	content, ok := values["text"].(string)
	if !ok {
		return nil, errors.New("the result has no field text; an ending of .json or .yaml writes all of it")
	}
	return []byte(content), nil
}

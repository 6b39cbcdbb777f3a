package coresteps

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/plugingen/plugingen/examples/pipeline/internal/atomicfile"
	"github.com/plugingen/plugingen/examples/pipeline/steptype"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// result adds success to what a step yields.
func result(values map[string]any) pipeline.StepResult {
	values["success"] = true
	return pipeline.StepResult{Values: values}
}

// whole is a number as results have it.
func whole[N int | int64](n N) json.Number { return json.Number(strconv.FormatInt(int64(n), 10)) }

// integer reads a number that the schema has checked, such as 8 or 8.0.
func integer(spec map[string]any, key string, otherwise int) int {
	n, ok := spec[key].(json.Number)
	if !ok {
		return otherwise
	}
	f, err := n.Float64()
	if err != nil {
		return otherwise
	}
	return int(f)
}

// at is a failure at a key of the step.
func at(path string, err error) error { return &steptype.Error{Path: path, Err: atomicfile.Plain(err)} }

func failure(path, format string, args ...any) error { return at(path, fmt.Errorf(format, args...)) }

// errNoScope says that the host lends nothing to its steps.
var errNoScope = errors.New("the host has no expressions and no steps inside steps, which this step needs")

func lent(req pipeline.StepRequest) (pipeline.Scope, error) {
	if req.Scope == nil {
		return nil, errNoScope
	}
	return req.Scope, nil
}

// byName makes an object of results.
func byName(results []pipeline.NamedResult) map[string]any {
	out := make(map[string]any, len(results))
	for _, r := range results {
		out[r.Name] = r.Values
	}
	return out
}

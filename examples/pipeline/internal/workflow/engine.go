// Package workflow loads and runs workflow files with whatever steps, providers
// and schema extensions the plugins of the program bring. It knows no plugin's
// keys: they come with the extensions.
package workflow

import (
	_ "embed"
	"errors"
	"fmt"

	"github.com/plugingen/plugingen/plugins/jsonyamlbridge"
	"github.com/plugingen/plugingen/plugins/schemavalidator"
	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

//go:embed workflow.schema.json
var baseSchema pipeline.Schema

// Engine is what the program's plugins offer. Its methods may be called from
// several goroutines while the plugins run.
type Engine struct {
	Bridge     *jsonyamlbridge.Plugin
	Validator  *schemavalidator.Plugin
	Steps      *runtime.Registry[pipeline.Step]
	Providers  *runtime.Registry[pipeline.Provider]
	Extensions *runtime.Registry[pipeline.Schema]
}

// Schema returns the schema of a workflow file for exactly these plugins. Where
// two of them define the same place differently the error names both.
func (e *Engine) Schema() (*schemavalidator.Schema, error) {
	var extensions []runtime.Component[pipeline.Schema]
	for _, extension := range e.Extensions.All() {
		extensions = append(extensions, extension)
	}
	composed, conflicts := e.Validator.Compose(baseSchema, extensions)
	errs := make([]error, len(conflicts))
	for i, c := range conflicts {
		errs[i] = errors.New(c.String())
	}
	if err := errors.Join(errs...); err != nil {
		return nil, fmt.Errorf("the plugins' schema extensions do not fit together: %w", err)
	}
	return e.Validator.Compile(composed)
}

package schemavalidator

import (
	"context"
	"fmt"

	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// Config is what the entry's `config` may set.
type Config struct {
	// Formats says whether the keyword `format` is checked. Where it is false a
	// format is only an annotation, as JSON Schema 2020-12 has it by default.
	Formats bool `json:"formats" jsonschema:"description=Check the keyword format,default=true"`

	// MaxCachedSchemas is how many compiled schemas are kept; the one that was not
	// used for the longest time makes room.
	MaxCachedSchemas int `json:"max_cached_schemas" jsonschema:"description=How many compiled schemas are kept,minimum=1,default=256"`
}

// DefaultConfig returns the settings of an entry without `config`.
func DefaultConfig() Config {
	return Config{Formats: true, MaxCachedSchemas: 256}
}

// Validate reports a setting that is out of range.
func (c Config) Validate() error {
	if c.MaxCachedSchemas < 1 {
		return fmt.Errorf("max_cached_schemas is %d, and must be at least 1", c.MaxCachedSchemas)
	}
	return nil
}

// Plugin is the running validator. Get one from [Init]; all of its methods may be
// called from several goroutines.
type Plugin struct {
	pipeline.Base
	cfg   Config
	cache *cache
}

// Init returns a validator that is ready to use. It holds memory only: no file,
// no goroutine. Its error is that of [Config.Validate].
func Init(_ context.Context, cfg Config) (*Plugin, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	return &Plugin{cfg: cfg, cache: newCache(cfg.MaxCachedSchemas)}, nil
}

// Metadata tells what the plugin is.
func (*Plugin) Metadata() runtime.Metadata {
	return runtime.Metadata{
		Name:        "enhanced_schema_validator",
		Version:     "1.0.0",
		Description: "Checks values against JSON Schema 2020-12, checks signatures, and composes schemas.",
		License:     "Apache-2.0",
		Homepage:    "https://github.com/plugingen/plugingen",
		Stability:   runtime.Beta,
	}
}

// StepTypes offers the step validate_schema.
func (p *Plugin) StepTypes() []runtime.Component[pipeline.Step] {
	return []runtime.Component[pipeline.Step]{
		{Name: "validate_schema", Capabilities: []string{"validation"}, Value: &ValidateStep{plugin: p}},
	}
}

// SchemaExtensions offers the keys of the step validate_schema.
func (*Plugin) SchemaExtensions() []runtime.Component[pipeline.Schema] {
	return []runtime.Component[pipeline.Schema]{
		{Name: "validate_schema", Capabilities: []string{"step_keys"}, Value: stepKeys},
	}
}

// Terminate drops the compiled schemas. A [Schema] that a caller holds stays
// usable. It never fails.
func (p *Plugin) Terminate(context.Context) error {
	p.cache.clear()
	return nil
}

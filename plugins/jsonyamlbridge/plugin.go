package jsonyamlbridge

import (
	"context"
	"fmt"

	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// Config is what the entry's `config` may set. The limits keep hostile input
// cheap; they hold for every text that is read.
type Config struct {
	// MaxBytes is the size of a text, in bytes.
	MaxBytes int `json:"max_bytes" jsonschema:"description=The largest text that is read in bytes,minimum=1,default=10485760"`

	// MaxDepth is how deep lists and objects may be nested.
	MaxDepth int `json:"max_depth" jsonschema:"description=How deep lists and objects may be nested,minimum=1,maximum=1000,default=200"`

	// MaxNodes is how many values a text may have once its aliases are resolved.
	MaxNodes int `json:"max_nodes" jsonschema:"description=How many values a text may have with its aliases resolved,minimum=1,default=1000000"`

	// RefuseAmbiguous makes plain scalars that YAML 1.1 and 1.2 read differently
	// (0777, 1_000, yes) an error. Where it is false they are strings as written.
	RefuseAmbiguous bool `json:"refuse_ambiguous" jsonschema:"description=Refuse plain scalars that YAML 1.1 and 1.2 read differently,default=false"`
}

// DefaultConfig returns the settings of an entry without `config`.
func DefaultConfig() Config {
	return Config{MaxBytes: 10 << 20, MaxDepth: 200, MaxNodes: 1_000_000}
}

// Validate reports the first setting that is out of range.
func (c Config) Validate() error {
	switch {
	case c.MaxBytes < 1:
		return fmt.Errorf("max_bytes is %d, and must be at least 1", c.MaxBytes)
	case c.MaxDepth < 1 || c.MaxDepth > 1000:
		return fmt.Errorf("max_depth is %d, and must be from 1 to 1000", c.MaxDepth)
	case c.MaxNodes < 1:
		return fmt.Errorf("max_nodes is %d, and must be at least 1", c.MaxNodes)
	}
	return nil
}

// Plugin is the running bridge. Get one from [Init]. It holds its settings only,
// so all of its methods may be called from several goroutines.
type Plugin struct {
	pipeline.Base
	cfg Config
}

// Init returns a bridge that is ready to use. Its error is that of
// [Config.Validate].
func Init(_ context.Context, cfg Config) (*Plugin, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	return &Plugin{cfg: cfg}, nil
}

// Metadata tells what the plugin is.
func (*Plugin) Metadata() runtime.Metadata {
	return runtime.Metadata{
		Name:        "json_yaml_bridge",
		Version:     "1.0.0",
		Description: "Converts between JSON and YAML with types, digits, key order and places kept.",
		License:     "Apache-2.0",
		Homepage:    "https://github.com/plugingen/plugingen",
		Stability:   runtime.Beta,
	}
}

// StepTypes offers the step convert_format.
func (p *Plugin) StepTypes() []runtime.Component[pipeline.Step] {
	return []runtime.Component[pipeline.Step]{
		{Name: "convert_format", Capabilities: []string{"conversion"}, Value: &ConvertStep{plugin: p}},
	}
}

// SchemaExtensions offers the keys of the step convert_format.
func (*Plugin) SchemaExtensions() []runtime.Component[pipeline.Schema] {
	return []runtime.Component[pipeline.Schema]{
		{Name: "convert_format", Capabilities: []string{"step_keys"}, Value: stepKeys},
	}
}

// Terminate has nothing to release. It never fails.
func (*Plugin) Terminate(context.Context) error { return nil }

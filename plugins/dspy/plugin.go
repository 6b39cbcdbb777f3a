package dspy

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"

	"github.com/plugingen/plugingen/plugins/dspy/internal/claude"
	"github.com/plugingen/plugingen/plugins/dspy/internal/dataset"
	"github.com/plugingen/plugingen/plugins/dspy/internal/gemini"
	"github.com/plugingen/plugingen/plugins/dspy/internal/rest"
	"github.com/plugingen/plugingen/plugins/jsonyamlbridge"
	"github.com/plugingen/plugingen/plugins/schemavalidator"
	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// Plugin is the state of a running instance. Its steps and providers may be used
// from several goroutines until Terminate.
type Plugin struct {
	cfg       Config
	validator *schemavalidator.Plugin
	bridge    *jsonyamlbridge.Plugin
	training  []dataset.Example
	client    *http.Client
	claude    *claude.Provider
	gemini    *gemini.Provider
}

// Init checks the configuration and reads the training data, if there is any; it
// sends no request. Its errors are those of [Config.Validate] and of training data
// that is there and cannot be read, with file, line and column. None of the
// arguments may be nil.
func Init(ctx context.Context, cfg Config, validator *schemavalidator.Plugin, bridge *jsonyamlbridge.Plugin, logger *slog.Logger) (*Plugin, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	p := &Plugin{cfg: cfg.withDefaults(), validator: validator, bridge: bridge, client: rest.NewClient()}
	p.claude = claude.New(p.cfg.Claude.service("dspy_claude", "claude", "ANTHROPIC_API_KEY", p.client),
		p.cfg.Claude.Model, p.cfg.Claude.MaxTokens, p.cfg.Claude.SchemaMode == schemaInText)
	p.gemini = gemini.New(p.cfg.Gemini.service("dspy_gemini", "gemini", "GEMINI_API_KEY", p.client),
		p.cfg.Gemini.Model, p.cfg.Gemini.MaxTokens, p.cfg.Gemini.SchemaMode == schemaInText)
	if err := p.train(ctx, logger); err != nil {
		return nil, err
	}
	return p, nil
}

// train reads the training data. A missing path must not keep a program from
// starting that could run without it, but is said.
func (p *Plugin) train(ctx context.Context, logger *slog.Logger) error {
	path := p.cfg.TrainingDataPath
	if !p.cfg.OptimizationEnabled || path == "" {
		return nil
	}
	data, err := dataset.Load(ctx, p.bridge, path)
	if errors.Is(err, fs.ErrNotExist) {
		logger.WarnContext(ctx, "training_data_path does not exist; steps use only their own examples", "path", path)
		return nil
	}
	if err != nil {
		return err
	}
	for _, left := range data.Left {
		logger.WarnContext(ctx, "training data: "+left)
	}
	p.training = data.Examples
	logger.DebugContext(ctx, "training data read", "path", path, "examples", len(p.training))
	return nil
}

// Terminate closes idle connections. Requests that run are their callers' to cancel.
func (p *Plugin) Terminate(context.Context) error {
	p.client.CloseIdleConnections()
	return nil
}

// Metadata tells what the plugin is. The permissions are those of the default
// configuration: another base_url is another host.
func (*Plugin) Metadata() runtime.Metadata {
	return runtime.Metadata{
		Name:        "dspy",
		Version:     "1.0.0",
		Description: "Steps declared as a signature, answered by Claude, Gemini or another provider, and checked against it",
		License:     "Apache-2.0",
		Homepage:    "https://github.com/plugingen/plugingen",
		Requires: []runtime.Requirement{
			{Name: "enhanced_schema_validator", Version: ">=1.0, <2"},
			{Name: "json_yaml_bridge", Version: ">=1.0, <2"},
		},
		Permissions: []runtime.Permission{
			"network:api.anthropic.com:443",
			"network:generativelanguage.googleapis.com:443",
			"files.read",
		},
		Stability: runtime.Beta,
	}
}

// StepTypes offers the three steps, or none while optimization_enabled is false.
func (p *Plugin) StepTypes() []runtime.Component[pipeline.Step] {
	if !p.cfg.OptimizationEnabled {
		return nil
	}
	return []runtime.Component[pipeline.Step]{
		{Name: "dspy_claude", Capabilities: []string{"dspy_optimization"}, Value: &step{p, p.claude, "dspy_claude"}},
		{Name: "dspy_gemini", Capabilities: []string{"dspy_optimization"}, Value: &step{p, p.gemini, "dspy_gemini"}},
		{Name: "dspy_chain", Capabilities: []string{"dspy_optimization"}, Value: &chain{p, p.claude, "dspy_claude"}},
	}
}

// Providers offers Claude and Gemini, or none while optimization_enabled is false.
func (p *Plugin) Providers() []runtime.Component[pipeline.Provider] {
	if !p.cfg.OptimizationEnabled {
		return nil
	}
	return []runtime.Component[pipeline.Provider]{
		{Name: "dspy_claude", Capabilities: []string{"dspy_optimization", "claude_compatible"}, Value: p.claude},
		{Name: "dspy_gemini", Capabilities: []string{"dspy_optimization", "gemini_compatible"}, Value: p.gemini},
	}
}

// SchemaExtensions offers the DSPy keys of a workflow, always.
func (*Plugin) SchemaExtensions() []runtime.Component[pipeline.Schema] {
	return []runtime.Component[pipeline.Schema]{
		{Name: "dspy", Capabilities: []string{"step_keys"}, Value: extension},
	}
}

package dspy

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/plugingen/plugingen/plugins/dspy/internal/background"
	"github.com/plugingen/plugingen/plugins/dspy/internal/claude"
	"github.com/plugingen/plugingen/plugins/dspy/internal/dataset"
	"github.com/plugingen/plugingen/plugins/dspy/internal/gemini"
	"github.com/plugingen/plugingen/plugins/dspy/internal/rest"
	"github.com/plugingen/plugingen/plugins/dspy/internal/store"
	"github.com/plugingen/plugingen/plugins/jsonyamlbridge"
	"github.com/plugingen/plugingen/plugins/schemavalidator"
	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// Plugin is the state of a running instance. Its steps, its providers and its own
// methods may be used from several goroutines until Terminate.
type Plugin struct {
	cfg       Config
	validator *schemavalidator.Plugin
	bridge    *jsonyamlbridge.Plugin
	logger    *slog.Logger
	client    *http.Client
	claude    *claude.Provider
	gemini    *gemini.Provider

	files      *store.Store // where cache_enabled is true
	memory     *store.Store // where it is not
	journal    store.Journal
	background *background.Runner
	stats      statistics
}

// Init checks the configuration and that the training data is there, if there is any; it
// sends no request and reads no example but the first. Its errors are those of
// [Config.Validate], training_data_path where it does not exist or has a file that cannot
// be opened, and a first line that is no example. What is wrong with the examples
// themselves depends on a step's signature and shows when a step is optimised. None of the
// arguments may be nil.
func Init(_ context.Context, cfg Config, validator *schemavalidator.Plugin, bridge *jsonyamlbridge.Plugin, logger *slog.Logger) (*Plugin, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	cfg = cfg.withDefaults()
	if cfg.OptimizationEnabled && cfg.TrainingDataPath != "" {
		if err := dataset.Probe(bridge, cfg.TrainingDataPath); err != nil {
			return nil, fmt.Errorf("training_data_path: %w", err)
		}
	}
	p := &Plugin{
		cfg: cfg, validator: validator, bridge: bridge, logger: logger, client: rest.NewClient(),
		files: store.New(cfg.StorePath), memory: store.New(""), background: background.New(cfg.MaxConcurrent),
		stats: statistics{counts: map[string]*counter{}},
	}
	p.claude = claude.New(p.cfg.Claude.service(claudeName, "claude", "ANTHROPIC_API_KEY", p.client),
		p.cfg.Claude.Model, p.cfg.Claude.MaxTokens, p.cfg.Claude.SchemaMode == schemaInText)
	p.gemini = gemini.New(p.cfg.Gemini.service(geminiName, "gemini", "GEMINI_API_KEY", p.client),
		p.cfg.Gemini.Model, p.cfg.Gemini.MaxTokens, p.cfg.Gemini.SchemaMode == schemaInText)
	return p, nil
}

// storeOf is where a job's program is kept.
func (p *Plugin) storeOf(j *job) *store.Store {
	if j.settings.cache {
		return p.files
	}
	return p.memory
}

// Health reports the programs whose last optimisation in the background failed, and
// stored programs that cannot be used. The plugin answers all the same; [Plugin.Stats] has
// the numbers.
func (p *Plugin) Health(context.Context) error { return errors.Join(p.stats.errors()...) }

// Terminate ends the optimisations in the background, after which they ask no model any
// more, and waits for them as long as ctx allows; then it closes idle connections.
// Requests of steps that run are their callers' to cancel.
func (p *Plugin) Terminate(ctx context.Context) error {
	err := p.background.Stop(ctx)
	p.client.CloseIdleConnections()
	return err
}

// Metadata tells what the plugin is. The permissions are those of the default
// configuration: another base_url is another host.
func (*Plugin) Metadata() runtime.Metadata {
	return runtime.Metadata{
		Name:        "dspy",
		Version:     "1.0.0",
		Description: "Steps declared as a signature, answered by Claude, Gemini or another provider, checked against it and optimised from examples",
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
			"files.write",
		},
		Stability: runtime.Beta,
	}
}

// StepTypes offers the four steps, or none while optimization_enabled is false.
func (p *Plugin) StepTypes() []runtime.Component[pipeline.Step] {
	if !p.cfg.OptimizationEnabled {
		return nil
	}
	return []runtime.Component[pipeline.Step]{
		{Name: claudeName, Capabilities: []string{"dspy_optimization"}, Value: &step{p, claudeName}},
		{Name: geminiName, Capabilities: []string{"dspy_optimization"}, Value: &step{p, geminiName}},
		{Name: chainName, Capabilities: []string{"dspy_optimization"}, Value: &step{p, chainName}},
		{Name: evaluationName, Capabilities: []string{"dspy_evaluation"}, Value: &evaluation{p}},
	}
}

// Providers offers Claude and Gemini, or none while optimization_enabled is false.
func (p *Plugin) Providers() []runtime.Component[pipeline.Provider] {
	if !p.cfg.OptimizationEnabled {
		return nil
	}
	return []runtime.Component[pipeline.Provider]{
		{Name: claudeName, Capabilities: []string{"dspy_optimization", "claude_compatible"}, Value: p.claude},
		{Name: geminiName, Capabilities: []string{"dspy_optimization", "gemini_compatible"}, Value: p.gemini},
	}
}

// SchemaExtensions offers the DSPy keys of a workflow, always.
func (*Plugin) SchemaExtensions() []runtime.Component[pipeline.Schema] {
	return []runtime.Component[pipeline.Schema]{
		{Name: "dspy", Capabilities: []string{"step_keys"}, Value: extension},
	}
}

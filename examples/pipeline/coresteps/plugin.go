package coresteps

import (
	"context"

	"github.com/plugingen/plugingen/plugins/jsonyamlbridge"
	"github.com/plugingen/plugingen/plugins/schemavalidator"
	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// Plugin is the state of a running instance. Its steps may be used from several
// goroutines.
type Plugin struct {
	pipeline.Base
	validator *schemavalidator.Plugin
	bridge    *jsonyamlbridge.Plugin
}

// Init returns the plugin, which holds nothing of its own. It never fails.
func Init(_ context.Context, validator *schemavalidator.Plugin, bridge *jsonyamlbridge.Plugin) (*Plugin, error) {
	return &Plugin{validator: validator, bridge: bridge}, nil
}

// Terminate has nothing to release. It never fails.
func (*Plugin) Terminate(context.Context) error { return nil }

// Metadata tells what the plugin is.
func (*Plugin) Metadata() runtime.Metadata {
	return runtime.Metadata{
		Name:        "core_steps",
		Version:     "1.0.0",
		Description: "Variables, data, files, loops, nested workflows, and prompts to a model.",
		License:     "Apache-2.0",
		Homepage:    "https://github.com/plugingen/plugingen",
		Requires: []runtime.Requirement{
			{Name: "enhanced_schema_validator", Version: ">=1.0, <2"},
			{Name: "json_yaml_bridge", Version: ">=1.0, <2"},
		},
		Permissions: []runtime.Permission{"files.read", "files.write"},
		Stability:   runtime.Beta,
	}
}

// StepTypes offers all steps.
func (p *Plugin) StepTypes() []runtime.Component[pipeline.Step] {
	return []runtime.Component[pipeline.Step]{
		{Name: "set_variable", Value: setVariable{}},
		{Name: "data_transform", Value: dataTransform{}},
		{Name: "file_ops", Value: fileOps{p}},
		{Name: "for_loop", Value: forLoop{}},
		{Name: "while_loop", Value: whileLoop{}},
		{Name: "parallel", Value: parallel{}},
		{Name: "pipeline", Value: nestedPipeline{}},
		{Name: "test_echo", Value: testEcho{}},
		{Name: "claude", Value: model{p, "claude", "claude_compatible"}},
		{Name: "gemini", Value: model{p, "gemini", "gemini_compatible"}},
	}
}

// SchemaExtensions offers the keys of each step.
func (*Plugin) SchemaExtensions() []runtime.Component[pipeline.Schema] {
	return []runtime.Component[pipeline.Schema]{
		{Name: "set_variable", Value: variableKeys},
		{Name: "data_transform", Value: transformKeys},
		{Name: "file_ops", Value: fileKeys},
		{Name: "loops", Value: loopKeys},
		{Name: "pipeline", Value: pipelineKeys},
		{Name: "test_echo", Value: echoKeys},
		{Name: "prompt", Value: promptKeys},
	}
}

package dspy

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// Config is what the entry's `config` may set.
type Config struct {
	// OptimizationEnabled switches steps and providers on.
	OptimizationEnabled bool `json:"optimization_enabled" jsonschema:"description=Whether the plugin offers its steps and providers,default=false"`

	// EvaluationMode is the optimiser; empty means bootstrap_few_shot. Kept for the
	// optimiser, without effect in this version.
	EvaluationMode string `json:"evaluation_mode" jsonschema:"description=Which optimiser,enum=bootstrap_few_shot,enum=copro,enum=mipro,default=bootstrap_few_shot"`

	// TrainingDataPath is a file or folder of examples, empty for none. A path that
	// does not exist is a warning in the log; one that cannot be read fails Init.
	TrainingDataPath string `json:"training_data_path,omitempty" jsonschema:"description=A file or folder of training examples"`

	// CacheEnabled says whether optimised programs are stored and used again. Kept
	// for the optimiser, without effect in this version.
	CacheEnabled bool `json:"cache_enabled" jsonschema:"description=Whether optimised programs are stored,default=true"`

	// OptimizationFrequency is how old an optimised program may become; empty means
	// weekly. Kept for the optimiser, without effect in this version.
	OptimizationFrequency string `json:"optimization_frequency" jsonschema:"description=How often programs are optimised again,enum=daily,enum=weekly,enum=monthly,enum=adaptive,default=weekly"`

	Claude ServiceConfig `json:"claude,omitzero" jsonschema:"description=The service behind dspy_claude"`
	Gemini ServiceConfig `json:"gemini,omitzero" jsonschema:"description=The service behind dspy_gemini"`
}

// Validate reports every setting that is out of range.
func (c Config) Validate() error {
	return errors.Join(
		oneOf("evaluation_mode", c.EvaluationMode, "bootstrap_few_shot", "copro", "mipro"),
		oneOf("optimization_frequency", c.OptimizationFrequency, "daily", "weekly", "monthly", "adaptive"),
		c.Claude.validate("claude"),
		c.Gemini.validate("gemini"),
	)
}

// withDefaults fills in what is empty.
func (c Config) withDefaults() Config {
	c.EvaluationMode = cmp.Or(c.EvaluationMode, "bootstrap_few_shot")
	c.OptimizationFrequency = cmp.Or(c.OptimizationFrequency, "weekly")
	c.Claude = c.Claude.withDefaults("https://api.anthropic.com", "claude-haiku-4-5")
	c.Gemini = c.Gemini.withDefaults("https://generativelanguage.googleapis.com", "gemini-flash-lite-latest")
	return c
}

func oneOf(name, value string, allowed ...string) error {
	if value == "" || slices.Contains(allowed, value) {
		return nil
	}
	return fmt.Errorf("%s is %q, want one of %q", name, value, allowed)
}

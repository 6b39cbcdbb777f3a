package dspy

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"
)

// Config is what the entry's `config` may set. The settings of optimising are flat,
// as they are here; a block optimization does not exist.
type Config struct {
	// OptimizationEnabled switches steps and providers on. While it is false the plugin
	// offers its schema extension and nothing else.
	OptimizationEnabled bool `json:"optimization_enabled" jsonschema:"description=Whether the plugin offers its steps and providers,default=false"`

	// EvaluationMode is the optimiser; empty means bootstrap_few_shot. With fewer than
	// ten examples to learn from, bootstrap_few_shot shows labelled ones.
	EvaluationMode string `json:"evaluation_mode" jsonschema:"description=Which optimiser,enum=bootstrap_few_shot,enum=copro,enum=mipro,default=bootstrap_few_shot"`

	// TrainingDataPath is a file or folder of examples; empty for none, and then nothing
	// is optimised in the background. A path that does not exist fails Init.
	TrainingDataPath string `json:"training_data_path,omitempty" jsonschema:"description=A file or folder of training examples; empty for none"`

	// CacheEnabled says whether optimised programs are stored in files and used by
	// later runs. Without it they live in memory, for an hour.
	CacheEnabled bool `json:"cache_enabled" jsonschema:"description=Whether optimised programs are stored in files and used again,default=true"`

	// StorePath is the folder of the stored programs, made when it is first written to;
	// a relative one starts at the working directory. Empty means .dspy.
	StorePath string `json:"store_path,omitempty" jsonschema:"description=The folder of the stored programs; default .dspy in the working directory"`

	// OptimizationFrequency is how old an optimised program may become before it is
	// optimised again in the background; empty means weekly.
	OptimizationFrequency string `json:"optimization_frequency" jsonschema:"description=How often programs are optimised again,enum=daily,enum=weekly,enum=monthly,enum=adaptive,default=weekly"`

	// FallbackStrategy is what a step does without an optimised program and where one
	// fails; empty means traditional.
	FallbackStrategy string `json:"fallback_strategy" jsonschema:"description=What a step does without an optimised program,enum=traditional,enum=error,enum=cached_best_effort,enum=schedule_and_execute,enum=wait_and_retry,default=traditional"`

	// MaxWaitTime is the longest that a step waits for an optimised program, in the
	// strategy wait_and_retry; 0 means 5s.
	MaxWaitTime time.Duration `json:"max_wait_time,omitempty" jsonschema:"description=The longest that a step waits for an optimised program; default 5s"`

	// MinGain is what the score on validation examples must rise by for a program to be
	// adopted, from 0 to 1; at 0 any rise suffices.
	MinGain float64 `json:"min_gain,omitempty" jsonschema:"description=What the validation score must rise by for a program to be adopted; 0 for any rise,minimum=0,maximum=1"`

	// CollectTrainingData writes the inputs and outputs of steps into files of the
	// store, as examples to be looked through; without it only counts are kept.
	CollectTrainingData bool `json:"collect_training_data,omitempty" jsonschema:"description=Whether inputs and outputs of steps are written into the store"`

	// MaxConcurrent is how many optimisations run in the background at a time; 0 means 1.
	MaxConcurrent int `json:"max_concurrent" jsonschema:"description=Optimisations in the background at a time,minimum=1,default=1"`

	// MaxCalls is the budget of one optimisation in the background, in requests to
	// models; 0 means 2000.
	MaxCalls int `json:"max_calls" jsonschema:"description=Requests to models that one optimisation in the background may make,minimum=1,default=2000"`

	// MaxCostUSD is its budget in US dollars, as far as the cost of a request is known,
	// which needs the two prices of the service; 0 means no limit.
	MaxCostUSD float64 `json:"max_cost_usd,omitempty" jsonschema:"description=US dollars that one optimisation in the background may cost; 0 for no limit,minimum=0"`

	Claude ServiceConfig `json:"claude,omitzero" jsonschema:"description=The service behind dspy_claude"`
	Gemini ServiceConfig `json:"gemini,omitzero" jsonschema:"description=The service behind dspy_gemini"`
}

// The words of the settings.
const (
	modeBootstrap = "bootstrap_few_shot"
	modeCOPRO     = "copro"
	modeMIPRO     = "mipro"
	modeLabelled  = "labeled_few_shot" // chosen by the number of examples, never by a setting

	daily    = "daily"
	weekly   = "weekly"
	monthly  = "monthly"
	adaptive = "adaptive"

	traditional        = "traditional"
	fallbackError      = "error"
	cachedBestEffort   = "cached_best_effort"
	scheduleAndExecute = "schedule_and_execute"
	waitAndRetry       = "wait_and_retry"
)

const (
	defaultStore    = ".dspy"
	defaultMaxWait  = 5 * time.Second
	defaultMaxCalls = 2000
)

// Validate reports every setting that is out of range.
func (c Config) Validate() error {
	return errors.Join(
		oneOf("evaluation_mode", c.EvaluationMode, modeBootstrap, modeCOPRO, modeMIPRO),
		oneOf("optimization_frequency", c.OptimizationFrequency, daily, weekly, monthly, adaptive),
		oneOf("fallback_strategy", c.FallbackStrategy, traditional, fallbackError, cachedBestEffort, scheduleAndExecute, waitAndRetry),
		within(c.MaxWaitTime < 0, "max_wait_time is %v, want a positive time", c.MaxWaitTime),
		within(!(c.MinGain >= 0 && c.MinGain <= 1), "min_gain is %v, want a number from 0 to 1", c.MinGain),
		within(c.MaxConcurrent < 0, "max_concurrent is %v, want 1 or more", c.MaxConcurrent),
		within(c.MaxCalls < 0, "max_calls is %v, want 1 or more", c.MaxCalls),
		within(!(c.MaxCostUSD >= 0) || math.IsInf(c.MaxCostUSD, 1), "max_cost_usd is %v, want a number that is not negative", c.MaxCostUSD),
		c.Claude.validate("claude"),
		c.Gemini.validate("gemini"),
	)
}

// withDefaults fills in what is empty.
func (c Config) withDefaults() Config {
	c.EvaluationMode = cmp.Or(c.EvaluationMode, modeBootstrap)
	c.OptimizationFrequency = cmp.Or(c.OptimizationFrequency, weekly)
	c.FallbackStrategy = cmp.Or(c.FallbackStrategy, traditional)
	c.StorePath = cmp.Or(c.StorePath, defaultStore)
	c.MaxWaitTime = cmp.Or(c.MaxWaitTime, defaultMaxWait)
	c.MaxConcurrent = cmp.Or(c.MaxConcurrent, 1)
	c.MaxCalls = cmp.Or(c.MaxCalls, defaultMaxCalls)
	c.Claude = c.Claude.withDefaults("https://api.anthropic.com", "claude-haiku-4-5")
	c.Gemini = c.Gemini.withDefaults("https://generativelanguage.googleapis.com", "gemini-flash-lite-latest")
	return c
}

func within(bad bool, format string, value any) error {
	if !bad {
		return nil
	}
	return fmt.Errorf(format, value)
}

func oneOf(name, value string, allowed ...string) error {
	if value == "" || slices.Contains(allowed, value) {
		return nil
	}
	return fmt.Errorf("%s is %q, want one of %q", name, value, allowed)
}

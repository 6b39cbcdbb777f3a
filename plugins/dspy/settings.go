package dspy

import (
	"encoding/json"
	"time"
)

// stepSettings are the settings of one step: its own dspy_config, before it the
// workflow's, and before that the plugin's configuration.
type stepSettings struct {
	enabled    bool
	mode       string
	dataPath   string
	cache      bool
	frequency  string
	fallback   string
	maxWait    time.Duration
	collect    bool
	minGain    float64
	shots      int // the most demonstrations of a predictor
	iterations int // 0 for the optimiser's default
	metric     string
}

// defaultShots is how many examples a model sees where the step does not say.
const defaultShots = 16

// settings reads the settings of a step; their form was checked with the step's.
func (p *Plugin) settings(spec, workflow map[string]any) stepSettings {
	c := p.cfg
	s := stepSettings{
		enabled: true, mode: c.EvaluationMode, dataPath: c.TrainingDataPath, cache: c.CacheEnabled,
		frequency: c.OptimizationFrequency, fallback: c.FallbackStrategy, maxWait: c.MaxWaitTime,
		collect: c.CollectTrainingData, minGain: c.MinGain, shots: defaultShots, metric: metricExact,
	}
	for _, level := range []map[string]any{workflow, spec} {
		config, _ := level["dspy_config"].(map[string]any)
		s.read(config)
	}
	return s
}

func (s *stepSettings) read(config map[string]any) {
	set(&s.enabled, config["optimization_enabled"])
	set(&s.mode, config["evaluation_mode"])
	set(&s.dataPath, config["training_data_path"])
	set(&s.cache, config["cache_enabled"])
	set(&s.frequency, config["optimization_frequency"])
	set(&s.fallback, config["fallback_strategy"])
	set(&s.collect, config["collect_training_data"])
	set(&s.metric, config["metric"])
	setNumber(&s.minGain, config["min_gain"])
	setWhole(&s.shots, config["few_shot_examples"])
	setWhole(&s.iterations, config["bootstrap_iterations"])
	ms := -1.0
	if setNumber(&ms, config["max_wait_time"]); ms >= 0 {
		s.maxWait = time.Duration(ms * float64(time.Millisecond))
	}
}

// set takes a value that is there; an explicit false counts.
func set[T any](to *T, v any) {
	if t, ok := v.(T); ok {
		*to = t
	}
}

func setNumber(to *float64, v any) {
	if n, ok := v.(json.Number); ok {
		if f, err := n.Float64(); err == nil {
			*to = f
		}
	}
}

func setWhole(to *int, v any) {
	f := float64(*to)
	setNumber(&f, v) // 8.0 is an integer to JSON Schema
	*to = int(f)
}

// period is the age from which on a program is due to be optimised again.
func (s *stepSettings) period() time.Duration {
	const day = 24 * time.Hour
	switch s.frequency {
	case weekly:
		return 7 * day
	case monthly:
		return 30 * day
	}
	return day // daily, and the last trigger of adaptive
}

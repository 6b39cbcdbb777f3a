package dspy

import (
	"context"

	"github.com/plugingen/plugingen/plugins/dspy/engine"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// StepSpec is a DSPy step as a workflow has it.
type StepSpec struct {
	Name string         // in the workflow; for messages and the store
	Type string         // dspy_claude, dspy_gemini, dspy_chain or dspy_evaluation
	Spec map[string]any // as pipeline.StepRequest.Spec

	// Workflow has the workflow's keys beside its steps, of which dspy_config is
	// read; may be nil.
	Workflow map[string]any
}

// OptimizeOptions say on what and by what a step is optimised. The zero value
// optimises as the step's own settings say.
type OptimizeOptions struct {
	Data string // a file or folder of examples; empty for training_data_path
	Seed uint64 // of the split into training and validation, and of the search

	Provider     pipeline.Provider // who answers; nil for the provider of the step's type
	ProviderName string            // its name, for the result and the store's key; needed with Provider

	Demos      int           // the most demonstrations of a predictor; 0 for few_shot_examples
	Candidates int           // shuffles of the random search; 0 for bootstrap_iterations
	Budget     engine.Budget // for everything together; the zero value is no limit
	NoStore    bool          // whether the program is only returned and not stored

	Progress func(engine.Event) // nil for nobody; called from one goroutine at a time
}

// CandidateScore is a program that was tried.
type CandidateScore struct {
	Name   string
	Score  float64 // on the validation examples
	Passed int
	Errors int
	Err    error // it failed too often to be scored

	Program *engine.Program // not to be changed
}

// OptimizeResult is what an optimisation found.
type OptimizeResult struct {
	Program *engine.Program // what was adopted, else the step as it is written
	Adopted bool            // it is better on validation by min_gain
	Path    string          // the file that it is stored in; empty where it is not

	Key        string // of the store
	Optimizer  string // that was used: evaluation_mode, or labeled_few_shot with few examples
	Metric     string
	Seed       uint64
	Provider   string
	Model      string // that answered, as it names itself
	DataHash   string // of the examples' files
	Train      int    // examples
	Validation int    // examples
	Dropped    int    // bad examples that were left out
	Demos      int    // the most of a predictor

	Baseline   float64 // score on validation of the step as it is written
	Best       float64 // score on validation of Program
	Candidates []CandidateScore
	Usage      engine.Usage
	OverBudget bool     // the budget ended the search early
	Warnings   []string // dropped examples among them, each a sentence
}

// EvaluateOptions say on what a step is evaluated.
type EvaluateOptions struct {
	Data string // a file or folder of examples that no program learned from; required
	Seed uint64 // of the draws of random demonstrations

	Provider     pipeline.Provider // as in OptimizeOptions
	ProviderName string

	// Program is evaluated as the optimised one; nil for the stored one.
	Program *engine.Program

	// TrainingData is what random demonstrations are drawn from; empty for what the
	// stored program learned from, where that is still there, and else for
	// training_data_path. Where there is none of them there is no such score.
	TrainingData string
	Demos        int // random demonstrations of a predictor; 0 for as many as the stored program may have, else few_shot_examples
	Draws        int // of random demonstrations; 0 for 5

	Progress func(done, total int) // nil for nobody
}

// EvaluateResult has the scores of a step, each a mean over the same N examples.
type EvaluateResult struct {
	N      int
	Seed   uint64
	Metric string
	Chance float64 // the score of the one answer that is most frequent in the data

	ZeroShot    float64   // without any demonstration
	RandomDemos *float64  // mean over Draws; nil where there was nothing to draw from
	Draws       []float64 // the scores that RandomDemos is the mean of
	Optimized   *float64  // nil where no optimised program is stored

	TrainingData string // what random demonstrations were drawn from; empty for nothing

	Fields   map[string]float64 // the share of right values by output field, of the last program in this list that there is
	Demos    int
	Provider string
	Model    string
	Overlap  int // examples that the optimised program was trained on, or that random demonstrations are drawn from
	Usage    engine.Usage
	Warnings []string
}

// Check reads a step as running it would and reports what is wrong with it, before
// anything is asked: a host may call it when it loads a workflow. provider is who the
// workflow names, nil for the provider of the step's type. Errors: *SpecError, and
// engine.ErrCapability where evaluation_mode needs what the provider cannot do.
func (p *Plugin) Check(step StepSpec, provider pipeline.Provider, name string) error {
	_, err := p.job(step, provider, name)
	return err
}

// Optimize looks for a better program for a step and stores it, over what is stored. Where
// nothing better was found, a program that is stored stays; else that is what is stored.
// With the same data, seed and answers it finds the same, whatever is stored. It waits for the end; ctx ends it at once, and no
// model call follows. Errors: *SpecError, *DataError, those of [engine.Optimizer], and of
// the store.
func (p *Plugin) Optimize(ctx context.Context, step StepSpec, o OptimizeOptions) (*OptimizeResult, error) {
	j, err := p.job(step, o.Provider, o.ProviderName)
	if err != nil {
		return nil, err
	}
	return j.optimize(ctx, order{OptimizeOptions: o})
}

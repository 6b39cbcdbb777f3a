package dspy

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strconv"
	"time"

	"github.com/plugingen/plugingen/plugins/dspy/engine"
	"github.com/plugingen/plugingen/plugins/dspy/internal/store"
)

const (
	// fewExamples is from where on a search has something to choose from.
	fewExamples = 10
	// validationShare of the examples decide what is adopted.
	validationShare = 0.5
	// maxValidation bounds what one candidate costs; further examples are learned from.
	maxValidation = 200
)

// defaultIterations are the published ones of each optimiser.
var defaultIterations = map[string]int{modeBootstrap: 16, modeCOPRO: 3, modeMIPRO: 10}

// order is one optimisation to be made.
type order struct {
	OptimizeOptions
	incumbent *store.Entry // must be beaten as well; nil for none
}

// refresh optimises in the background and stores what is adopted, unless another process
// has stored a program since known was. What the stored program shows is learned from and
// not validated on, so that it can be compared.
func (j *job) refresh(ctx context.Context, known *store.Entry) error {
	incumbent, err := j.plugin.storeOf(j).Reload(j.key, j.fit)
	switch {
	case err != nil:
		incumbent = nil // there is nothing that can be kept
	case incumbent != nil && (known == nil || incumbent.CreatedAt.After(known.CreatedAt)):
		return nil
	case incumbent != nil && !incumbent.Adopted:
		incumbent = nil
	}
	_, err = j.optimize(ctx, order{incumbent: incumbent, OptimizeOptions: OptimizeOptions{
		Budget: engine.Budget{Calls: j.plugin.cfg.MaxCalls, CostUSD: j.plugin.cfg.MaxCostUSD},
	}})
	return err
}

// optimize looks for a better program and stores it.
func (j *job) optimize(ctx context.Context, o order) (*OptimizeResult, error) {
	if err := j.capable(); err != nil {
		return nil, err
	}
	path := cmp.Or(o.Data, j.settings.dataPath)
	if path == "" {
		return nil, fmt.Errorf("%w: set training_data_path, or name a file", engine.ErrNoTraining)
	}
	data, err := j.load(ctx, path)
	if err != nil {
		return nil, err
	}
	lm, m := j.lm()
	meter := &engine.Meter{Budget: o.Budget}
	ctx = engine.WithMeter(ctx, meter)
	task := j.task(lm, data, o)
	o.Candidates = cmp.Or(o.Candidates, j.settings.iterations, defaultIterations[j.settings.mode])
	name, optimizer := j.optimizer(len(data.examples), o)
	found, err := optimizer.Optimize(ctx, task)
	if err != nil {
		return nil, j.explained(err)
	}
	res := j.optimizeResult(task, found, data)
	res.Optimizer, res.Seed, res.Model, res.Demos = name, o.Seed, m.name(), cmp.Or(o.Demos, j.settings.shots)
	rate := float64(found.Best.Errors) / float64(max(found.Best.N, 1))
	if o.incumbent != nil {
		if rate, err = j.defend(ctx, o.incumbent, task, res, rate); err != nil {
			return nil, err
		}
	}
	res.Usage = meter.Usage()
	if o.NoStore || o.incumbent == nil && j.stays(res) {
		return res, nil
	}
	res.Path, err = j.keep(res, o, rate)
	return res, err
}

// task deals the examples out. Those of the step itself, and what the program so far
// shows, are learned from.
func (j *job) task(lm *engine.LM, data *examples, o order) engine.Task {
	shown := newContents(j.own)
	if o.incumbent != nil {
		for _, p := range o.incumbent.Run.Predictors() {
			shown.addDemos(p.Demos)
		}
	}
	pinned, free := shown.divide(data.examples)
	train, validation := engine.Split(free, validationShare, o.Seed)
	if len(validation) > maxValidation {
		train = append(train, validation[maxValidation:]...)
		validation = validation[:maxValidation]
	}
	train = append(train, pinned...)
	have := newContents(train)
	for _, e := range j.own {
		if !have.has(e) {
			train = append(train, e)
		}
	}
	return engine.Task{
		Program: j.program, Train: train, Validation: validation, Metric: metric(j.settings.metric), LM: lm, Seed: o.Seed,
		MaxErrors: max(10, len(validation)/2), MinGain: j.settings.minGain, Progress: o.Progress,
	}
}

// optimizer is the one that evaluation_mode names. A few examples leave nothing to
// search: they are shown.
func (j *job) optimizer(n int, o order) (string, engine.Optimizer) {
	shots := cmp.Or(o.Demos, j.settings.shots)
	most := cmp.Or(shots, -1)
	switch {
	case j.settings.mode == modeCOPRO:
		return modeCOPRO, engine.COPRO{Depth: o.Candidates}
	case j.settings.mode == modeMIPRO:
		return modeMIPRO, engine.MIPROv2{Candidates: o.Candidates, MaxLabelled: most}
	case n < fewExamples:
		return modeLabelled, engine.LabeledFewShot{K: most}
	}
	return modeBootstrap, engine.RandomSearch{
		BootstrapFewShot: engine.BootstrapFewShot{MaxBootstrapped: bootstrapped(shots), MaxLabelled: most, MaxErrors: max(10, n/2)},
		Candidates:       o.Candidates,
	}
}

// bootstrapped is how many of the demonstrations may come from the teacher: a quarter,
// as 4 of 16 in the published defaults, and 4 at least where there is room.
func bootstrapped(shots int) int { return cmp.Or(min(max(shots/4, 4), shots), -1) }

func (j *job) optimizeResult(task engine.Task, found *engine.Result, data *examples) *OptimizeResult {
	res := &OptimizeResult{
		Program: found.Program, Adopted: found.Adopted, Key: j.key, Metric: j.settings.metric, Provider: j.service.name,
		DataHash: data.hash, Dropped: data.dropped, Train: len(task.Train), Validation: len(task.Validation),
		Baseline: found.Baseline.Score, Best: found.Best.Score, Usage: found.Usage, OverBudget: found.OverBudget,
		Warnings: append(data.warnings, found.Warnings...),
	}
	for _, c := range found.Candidates {
		res.Candidates = append(res.Candidates, CandidateScore{c.Name, c.Score, c.Passed, c.Errors, c.Err, c.Program})
	}
	return res
}

// defend keeps the program so far unless the new one is better by min_gain on the same
// examples. It returns the share of errors of what is kept.
func (j *job) defend(ctx context.Context, e *store.Entry, task engine.Task, res *OptimizeResult, rate float64) (float64, error) {
	report, err := engine.Evaluate(ctx, e.Run, task.LM, task.Validation, task.Metric, engine.Options{MaxErrors: -1})
	if err != nil {
		return 0, j.explained(err)
	}
	better := res.Adopted && res.Best > report.Score && res.Best >= report.Score+task.MinGain
	if better || report.Score <= res.Baseline {
		return rate, nil
	}
	res.Program, res.Adopted, res.Best = e.Run, true, report.Score
	res.Warnings = append(res.Warnings, "the program of "+e.CreatedAt.Format(time.DateOnly)+" is kept: nothing better was found")
	return float64(report.Errors) / float64(report.N), nil
}

// stays reports whether nothing was found while a program is stored, which then goes on
// being used.
func (j *job) stays(res *OptimizeResult) bool {
	e, err := j.plugin.storeOf(j).Reload(j.key, j.fit)
	if res.Adopted || err != nil || e == nil || !e.Adopted {
		return false
	}
	res.Warnings = append(res.Warnings, "nothing better than the step as it is written was found; the stored program of "+
		e.CreatedAt.Format(time.DateOnly)+" stays")
	return true
}

// keep stores the result.
func (j *job) keep(res *OptimizeResult, o order, errorRate float64) (string, error) {
	state, err := engine.Marshal(res.Program)
	if err != nil {
		return "", err
	}
	data, err := filepath.Abs(cmp.Or(o.Data, j.settings.dataPath))
	if err != nil {
		return "", err
	}
	r := &store.Record{
		Data: data,
		Key:  j.key, Step: j.step, Type: j.kind, CreatedAt: time.Now().UTC(), Optimizer: res.Optimizer,
		Parameters: store.Parameters{
			Demos: res.Demos, Iterations: o.Candidates, MinGain: j.settings.minGain,
			MaxCalls: o.Budget.Calls, MaxCostUSD: o.Budget.CostUSD,
		},
		Seed: json.Number(strconv.FormatUint(o.Seed, 10)), DataHash: res.DataHash, Provider: res.Provider, Model: res.Model,
		Adopted: res.Adopted, Program: state, Candidates: []store.Candidate{},
		Scores: store.Scores{
			Metric: res.Metric, Train: res.Train, Validation: res.Validation,
			Baseline: res.Baseline, Best: res.Best, ErrorRate: errorRate,
		},
	}
	for _, c := range res.Candidates {
		r.Candidates = append(r.Candidates, storedCandidate(c))
	}
	path, err := j.plugin.storeOf(j).Put(&store.Entry{Record: r, Run: res.Program})
	if err != nil {
		return "", fmt.Errorf("the optimised program could not be stored: %w", err)
	}
	return path, nil
}

func storedCandidate(c CandidateScore) store.Candidate {
	s := store.Candidate{Name: c.Name, Score: c.Score, Passed: c.Passed, Errors: c.Errors}
	for _, p := range c.Program.Predictors() {
		one := store.Predictor{Name: p.Name, Instruction: p.Instruction, Demos: []string{}}
		for _, d := range p.Demos {
			one.Demos = append(one.Demos, d.ID)
		}
		s.Predictors = append(s.Predictors, one)
	}
	return s
}

package dspy

import (
	"cmp"
	"context"
	"fmt"
	"os"

	"github.com/plugingen/plugingen/plugins/dspy/engine"
	"github.com/plugingen/plugingen/plugins/dspy/internal/store"
)

const defaultDraws = 5

// Evaluate scores a step on examples: without demonstrations, with random ones, and
// optimised. An example that fails counts as wrong. Errors: *SpecError, *DataError, what
// all examples failed with (of the step without demonstrations it is a warning, and the
// score 0), and the context's.
func (p *Plugin) Evaluate(ctx context.Context, step StepSpec, o EvaluateOptions) (*EvaluateResult, error) {
	j, err := p.job(step, o.Provider, o.ProviderName)
	if err != nil {
		return nil, err
	}
	data, err := j.testData(ctx, o.Data)
	if err != nil {
		return nil, err
	}
	meter := &engine.Meter{}
	ctx = engine.WithMeter(ctx, meter)
	c := &comparison{job: j, o: o, test: data.examples, res: &EvaluateResult{
		N: len(data.examples), Seed: o.Seed, Metric: j.settings.metric, Provider: j.service.name,
		Warnings: data.warnings,
	}}
	if err := c.begin(); err != nil {
		return nil, err
	}
	if c.res.Chance, err = chance(ctx, metric(j.settings.metric), c.test); err != nil {
		return nil, err
	}
	for _, part := range []func(context.Context) error{c.zeroShot, c.random, c.optimized} {
		if err := part(ctx); err != nil {
			return nil, err
		}
	}
	c.res.Usage = meter.Usage()
	return c.res, nil
}

// comparison fills an EvaluateResult.
type comparison struct {
	*job
	o      EvaluateOptions
	test   []engine.Example
	stored *store.Entry // nil where a program is given, and where none is stored
	res    *EvaluateResult
}

// begin looks for the stored program, which says what to compare it with where the
// options do not.
func (c *comparison) begin() (err error) {
	made, learned := 0, ""
	if c.o.Program == nil {
		if c.stored, err = c.plugin.storeOf(c.job).Get(c.key, c.fit); err != nil {
			return err
		}
	}
	if c.stored != nil {
		made, learned = c.stored.Parameters.Demos, c.stored.Data
		if _, err := os.Stat(learned); err != nil {
			learned = "" // moved or deleted since
		}
	}
	c.res.Demos = cmp.Or(c.o.Demos, made, c.settings.shots)
	c.res.TrainingData = cmp.Or(c.o.TrainingData, learned, c.settings.dataPath)
	return nil
}

// score evaluates one program and keeps what the last one tells about itself.
func (c *comparison) score(ctx context.Context, program *engine.Program) (float64, error) {
	report, m, err := c.evaluate(ctx, program, c.test, c.o.Progress)
	if report != nil {
		c.res.Fields = fieldScores(ctx, c.test, report.Outcomes)
		c.res.Model = cmp.Or(m.name(), c.res.Model)
	}
	if err != nil {
		return 0, err
	}
	return report.Score, nil
}

func (c *comparison) zeroShot(ctx context.Context) (err error) {
	bare := c.program.Clone()
	for _, p := range bare.Predictors() {
		p.Demos = nil
	}
	c.res.ZeroShot, err = c.score(ctx, bare)
	if err != nil && ctx.Err() == nil && c.res.Fields != nil { // all failed, as a classifier does without demonstrations
		c.res.Warnings = append(c.res.Warnings, "without demonstrations every example failed and counts as wrong: "+err.Error())
		return nil
	}
	return err
}

// random scores draws of labelled demonstrations, without the examples that are asked.
func (c *comparison) random(ctx context.Context) error {
	path := c.res.TrainingData
	if path == "" {
		return nil
	}
	data, err := c.load(ctx, path)
	if err != nil {
		return err
	}
	if c.stored != nil && c.stored.Data == path && c.stored.DataHash != data.hash {
		c.res.Warnings = append(c.res.Warnings, path+" has changed since the stored program learned from it")
	}
	asked := newContents(c.test)
	var pool []engine.Example
	for _, e := range data.examples {
		if !asked.has(e) {
			pool = append(pool, e)
		}
	}
	if both := len(data.examples) - len(pool); both > 0 {
		c.overlaps(both, "examples are in the training data, too; random demonstrations are drawn from the others")
	}
	if len(pool) == 0 {
		return nil
	}
	sum := 0.0
	draws := cmp.Or(c.o.Draws, defaultDraws)
	for i := range draws {
		s, err := c.score(ctx, engine.ShowLabelled(c.program, pool, c.res.Demos, c.o.Seed+uint64(i)))
		if err != nil {
			return err
		}
		c.res.Draws = append(c.res.Draws, s)
		sum += s
	}
	mean := sum / float64(draws)
	c.res.RandomDemos = &mean
	return nil
}

// optimized scores the program given, or the one that is stored.
func (c *comparison) optimized(ctx context.Context) error {
	program := c.o.Program
	if program == nil && c.stored == nil {
		return nil
	}
	if program == nil {
		program = c.stored.Run
	}
	c.shown(program)
	s, err := c.score(ctx, program)
	if err != nil {
		return err
	}
	if c.o.Program == nil {
		c.plugin.stats.of(c.job).evaluated(s)
	}
	c.res.Optimized = &s
	return nil
}

// shown warns of examples that the program shows as demonstrations.
func (c *comparison) shown(program *engine.Program) {
	n := countShown(program, c.test)
	if n > 0 {
		c.overlaps(n, "examples are demonstrations of the optimised program, which has their answers before it")
	}
}

// countShown counts the examples that are demonstrations of a program.
func countShown(program *engine.Program, list []engine.Example) int {
	demos := contents{}
	for _, p := range program.Predictors() {
		demos.addDemos(p.Demos)
	}
	n := 0
	for _, e := range list {
		if demos.has(e) {
			n++
		}
	}
	return n
}

func (c *comparison) overlaps(n int, what string) {
	c.res.Overlap = max(c.res.Overlap, n)
	c.res.Warnings = append(c.res.Warnings, fmt.Sprintf("%d of the %d %s", n, c.res.N, what))
}

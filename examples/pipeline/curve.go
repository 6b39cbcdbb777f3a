package main

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"path/filepath"
	"strconv"

	"github.com/plugingen/plugingen/examples/pipeline/internal/atomicfile"
	"github.com/plugingen/plugingen/examples/pipeline/internal/chart"
	"github.com/plugingen/plugingen/plugins/dspy"
)

// curve is the score against the number of demonstrations.
type curve struct {
	demos     []int
	random    []float64 // the mean over the draws, NaN where there was nothing to draw from
	optimised []float64 // NaN where nothing was adopted
}

// draw optimises the step for each number of demonstrations, evaluates it beside
// random ones, and writes the chart. What is stored stays as it is.
func draw(ctx context.Context, t *target, f evaluateFlags, whole *dspy.EvaluateResult, w *watch) (*curve, error) {
	if whole.TrainingData == "" {
		return nil, errNoTraining
	}
	f.train = whole.TrainingData
	c := &curve{demos: f.points}
	for _, n := range f.points {
		w.label = fmt.Sprintf("%d demonstrations,", n)
		random, optimised := whole.ZeroShot, whole.ZeroShot
		if n > 0 {
			var err error
			if random, optimised, err = point(ctx, t, f, n, w); err != nil {
				return nil, err
			}
		}
		c.random, c.optimised = append(c.random, random), append(c.optimised, optimised)
	}
	svg, err := c.chart(t, whole).SVG()
	if err != nil {
		return nil, fmt.Errorf("the chart cannot be drawn: %w", err)
	}
	return c, atomicfile.Write(filepath.Dir(f.chart), filepath.Base(f.chart), svg, 0o644)
}

// point optimises and evaluates for one number of demonstrations.
func point(ctx context.Context, t *target, f evaluateFlags, n int, w *watch) (random, optimised float64, err error) {
	found, err := t.plugin.Optimize(ctx, t.spec(), dspy.OptimizeOptions{
		Data: f.train, Seed: f.seed, Demos: n, Provider: t.provider, ProviderName: t.name, NoStore: true, Progress: w.optimising,
	})
	if err != nil {
		return 0, 0, err
	}
	o := f.options(t)
	o.Demos, o.Program, o.Progress = n, found.Program, w.evaluating
	result, err := t.plugin.Evaluate(ctx, t.spec(), o)
	if err != nil {
		return 0, 0, err
	}
	random, optimised = math.NaN(), math.NaN()
	if result.RandomDemos != nil {
		random = *result.RandomDemos
	}
	if found.Adopted && result.Optimized != nil {
		optimised = *result.Optimized
	}
	return random, optimised, nil
}

func (c *curve) chart(t *target, r *dspy.EvaluateResult) chart.Chart {
	label := r.Metric
	if label == "exact" {
		label = "accuracy"
	}
	draws := "mean of draws"
	if n := len(r.Draws); n > 0 {
		draws = fmt.Sprintf("mean of %d draws", n)
	}
	return chart.Chart{
		Title:    fmt.Sprintf("Step %s: %s by demonstrations", t.step.Name, label),
		Subtitle: fmt.Sprintf("%d held-out examples, seed %d, provider %s", r.N, r.Seed, r.Provider),
		XLabel:   "demonstrations",
		YLabel:   label,
		X:        c.demos,
		Series: []chart.Series{
			{Name: "random", About: draws, Values: c.random},
			{Name: "optimised", About: "chosen by validation", Values: c.optimised},
		},
		Level: &chart.Level{Name: "chance", Value: r.Chance},
	}
}

// text is the same as a table.
func (c *curve) text(file string) []byte {
	var b bytes.Buffer
	b.WriteByte('\n')
	rows := table{{"demonstrations", "random", "optimised"}}
	for i, n := range c.demos {
		rows.add(strconv.Itoa(n), score(orNone(c.random[i])), score(orNone(c.optimised[i])))
	}
	rows.write(&b)
	b.WriteString("\nchart " + file + "\n")
	return b.Bytes()
}

func orNone(v float64) *float64 {
	if math.IsNaN(v) {
		return nil
	}
	return &v
}

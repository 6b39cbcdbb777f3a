package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"math"
	"strconv"

	"github.com/plugingen/plugingen/plugins/dspy"
	dspyengine "github.com/plugingen/plugingen/plugins/dspy/engine"
)

const optimizeHelp = `  --data FILE       the examples to learn from, a part of them for validation: a line each,
                    {"id": ..., "input": {FIELD: VALUE}, "expected_output": {FIELD: VALUE}}
  --demos N         the most demonstrations that a request has; default what the step says
  --max-calls N     requests to models that may be made; default any number
  --max-cost USD    US dollars that they may cost, as far as the plugin knows prices
` + targetHelp

// optimizeFlags are those of the verb optimize.
type optimizeFlags struct {
	targetFlags
	budget dspyengine.Budget
}

// setupOptimize is the verb optimize.
func setupOptimize(flags *flag.FlagSet) action {
	var f optimizeFlags
	f.declare(flags)
	flags.Func("max-calls", "", func(text string) (err error) {
		f.budget.Calls, err = strconv.Atoi(text)
		if err != nil || f.budget.Calls < 1 {
			return errors.New("want a number from 1 on")
		}
		return nil
	})
	flags.Func("max-cost", "", func(text string) (err error) {
		f.budget.CostUSD, err = strconv.ParseFloat(text, 64)
		if err != nil || !(f.budget.CostUSD > 0) || math.IsInf(f.budget.CostUSD, 0) {
			return errors.New("want an amount above 0")
		}
		return nil
	})
	return func(ctx context.Context, c *Composition, args []string, out output) int {
		out.asJSON = out.asJSON || f.asJSON
		return withTarget(c, "optimize", args[0], f.targetFlags, out, func(t *target) int { return optimize(ctx, t, f, out) })
	}
}

func (f optimizeFlags) options(t *target) dspy.OptimizeOptions {
	return dspy.OptimizeOptions{
		Data: f.data, Seed: f.seed, Demos: f.demos, Budget: f.budget, Provider: t.provider, ProviderName: t.name,
	}
}

func optimize(ctx context.Context, t *target, f optimizeFlags, out output) int {
	w := newWatch(out)
	o := f.options(t)
	o.Progress = w.optimising
	result, err := t.plugin.Optimize(ctx, t.spec(), o)
	w.close()
	if err != nil {
		return out.fail(t.placed(err))
	}
	if out.asJSON {
		return out.json(newOptimizeReport(t, result))
	}
	out.warn(result.Warnings)
	return out.write(optimizeText(t, result))
}

// optimizeReport is the outcome as JSON. Scores are those on the validation examples.
type optimizeReport struct {
	outcome
	Step       string            `json:"step"`
	Type       string            `json:"type"`
	Provider   string            `json:"provider"`
	Model      string            `json:"model,omitempty"`
	Optimizer  string            `json:"optimizer"`
	Metric     string            `json:"metric"`
	Seed       uint64            `json:"seed"`
	Train      int               `json:"train"`
	Validation int               `json:"validation"`
	Demos      int               `json:"demos"`
	Baseline   float64           `json:"baseline"`
	Candidates []candidateReport `json:"candidates"`
	Best       float64           `json:"best"`
	Adopted    bool              `json:"adopted"`
	Path       string            `json:"path,omitempty"`
	DataHash   string            `json:"data_hash"`
	Usage      usageReport       `json:"usage"`
	OverBudget bool              `json:"over_budget"`
	Warnings   []string          `json:"warnings"`
}

type candidateReport struct {
	Name   string  `json:"name"`
	Score  float64 `json:"score"`
	Passed int     `json:"passed"`
	Errors int     `json:"errors"`
	Error  string  `json:"error,omitempty"`
}

type usageReport struct {
	Calls        int     `json:"calls"`
	InputTokens  int     `json:"input_tokens"`
	OutputTokens int     `json:"output_tokens"`
	CostUSD      float64 `json:"cost_usd"`
}

func newOptimizeReport(t *target, r *dspy.OptimizeResult) optimizeReport {
	candidates := make([]candidateReport, len(r.Candidates))
	for i, c := range r.Candidates {
		candidates[i] = candidateReport{Name: c.Name, Score: c.Score, Passed: c.Passed, Errors: c.Errors}
		if c.Err != nil {
			candidates[i].Error = c.Err.Error()
		}
	}
	return optimizeReport{
		outcome: outcome{Success: true}, Step: t.step.Name, Type: t.step.Type, Provider: r.Provider, Model: r.Model,
		Optimizer: r.Optimizer, Metric: r.Metric, Seed: r.Seed, Train: r.Train, Validation: r.Validation, Demos: r.Demos,
		Baseline: r.Baseline, Candidates: candidates, Best: r.Best, Adopted: r.Adopted, Path: r.Path, DataHash: r.DataHash,
		Usage: usageReport(r.Usage), OverBudget: r.OverBudget, Warnings: append([]string{}, r.Warnings...),
	}
}

// optimizeText is the outcome for a person.
func optimizeText(t *target, r *dspy.OptimizeResult) []byte {
	var b bytes.Buffer
	b.WriteString(t.title(r.Provider, r.Model))
	fmt.Fprintf(&b, "%s, %d examples to learn from and %d for validation, seed %d, metric %s, at most %d demonstrations\n\n",
		r.Optimizer, r.Train, r.Validation, r.Seed, r.Metric, r.Demos)
	candidateTable(&b, r)
	b.WriteString("\n" + verdict(r))
	b.WriteString(spent(r.Usage))
	if r.Path != "" {
		b.WriteString("stored in " + r.Path)
		if !r.Adopted {
			b.WriteString(", so that the step stays as it is written")
		}
		b.WriteByte('\n')
	}
	if own := t.ownProvider(); r.Provider != own {
		fmt.Fprintf(&b, "run asks %s, and uses what was learned with %s where the step has provider: %s\n", own, r.Provider, r.Provider)
	}
	return b.Bytes()
}

func candidateTable(b *bytes.Buffer, r *dspy.OptimizeResult) {
	rows := table{{"candidate", "validation", "passed", "failed"}}
	rows.add("as it is written", score(&r.Baseline))
	best := bestOf(r.Candidates)
	for i, c := range r.Candidates {
		scored, mark := score(&c.Score), ""
		if c.Err != nil {
			scored = "none"
		}
		if r.Adopted && i == best {
			mark = "adopted"
		}
		rows.add(c.Name, scored, strconv.Itoa(c.Passed), strconv.Itoa(c.Errors), mark)
	}
	rows.write(b)
}

// bestOf is the place of the first candidate with the highest score, -1 for none.
func bestOf(candidates []dspy.CandidateScore) int {
	best := -1
	for i, c := range candidates {
		if c.Err == nil && (best < 0 || cmp.Less(candidates[best].Score, c.Score)) {
			best = i
		}
	}
	return best
}

// verdict says what was adopted and why.
func verdict(r *dspy.OptimizeResult) string {
	best := bestOf(r.Candidates)
	switch {
	case best < 0:
		return "nothing was adopted: no candidate could be scored\n"
	case !r.Adopted:
		return fmt.Sprintf("nothing was adopted: the best candidate, %s, scores %.3f on the validation examples, and the step as it is written %.3f\n",
			r.Candidates[best].Name, r.Candidates[best].Score, r.Baseline)
	}
	return fmt.Sprintf("adopted %s: it scores %.3f on the validation examples, and the step as it is written %.3f\n",
		r.Candidates[best].Name, r.Best, r.Baseline)
}

func spent(u dspyengine.Usage) string {
	s := fmt.Sprintf("%d calls", u.Calls)
	if u.InputTokens+u.OutputTokens > 0 {
		s += fmt.Sprintf(", %d tokens in, %d tokens out", u.InputTokens, u.OutputTokens)
	}
	if u.CostUSD > 0 {
		s += fmt.Sprintf(", %.4f US dollars", u.CostUSD)
	}
	return s + "\n"
}

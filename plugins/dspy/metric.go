package dspy

import (
	"context"
	"maps"
	"slices"

	"github.com/plugingen/plugingen/plugins/dspy/engine"
)

const (
	metricExact = "exact"
	metricF1    = "f1"
)

// metric returns the metric of that name: exact scores 1 where all fields are right;
// f1 is the mean over the fields, of texts the F1 of their words and of anything else 1
// or 0.
func metric(name string) engine.Metric {
	if name == metricF1 {
		return meanF1
	}
	return engine.Exact()
}

func meanF1(ctx context.Context, e engine.Example, output engine.Values, trace engine.Trace) (float64, error) {
	sum := 0.0
	for _, name := range slices.Sorted(maps.Keys(e.Output)) {
		score := engine.Exact(name)
		if _, ok := e.Output[name].(string); ok {
			score = engine.F1(name)
		}
		s, err := score(ctx, e, output, trace)
		if err != nil {
			return 0, err
		}
		sum += s
	}
	return sum / float64(max(len(e.Output), 1)), nil
}

// chance is the score of giving the most frequent answer of the examples every time.
func chance(ctx context.Context, m engine.Metric, list []engine.Example) (float64, error) {
	counts := map[string]int{}
	var best engine.Values
	most := 0
	for _, e := range list {
		key := contentKey(e.Output)
		if counts[key]++; counts[key] > most {
			most, best = counts[key], e.Output
		}
	}
	sum := 0.0
	for _, e := range list {
		s, err := m(ctx, e, best, nil)
		if err != nil {
			return 0, err
		}
		sum += s
	}
	return sum / float64(max(len(list), 1)), nil
}

// fieldScores are the shares of right values by output field.
func fieldScores(ctx context.Context, list []engine.Example, outcomes []engine.Outcome) map[string]float64 {
	sums, counts := map[string]float64{}, map[string]int{}
	for i, e := range list {
		for _, name := range slices.Sorted(maps.Keys(e.Output)) {
			counts[name]++
			if s, err := engine.Exact(name)(ctx, e, outcomes[i].Output, nil); err == nil {
				sums[name] += s
			}
		}
	}
	for name, n := range counts {
		sums[name] /= float64(n)
	}
	return sums
}

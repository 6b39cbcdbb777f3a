package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"slices"
	"strings"

	"github.com/plugingen/plugingen/plugins/dspy"
)

const evaluateHelp = `  --data FILE       the examples to test on, none of which was learned from; as for optimize
  --train FILE      the examples that random demonstrations are drawn from; default
                    those that the stored program learned from
  --demos N         how many random demonstrations; default as many as the stored
                    program may have
  --chart FILE.svg  draw the score against the number of demonstrations; the step is
                    optimised for each number, and nothing of that is stored
  --points N,N,...  those numbers; default 0,4,8,16,32
` + targetHelp

// evaluateFlags are those of the verb evaluate.
type evaluateFlags struct {
	targetFlags
	train  string
	chart  string
	points []int
}

// setupEvaluate is the verb evaluate.
func setupEvaluate(flags *flag.FlagSet) action {
	f := evaluateFlags{points: []int{0, 4, 8, 16, 32}}
	f.declare(flags)
	flags.StringVar(&f.train, "train", "", "")
	flags.StringVar(&f.chart, "chart", "", "")
	flags.Func("points", "", func(text string) (err error) {
		f.points, err = points(text)
		return err
	})
	return func(ctx context.Context, c *Composition, args []string, out output) int {
		out.asJSON = out.asJSON || f.asJSON
		return withTarget(c, "evaluate", args[0], f.targetFlags, out, func(t *target) int { return evaluate(ctx, t, f, out) })
	}
}

// maxChartPoints is how many a chart has room for.
const maxChartPoints = 12

// points reads the numbers of a chart, which must ascend.
func points(text string) ([]int, error) {
	var list []int
	for _, part := range strings.Split(text, ",") {
		n, err := whole(strings.TrimSpace(part))
		if strings.TrimSpace(part) == "0" {
			n, err = 0, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%q: %w, or 0", part, err)
		}
		list = append(list, n)
	}
	if !slices.IsSorted(list) || len(slices.Compact(slices.Clone(list))) < len(list) || len(list) > maxChartPoints {
		return nil, fmt.Errorf("want at most %d numbers that ascend", maxChartPoints)
	}
	return list, nil
}

func (f evaluateFlags) options(t *target) dspy.EvaluateOptions {
	return dspy.EvaluateOptions{
		Data: f.data, TrainingData: f.train, Seed: f.seed, Demos: f.demos, Provider: t.provider, ProviderName: t.name,
	}
}

func evaluate(ctx context.Context, t *target, f evaluateFlags, out output) int {
	w := newWatch(out)
	defer w.close()
	o := f.options(t)
	o.Progress = w.evaluating
	result, err := t.plugin.Evaluate(ctx, t.spec(), o)
	if err != nil {
		w.close()
		return out.fail(t.placed(err))
	}
	var curve *curve
	if f.chart != "" {
		if curve, err = draw(ctx, t, f, result, w); err != nil {
			w.close()
			return out.fail(t.placed(err))
		}
	}
	w.close()
	out.warn(result.Warnings)
	if out.asJSON {
		return out.json(newEvaluateReport(result))
	}
	text := evaluateText(t, result)
	if curve != nil {
		text = append(text, curve.text(f.chart)...)
	}
	return out.write(text)
}

// evaluateReport is the outcome as JSON. Random demonstrations and the optimised
// program are null where there are none.
type evaluateReport struct {
	N           int      `json:"n"`
	Seed        uint64   `json:"seed"`
	Metric      string   `json:"metric"`
	Chance      float64  `json:"chance"`
	ZeroShot    float64  `json:"zero_shot"`
	RandomDemos *float64 `json:"random_demos"`
	Optimized   *float64 `json:"optimized"`
}

func newEvaluateReport(r *dspy.EvaluateResult) evaluateReport {
	return evaluateReport{r.N, r.Seed, r.Metric, r.Chance, r.ZeroShot, r.RandomDemos, r.Optimized}
}

// evaluateText is the outcome for a person.
func evaluateText(t *target, r *dspy.EvaluateResult) []byte {
	var b bytes.Buffer
	b.WriteString(t.title(r.Provider, r.Model))
	fmt.Fprintf(&b, "%d examples, seed %d, metric %s\n\n", r.N, r.Seed, r.Metric)
	rows := table{{"program", "score"}}
	rows.add("chance", score(&r.Chance), "always the most frequent answer")
	rows.add("no demonstrations", score(&r.ZeroShot))
	rows.add("random demonstrations", score(r.RandomDemos), drawn(r))
	rows.add("optimised", score(r.Optimized), stored(r))
	rows.write(&b)
	b.WriteString("\n" + spent(r.Usage))
	return b.Bytes()
}

func score(v *float64) string {
	if v == nil {
		return "none"
	}
	return fmt.Sprintf("%.3f", *v)
}

func drawn(r *dspy.EvaluateResult) string {
	if r.RandomDemos == nil {
		return "no examples to draw from; --train names them"
	}
	return fmt.Sprintf("mean of %d draws of %d, from %.3f to %.3f", len(r.Draws), r.Demos, slices.Min(r.Draws), slices.Max(r.Draws))
}

func stored(r *dspy.EvaluateResult) string {
	if r.Optimized == nil {
		return "no program is stored for this step and provider; host optimize makes one"
	}
	return ""
}

// errNoTraining says what a chart needs.
var errNoTraining = errors.New("a chart needs the examples to learn from; name them with --train")

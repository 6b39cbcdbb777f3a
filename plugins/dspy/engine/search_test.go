package engine_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/plugins/dspy/engine"
)

func TestPredictorWithoutLabels(t *testing.T) {
	tk := task(t, hinting())
	tk.Program, tk.Train, tk.Validation = draftAndReview(t), hinted(0, 30, false), hinted(100, 30, false)
	r := optimize(t, engine.BootstrapFewShot{MaxBootstrapped: 4, MaxLabelled: 10}, tk)
	warnings := strings.Join(r.Warnings, "\n")
	if !strings.Contains(warnings, "predictor hint,") || !strings.Contains(warnings, "predictor sort,") || !strings.Contains(warnings, "steps") {
		t.Errorf("got %s", warnings)
	}
	if p := r.Candidates[0].Program.Predictor("sort"); len(ids(p, engine.Labelled)) != 0 || len(ids(p, engine.Bootstrapped)) != 4 {
		t.Errorf("got %+v", p.Demos)
	}
}

func TestLabelsThatDoNotMeetTheSignature(t *testing.T) {
	tk := task(t, neighbour())
	tk.Train[2].Output = engine.Values{"label": "pink"}
	tk.Train[7].Output = engine.Values{"label": 1}
	r := optimize(t, engine.LabeledFewShot{K: 100}, tk)
	p := r.Candidates[0].Program.Predictor("triage")
	if len(p.Demos) != 28 || len(r.Warnings) != 1 || !strings.Contains(r.Warnings[0], `2 training examples have labels for triage that do not meet its signature and are not shown, the first e2:`) {
		t.Errorf("%d demonstrations, warnings %q", len(p.Demos), r.Warnings)
	}
}

func TestLabelsOfBootstrappedExamplesAreNotShownAgain(t *testing.T) {
	tk := task(t, neighbour())
	r := optimize(t, engine.BootstrapFewShot{MaxBootstrapped: 4, MaxLabelled: 30}, tk)
	seen := map[string]bool{}
	for _, d := range r.Candidates[0].Program.Predictor("triage").Demos {
		if seen[d.ID] {
			t.Errorf("%s is shown twice", d.ID)
		}
		seen[d.ID] = true
	}
	if len(seen) != 30 {
		t.Errorf("%d of 30 examples are shown", len(seen))
	}
}

// What was scored is not scored again, and of equals the first is kept.
func TestSameProgramIsScoredOnce(t *testing.T) {
	m := answering(func(req engine.Request) string {
		if len(req.Turns) > 0 {
			return truth(req.Prompt)
		}
		return `{"label":"red"}`
	})
	r := optimize(t, engine.RandomSearch{BootstrapFewShot: engine.BootstrapFewShot{MaxBootstrapped: -1, MaxLabelled: 5}, Candidates: 1}, task(t, m))
	if len(r.Candidates) != 4 || r.Usage.Calls != 4*30 || m.calls() != 4*30 { // the student, and three others than it
		t.Errorf("%d candidates, %d calls", len(r.Candidates), r.Usage.Calls)
	}
	if !r.Adopted || marshal(t, r.Program) != marshal(t, r.Candidates[1].Program) {
		t.Error("the first of the best was not kept")
	}
}

func TestRandomSearch(t *testing.T) {
	tk := task(t, neighbour())
	r := optimize(t, engine.RandomSearch{BootstrapFewShot: engine.BootstrapFewShot{MaxBootstrapped: 3, MaxLabelled: 5}, Candidates: 6}, tk)
	var got []string
	sizes := map[int]bool{}
	for _, c := range r.Candidates {
		got = append(got, c.Name)
		p := c.Program.Predictor("triage")
		if strings.HasPrefix(c.Name, "shuffle") {
			sizes[len(ids(p, engine.Bootstrapped))] = true
		}
		for _, d := range p.Demos {
			if !slices.ContainsFunc(tk.Train, func(e engine.Example) bool { return e.ID == d.ID }) {
				t.Errorf("%s shows %s, which is no training example", c.Name, d.ID)
			}
		}
	}
	if want := "[no demonstrations labelled bootstrap shuffle 1 shuffle 2 shuffle 3 shuffle 4 shuffle 5 shuffle 6]"; fmt.Sprint(got) != want {
		t.Errorf("got %s", got)
	}
	if len(sizes) < 2 {
		t.Errorf("shuffles have %v demonstrations from the teacher", sizes)
	}
	best := slices.MaxFunc(r.Candidates, func(a, b engine.Candidate) int { return a.Passed - b.Passed })
	if r.Best.Score != best.Score || !r.Adopted {
		t.Errorf("adopted %v at %v, the best is %+v", r.Adopted, r.Best.Score, best)
	}
}

// A lenient check of the LM lets no demonstration through that could not be loaded again.
func TestOnlyWholeAnswersAreShown(t *testing.T) {
	tk := task(t, neighbour())
	tk.Metric = engine.Func(func(engine.Example, engine.Values) float64 { return 1 })
	tk.Teacher = &engine.LM{Model: scripted(`{"label":"red"}`, `{"lable":"red"}`), Check: func(*engine.Signature, engine.Values) []string { return nil }}
	tk.Concurrency = 1
	r := optimize(t, engine.BootstrapFewShot{MaxBootstrapped: 3}, tk)
	p := r.Candidates[0].Program
	if got := ids(p.Predictor("triage"), engine.Bootstrapped); len(got) != 1 || len(p.Predictor("triage").Demos) != 16 {
		t.Errorf("got %v of %d", got, len(p.Predictor("triage").Demos))
	}
	if _, err := engine.Unmarshal([]byte(marshal(t, p)), tk.Program); err != nil {
		t.Error(err)
	}
}

// Calls made at the same time start in any order; which of them is shown does not
// depend on it.
func TestOrderOfCallsDoesNotMatter(t *testing.T) {
	want := ""
	for _, reverse := range []bool{false, true} {
		tk := task(t, neighbour())
		p, err := engine.NewProgram(func(ctx context.Context, call engine.Call, input engine.Values) (engine.Values, error) {
			inputs := []engine.Values{{"text": "a"}, input, {"text": "z"}}
			if reverse {
				slices.Reverse(inputs)
			}
			var own engine.Values
			for _, in := range inputs {
				output, err := call(ctx, "triage", in)
				if err != nil {
					return nil, err
				}
				if in["text"] == input["text"] {
					own = output
				}
			}
			return own, nil
		}, &engine.Predictor{Name: "triage", Signature: triage()})
		if err != nil {
			t.Fatal(err)
		}
		tk.Program = p
		r := optimize(t, engine.BootstrapFewShot{MaxBootstrapped: 3}, tk)
		got := marshal(t, r.Candidates[0].Program)
		if want == "" {
			want = got
		}
		if got != want || len(ids(r.Candidates[0].Program.Predictor("triage"), engine.Bootstrapped)) != 3 {
			t.Errorf("got %s\nwant %s", got, want)
		}
	}
}

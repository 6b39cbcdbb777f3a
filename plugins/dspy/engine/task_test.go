package engine_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/plugingen/plugingen/plugins/dspy/engine"
)

// optimizers are all of them, small.
func optimizers() map[string]engine.Optimizer {
	small := engine.BootstrapFewShot{MaxBootstrapped: 2, MaxLabelled: 6}
	return map[string]engine.Optimizer{
		"LabeledFewShot":   engine.LabeledFewShot{K: 6},
		"BootstrapFewShot": small,
		"RandomSearch":     engine.RandomSearch{BootstrapFewShot: small, Candidates: 4},
		"COPRO":            engine.COPRO{Breadth: 3, Depth: 2},
		"MIPROv2":          engine.MIPROv2{Candidates: 4, Trials: 8, Minibatch: 10, FullEvery: 3},
	}
}

func TestTaskIsChecked(t *testing.T) {
	good := task(t, wordy())
	with := func(change func(*engine.Task)) engine.Task {
		c := good
		change(&c)
		return c
	}
	double := sorted(100, 30)
	double[3].ID, double[3].Input = "other", engine.Values{"text": good.Train[5].Input["text"]}
	byID := sorted(100, 30)
	byID[3].ID = "e5"
	tests := []struct {
		name    string
		task    engine.Task
		want    error
		mention string
	}{
		{"no program", with(func(t *engine.Task) { t.Program = nil }), engine.ErrProgram, ""},
		{"no LM", with(func(t *engine.Task) { t.LM = nil }), engine.ErrProgram, ""},
		{"no metric", with(func(t *engine.Task) { t.Metric = nil }), engine.ErrProgram, ""},
		{"no training", with(func(t *engine.Task) { t.Train = nil }), engine.ErrNoTraining, ""},
		{"no validation", with(func(t *engine.Task) { t.Validation = nil }), engine.ErrNoValidation, "Split"},
		{"validation on training", with(func(t *engine.Task) { t.Validation = t.Train }), engine.ErrOverlap, "e0"},
		{"overlap by ID", with(func(t *engine.Task) { t.Validation = byID }), engine.ErrOverlap, "validation example 4 (e5)"},
		{"overlap by input", with(func(t *engine.Task) { t.Validation = double }), engine.ErrOverlap, "training example 6"},
		{"teacher without the predictor", with(func(task *engine.Task) { task.TeacherProgram = predict(t, "other", triage()) }), engine.ErrProgram, "triage"},
		{"teacher of another signature", with(func(task *engine.Task) { task.TeacherProgram = predict(t, "triage", ticket().Signature) }), engine.ErrProgram, "description"},
	}
	for _, tt := range tests {
		for name, o := range optimizers() {
			r, err := o.Optimize(context.Background(), tt.task)
			if r != nil || !errors.Is(err, tt.want) || !strings.Contains(err.Error(), tt.mention) {
				t.Errorf("%s, %s: got %v", tt.name, name, err)
			}
		}
	}
	if n := good.LM.Model.(*model).calls(); n > 0 {
		t.Errorf("%d calls were made", n)
	}
}

// The same seed gives the same bytes at any concurrency, time after time.
func TestSameSeedSameProgram(t *testing.T) {
	for name, o := range optimizers() {
		t.Run(name, func(t *testing.T) {
			want := ""
			var usage engine.Usage
			for _, concurrency := range []int{1, 2, 8, 8} {
				tk := task(t, wordy())
				tk.Concurrency = concurrency
				r := optimize(t, o, tk)
				got := marshal(t, r.Program)
				for _, c := range r.Candidates {
					got += c.Name + marshal(t, c.Program)
				}
				if want == "" {
					want, usage = got, r.Usage
				}
				if got != want || r.Usage != usage {
					t.Fatalf("at a concurrency of %d\n%s\nwant\n%s\n%+v and %+v", concurrency, got, want, r.Usage, usage)
				}
			}
		})
	}
}

// What is reported is what the program does: it has its demonstrations in its requests.
func TestAdoptedProgramIsAsGoodAsReported(t *testing.T) {
	for name, o := range optimizers() {
		t.Run(name, func(t *testing.T) {
			tk := task(t, wordy())
			r := optimize(t, o, tk)
			if !r.Adopted || r.Best.Score <= r.Baseline.Score {
				t.Fatalf("adopted %v, from %v to %v", r.Adopted, r.Baseline.Score, r.Best.Score)
			}
			loaded, err := engine.Unmarshal([]byte(marshal(t, r.Program)), tk.Program)
			if err != nil {
				t.Fatal(err)
			}
			got, err := engine.Evaluate(context.Background(), loaded, tk.LM, tk.Validation, tk.Metric, engine.Options{})
			if err != nil || got.Score != r.Best.Score {
				t.Errorf("reported %v, measured %v, %v", r.Best.Score, got, err)
			}
			before := marshal(t, predict(t, "triage", triage()))
			if marshal(t, tk.Program) != before {
				t.Error("the student was changed")
			}
		})
	}
}

func TestNothingWorseIsAdopted(t *testing.T) {
	for name, o := range optimizers() {
		t.Run(name, func(t *testing.T) {
			// Right without demonstrations and with the present instruction only.
			m := answering(func(req engine.Request) string {
				if isProposal(req) {
					return proposal(req)
				}
				if len(req.Turns) > 0 || !strings.HasPrefix(req.System, "Sort the text.") {
					return `{"label":"red"}`
				}
				return truth(req.Prompt)
			})
			tk := task(t, m)
			r := optimize(t, o, tk)
			if r.Adopted || r.Baseline.Score != 1 || r.Best != r.Baseline || len(r.Candidates) == 0 || marshal(t, r.Program) != marshal(t, tk.Program) {
				t.Errorf("adopted %v from %v to %v with %d candidates", r.Adopted, r.Baseline.Score, r.Best.Score, len(r.Candidates))
			}
		})
	}
}

func TestMinGain(t *testing.T) {
	o := engine.LabeledFewShot{K: 6}
	tk := task(t, neighbour())
	r := optimize(t, o, tk)
	gain := r.Best.Score - r.Baseline.Score
	for _, tt := range []struct {
		min  float64
		want bool
	}{{gain, true}, {gain + 0.01, false}, {0.001, true}} {
		tk.MinGain = tt.min
		if r := optimize(t, o, tk); r.Adopted != tt.want {
			t.Errorf("a gain of %v at MinGain %v: adopted %v", gain, tt.min, r.Adopted)
		}
	}
}

// A model that heeds no context and takes 200 ms: after the cancellation there is no
// further call, and the optimiser returns at once.
func TestCancelStopsFurtherCalls(t *testing.T) {
	for name, o := range optimizers() {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				inner := wordy()
				m := &model{answer: func(ctx context.Context, req engine.Request) (string, error) {
					time.Sleep(200 * time.Millisecond)
					return inner.answer(ctx, req)
				}}
				tk := task(t, m)
				tk.Concurrency = 2
				for _, after := range []time.Duration{100 * time.Millisecond, 3100 * time.Millisecond} {
					ctx, cancel := context.WithTimeout(context.Background(), after)
					start := time.Now()
					_, err := o.Optimize(ctx, tk)
					took, calls := time.Since(start), m.calls()
					cancel()
					time.Sleep(time.Minute)
					if !errors.Is(err, context.DeadlineExceeded) || took != after || m.calls() != calls {
						t.Errorf("%v after %s, %d calls and %d later", err, took, calls, m.calls()-calls)
					}
				}
			})
		})
	}
}

func TestBudget(t *testing.T) {
	o := engine.RandomSearch{BootstrapFewShot: engine.BootstrapFewShot{MaxBootstrapped: 2, MaxLabelled: 6}, Candidates: 8}
	tests := []struct {
		name   string
		budget engine.Budget
		calls  int
		ends   bool // with a result
	}{
		{"for the baseline only", engine.Budget{Calls: 40}, 40, false},
		{"for two candidates", engine.Budget{Calls: 70}, 70, true},
		{"in money", engine.Budget{CostUSD: 0.0995}, 100, true},
		{"plenty", engine.Budget{Calls: 1000, CostUSD: 10}, 0, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			want := ""
			for _, concurrency := range []int{1, 4} {
				m := neighbour()
				tk := task(t, m)
				tk.Budget, tk.Concurrency = tt.budget, concurrency
				r, err := o.Optimize(context.Background(), tk)
				if !tt.ends {
					if !errors.Is(err, engine.ErrBudget) || m.calls() > tt.calls {
						t.Errorf("got %v after %d calls", err, m.calls())
					}
					continue
				}
				if err != nil {
					t.Fatal(err)
				}
				limited := tt.calls > 0
				if r.OverBudget != limited || (len(r.Warnings) > 0) != limited || r.Usage.Calls != m.calls() {
					t.Errorf("got %+v after %d calls", r, m.calls())
				}
				if tt.budget.Calls > 0 && m.calls() > tt.budget.Calls {
					t.Errorf("%d calls", m.calls())
				}
				if got := marshal(t, r.Program); want == "" {
					want = got
				} else if got != want {
					t.Error("the concurrency changes the program")
				}
			}
		})
	}
}

func TestProgress(t *testing.T) {
	for name, o := range optimizers() {
		t.Run(name, func(t *testing.T) {
			tk := task(t, wordy())
			var ended, candidates int
			last := engine.Event{}
			tk.Progress = func(e engine.Event) { // not locked: calls come one at a time
				if e.Done > e.Total || e.Best < last.Best || e.Usage.Calls < last.Usage.Calls {
					t.Errorf("got %+v after %+v", e, last)
				}
				if last = e; e.Ended {
					ended++
				}
				if e.Ended && e.Stage == engine.StageCandidate {
					candidates++
				}
			}
			r := optimize(t, o, tk)
			if candidates != len(r.Candidates) || ended <= candidates || last.Best != r.Best.Score {
				t.Errorf("%d of %d events end, %d candidates for %d, best %v", ended, candidates, candidates, len(r.Candidates), last.Best)
			}
		})
	}
}

// A student that cannot be scored without demonstrations is no reason to stop; one
// that fails whatever is done is.
func TestStudentThatFails(t *testing.T) {
	broken := errors.New("needs demonstrations")
	inner := neighbour()
	needy := &model{answer: func(ctx context.Context, req engine.Request) (string, error) {
		if len(req.Turns) == 0 {
			return "", broken
		}
		return inner.answer(ctx, req)
	}}
	r := optimize(t, engine.LabeledFewShot{K: 9}, task(t, needy))
	if !r.Adopted || r.Baseline.Score != 0 || !strings.Contains(strings.Join(r.Warnings, " "), "needs demonstrations") {
		t.Errorf("got %+v", r)
	}
	dead := &model{answer: func(context.Context, engine.Request) (string, error) { return "", broken }}
	if _, err := (engine.LabeledFewShot{}).Optimize(context.Background(), task(t, dead)); !errors.Is(err, engine.ErrTooManyErrors) || !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

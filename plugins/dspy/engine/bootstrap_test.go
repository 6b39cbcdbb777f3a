package engine_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/plugins/dspy/engine"
)

func TestLabeledFewShot(t *testing.T) {
	tk := task(t, neighbour())
	r := optimize(t, engine.LabeledFewShot{K: 5}, tk)
	if got := ids(r.Candidates[0].Program.Predictor("triage"), engine.Labelled); len(got) != 5 {
		t.Errorf("got %v", got)
	}
	if r := optimize(t, engine.LabeledFewShot{}, tk); len(r.Candidates[0].Program.Predictor("triage").Demos) != 16 {
		t.Errorf("got %+v", r.Candidates[0])
	}
	tk.Train = tk.Train[:3]
	if r := optimize(t, engine.LabeledFewShot{}, tk); len(r.Candidates[0].Program.Predictor("triage").Demos) != 3 {
		t.Errorf("got %+v", r.Candidates[0])
	}
}

// Every example is tried until enough have passed, in order, and no more.
func TestBootstrapTakesTheFirstThatPass(t *testing.T) {
	right := []string{"w3 ", "w9 ", "w17 ", "w18 ", "w20 "}
	m := answering(func(req engine.Request) string {
		if slices.ContainsFunc(right, func(w string) bool { return strings.Contains(req.Prompt, w) }) {
			return truth(req.Prompt)
		}
		return `{"label":"blue"}`
	})
	tk := task(t, neighbour())
	tk.Train = slices.DeleteFunc(tk.Train, func(e engine.Example) bool {
		return e.Output["label"] == "blue" && e.ID != "e17" && e.ID != "e20"
	})
	tk.Teacher = &engine.LM{Model: m}
	r := optimize(t, engine.BootstrapFewShot{MaxBootstrapped: 4, MaxLabelled: 6}, tk)
	p := r.Candidates[0].Program.Predictor("triage")
	if got := fmt.Sprint(ids(p, engine.Bootstrapped)); got != "[e3 e9 e17 e18]" {
		t.Errorf("got %s", got)
	}
	labels := ids(p, engine.Labelled)
	if len(labels) != 2 || slices.ContainsFunc(labels, func(id string) bool { return slices.Contains([]string{"e3", "e9", "e17", "e18"}, id) }) {
		t.Errorf("filled with %v", labels)
	}
	if i := slices.IndexFunc(m.all(), func(r engine.Request) bool { return strings.Contains(r.Prompt, "w19 ") }); i >= 0 || m.calls() != 14 {
		t.Errorf("%d calls, e19 at %d", m.calls(), i)
	}
}

// The teacher answers the training examples with labelled demonstrations, never with
// the example itself, and answers nothing else.
func TestTeacher(t *testing.T) {
	student, teacher := neighbour(), neighbour()
	tk := task(t, student)
	tk.Teacher = &engine.LM{Model: teacher}
	twin := tk.Train[4]
	twin.ID = "twin"
	tk.Train = append(tk.Train, twin)
	optimize(t, engine.BootstrapFewShot{MaxBootstrapped: 40, MaxLabelled: 40}, tk)
	if teacher.calls() != 31 || student.calls() != 60 {
		t.Errorf("the teacher answered %d, the student %d", teacher.calls(), student.calls())
	}
	for _, req := range teacher.all() {
		want := 60
		if strings.Contains(req.Prompt, "w4 ") {
			want = 58 // its twin is left out as well
		}
		if len(req.Turns) != want || slices.ContainsFunc(req.Turns, func(turn engine.Turn) bool { return turn.Text == req.Prompt }) {
			t.Errorf("%d turns, want %d, for %s", len(req.Turns), want, req.Prompt)
		}
	}
	for _, req := range student.all() {
		if !strings.Contains(req.Prompt, "w1") || strings.Contains(req.Prompt, "w1 ") {
			t.Errorf("the student was asked %s", req.Prompt)
		}
	}
}

func TestTeacherProgramOfItsOwn(t *testing.T) {
	teacher := neighbour()
	tk := task(t, neighbour())
	tk.Teacher = &engine.LM{Model: teacher}
	tk.TeacherProgram = tk.Program.Clone()
	one := tk.TeacherProgram.Predictor("triage")
	one.Instruction = "Teach."
	one.Demos = []engine.Demo{
		{Input: tk.Train[0].Input, Output: tk.Train[0].Output, ID: "under another name"},
		{Input: engine.Values{"text": "own"}, Output: engine.Values{"label": "green"}},
	}
	r := optimize(t, engine.BootstrapFewShot{MaxBootstrapped: 2}, tk)
	for _, req := range teacher.all() {
		want := 4
		if strings.Contains(req.Prompt, "w0 ") {
			want = 2
		}
		if !strings.HasPrefix(req.System, "Teach.") || len(req.Turns) != want {
			t.Errorf("got %+v", req)
		}
	}
	if p := r.Candidates[0].Program.Predictor("triage"); p.Instruction != "" || len(ids(p, engine.Bootstrapped)) != 2 {
		t.Errorf("got %+v", p)
	}
	if len(one.Demos) != 2 {
		t.Error("the teacher's program was changed")
	}
}

// hinted are examples with or without labels for what the first predictor says.
func hinted(from, n int, steps bool) []engine.Example {
	list := sorted(from, n)
	for i := range list {
		if steps {
			text, _ := list[i].Input["text"].(string)
			list[i].Steps = map[string]engine.Values{"hint": {"hint": strings.Fields(text)[1]}}
		}
	}
	return list
}

// hinting finds the hint; it sorts by the demonstrations, and without any by knowledge.
func hinting() *model {
	byDemos := neighbour()
	return &model{answer: func(ctx context.Context, req engine.Request) (string, error) {
		if strings.Contains(string(req.Schema), `"hint"`) {
			return fmt.Sprintf(`{"hint":%q}`, strings.Fields(between(req.Prompt, "text"))[1]), nil
		}
		return byDemos.answer(ctx, req)
	}}
}

// Both predictors of a chain get demonstrations, from their own calls, every time.
func TestChainBootstrapsBothPredictors(t *testing.T) {
	want := ""
	for range 10 {
		tk := task(t, hinting())
		tk.Program, tk.Train, tk.Validation = draftAndReview(t), hinted(0, 30, true), hinted(100, 30, false)
		r := optimize(t, engine.BootstrapFewShot{MaxBootstrapped: 4, MaxLabelled: 10}, tk)
		hint, sort := r.Program.Predictor("hint"), r.Program.Predictor("sort")
		if !r.Adopted || len(r.Warnings) > 0 {
			t.Fatalf("adopted %v at %v, warnings %q", r.Adopted, r.Best.Score, r.Warnings)
		}
		for _, p := range []*engine.Predictor{hint, sort} {
			if len(ids(p, engine.Bootstrapped)) != 4 || len(ids(p, engine.Labelled)) != 6 {
				t.Fatalf("%s has %+v", p.Name, p.Demos)
			}
		}
		for i := range 4 {
			if hint.Demos[i].Output["hint"] != sort.Demos[i].Input["hint"] || hint.Demos[i].Input["text"] == nil || sort.Demos[i].Output["label"] == nil {
				t.Errorf("got %+v and %+v", hint.Demos[i], sort.Demos[i])
			}
		}
		if fmt.Sprint(ids(hint, engine.Labelled)) == fmt.Sprint(ids(sort, engine.Labelled)) {
			t.Error("both predictors have the same draw of labels")
		}
		if got := marshal(t, r.Program); want == "" {
			want = got
		} else if got != want {
			t.Fatal("another run gives another program")
		}
	}
}

func TestBootstrapRounds(t *testing.T) {
	m := answering(func(req engine.Request) string {
		if req.Temperature != nil && *req.Temperature > 0.7 {
			return truth(req.Prompt)
		}
		return `{"label":"red"}`
	})
	tk := task(t, neighbour())
	tk.Teacher = &engine.LM{Model: m}
	r := optimize(t, engine.BootstrapFewShot{MaxBootstrapped: 3, MaxRounds: 2}, tk)
	if got := fmt.Sprint(ids(r.Candidates[0].Program.Predictor("triage"), engine.Bootstrapped)); got != "[e0 e1 e2]" || m.calls() != 5 {
		t.Errorf("got %s after %d calls", got, m.calls())
	}
}

func TestBootstrapErrors(t *testing.T) {
	broken := errors.New("broken")
	m := &model{answer: func(context.Context, engine.Request) (string, error) { return "", broken }}
	tk := task(t, neighbour())
	tk.Teacher = &engine.LM{Model: m}
	tk.Concurrency = 1
	if _, err := (engine.BootstrapFewShot{MaxErrors: 3}).Optimize(context.Background(), tk); !errors.Is(err, engine.ErrTooManyErrors) || !errors.Is(err, broken) || m.calls() != 4 {
		t.Errorf("got %v after %d calls", err, m.calls())
	}
	r := optimize(t, engine.BootstrapFewShot{MaxErrors: -1}, tk)
	if p := r.Candidates[0].Program.Predictor("triage"); len(ids(p, engine.Bootstrapped)) != 0 || len(ids(p, engine.Labelled)) != 16 {
		t.Errorf("got %+v", p.Demos)
	}
	r = optimize(t, engine.RandomSearch{BootstrapFewShot: engine.BootstrapFewShot{MaxErrors: 3}, Candidates: 1}, tk)
	if len(r.Candidates) != 2 || len(r.Warnings) != 2 {
		t.Errorf("got %d candidates, %q", len(r.Candidates), r.Warnings)
	}
}

// Bootstrapping alone cannot lift a teacher that guesses: labels start it.
func TestLabelsStartBootstrapping(t *testing.T) {
	tk := task(t, neighbour())
	without := optimize(t, engine.BootstrapFewShot{MaxLabelled: -1}, tk)
	for _, d := range without.Candidates[0].Program.Predictor("triage").Demos {
		if d.Output["label"] != "red" || d.Source != engine.Bootstrapped {
			t.Errorf("got %+v", d)
		}
	}
	with := optimize(t, engine.BootstrapFewShot{}, tk)
	if without.Adopted || !with.Adopted || with.Best.Score < 0.6 {
		t.Errorf("without %v, with %v", without.Best.Score, with.Best.Score)
	}
}

func TestAnotherSeedAnotherProgram(t *testing.T) {
	tk := task(t, neighbour())
	o := engine.LabeledFewShot{K: 5}
	first := marshal(t, optimize(t, o, tk).Candidates[0].Program)
	tk.Seed = 2
	if marshal(t, optimize(t, o, tk).Candidates[0].Program) == first {
		t.Error("the seed changes nothing")
	}
}

func TestRandomDemos(t *testing.T) {
	p := draftAndReview(t)
	train := hinted(0, 30, true)
	a, b := engine.RandomDemos(p, train, 8, 1), engine.RandomDemos(p, train, 8, 2)
	if marshal(t, a) == marshal(t, b) || marshal(t, a) != marshal(t, engine.RandomDemos(p, train, 8, 1)) {
		t.Error("the draw is not by the seed")
	}
	if fmt.Sprint(ids(a.Predictor("hint"), engine.Labelled)) == fmt.Sprint(ids(a.Predictor("sort"), engine.Labelled)) {
		t.Error("both predictors have the same draw")
	}
	for _, one := range a.Predictors() {
		if len(ids(one, engine.Labelled)) != 8 {
			t.Errorf("got %+v", one.Demos)
		}
	}
	if len(p.Predictor("hint").Demos) > 0 {
		t.Error("the program was changed")
	}
}

package engine_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/plugins/dspy/engine"
)

// truth is the right answer to a text of sorted.
func truth(prompt string) string {
	for _, hint := range []string{"leaf", "grass", "frog"} {
		if strings.Contains(prompt, hint) {
			return `{"label":"green"}`
		}
	}
	for _, hint := range []string{"sky", "sea", "ice"} {
		if strings.Contains(prompt, hint) {
			return `{"label":"blue"}`
		}
	}
	return `{"label":"red"}`
}

func isProposal(req engine.Request) bool {
	return strings.Contains(string(req.Schema), `"instruction"`)
}

func isSummary(req engine.Request) bool { return strings.Contains(string(req.Schema), `"summary"`) }

// proposal is an instruction whose text tells what the prompter was shown: how many
// attempts, and which variation.
func proposal(req engine.Request) string {
	if isSummary(req) {
		return `{"summary":"texts about colours"}`
	}
	text, _ := json.Marshal(fmt.Sprintf("Idea %s after %d attempts.", between(req.Prompt, "variation"), strings.Count(req.Prompt, `"score"`)))
	return `{"instruction":` + string(text) + `}`
}

func between(text, tag string) string {
	_, rest, _ := strings.Cut(text, "<"+tag+">\n")
	inner, _, _ := strings.Cut(rest, "\n</"+tag+">")
	return inner
}

// wordy is a model that an instruction helps with: the second idea lets it know the
// blue ones, and the second idea after attempts all of them. Without, it goes by the
// demonstrations. It writes the ideas, too.
func wordy() *model {
	byDemos := neighbour()
	return &model{answer: func(ctx context.Context, req engine.Request) (string, error) {
		right := truth(req.Prompt)
		switch {
		case isProposal(req), isSummary(req):
			return proposal(req), nil
		case strings.HasPrefix(req.System, "Idea 2 after ") && !strings.HasPrefix(req.System, "Idea 2 after 0"):
			return right, nil
		case strings.HasPrefix(req.System, "Idea 2") && strings.Contains(right, "blue"):
			return right, nil
		}
		return byDemos.answer(ctx, req)
	}}
}

func TestCOPROLearnsFromAttempts(t *testing.T) {
	tk := task(t, wordy())
	r := optimize(t, engine.COPRO{Breadth: 3, Depth: 2}, tk)
	if got := r.Program.Predictor("triage").Instruction; r.Best.Score != 1 || got != "Idea 2 after 3 attempts." {
		t.Errorf("%q at %v", got, r.Best.Score)
	}
	if len(r.Candidates) != 2 || r.Candidates[0].Program.Predictor("triage").Instruction != "Idea 2 after 0 attempts." {
		t.Errorf("got %+v", r.Candidates)
	}
	for _, req := range tk.LM.Model.(*model).all() {
		if !isProposal(req) {
			continue
		}
		scores := between(req.Prompt, "attempts")
		if strings.Contains(req.Prompt, "w100") || scores != "[]" && !strings.HasSuffix(scores, `"score":0.6667}]`) {
			t.Errorf("the best attempt is not the last, or validation is shown: %s", req.Prompt)
		}
	}
}

// Attempts are scored on training examples, all or a sample of them.
func TestCOPROScoresOnTraining(t *testing.T) {
	for sample, want := range map[int]int{0: 30, 7: 7} {
		m := wordy()
		optimize(t, engine.COPRO{Breadth: 3, Depth: 1, Sample: sample}, task(t, m))
		trained := 0
		for _, req := range m.all() {
			number := 0
			fmt.Sscanf(between(req.Prompt, "text"), "w%d", &number)
			if strings.HasPrefix(req.System, "Idea 1") && number < 100 {
				trained++
			}
		}
		if trained != want {
			t.Errorf("with a sample of %d an attempt saw %d training examples", sample, trained)
		}
	}
}

func TestCOPROImprovesEveryPredictor(t *testing.T) {
	m := answering(func(req engine.Request) string {
		idea := strings.HasPrefix(req.System, "Idea 2")
		switch {
		case isProposal(req):
			return proposal(req)
		case strings.Contains(string(req.Schema), `"hint"`):
			if idea {
				return fmt.Sprintf(`{"hint":%q}`, strings.Fields(between(req.Prompt, "text"))[1])
			}
			return `{"hint":"sky"}`
		case idea:
			return truth(req.Prompt)
		case strings.Contains(req.Prompt, "sky"):
			return `{"label":"blue"}`
		}
		return `{"label":"green"}`
	})
	tk := task(t, m)
	tk.Program = draftAndReview(t)
	r := optimize(t, engine.COPRO{Breadth: 2, Depth: 1}, tk)
	if r.Adopted {
		t.Errorf("breadth 2 proposes idea 1 only, got %+v", r.Best)
	}
	r = optimize(t, engine.COPRO{Breadth: 3, Depth: 1}, tk)
	for _, p := range r.Program.Predictors() {
		if p.Instruction != "Idea 2 after 0 attempts." {
			t.Errorf("%s has %q, score %v", p.Name, p.Instruction, r.Best.Score)
		}
	}
}

func TestPrompterApart(t *testing.T) {
	for _, name := range []string{"COPRO", "MIPROv2"} {
		student, prompter := wordy(), wordy()
		tk := task(t, student)
		tk.Prompter = &engine.LM{Model: prompter}
		optimize(t, optimizers()[name], tk)
		if slices.ContainsFunc(student.all(), isProposal) || slices.ContainsFunc(prompter.all(), func(r engine.Request) bool { return !isProposal(r) && !isSummary(r) }) {
			t.Errorf("%s: student and prompter are mixed", name)
		}
		if prompter.calls() == 0 {
			t.Errorf("%s: the prompter was not asked", name)
		}
	}
}

func TestModelWithoutText(t *testing.T) {
	for _, name := range []string{"COPRO", "MIPROv2"} {
		m := neighbour()
		tk := task(t, m)
		tk.LM.NoText = true
		if _, err := optimizers()[name].Optimize(context.Background(), tk); !errors.Is(err, engine.ErrCapability) || m.calls() > 0 {
			t.Errorf("%s: got %v after %d calls", name, err, m.calls())
		}
		refusing := &model{answer: func(context.Context, engine.Request) (string, error) { return "", engine.ErrCapability }}
		tk = task(t, m)
		tk.Prompter = &engine.LM{Model: refusing}
		if _, err := optimizers()[name].Optimize(context.Background(), tk); !errors.Is(err, engine.ErrCapability) || refusing.calls() == 0 {
			t.Errorf("%s: got %v", name, err)
		}
	}
	for _, name := range []string{"LabeledFewShot", "BootstrapFewShot", "RandomSearch"} {
		tk := task(t, neighbour())
		tk.LM.NoText = true
		optimize(t, optimizers()[name], tk)
	}
}

func TestProposalsThatFail(t *testing.T) {
	inner := wordy()
	broken := errors.New("no idea")
	some := &model{answer: func(ctx context.Context, req engine.Request) (string, error) {
		if between(req.Prompt, "variation") == "1" {
			return "", broken
		}
		return inner.answer(ctx, req)
	}}
	tk := task(t, wordy())
	tk.Prompter = &engine.LM{Model: some}
	r := optimize(t, engine.COPRO{Breadth: 3, Depth: 1}, tk)
	if !r.Adopted || !strings.Contains(strings.Join(r.Warnings, " "), "proposal 1 is left out: asking for instruction: no idea") {
		t.Errorf("got %q", r.Warnings)
	}
	tk.Prompter = &engine.LM{Model: &model{answer: func(context.Context, engine.Request) (string, error) { return "", broken }}}
	for _, name := range []string{"COPRO", "MIPROv2"} {
		if _, err := optimizers()[name].Optimize(context.Background(), tk); !errors.Is(err, broken) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestMIPROShowsWhatItKnows(t *testing.T) {
	m := wordy()
	optimize(t, engine.MIPROv2{Candidates: 4, Trials: 4}, task(t, m))
	examples := false
	for _, req := range m.all() {
		if isSummary(req) && strings.Count(req.Prompt, `"input"`) != 10 {
			t.Errorf("got %s", req.Prompt)
		}
		if !isProposal(req) {
			continue
		}
		var known struct {
			Program, Data, Tip string
			Examples           []struct{ Input, Output map[string]any }
		}
		if err := json.Unmarshal([]byte(between(req.Prompt, "context")), &known); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(known.Program, "Part 1 of 1, triage") || known.Data != "texts about colours" || known.Tip == "" {
			t.Errorf("got %+v", known)
		}
		examples = examples || len(known.Examples) > 0
	}
	if !examples {
		t.Error("no proposal was shown demonstrations")
	}
}

// Where instructions change nothing, demonstrations do, and they are in the program.
func TestMIPROFindsDemonstrations(t *testing.T) {
	byDemos := neighbour()
	m := &model{answer: func(ctx context.Context, req engine.Request) (string, error) {
		if isProposal(req) || isSummary(req) {
			return proposal(req), nil
		}
		return byDemos.answer(ctx, req)
	}}
	r := optimize(t, engine.MIPROv2{Candidates: 4, Trials: 12, Minibatch: 15, MaxLabelled: 9}, task(t, m))
	if !r.Adopted || len(r.Program.Predictor("triage").Demos) == 0 {
		t.Errorf("adopted %v at %v: %+v", r.Adopted, r.Best.Score, r.Program.Predictor("triage"))
	}
}

func TestMIPROUsesBatches(t *testing.T) {
	tk := task(t, wordy())
	trials, full := 0, 0
	tk.Progress = func(e engine.Event) {
		if e.Ended && e.Stage == engine.StageTrial {
			if trials++; e.Total != 10 {
				t.Errorf("got %+v", e)
			}
		}
		if e.Ended && e.Stage == engine.StageCandidate {
			if full++; e.Total != 30 {
				t.Errorf("got %+v", e)
			}
		}
	}
	r := optimize(t, engine.MIPROv2{Candidates: 4, Trials: 9, Minibatch: 10, FullEvery: 3}, tk)
	if trials != 9 || full < 3 || full != len(r.Candidates) {
		t.Errorf("%d trials, %d full", trials, full)
	}
}

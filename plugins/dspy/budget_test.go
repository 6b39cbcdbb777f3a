package dspy_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/plugingen/plugingen/plugins/dspy"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

func TestBackgroundHasABudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := schedule(t, dspy.Config{MaxCalls: 7})
		s.run("")
		if calls := s.model.calls.Load(); calls != 1+7 {
			t.Errorf("%d calls", calls)
		}
		st := s.stats()
		if !strings.Contains(st.LastError, "the budget is used up") {
			t.Errorf("%+v", st)
		}
		if err := s.p.Health(context.Background()); err == nil {
			t.Error("healthy")
		}
		got := s.run("") // a failed run is not begun again at once
		if reason := got["dspy_fallback_reason"].(string); !strings.Contains(reason, "optimising failed: ") || s.model.calls.Load() != 1+7+1 {
			t.Errorf("%d calls, reason %q", s.model.calls.Load(), reason)
		}
		time.Sleep(time.Hour + time.Second)
		if s.run(""); s.model.calls.Load() != 1+7+1+1+7 {
			t.Errorf("%d calls", s.model.calls.Load())
		}
	})
}

// priced adds a price to every answer.
type priced struct{ *answering }

func (p priced) Generate(ctx context.Context, req pipeline.GenerateRequest) (pipeline.GenerateResult, error) {
	res, err := p.answering.Generate(ctx, req)
	res.CostUSD = 0.01
	return res, err
}

func TestBackgroundHasABudgetOfMoney(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := schedule(t, dspy.Config{MaxCostUSD: 0.055})
		if _, err := run(t, s.p, "dspy_claude", sorting, priced{s.model}); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		calls := s.model.calls.Load() - 1
		if last := s.stats().LastError; calls < 5 || calls > 9 || !strings.Contains(last, "of $0.0550 are spent") { // 6, and those under way
			t.Errorf("%d calls, %q", calls, last)
		}
	})
}

// TestHealthRecovers: what another process repairs in the store is no fault any more.
func TestHealthRecovers(t *testing.T) {
	cfg := stored(t, dspy.Config{})
	files, _ := filepath.Glob(filepath.Join(cfg.StorePath, "*.json"))
	good, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	p := mustStart(t, cfg)
	for _, tt := range []struct {
		text    string
		healthy bool
	}{{`{"format": 7}`, false}, {string(good), true}} {
		if err := os.WriteFile(files[0], []byte(tt.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := run(t, p, "dspy_claude", sorting, learner()); err != nil {
			t.Fatal(err)
		}
		if err := p.Health(context.Background()); (err == nil) != tt.healthy || (p.Stats()[0].LastError == "") != tt.healthy {
			t.Errorf("%.20s: %v", tt.text, err)
		}
	}
}

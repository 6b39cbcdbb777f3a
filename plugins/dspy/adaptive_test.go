package dspy_test

import (
	"context"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/plugingen/plugingen/plugins/dspy"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// TestAdaptive has what brings an optimisation on before a day is over.
func TestAdaptive(t *testing.T) {
	tests := map[string]struct {
		happens func(s *scheduled)
		again   bool
	}{
		"nothing": {func(*scheduled) {}, false},
		"one error in seven": {func(s *scheduled) {
			s.failing()
		}, true},
		"a low evaluation": {func(s *scheduled) {
			step := dspy.StepSpec{Name: "s", Type: "dspy_claude", Spec: parseSpec(s.t, sorting)}
			hard := strings.ReplaceAll(exampleLines(101, 110), `"queue":"billing"`, `"queue":"bug"`)
			o := dspy.EvaluateOptions{Data: writeFile(s.t, "hard.jsonl", hard), Provider: s.model, ProviderName: "test", TrainingData: s.data}
			if _, err := s.p.Evaluate(s.t.Context(), step, o); err != nil {
				s.t.Fatal(err)
			}
		}, true},
		"new examples":                     {func(s *scheduled) { s.write(exampleLines(1, 22)) }, true},
		"the same examples, written again": {func(s *scheduled) { s.write(exampleLines(1, 20)) }, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := schedule(t, dspy.Config{CacheEnabled: true, OptimizationFrequency: "adaptive"})
				s.run("")
				made := s.stats().LastRun
				time.Sleep(time.Minute)
				for range 4 {
					s.run("")
				}
				tt.happens(s)
				s.run("") // the fifth with the program, or later
				time.Sleep(2 * time.Minute)
				s.run("")
				if again := !s.stats().LastRun.Equal(made); again != tt.again {
					t.Errorf("optimised again: %v", again)
				}
			})
		})
	}
	synctest.Test(t, func(t *testing.T) {
		s := schedule(t, dspy.Config{CacheEnabled: true, OptimizationFrequency: "adaptive"})
		s.run("")
		made := s.stats().LastRun
		time.Sleep(time.Minute)
		s.failing()
		if s.run(""); !s.stats().LastRun.Equal(made) { // 2 executions are too few
			t.Error("optimised again after 2 executions")
		}
	})
}

// failing runs the step once with a model that fails where there are demonstrations.
func (s *scheduled) failing() {
	good := s.model
	s.model = shy(1)
	s.run("")
	s.model = good
}

func (s *scheduled) write(text string) {
	time.Sleep(time.Minute)
	if err := os.WriteFile(s.data, []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// TestBetterProgramIsKept: what is optimised again must beat what is stored. The model
// is right where a demonstration has the word magic, which the new examples lack.
func TestBetterProgramIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		data := writeFile(t, "e.jsonl", strings.ReplaceAll(exampleLines(1, 20), "refund", "magic refund"))
		s := schedule(t, dspy.Config{CacheEnabled: true, OptimizationFrequency: "daily", TrainingDataPath: data})
		s.model = &answering{answer: func(_ context.Context, req pipeline.GenerateRequest) (string, error) {
			for _, turn := range req.Turns {
				if strings.Contains(turn.Text, "magic") && strings.Contains(req.Prompt, "refund") {
					return `{"queue":"billing"}`, nil
				}
			}
			return `{"queue":"bug"}`, nil
		}}
		s.run("")
		s.run("")
		before := s.stats()
		if !before.Optimized || before.Score != 1 {
			t.Fatalf("%+v", before)
		}
		s.write(exampleLines(1, 20))
		time.Sleep(day)
		s.run("")
		got := s.run("")
		after := s.stats()
		if after.Score != 1 || !after.CreatedAt.After(before.CreatedAt) || got["dspy_optimization_applied"] != true || after.LastError != "" {
			t.Errorf("%+v, then %+v", before, after)
		}
	})
}

func TestNothingBetterIsRemembered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := schedule(t, dspy.Config{CacheEnabled: true, MinGain: 0.9})
		s.run("")
		calls := s.model.calls.Load()
		got := s.run("")
		if got["execution_mode"] != "dspy" || got["dspy_optimization_applied"] != false || got["dspy_fallback_reason"] != nil {
			t.Errorf("got %v", got)
		}
		if s.stats().Optimized || s.model.calls.Load() != calls+1 {
			t.Errorf("%+v, %d calls", s.stats(), s.model.calls.Load()-calls)
		}
	})
}

// TestFailingProgramIsOptimizedAgain: by schedule_and_execute, once an hour.
func TestFailingProgramIsOptimizedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := schedule(t, dspy.Config{CacheEnabled: true, FallbackStrategy: "schedule_and_execute"})
		s.run("")
		made := s.stats().LastRun
		time.Sleep(50 * time.Minute)
		if s.failing(); !s.stats().LastRun.Equal(made) {
			t.Error("within the hour")
		}
		time.Sleep(11 * time.Minute)
		if s.failing(); s.stats().LastRun.Equal(made) {
			t.Error("not after the hour")
		}
	})
}

func TestPauseBeforeTheSecondTry(t *testing.T) {
	for wait, want := range map[time.Duration]time.Duration{10 * time.Millisecond: 10 * time.Millisecond, time.Minute: time.Second} {
		synctest.Test(t, func(t *testing.T) {
			cfg := stored(t, dspy.Config{FallbackStrategy: "wait_and_retry", MaxWaitTime: wait})
			began := time.Now()
			got, err := run(t, mustStart(t, cfg), "dspy_claude", sorting, shy(1))
			if err != nil || got["dspy_optimization_applied"] != true || time.Since(began) != want {
				t.Errorf("after %v: %v, %v", time.Since(began), got, err)
			}
		})
	}
}

// TestOneProcessOptimizesForAll: a store is shared, and who comes second takes what is there.
func TestOneProcessOptimizesForAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := dspy.Config{CacheEnabled: true, OptimizationFrequency: "daily", StorePath: t.TempDir(), TrainingDataPath: examplesFile(t, 1, 20)}
		one, two := schedule(t, cfg), schedule(t, cfg)
		one.run("")
		time.Sleep(day - 30*time.Minute)
		one.run("") // has the program in memory for an hour
		time.Sleep(31 * time.Minute)
		two.run("") // finds that it is due
		if two.stats().LastRun.IsZero() {
			t.Fatal("not optimised again")
		}
		calls := one.model.calls.Load()
		if got := one.run(""); got["dspy_optimization_applied"] != true || one.model.calls.Load() != calls+1 {
			t.Errorf("%d calls, %v", one.model.calls.Load()-calls, got)
		}
		two.run("")
		if one.run(""); !one.stats().CreatedAt.Equal(two.stats().CreatedAt) {
			t.Errorf("%v and %v", one.stats().CreatedAt, two.stats().CreatedAt)
		}
	})
}

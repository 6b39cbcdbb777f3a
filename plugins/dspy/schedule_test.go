package dspy_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/plugingen/plugingen/plugins/dspy"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

const day = 24 * time.Hour

// scheduled is a plugin with a step whose program is optimised in the background.
type scheduled struct {
	t     *testing.T
	p     *dspy.Plugin
	model *answering
	data  string
}

func schedule(t *testing.T, cfg dspy.Config) *scheduled {
	if cfg.TrainingDataPath == "" {
		cfg.TrainingDataPath = examplesFile(t, 1, 20)
	}
	if cfg.StorePath == "" {
		cfg.StorePath = t.TempDir()
	}
	return &scheduled{t: t, p: mustStart(t, cfg), model: learner(), data: cfg.TrainingDataPath}
}

// run runs the step once and waits until nothing works any more.
func (s *scheduled) run(config string) map[string]any {
	s.t.Helper()
	got, err := run(s.t, s.p, "dspy_claude", sorting+config, s.model)
	if err != nil {
		s.t.Fatal(err)
	}
	synctest.Wait()
	return got
}

func (s *scheduled) stats() dspy.Stats {
	s.t.Helper()
	all := s.p.Stats()
	if len(all) != 1 {
		s.t.Fatalf("%d programs", len(all))
	}
	return all[0]
}

func TestFirstPlainThenOptimized(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := schedule(t, dspy.Config{CacheEnabled: true})
		first := s.run("")
		if first["execution_mode"] != "traditional" || first["dspy_fallback_reason"] != "there is no optimised program yet" {
			t.Errorf("first %v", first)
		}
		second := s.run("")
		if second["execution_mode"] != "dspy" || second["dspy_optimization_applied"] != true {
			t.Errorf("second %v", second)
		}
		st := s.stats()
		if !st.Optimized || st.Score <= st.Baseline || st.CacheHits != 1 || st.Fallbacks != 1 || st.LastError != "" || !st.LastRun.Equal(time.Now()) {
			t.Errorf("%+v", st)
		}
		if err := s.p.Health(context.Background()); err != nil {
			t.Error(err)
		}
	})
}

func TestFrequencyIsTheAge(t *testing.T) {
	for frequency, age := range map[string]time.Duration{"daily": day, "weekly": 7 * day, "monthly": 30 * day, "adaptive": day} {
		synctest.Test(t, func(t *testing.T) {
			s := schedule(t, dspy.Config{CacheEnabled: true, OptimizationFrequency: frequency})
			s.run("")
			made := s.stats().LastRun
			time.Sleep(age - time.Second)
			s.run("")
			if !s.stats().LastRun.Equal(made) {
				t.Errorf("%s: optimised again early", frequency)
			}
			time.Sleep(2 * time.Second)
			if got := s.run(""); got["dspy_optimization_applied"] != true { // the program that is due is still good
				t.Errorf("%s: %v", frequency, got)
			}
			if s.stats().LastRun.Equal(made) {
				t.Errorf("%s: not optimised again", frequency)
			}
		})
	}
}

func TestExpiredPrograms(t *testing.T) {
	for strategy, applied := range map[string]bool{"traditional": false, "schedule_and_execute": false, "wait_and_retry": true, "cached_best_effort": true} {
		synctest.Test(t, func(t *testing.T) {
			s := schedule(t, dspy.Config{CacheEnabled: true, OptimizationFrequency: "daily", FallbackStrategy: strategy})
			s.run("")
			time.Sleep(2*day + time.Second)
			got := s.run("")
			if got["dspy_optimization_applied"] != applied {
				t.Errorf("%s: %v", strategy, got)
			}
			if reason, _ := got["dspy_fallback_reason"].(string); strings.Contains(reason, "too old") == applied {
				t.Errorf("%s: reason %q", strategy, reason)
			}
		})
	}
}

func TestNoProgramIsAnErrorWhereItIsAskedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := schedule(t, dspy.Config{FallbackStrategy: "error"})
		_, err := run(t, s.p, "dspy_claude", sorting, s.model)
		if st := s.stats(); !errors.Is(err, dspy.ErrNoProgram) || st.Failures != 1 {
			t.Errorf("got %v, %+v", err, st)
		}
		synctest.Wait()
		if got := s.run(""); got["dspy_optimization_applied"] != true {
			t.Errorf("got %v", got)
		}
	})
}

func TestMaxWaitTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := schedule(t, dspy.Config{FallbackStrategy: "wait_and_retry", MaxWaitTime: 3 * time.Second})
		release := make(chan struct{})
		answer := s.model.answer
		s.model.answer = func(ctx context.Context, req pipeline.GenerateRequest) (string, error) {
			if !strings.Contains(req.Prompt, "an error and a crash again") { // of the optimisation
				select {
				case <-release:
				case <-ctx.Done():
					return "", ctx.Err()
				}
			}
			return answer(ctx, req)
		}
		for config, want := range map[string]time.Duration{"": 3 * time.Second, "dspy_config: {max_wait_time: 250}": 250 * time.Millisecond} {
			began := time.Now()
			if got := s.run(config); got["execution_mode"] != "traditional" || time.Since(began) != want {
				t.Errorf("after %v: %v", time.Since(began), got)
			}
		}
		close(release)
		synctest.Wait()
		if got := s.run(""); got["dspy_optimization_applied"] != true {
			t.Errorf("got %v", got)
		}
	})
}

func TestOneRunForAKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := schedule(t, dspy.Config{MaxConcurrent: 1})
		var mu sync.Mutex
		inside, most, runs := map[string]int{}, 0, 0
		answer := s.model.answer
		s.model.answer = func(ctx context.Context, req pipeline.GenerateRequest) (string, error) {
			task := strings.SplitN(req.System, "\n", 2)[0]
			if strings.Contains(req.Prompt, "again") {
				return answer(ctx, req)
			}
			mu.Lock()
			if inside[task]++; inside[task] == 1 {
				runs++
			}
			most = max(most, len(inside))
			mu.Unlock()
			time.Sleep(time.Second)
			mu.Lock()
			if inside[task]--; inside[task] == 0 {
				delete(inside, task)
			}
			mu.Unlock()
			return answer(ctx, req)
		}
		var wg sync.WaitGroup
		for i := range 8 { // of two keys
			spec := strings.Replace(sorting, "Sort a ticket", fmt.Sprintf("Sort %d", i%2), 1)
			wg.Go(func() {
				if _, err := run(t, s.p, "dspy_claude", spec, s.model); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		time.Sleep(time.Hour)
		if most != 1 {
			t.Errorf("%d optimisations at a time", most)
		}
		for _, st := range s.p.Stats() {
			if st.Running || st.LastRun.IsZero() || st.Calls != 4 {
				t.Errorf("%+v", st)
			}
		}
	})
}

func TestTerminateEndsOptimising(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := schedule(t, dspy.Config{})
		answer := s.model.answer
		s.model.answer = func(ctx context.Context, req pipeline.GenerateRequest) (string, error) {
			time.Sleep(10 * time.Second) // and does not heed its context
			return answer(ctx, req)
		}
		if _, err := run(t, s.p, "dspy_claude", sorting, s.model); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		began := time.Now()
		if err := s.p.Terminate(ctx); err != nil || time.Since(began) > 2*time.Second {
			t.Errorf("after %v: %v", time.Since(began), err)
		}
		calls := s.model.calls.Load()
		time.Sleep(time.Hour)
		if now := s.model.calls.Load(); now != calls {
			t.Errorf("%d calls after Terminate", now-calls)
		}
		if _, err := run(t, s.p, "dspy_claude", sorting, s.model); err != nil {
			t.Error(err)
		}
		synctest.Wait()
		if now := s.model.calls.Load(); now != calls+1 {
			t.Errorf("optimised after Terminate: %d calls", now-calls)
		}
		if st := s.stats(); st.LastError != "" { // to be stopped is no failure
			t.Errorf("%+v", st)
		}
	})
}

func TestBadDataIsTheReason(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := schedule(t, dspy.Config{TrainingDataPath: writeFile(t, "bad.jsonl", strings.ReplaceAll(exampleLines(1, 40), `"bug"`, `"bgu"`))})
		s.run("")
		got := s.run("")
		reason, _ := got["dspy_fallback_reason"].(string)
		for _, text := range []string{reason, s.stats().LastError} {
			if !strings.Contains(text, "20 of 40 examples are bad") || !strings.Contains(text, "bad.jsonl:1:") || !strings.HasSuffix(text, "; and 17 more") {
				t.Errorf("got %q", text)
			}
		}
	})
}

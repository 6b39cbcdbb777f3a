package dspy_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/plugingen/plugingen/plugins/dspy"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// The five settings of the first configuration, each with its effect:
// optimization_enabled is TestComponents, optimization_frequency TestFrequencyIsTheAge.

func TestEvaluationModeChoosesTheOptimizer(t *testing.T) {
	for mode, writes := range map[string]bool{"bootstrap_few_shot": false, "copro": true, "mipro": true} {
		var instructions atomic.Int32
		model := &answering{}
		good := learner()
		model.answer = func(ctx context.Context, req pipeline.GenerateRequest) (string, error) {
			if strings.Contains(string(req.Schema), `"queue"`) {
				return good.answer(ctx, req)
			}
			instructions.Add(1)
			return fill(req.Schema), nil
		}
		dir := t.TempDir()
		p := mustStart(t, dspy.Config{EvaluationMode: mode, CacheEnabled: true, StorePath: dir})
		step := dspy.StepSpec{Name: "s", Type: "dspy_claude", Spec: parseSpec(t, sorting)}
		res, err := p.Optimize(context.Background(), step, dspy.OptimizeOptions{
			Data: examplesFile(t, 1, 20), Provider: model, ProviderName: "test", Candidates: 2,
		})
		if err != nil || res.Optimizer != mode || (instructions.Load() > 0) != writes {
			t.Errorf("%s: %d instructions, %+v, %v", mode, instructions.Load(), res, err)
			continue
		}
		text, err := os.ReadFile(res.Path)
		if err != nil || !strings.Contains(string(text), `"optimizer": "`+mode+`"`) {
			t.Errorf("%s: stored %s, %v", mode, text, err)
		}
	}
}

// fill answers a schema of texts.
func fill(schema pipeline.Schema) string {
	var s struct {
		Properties map[string]any
	}
	if err := json.Unmarshal([]byte(schema), &s); err != nil {
		return err.Error()
	}
	values := map[string]any{}
	for name := range s.Properties {
		values[name] = "Sort the ticket with care."
	}
	text, _ := json.Marshal(values)
	return string(text)
}

func TestTrainingDataPathIsWhatIsLearnedFrom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := schedule(t, dspy.Config{})
		s.run("")
		s.run("")
		if st := s.stats(); st.LastRun.IsZero() || !st.Optimized {
			t.Errorf("with data: %+v", st)
		}
		none := mustStart(t, dspy.Config{})
		got, err := run(t, none, "dspy_claude", sorting, s.model)
		synctest.Wait()
		if err != nil || got["execution_mode"] != "dspy" || got["dspy_optimization_applied"] != false || !none.Stats()[0].LastRun.IsZero() {
			t.Errorf("without data: %v, %v, %+v", got, err, none.Stats())
		}
	})
}

func TestCacheEnabledStores(t *testing.T) {
	for _, enabled := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			cfg := dspy.Config{CacheEnabled: enabled, StorePath: t.TempDir()}
			s := schedule(t, cfg)
			s.run("")
			if got := s.run(""); got["dspy_optimization_applied"] != true { // from memory in either case
				t.Errorf("%v: %v", enabled, got)
			}
			files, _ := filepath.Glob(filepath.Join(cfg.StorePath, "*.json"))
			if (len(files) == 1) != enabled {
				t.Errorf("%v: files %q", enabled, files)
			}
			time.Sleep(time.Hour + time.Second) // out of memory
			if got := s.run(""); got["dspy_optimization_applied"] != enabled {
				t.Errorf("%v: after an hour %v", enabled, got)
			}
			next := mustStart(t, cfg) // has no training data, and cannot have made one
			got, err := run(t, next, "dspy_claude", sorting, s.model)
			if err != nil || got["dspy_optimization_applied"] != enabled {
				t.Errorf("%v: in a later run %v, %v", enabled, got, err)
			}
		})
	}
}

// TestStepSettingsComeFirst: the step's, the workflow's, the plugin's.
func TestStepSettingsComeFirst(t *testing.T) {
	p := mustStart(t, dspy.Config{})
	workflow := map[string]any{"dspy_config": map[string]any{"evaluation_mode": "mipro"}}
	for config, refused := range map[string]bool{"": true, "dspy_config: {evaluation_mode: bootstrap_few_shot}": false, "dspy_config: {optimization_enabled: false}": false} {
		step := dspy.StepSpec{Name: "s", Type: "dspy_claude", Spec: parseSpec(t, sorting+config), Workflow: workflow}
		if err := p.Check(step, localProvider(t), "local"); (err != nil) != refused {
			t.Errorf("%q: %v", config, err)
		}
	}
	step := dspy.StepSpec{Name: "s", Type: "dspy_chain", Spec: parseSpec(t, "dspy_config: {chain_steps: [{signature: common}]}")}
	if err := p.Check(step, nil, ""); err == nil {
		t.Error("a signature that nobody has")
	}
	step.Workflow = parseSpec(t, "dspy_config: {signatures: {common: {input_fields: [], output_fields: [{name: a, type: string}]}}}")
	if err := p.Check(step, nil, ""); err != nil {
		t.Error(err)
	}
}

func TestOptimizationOfOneStepCanBeOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := schedule(t, dspy.Config{})
		got := s.run("dspy_config: {optimization_enabled: false}")
		if got["execution_mode"] != "dspy" || !s.stats().LastRun.IsZero() || s.model.calls.Load() != 1 {
			t.Errorf("%v, %+v", got, s.stats())
		}
	})
}

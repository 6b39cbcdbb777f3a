package dspy

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/plugingen/plugingen/plugins/dspy/engine"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// evaluation runs a signature over a test set and reports how many answers are right.
type evaluation struct{ plugin *Plugin }

// Check is that of the plugin.
func (s *evaluation) Check(req pipeline.StepRequest) error {
	return s.plugin.Check(specOf(evaluationName, req), req.Provider, req.ProviderName)
}

// Run evaluates the stored program of the signature, or the step as it is written where
// there is none. Its errors are those of a step, *DataError, and what every example
// failed with.
func (s *evaluation) Run(ctx context.Context, req pipeline.StepRequest) (pipeline.StepResult, error) {
	j, err := s.plugin.job(specOf(evaluationName, req), req.Provider, req.ProviderName)
	if err != nil {
		return pipeline.StepResult{}, err
	}
	config, _ := req.Spec["dspy_config"].(map[string]any)
	path, _ := config["test_data_path"].(string)
	if path == "" {
		return pipeline.StepResult{}, fault("/dspy_config", "a %s needs test_data_path, a file or folder of examples", evaluationName)
	}
	data, err := j.testData(ctx, path)
	if err != nil {
		return pipeline.StepResult{}, err
	}
	program, applied, err := j.current()
	if err != nil {
		return pipeline.StepResult{}, err
	}
	if n := countShown(program, data.examples); n > 0 {
		data.warnings = append(data.warnings, fmt.Sprintf("%d of the %d examples are demonstrations of the program, which has their answers before it", n, len(data.examples)))
	}
	report, m, err := j.evaluate(ctx, program, data.examples, nil)
	if err != nil {
		return pipeline.StepResult{}, err
	}
	if applied {
		j.plugin.stats.of(j).evaluated(report.Score)
	}
	return j.report(ctx, report, m, data, applied)
}

// report is the result of the step; its numbers are json.Number as those of any result.
func (j *job) report(ctx context.Context, report *engine.Report, m *model, data *examples, applied bool) (pipeline.StepResult, error) {
	guess, err := chance(ctx, metric(j.settings.metric), data.examples)
	if err != nil {
		return pipeline.StepResult{}, err
	}
	fields := map[string]any{}
	for name, score := range fieldScores(ctx, data.examples, report.Outcomes) {
		fields[name] = decimal(score)
	}
	warnings := []any{}
	for _, w := range data.warnings {
		warnings = append(warnings, w)
	}
	values := j.about(applied, "")
	values["signature_validated"] = report.Errors == 0
	values["model"] = m.name()
	values["score"], values["chance"] = decimal(report.Score), decimal(guess)
	values["n"], values["errors"] = whole(report.N), whole(report.Errors)
	values["metric"], values["fields"], values["warnings"] = j.settings.metric, fields, warnings
	return pipeline.StepResult{Values: values}, nil
}

func decimal(f float64) json.Number { return json.Number(strconv.FormatFloat(f, 'f', -1, 64)) }

func whole(n int) json.Number { return json.Number(strconv.Itoa(n)) }

// current is the stored program, whatever its age, or the step as it is written.
func (j *job) current() (*engine.Program, bool, error) {
	if !j.settings.enabled {
		return j.program, false, nil
	}
	e, err := j.plugin.storeOf(j).Get(j.key, j.fit)
	switch {
	case err != nil:
		return nil, false, err
	case e == nil || !e.Adopted:
		return j.program, false, nil
	}
	return e.Run, true, nil
}

// testData reads examples to evaluate on, one at least.
func (j *job) testData(ctx context.Context, path string) (*examples, error) {
	data, err := j.load(ctx, path)
	if err != nil {
		return nil, err
	}
	if len(data.examples) == 0 {
		return nil, fault("", "%s has no examples", path)
	}
	return data, nil
}

// evaluate scores a program. Examples that fail count as wrong; where all of them fail,
// their reason is the error.
func (j *job) evaluate(ctx context.Context, program *engine.Program, list []engine.Example, progress func(done, total int)) (*engine.Report, *model, error) {
	lm, m := j.lm()
	report, err := engine.Evaluate(ctx, program, lm, list, metric(j.settings.metric), engine.Options{MaxErrors: -1, Progress: progress})
	if err != nil {
		return nil, nil, j.explained(err)
	}
	if report.Errors == report.N {
		return report, m, j.explained(report.Outcomes[0].Err)
	}
	return report, m, nil
}

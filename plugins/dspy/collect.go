package dspy

import (
	"context"
	"encoding/json"
	"path/filepath"
	"time"

	"github.com/plugingen/plugingen/plugins/dspy/engine"
)

// collected is an execution as an example. Its output is what the model said, which
// somebody should look at before anything learns from it.
type collected struct {
	Input     engine.Values  `json:"input"`
	Output    engine.Values  `json:"expected_output"`
	Metadata  map[string]any `json:"metadata"`
	CreatedAt time.Time      `json:"created_at"`
}

// collect appends an execution to the file of the step. A file that cannot be written is
// in the log and does not fail the step.
func (p *Plugin) collect(j *job, input, output engine.Values) {
	line, err := json.Marshal(collected{
		Input: input, Output: output, CreatedAt: time.Now().UTC(),
		Metadata: map[string]any{"step": j.step, "provider": j.service.name},
	})
	if err == nil {
		err = p.journal.Append(filepath.Join(p.cfg.StorePath, "collected", j.key+".jsonl"), line)
	}
	if err != nil {
		p.logger.WarnContext(context.Background(), "an execution could not be collected", "step", j.step, "error", err)
	}
}

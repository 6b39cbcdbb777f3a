package claude

import (
	"fmt"
	"strings"

	"github.com/anthropics/anthropic-sdk-go"

	"github.com/plugingen/plugingen/plugins/dspy/internal/rest"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// answer is what an answer comes to, whole or in events.
type answer struct {
	text  strings.Builder
	model string
	stop  string // why the model stopped
	usage pipeline.Usage
	ended bool // of a stream: its last event came
}

// whole reads an answer that came in one piece.
func whole(m *anthropic.Message) *answer {
	a := &answer{model: m.Model, stop: string(m.StopReason)}
	a.usage = pipeline.Usage{InputTokens: int(m.Usage.InputTokens), OutputTokens: int(m.Usage.OutputTokens)}
	for _, block := range m.Content {
		if block.Type == "text" {
			a.text.WriteString(block.Text)
		}
	}
	return a
}

// add takes an event in and returns the piece of text that it brings.
func (a *answer) add(event anthropic.MessageStreamEventUnion) string {
	switch event.Type {
	case "message_start":
		a.model = event.Message.Model
		a.usage = pipeline.Usage{InputTokens: int(event.Message.Usage.InputTokens), OutputTokens: int(event.Message.Usage.OutputTokens)}
	case "content_block_start":
		if event.ContentBlock.Type == "text" {
			return a.write(event.ContentBlock.Text)
		}
	case "content_block_delta":
		if event.Delta.Type == "text_delta" {
			return a.write(event.Delta.Text)
		}
	case "message_delta": // its counts are totals
		a.stop = string(event.Delta.StopReason)
		a.usage.OutputTokens = int(event.Usage.OutputTokens)
		if event.Usage.JSON.InputTokens.Valid() {
			a.usage.InputTokens = int(event.Usage.InputTokens)
		}
	case "message_stop":
		a.ended = true
	}
	return ""
}

func (a *answer) write(text string) string {
	a.text.WriteString(text)
	return text
}

// result judges the whole answer.
func (p *Provider) result(req pipeline.GenerateRequest, a *answer) (pipeline.GenerateResult, error) {
	result := pipeline.GenerateResult{Model: a.model, Usage: a.usage}
	if p.model(req) == p.Model {
		result.CostUSD = p.Service.Prices.Cost(a.usage)
	}
	if err := a.fault(); err != nil {
		return result, p.Service.Fail(err)
	}
	result.Text = a.text.String()
	return result, nil
}

func (a *answer) fault() error {
	switch {
	case a.stop == "max_tokens" || a.stop == "model_context_window_exceeded":
		return fmt.Errorf("%w after %d tokens", rest.ErrCutOff, a.usage.OutputTokens)
	case a.stop == "refusal":
		return rest.ErrBlocked
	case a.text.Len() == 0:
		return fmt.Errorf("%w: it has no text", rest.ErrMalformed)
	}
	return nil
}

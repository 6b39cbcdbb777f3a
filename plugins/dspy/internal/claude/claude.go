// Package claude is a provider on Anthropic's Messages API.
package claude

import (
	"context"
	"fmt"
	"strings"

	"github.com/plugingen/plugingen/plugins/dspy/internal/rest"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// apiVersion is the version of the wire format that this package speaks.
const apiVersion = "2023-06-01"

// Provider answers with a Claude model, one request to the service per
// Generate. It is safe for concurrent use.
type Provider struct {
	Service   *rest.Service
	Model     string // where a request names none
	MaxTokens int    // where a request names none
}

type request struct {
	Model       string    `json:"model"`
	MaxTokens   int       `json:"max_tokens"`
	System      string    `json:"system,omitempty"`
	Messages    []message `json:"messages"`
	Temperature *float64  `json:"temperature,omitempty"`
}

type message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

type response struct {
	Model   string `json:"model"`
	Content []struct {
		Type string `json:"type"`
		Text string `json:"text"`
	} `json:"content"`
	StopReason string `json:"stop_reason"`
	Usage      struct {
		InputTokens  int `json:"input_tokens"`
		OutputTokens int `json:"output_tokens"`
	} `json:"usage"`
}

// Generate sends the request and returns the text of the answer. The schema is
// asked for in the system text; the service does not enforce it. CostUSD stays
// 0: prices are not known here.
func (p *Provider) Generate(ctx context.Context, req pipeline.GenerateRequest) (pipeline.GenerateResult, error) {
	body, err := p.body(req)
	if err != nil {
		return pipeline.GenerateResult{}, p.Service.Fail(err)
	}
	var resp response
	header := map[string]string{"anthropic-version": apiVersion}
	if err := p.Service.Post(ctx, "/v1/messages", header, body, &resp); err != nil {
		return pipeline.GenerateResult{}, err
	}
	return p.result(&resp)
}

func (p *Provider) body(req pipeline.GenerateRequest) (*request, error) {
	body := &request{Model: p.Model, MaxTokens: p.MaxTokens, System: system(req), Temperature: req.Temperature}
	if req.Model != "" {
		body.Model = req.Model
	}
	if req.MaxTokens != 0 {
		body.MaxTokens = req.MaxTokens
	}
	for i, turn := range req.Turns {
		if turn.Role != pipeline.User && turn.Role != pipeline.Assistant {
			return nil, fmt.Errorf("turn %d has the unknown role %q", i+1, turn.Role)
		}
		body.Messages = append(body.Messages, message{string(turn.Role), turn.Text})
	}
	body.Messages = append(body.Messages, message{string(pipeline.User), req.Prompt})
	return body, nil
}

func system(req pipeline.GenerateRequest) string {
	if req.Schema == "" {
		return req.System
	}
	ask := "Answer with one JSON object that meets this JSON Schema, and with nothing else:\n" + string(req.Schema)
	if req.System == "" {
		return ask
	}
	return req.System + "\n\n" + ask
}

func (p *Provider) result(resp *response) (pipeline.GenerateResult, error) {
	var text strings.Builder
	for _, block := range resp.Content {
		if block.Type == "text" {
			text.WriteString(block.Text)
		}
	}
	switch {
	case resp.StopReason == "max_tokens" || resp.StopReason == "model_context_window_exceeded":
		return pipeline.GenerateResult{}, p.Service.Fail(fmt.Errorf("%w after %d tokens", rest.ErrCutOff, resp.Usage.OutputTokens))
	case resp.StopReason == "refusal":
		return pipeline.GenerateResult{}, p.Service.Fail(rest.ErrBlocked)
	case text.Len() == 0:
		return pipeline.GenerateResult{}, p.Service.Fail(fmt.Errorf("%w: it has no text", rest.ErrMalformed))
	}
	return pipeline.GenerateResult{
		Text:  text.String(),
		Model: resp.Model,
		Usage: pipeline.Usage{InputTokens: resp.Usage.InputTokens, OutputTokens: resp.Usage.OutputTokens},
	}, nil
}

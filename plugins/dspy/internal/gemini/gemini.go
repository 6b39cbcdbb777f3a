// Package gemini is a provider on the generateContent method of Google's
// Gemini API.
package gemini

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	"github.com/plugingen/plugingen/plugins/dspy/internal/rest"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// Provider answers with a Gemini model, one request to the service per
// Generate. It is safe for concurrent use.
type Provider struct {
	Service   *rest.Service
	Model     string // where a request names none
	MaxTokens int    // where a request names none
}

type request struct {
	System   *content  `json:"systemInstruction,omitempty"`
	Contents []content `json:"contents"`
	Config   settings  `json:"generationConfig"`
}

type content struct {
	Role  string `json:"role,omitempty"`
	Parts []part `json:"parts"`
}

type part struct {
	Text    string `json:"text"`
	Thought bool   `json:"thought,omitempty"`
}

// settings asks for JSON by responseJsonSchema, which takes JSON Schema as it
// is; the older responseSchema takes only a dialect of its own.
type settings struct {
	MaxOutputTokens int             `json:"maxOutputTokens"`
	Temperature     *float64        `json:"temperature,omitempty"`
	MIMEType        string          `json:"responseMimeType,omitempty"`
	Schema          json.RawMessage `json:"responseJsonSchema,omitempty"`
}

type response struct {
	Candidates []struct {
		Content      content `json:"content"`
		FinishReason string  `json:"finishReason"`
	} `json:"candidates"`
	PromptFeedback struct {
		BlockReason string `json:"blockReason"`
	} `json:"promptFeedback"`
	Usage struct {
		Prompt     int `json:"promptTokenCount"`
		Candidates int `json:"candidatesTokenCount"`
		Thoughts   int `json:"thoughtsTokenCount"`
	} `json:"usageMetadata"`
	ModelVersion string `json:"modelVersion"`
}

// Generate sends the request and returns the text of the first candidate.
// CostUSD stays 0: prices are not known here.
func (p *Provider) Generate(ctx context.Context, req pipeline.GenerateRequest) (pipeline.GenerateResult, error) {
	body, err := p.body(req)
	if err != nil {
		return pipeline.GenerateResult{}, p.Service.Fail(err)
	}
	model := p.Model
	if req.Model != "" {
		model = req.Model
	}
	var resp response
	if err := p.Service.Post(ctx, "/v1beta/models/"+url.PathEscape(model)+":generateContent", nil, body, &resp); err != nil {
		return pipeline.GenerateResult{}, err
	}
	return p.result(model, &resp)
}

func (p *Provider) body(req pipeline.GenerateRequest) (*request, error) {
	body := &request{Config: settings{MaxOutputTokens: p.MaxTokens, Temperature: req.Temperature}}
	if req.MaxTokens != 0 {
		body.Config.MaxOutputTokens = req.MaxTokens
	}
	if req.System != "" {
		body.System = &content{Parts: []part{{Text: req.System}}}
	}
	if req.Schema != "" {
		body.Config.MIMEType = "application/json"
		body.Config.Schema = json.RawMessage(req.Schema)
	}
	for i, turn := range req.Turns {
		role, err := role(turn.Role)
		if err != nil {
			return nil, fmt.Errorf("turn %d %w", i+1, err)
		}
		body.Contents = append(body.Contents, content{role, []part{{Text: turn.Text}}})
	}
	body.Contents = append(body.Contents, content{"user", []part{{Text: req.Prompt}}})
	return body, nil
}

// role gives the service's word for who speaks.
func role(r pipeline.Role) (string, error) {
	switch r {
	case pipeline.User:
		return "user", nil
	case pipeline.Assistant:
		return "model", nil
	}
	return "", fmt.Errorf("has the unknown role %q", r)
}

func (p *Provider) result(model string, resp *response) (pipeline.GenerateResult, error) {
	text, err := answer(resp)
	if err != nil {
		return pipeline.GenerateResult{}, p.Service.Fail(err)
	}
	if resp.ModelVersion != "" {
		model = resp.ModelVersion
	}
	usage := pipeline.Usage{InputTokens: resp.Usage.Prompt, OutputTokens: resp.Usage.Candidates + resp.Usage.Thoughts}
	return pipeline.GenerateResult{Text: text, Model: model, Usage: usage}, nil
}

// answer joins the parts of the first candidate, its thoughts left out.
func answer(resp *response) (string, error) {
	if reason := resp.PromptFeedback.BlockReason; reason != "" {
		return "", fmt.Errorf("%w: the prompt was blocked, %s", rest.ErrBlocked, reason)
	}
	if len(resp.Candidates) == 0 {
		return "", fmt.Errorf("%w: it has no candidate", rest.ErrMalformed)
	}
	switch reason := resp.Candidates[0].FinishReason; reason {
	case "STOP", "":
	case "MAX_TOKENS":
		return "", fmt.Errorf("%w after %d tokens", rest.ErrCutOff, resp.Usage.Candidates)
	default:
		return "", fmt.Errorf("%w: %s", rest.ErrBlocked, reason)
	}
	var text strings.Builder
	for _, part := range resp.Candidates[0].Content.Parts {
		if !part.Thought {
			text.WriteString(part.Text)
		}
	}
	if text.Len() == 0 {
		return "", fmt.Errorf("%w: it has no text", rest.ErrMalformed)
	}
	return text.String(), nil
}

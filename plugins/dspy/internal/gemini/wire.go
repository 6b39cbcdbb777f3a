package gemini

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/plugingen/plugingen/plugins/dspy/internal/rest"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

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

// response is a whole answer, or a part of one in a stream.
type response struct {
	Candidates []struct {
		Content      content `json:"content"`
		FinishReason string  `json:"finishReason"`
	} `json:"candidates"`
	PromptFeedback struct {
		BlockReason string `json:"blockReason"`
	} `json:"promptFeedback"`
	Usage *struct {
		Prompt     int `json:"promptTokenCount"`
		Candidates int `json:"candidatesTokenCount"`
		Thoughts   int `json:"thoughtsTokenCount"`
	} `json:"usageMetadata"`
	ModelVersion string `json:"modelVersion"`
	Error        *struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
		Status  string `json:"status"`
	} `json:"error"`
}

// retryDelay finds how long the service asks to wait. It says so in the details of
// an error (google.rpc.RetryInfo), and not in a header.
func retryDelay(body string) time.Duration {
	var refused struct {
		Error struct {
			Details []struct {
				Type  string `json:"@type"`
				Delay string `json:"retryDelay"`
			} `json:"details"`
		} `json:"error"`
	}
	if json.Unmarshal([]byte(body), &refused) != nil {
		return 0 // of a gateway, say
	}
	for _, detail := range refused.Error.Details {
		if detail.Type == "type.googleapis.com/google.rpc.RetryInfo" {
			delay, _ := time.ParseDuration(detail.Delay) // 0 where it is none
			return max(delay, 0)
		}
	}
	return 0
}

// body is the request as JSON. What cannot be sent is refused here.
func (p *Provider) body(req pipeline.GenerateRequest) ([]byte, error) {
	if err := rest.CheckSchema(req.Schema); err != nil {
		return nil, err
	}
	body := request{Config: settings{MaxOutputTokens: p.MaxTokens, Temperature: req.Temperature}}
	if req.MaxTokens != 0 {
		body.Config.MaxOutputTokens = req.MaxTokens
	}
	system := req.System
	if req.Schema != "" {
		body.Config.MIMEType = rest.JSON
		if p.SchemaInText {
			system = rest.WithSchema(system, req.Schema)
		} else {
			body.Config.Schema = json.RawMessage(req.Schema)
		}
	}
	if system != "" {
		body.System = &content{Parts: []part{{Text: system}}}
	}
	for i, turn := range req.Turns {
		role, err := role(turn.Role)
		if err != nil {
			return nil, fmt.Errorf("turn %d %w", i+1, err)
		}
		body.Contents = append(body.Contents, content{role, []part{{Text: turn.Text}}})
	}
	body.Contents = append(body.Contents, content{"user", []part{{Text: req.Prompt}}})
	return rest.Encode(body)
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

// answer is what the parts of an answer come to.
type answer struct {
	text   strings.Builder
	block  string // why the prompt was blocked
	finish string // why the candidate ended
	model  string
	usage  pipeline.Usage
}

// add takes a part in and returns its text: that of the first candidate, without
// what the model only thought. Token counts are totals; the last ones hold.
func (a *answer) add(resp *response) string {
	if resp.PromptFeedback.BlockReason != "" {
		a.block = resp.PromptFeedback.BlockReason
	}
	if resp.ModelVersion != "" {
		a.model = resp.ModelVersion
	}
	if u := resp.Usage; u != nil {
		a.usage = pipeline.Usage{InputTokens: u.Prompt, OutputTokens: u.Candidates + u.Thoughts}
	}
	if len(resp.Candidates) == 0 {
		return ""
	}
	candidate := resp.Candidates[0]
	if candidate.FinishReason != "" {
		a.finish = candidate.FinishReason
	}
	before := a.text.Len()
	for _, part := range candidate.Content.Parts {
		if !part.Thought {
			a.text.WriteString(part.Text)
		}
	}
	return a.text.String()[before:]
}

// result judges the whole answer.
func (p *Provider) result(req pipeline.GenerateRequest, a *answer) (pipeline.GenerateResult, error) {
	result := pipeline.GenerateResult{Model: a.model, Usage: a.usage}
	if result.Model == "" {
		result.Model = p.model(req)
	}
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
	case a.block != "":
		return fmt.Errorf("%w: the prompt was blocked, %s", rest.ErrBlocked, a.block)
	case a.finish == "MAX_TOKENS":
		return fmt.Errorf("%w after %d tokens", rest.ErrCutOff, a.usage.OutputTokens)
	case a.finish != "STOP" && a.finish != "":
		return fmt.Errorf("%w: %s", rest.ErrBlocked, a.finish)
	case a.text.Len() == 0:
		return fmt.Errorf("%w: it has no text", rest.ErrMalformed)
	}
	return nil
}

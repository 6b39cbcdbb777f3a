// Package claude is a provider on Anthropic's Messages API, by Anthropic's own SDK
// for Go. The SDK is told everything: with its defaults it would look for keys,
// addresses, profiles and telemetry in the environment and in files. Its retries
// are off, as those of package rest hold for all providers.
//
// # Schemas
//
// The service can be made to answer by a JSON Schema (output_config.format), with a
// part of JSON Schema only, and refuses a request with any other. So a schema of
// that part is sent there; one beyond it, and every schema where SchemaInText is
// set for a model or a gateway that cannot do this, is asked for in the system
// text. In neither case is the answer checked here.
package claude

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/anthropics/anthropic-sdk-go"
	"github.com/anthropics/anthropic-sdk-go/option"
	"github.com/anthropics/anthropic-sdk-go/packages/param"

	"github.com/plugingen/plugingen/plugins/dspy/internal/rest"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// Provider answers with a Claude model. It is safe for concurrent use.
type Provider struct {
	Service      *rest.Service
	Model        string // where a request names none
	MaxTokens    int    // where a request names none
	SchemaInText bool   // ask for every schema in the system text

	messages anthropic.MessageService
}

var _ pipeline.Streamer = (*Provider)(nil)

// New returns a provider of the service. It sends nothing.
func New(s *rest.Service, model string, maxTokens int, schemaInText bool) *Provider {
	client := anthropic.NewClient(
		option.WithoutEnvironmentDefaults(),
		option.WithoutOpenTelemetry(),
		option.WithAPIKey(s.Key.Reveal()),
		option.WithBaseURL(s.BaseURL),
		option.WithMaxRetries(0),
		option.WithRequestTimeout(s.Timeout), // without it the SDK refuses long answers unless they are streamed
	)
	return &Provider{Service: s, Model: model, MaxTokens: maxTokens, SchemaInText: schemaInText, messages: client.Messages}
}

// Generate sends the request and returns the text of the answer. With an error,
// the result has the tokens and the cost of the answer that was no good, as far as
// the service told them.
func (p *Provider) Generate(ctx context.Context, req pipeline.GenerateRequest) (pipeline.GenerateResult, error) {
	params, err := p.params(req)
	if err != nil {
		return pipeline.GenerateResult{}, p.Service.Fail(err)
	}
	var message *anthropic.Message
	err = p.Service.Call(ctx, func(ctx context.Context) error {
		var err error
		message, err = p.messages.New(ctx, params, option.WithHTTPClient(p.Service.Sender(rest.JSON)))
		if err == nil && message == nil { // of the JSON text null
			return p.Service.Malformed(errors.New("it is null"), "")
		}
		return p.reason(err)
	})
	if err != nil {
		return pipeline.GenerateResult{}, err
	}
	return p.result(req, whole(message))
}

// Stream does what Generate does and hands out the text as it comes.
func (p *Provider) Stream(ctx context.Context, req pipeline.GenerateRequest, delta func(string) error) (pipeline.GenerateResult, error) {
	params, err := p.params(req)
	if err != nil {
		return pipeline.GenerateResult{}, p.Service.Fail(err)
	}
	var a *answer
	err = p.Service.Call(ctx, func(ctx context.Context) error {
		a = &answer{}
		err := p.events(ctx, params, a, delta)
		if a.text.Len() > 0 {
			return rest.Final(err)
		}
		return err
	})
	if err != nil {
		return pipeline.GenerateResult{}, err
	}
	return p.result(req, a)
}

// events reads a stream to its end.
func (p *Provider) events(ctx context.Context, params anthropic.MessageNewParams, a *answer, delta func(string) error) error {
	stream := p.messages.NewStreaming(ctx, params,
		option.WithHTTPClient(p.Service.Sender(rest.EventStream)), option.WithHeader("Accept", rest.EventStream))
	defer stream.Close()
	for stream.Next() {
		if text := a.add(stream.Current()); text != "" {
			if err := delta(text); err != nil {
				return rest.Final(err)
			}
		}
	}
	if err := stream.Err(); err != nil {
		return p.reason(err)
	}
	if !a.ended {
		return p.Service.Unfinished()
	}
	return nil
}

// params is the request in the SDK's form. What cannot be sent is refused here.
func (p *Provider) params(req pipeline.GenerateRequest) (anthropic.MessageNewParams, error) {
	if err := rest.CheckSchema(req.Schema); err != nil {
		return anthropic.MessageNewParams{}, err
	}
	params := anthropic.MessageNewParams{Model: p.model(req), MaxTokens: int64(p.MaxTokens)}
	if req.MaxTokens != 0 {
		params.MaxTokens = int64(req.MaxTokens)
	}
	if req.Temperature != nil {
		params.Temperature = anthropic.Float(*req.Temperature)
	}
	system := req.System
	switch {
	case req.Schema == "":
	case !p.SchemaInText && supported(req.Schema):
		params.OutputConfig = output(req.Schema)
	default:
		system = rest.WithSchema(system, req.Schema)
	}
	if system != "" {
		params.System = []anthropic.TextBlockParam{{Text: system}}
	}
	for i, turn := range req.Turns {
		text := anthropic.NewTextBlock(turn.Text)
		switch turn.Role {
		case pipeline.User:
			params.Messages = append(params.Messages, anthropic.NewUserMessage(text))
		case pipeline.Assistant:
			params.Messages = append(params.Messages, anthropic.NewAssistantMessage(text))
		default:
			return params, fmt.Errorf("turn %d has the unknown role %q", i+1, turn.Role)
		}
	}
	params.Messages = append(params.Messages, anthropic.NewUserMessage(anthropic.NewTextBlock(req.Prompt)))
	return params, nil
}

// output asks for an answer by the schema. The schema goes as it was written: the
// SDK's map would sort its fields, and the model answers in their order.
func output(schema pipeline.Schema) anthropic.OutputConfigParam {
	format := struct {
		Type   string          `json:"type"`
		Schema json.RawMessage `json:"schema"`
	}{"json_schema", json.RawMessage(schema)}
	return anthropic.OutputConfigParam{Format: param.Override[anthropic.JSONOutputFormatParam](format)}
}

func (p *Provider) model(req pipeline.GenerateRequest) string {
	if req.Model != "" {
		return req.Model
	}
	return p.Model
}

// reason makes an error of the service out of one of the SDK's. What was wrong
// with the connection or the status comes from package rest already.
func (p *Provider) reason(err error) error {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	var typed *rest.Error
	if errors.As(err, &typed) {
		return typed
	}
	var sent *anthropic.Error
	if errors.As(err, &sent) {
		return p.Service.Refused(status(string(sent.Type())), sent.RawJSON())
	}
	return p.Service.Malformed(err, "")
}

// status is what an error inside a stream, which came with the status 200, would
// have had as the answer to a request.
func status(kind string) int {
	switch kind {
	case "overloaded_error":
		return 529
	case "rate_limit_error":
		return http.StatusTooManyRequests
	case "api_error":
		return http.StatusInternalServerError
	case "timeout_error":
		return http.StatusGatewayTimeout
	}
	return http.StatusBadRequest
}

// Package gemini is a provider on the methods generateContent and
// streamGenerateContent of Google's Gemini API, written on net/http.
//
// The official SDK, google.golang.org/genai, was weighed against these few
// hundred lines: at v1.77.0 it links 191 packages outside the standard library
// (gRPC, cloud credentials, websockets) and code that can start other programs,
// adds 11 MB to a program, and reads keys and addresses from the environment.
// Of all that the provider needs two methods with a text in and a text out.
package gemini

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/plugingen/plugingen/plugins/dspy/internal/rest"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// Provider answers with a Gemini model. It is safe for concurrent use.
type Provider struct {
	Service      *rest.Service
	Model        string // where a request names none
	MaxTokens    int    // where a request names none
	SchemaInText bool   // ask for the schema in the system text only
}

var _ pipeline.Streamer = (*Provider)(nil)

// New returns a provider of the service. It sends nothing.
func New(s *rest.Service, model string, maxTokens int, schemaInText bool) *Provider {
	s.Hint = retryDelay
	return &Provider{Service: s, Model: model, MaxTokens: maxTokens, SchemaInText: schemaInText}
}

// Generate sends the request and returns the text of the first candidate. With an
// error, the result has the tokens and the cost of the answer that was no good,
// as far as the service told them.
func (p *Provider) Generate(ctx context.Context, req pipeline.GenerateRequest) (pipeline.GenerateResult, error) {
	var last response
	err := p.call(ctx, req, ":generateContent", rest.JSON, func(r io.Reader) error {
		last = response{}
		data, err := io.ReadAll(r)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(data, &last); err != nil {
			return p.Service.Malformed(err, string(data))
		}
		return p.refused(&last)
	})
	if err != nil {
		return pipeline.GenerateResult{}, err
	}
	a := &answer{}
	a.add(&last)
	return p.result(req, a)
}

// Stream does what Generate does and hands out the text as it comes.
func (p *Provider) Stream(ctx context.Context, req pipeline.GenerateRequest, delta func(string) error) (pipeline.GenerateResult, error) {
	var a *answer
	err := p.call(ctx, req, ":streamGenerateContent?alt=sse", rest.EventStream, func(r io.Reader) error {
		a = &answer{}
		err := p.events(r, a, delta)
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
func (p *Provider) events(r io.Reader, a *answer, delta func(string) error) error {
	err := rest.Events(r, func(data []byte) error {
		var part response
		if err := json.Unmarshal(data, &part); err != nil {
			return p.Service.Malformed(err, string(data))
		}
		if err := p.refused(&part); err != nil {
			return err
		}
		if text := a.add(&part); text != "" {
			if err := delta(text); err != nil {
				return rest.Final(err)
			}
		}
		return nil
	})
	if err == nil && a.finish == "" && a.block == "" {
		return p.Service.Unfinished()
	}
	return err
}

// call sends the request as often as the service's policy says and gives the body
// of the answer to read.
func (p *Provider) call(ctx context.Context, req pipeline.GenerateRequest, method, want string, read func(io.Reader) error) error {
	body, err := p.body(req)
	if err != nil {
		return p.Service.Fail(err)
	}
	address := p.Service.BaseURL + "/v1beta/models/" + url.PathEscape(p.model(req)) + method
	return p.Service.Call(ctx, func(ctx context.Context) error {
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
		if err != nil {
			return p.Service.Fail(err)
		}
		r.Header.Set("Content-Type", rest.JSON)
		r.Header.Set("Accept", want)
		r.Header.Set("X-Goog-Api-Key", p.Service.Key.Reveal()) // in a header, as addresses end up in logs
		resp, err := p.Service.Sender(want).Do(r)
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		return read(resp.Body)
	})
}

func (p *Provider) model(req pipeline.GenerateRequest) string {
	if req.Model != "" {
		return req.Model
	}
	return p.Model
}

// refused is the error that the service sent with the status 200, as it does in
// the middle of a stream.
func (p *Provider) refused(resp *response) error {
	if resp.Error == nil {
		return nil
	}
	return p.Service.Refused(resp.Error.Code, strings.TrimSpace(resp.Error.Status+" "+resp.Error.Message))
}

package gemini_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/plugingen/plugingen/plugins/dspy/internal/gemini"
	"github.com/plugingen/plugingen/plugins/dspy/internal/rest"
	"github.com/plugingen/plugingen/plugins/dspy/internal/wiretest"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

const good = `{"candidates":[{"content":{"role":"model","parts":[{"text":"hm","thought":true},{"text":"{\"a\":"},{"text":"1}"}]},"finishReason":"STOP","index":0}],
"usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":4,"thoughtsTokenCount":2,"totalTokenCount":15},"modelVersion":"model-x-001"}`

// Events of a stream. The service ends lines with a carriage return too.
func event(data string) string { return "data: " + data + "\r\n\r\n" }

var begin = event(`{"candidates":[{"content":{"role":"model","parts":[{"text":"hm","thought":true}]},"index":0}],` +
	`"usageMetadata":{"promptTokenCount":9,"thoughtsTokenCount":2},"modelVersion":"model-x-001"}`)

func delta(text string) string {
	quoted, _ := json.Marshal(text)
	return event(`{"candidates":[{"content":{"role":"model","parts":[{"text":` + string(quoted) + `}]},"index":0}]}`)
}

func end(reason string) string {
	return event(`{"candidates":[{"finishReason":"` + reason + `","index":0}],` +
		`"usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":4,"thoughtsTokenCount":2}}`)
}

func provider(s *rest.Service) *gemini.Provider {
	return gemini.New(s, "default-model", 100, false)
}

var format = wiretest.Format{
	New:    func(s *rest.Service) pipeline.Streamer { return provider(s) },
	Answer: good,
	Begin:  begin,
	Text:   delta,
	End:    end("STOP"),
	Fault: func(text string) string {
		quoted, _ := json.Marshal(text)
		return event(`{"error":{"code":529,"message":` + string(quoted) + `,"status":"UNAVAILABLE"}}`)
	},
	Error: `{"error":{"code":429,"message":"slow down","status":"RESOURCE_EXHAUSTED"}}`,
}

func TestFailures(t *testing.T) { format.TestFailures(t) }
func TestEnds(t *testing.T)     { format.TestEnds(t) }
func TestStops(t *testing.T)    { format.TestStops(t) }

func TestWire(t *testing.T) {
	zero := 0.0
	full := pipeline.GenerateRequest{
		System: "be brief", Prompt: "<q>", Schema: `{"type":"object"}`, Model: "a/b?c", MaxTokens: 7, Temperature: &zero,
		Turns: []pipeline.Turn{{Role: pipeline.User, Text: "u"}, {Role: pipeline.Assistant, Text: "a"}},
	}
	const hi = `"contents":[{"role":"user","parts":[{"text":"hi"}]}],"generationConfig":{"maxOutputTokens":100`
	tests := []struct {
		name   string
		req    pipeline.GenerateRequest
		inText bool
		model  string
		want   string
	}{
		{"plain", pipeline.GenerateRequest{Prompt: "hi"}, false, "default-model", `{` + hi + `}}`},
		{"everything", full, false, "a%2Fb%3Fc",
			`{"systemInstruction":{"parts":[{"text":"be brief"}]},"contents":[{"role":"user","parts":[{"text":"u"}]},{"role":"model","parts":[{"text":"a"}]},` +
				`{"role":"user","parts":[{"text":"<q>"}]}],"generationConfig":{"maxOutputTokens":7,"temperature":0,"responseMimeType":"application/json","responseJsonSchema":{"type":"object"}}}`},
		{"schema in text", pipeline.GenerateRequest{Prompt: "hi", Schema: "true"}, true, "default-model",
			`{"systemInstruction":{"parts":[{"text":"Answer with one JSON object that meets this JSON Schema, and with nothing else:\ntrue"}]},` +
				hi + `,"responseMimeType":"application/json"}}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			server := wiretest.Serve(t, wiretest.Reply(200, rest.JSON+"; charset=UTF-8", good), wiretest.Reply(200, rest.EventStream, begin+delta(`{"a"`)+delta(`:1}`)+end("STOP")))
			s := wiretest.Service(t, server.URL+"/base")
			s.Prices = rest.Prices{Input: 2, Output: 10}
			p := gemini.New(s, "default-model", 100, tt.inText)
			want := pipeline.GenerateResult{Text: `{"a":1}`, Model: "model-x-001", Usage: pipeline.Usage{InputTokens: 9, OutputTokens: 6}}
			if tt.req.Model == "" {
				want.CostUSD = (9*2 + 6*10) / 1e6
			}
			if got, err := p.Generate(t.Context(), tt.req); err != nil || got != want {
				t.Errorf("got %+v, %v", got, err)
			}
			var pieces []string
			got, err := p.Stream(t.Context(), tt.req, func(text string) error { pieces = append(pieces, text); return nil })
			if err != nil || got != want || !reflect.DeepEqual(pieces, []string{`{"a"`, `:1}`}) {
				t.Errorf("got %+v, %v, pieces %q", got, err, pieces)
			}
			requests := server.Requests()
			checkRequest(t, requests[0], tt.model+":generateContent", tt.want, rest.JSON)
			checkRequest(t, requests[1], tt.model+":streamGenerateContent?alt=sse", tt.want, rest.EventStream)
		})
	}
}

func checkRequest(t *testing.T, r wiretest.Request, path, body, accept string) {
	t.Helper()
	if r.Path != "/base/v1beta/models/"+path || r.Body != body {
		t.Errorf("got  %s %s\nwant %s %s", r.Path, r.Body, path, body)
	}
	for name, want := range map[string]string{"X-Goog-Api-Key": wiretest.Key, "Content-Type": rest.JSON, "Accept": accept, "Authorization": ""} {
		if got := r.Header.Values(name); strings.Join(got, "|") != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

func TestAnswersRefused(t *testing.T) {
	const counted = `,"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":100}}`
	usage := pipeline.Usage{InputTokens: 3, OutputTokens: 100}
	tests := []struct {
		name, answer string
		want         error
		usage        pipeline.Usage
	}{
		{"cut off", `{"candidates":[{"content":{"parts":[{"text":"{"}]},"finishReason":"MAX_TOKENS"}]` + counted, rest.ErrCutOff, usage},
		{"unsafe", `{"candidates":[{"finishReason":"SAFETY"}]` + counted, rest.ErrBlocked, usage},
		{"prompt blocked", `{"promptFeedback":{"blockReason":"OTHER"}` + counted, rest.ErrBlocked, usage},
		{"no candidate", `{}`, rest.ErrMalformed, pipeline.Usage{}},
		{"no text", `{"candidates":[{"content":{"parts":[{"text":"hm","thought":true}]},"finishReason":"STOP"}]` + counted, rest.ErrMalformed, usage},
		{"wrong type", `{"candidates":"x"}`, rest.ErrMalformed, pipeline.Usage{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := wiretest.Service(t, wiretest.Serve(t, wiretest.Reply(200, rest.JSON, tt.answer)).URL)
			s.Prices = rest.Prices{Input: 1, Output: 1}
			got, err := provider(s).Generate(t.Context(), pipeline.GenerateRequest{Prompt: "x"})
			if !errors.Is(err, tt.want) || got.Text != "" || got.Usage != tt.usage || (got.CostUSD > 0) != (tt.usage.InputTokens > 0) {
				t.Errorf("got %+v, %v, want %v", got, err, tt.want)
			}
		})
	}
	streams := map[string]error{
		begin + delta("{") + end("MAX_TOKENS"):               rest.ErrCutOff,
		begin + delta("{") + end("SAFETY"):                   rest.ErrBlocked,
		event(`{"promptFeedback":{"blockReason":"SAFETY"}}`): rest.ErrBlocked,
	}
	for stream, want := range streams {
		server := wiretest.Serve(t, wiretest.Reply(200, rest.EventStream, stream))
		_, err := provider(wiretest.Service(t, server.URL)).Stream(t.Context(), pipeline.GenerateRequest{Prompt: "x"}, func(string) error { return nil })
		if !errors.Is(err, want) || len(server.Requests()) != 1 {
			t.Errorf("%s: got %v", stream, err)
		}
	}
}

func TestBadRequestIsNotSent(t *testing.T) {
	server := wiretest.Serve(t, wiretest.Reply(200, rest.JSON, good))
	p := provider(wiretest.Service(t, server.URL))
	for _, req := range []pipeline.GenerateRequest{
		{Turns: []pipeline.Turn{{Role: "system", Text: "x"}}},
		{Schema: "{broken"},
	} {
		_, err := p.Generate(t.Context(), req)
		_, streamed := p.Stream(t.Context(), req, func(string) error { return nil })
		var typed *rest.Error
		if !errors.As(err, &typed) || !errors.As(streamed, &typed) || len(server.Requests()) != 0 {
			t.Errorf("%+v: got %v, %v", req, err, streamed)
		}
	}
}

func TestRetryDelayOfTheBody(t *testing.T) {
	tests := map[string]time.Duration{
		`{"error":{"details":[{"@type":"type.googleapis.com/google.rpc.Help"},{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34.5s"}]}}`: 34500 * time.Millisecond,
		`{"error":{"details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"soon"}]}}`:                                                  0,
		`{"error":{"details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"-1s"}]}}`:                                                   0,
		`{"error":{"code":429}}`: 0,
		`<html>`:                 0,
	}
	for body, want := range tests {
		server := wiretest.Serve(t, wiretest.Reply(429, rest.JSON, body))
		s := wiretest.Service(t, server.URL)
		s.Timeout = 30 * time.Second // less than the wait, so that there is none
		s.MaxRetries = 1
		_, err := provider(s).Generate(t.Context(), pipeline.GenerateRequest{Prompt: "x"})
		var typed *rest.Error
		if !errors.As(err, &typed) || typed.RetryAfter != want {
			t.Errorf("%s: got %v", body, err)
		}
	}
}

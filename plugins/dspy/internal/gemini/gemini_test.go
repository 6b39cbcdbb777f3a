package gemini_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/plugingen/plugingen/plugins/dspy/internal/gemini"
	"github.com/plugingen/plugingen/plugins/dspy/internal/rest"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

const good = `{"candidates":[{"content":{"role":"model","parts":[{"text":"hm","thought":true},{"text":"{\"a\":"},{"text":"1}"}]},"finishReason":"STOP","index":0}],
"usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":4,"thoughtsTokenCount":2,"totalTokenCount":15},"modelVersion":"model-x-001"}`

func generate(t *testing.T, req pipeline.GenerateRequest, answer string, check func(*http.Request, string)) (pipeline.GenerateResult, error) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if check != nil {
			check(r, string(body))
		}
		io.WriteString(w, answer)
	}))
	t.Cleanup(server.Close)
	p := &gemini.Provider{
		Service: &rest.Service{
			Provider: "gemini", BaseURL: server.URL, KeyHeader: "x-goog-api-key", Key: "k", Timeout: 5 * time.Second, Client: rest.NewClient(),
		},
		Model: "default-model", MaxTokens: 100,
	}
	t.Cleanup(p.Service.Client.CloseIdleConnections)
	return p.Generate(context.Background(), req)
}

func TestWire(t *testing.T) {
	zero := 0.0
	tests := []struct {
		name string
		req  pipeline.GenerateRequest
		path string
		want string
	}{
		{"plain", pipeline.GenerateRequest{Prompt: "hi"}, "/v1beta/models/default-model:generateContent",
			`{"contents":[{"role":"user","parts":[{"text":"hi"}]}],"generationConfig":{"maxOutputTokens":100}}`},
		{"everything", pipeline.GenerateRequest{
			System: "be brief", Prompt: "q", Schema: `{"type":"object"}`, Model: "a/b?c", MaxTokens: 7, Temperature: &zero,
			Turns: []pipeline.Turn{{Role: pipeline.User, Text: "u"}, {Role: pipeline.Assistant, Text: "a"}},
		}, "/v1beta/models/a%2Fb%3Fc:generateContent",
			`{"systemInstruction":{"parts":[{"text":"be brief"}]},"contents":[{"role":"user","parts":[{"text":"u"}]},{"role":"model","parts":[{"text":"a"}]},` +
				`{"role":"user","parts":[{"text":"q"}]}],"generationConfig":{"maxOutputTokens":7,"temperature":0,"responseMimeType":"application/json","responseJsonSchema":{"type":"object"}}}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := generate(t, tt.req, good, func(r *http.Request, body string) {
				if r.URL.EscapedPath() != tt.path || r.URL.RawQuery != "" || r.Header.Get("x-goog-api-key") != "k" {
					t.Errorf("%s %v", r.URL, r.Header)
				}
				if body != tt.want {
					t.Errorf("got  %s\nwant %s", body, tt.want)
				}
			})
			want := pipeline.GenerateResult{Text: `{"a":1}`, Model: "model-x-001", Usage: pipeline.Usage{InputTokens: 9, OutputTokens: 6}}
			if err != nil || got != want {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
}

func TestAnswersRefused(t *testing.T) {
	tests := []struct {
		name, answer string
		want         error
	}{
		{"cut off", `{"candidates":[{"content":{"parts":[{"text":"{"}]},"finishReason":"MAX_TOKENS"}]}`, rest.ErrCutOff},
		{"unsafe", `{"candidates":[{"finishReason":"SAFETY"}]}`, rest.ErrBlocked},
		{"prompt blocked", `{"promptFeedback":{"blockReason":"OTHER"}}`, rest.ErrBlocked},
		{"no candidate", `{}`, rest.ErrMalformed},
		{"no text", `{"candidates":[{"content":{"parts":[{"text":"hm","thought":true}]},"finishReason":"STOP"}]}`, rest.ErrMalformed},
		{"wrong type", `{"candidates":"x"}`, rest.ErrMalformed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := generate(t, pipeline.GenerateRequest{Prompt: "x"}, tt.answer, nil)
			if !errors.Is(err, tt.want) {
				t.Errorf("got %q, %v, want %v", got.Text, err, tt.want)
			}
		})
	}
}

func TestBadRequestIsNotSent(t *testing.T) {
	for _, req := range []pipeline.GenerateRequest{
		{Turns: []pipeline.Turn{{Role: "system", Text: "x"}}},
		{Schema: "{broken"},
	} {
		if _, err := generate(t, req, good, func(*http.Request, string) { t.Error("sent") }); err == nil {
			t.Errorf("%+v: no error", req)
		}
	}
}

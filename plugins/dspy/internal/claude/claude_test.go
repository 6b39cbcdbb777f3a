package claude_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/plugingen/plugingen/plugins/dspy/internal/claude"
	"github.com/plugingen/plugingen/plugins/dspy/internal/rest"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

const good = `{"id":"msg_1","type":"message","role":"assistant","model":"model-x","content":[{"type":"text","text":"{\"a\":"},{"type":"text","text":"1}"}],
"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":12,"output_tokens":5}}`

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
	p := &claude.Provider{
		Service: &rest.Service{
			Provider: "claude", BaseURL: server.URL, KeyHeader: "x-api-key", Key: "k", Timeout: 5 * time.Second, Client: rest.NewClient(),
		},
		Model: "default-model", MaxTokens: 100,
	}
	t.Cleanup(p.Service.Client.CloseIdleConnections)
	return p.Generate(context.Background(), req)
}

func TestWire(t *testing.T) {
	half := 0.5
	tests := []struct {
		name string
		req  pipeline.GenerateRequest
		want string
	}{
		{"plain", pipeline.GenerateRequest{Prompt: "hi"},
			`{"model":"default-model","max_tokens":100,"messages":[{"role":"user","content":"hi"}]}`},
		{"everything", pipeline.GenerateRequest{
			System: "be brief", Prompt: "q", Schema: `{"type":"object"}`, Model: "m", MaxTokens: 7, Temperature: &half,
			Turns: []pipeline.Turn{{Role: pipeline.User, Text: "u"}, {Role: pipeline.Assistant, Text: "a"}},
		}, `{"model":"m","max_tokens":7,"system":"be brief\n\nAnswer with one JSON object that meets this JSON Schema, and with nothing else:\n{\"type\":\"object\"}",` +
			`"messages":[{"role":"user","content":"u"},{"role":"assistant","content":"a"},{"role":"user","content":"q"}],"temperature":0.5}`},
		{"schema alone", pipeline.GenerateRequest{Prompt: "q", Schema: `true`},
			`{"model":"default-model","max_tokens":100,"system":"Answer with one JSON object that meets this JSON Schema, and with nothing else:\ntrue","messages":[{"role":"user","content":"q"}]}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := generate(t, tt.req, good, func(r *http.Request, body string) {
				if r.URL.Path != "/v1/messages" || r.Header.Get("x-api-key") != "k" || r.Header.Get("anthropic-version") != "2023-06-01" {
					t.Errorf("%s %v", r.URL, r.Header)
				}
				if body != tt.want {
					t.Errorf("got  %s\nwant %s", body, tt.want)
				}
			})
			want := pipeline.GenerateResult{Text: `{"a":1}`, Model: "model-x", Usage: pipeline.Usage{InputTokens: 12, OutputTokens: 5}}
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
		{"cut off", `{"content":[{"type":"text","text":"{"}],"stop_reason":"max_tokens","usage":{"output_tokens":100}}`, rest.ErrCutOff},
		{"refusal", `{"content":[],"stop_reason":"refusal"}`, rest.ErrBlocked},
		{"no text", `{"content":[{"type":"tool_use"}],"stop_reason":"tool_use"}`, rest.ErrMalformed},
		{"empty object", `{}`, rest.ErrMalformed},
		{"wrong type", `{"content":"text"}`, rest.ErrMalformed},
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

func TestUnknownRole(t *testing.T) {
	req := pipeline.GenerateRequest{Turns: []pipeline.Turn{{Role: "system", Text: "x"}}}
	if _, err := generate(t, req, good, func(*http.Request, string) { t.Error("sent") }); err == nil {
		t.Error("no error")
	}
}

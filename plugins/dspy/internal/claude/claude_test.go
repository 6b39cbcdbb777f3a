package claude_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/plugins/dspy/internal/claude"
	"github.com/plugingen/plugingen/plugins/dspy/internal/rest"
	"github.com/plugingen/plugingen/plugins/dspy/internal/wiretest"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

const good = `{"id":"msg_1","type":"message","role":"assistant","model":"model-x","content":[{"type":"thinking","thinking":"hm","signature":"s"},` +
	`{"type":"text","text":"{\"a\":"},{"type":"text","text":"1}"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":12,"output_tokens":5}}`

func event(kind, data string) string {
	return fmt.Sprintf("event: %s\ndata: {\"type\":%q%s}\n\n", kind, kind, data)
}

var begin = event("message_start", `,"message":{"id":"msg_1","type":"message","role":"assistant","model":"model-x","content":[],"stop_reason":null,`+
	`"stop_sequence":null,"usage":{"input_tokens":12,"output_tokens":1}}`) + event("ping", "") +
	event("content_block_start", `,"index":0,"content_block":{"type":"thinking","thinking":"","signature":""}`) +
	event("content_block_delta", `,"index":0,"delta":{"type":"thinking_delta","thinking":"hm"}`) +
	event("content_block_stop", `,"index":0`) +
	event("content_block_start", `,"index":1,"content_block":{"type":"text","text":""}`)

func delta(text string) string {
	quoted, _ := json.Marshal(text)
	return event("content_block_delta", `,"index":1,"delta":{"type":"text_delta","text":`+string(quoted)+`}`)
}

func end(reason string) string {
	return event("content_block_stop", `,"index":1`) +
		event("message_delta", `,"delta":{"stop_reason":"`+reason+`","stop_sequence":null},"usage":{"output_tokens":5}`) + event("message_stop", "")
}

func provider(s *rest.Service) *claude.Provider { return claude.New(s, "default-model", 100, false) }

var format = wiretest.Format{
	New:    func(s *rest.Service) pipeline.Streamer { return provider(s) },
	Answer: good,
	Begin:  begin,
	Text:   delta,
	End:    end("end_turn"),
	Fault: func(text string) string {
		quoted, _ := json.Marshal(text)
		return event("error", `,"error":{"type":"overloaded_error","message":`+string(quoted)+`}`)
	},
	Error: `{"type":"error","error":{"type":"rate_limit_error","message":"slow down"}}`,
}

func TestFailures(t *testing.T) { format.TestFailures(t) }
func TestEnds(t *testing.T)     { format.TestEnds(t) }
func TestStops(t *testing.T)    { format.TestStops(t) }

const (
	closed = `{"type":"object","properties":{"z":{"type":"string"},"a":{"enum":[1.0,2]}},"required":["z"],"additionalProperties":false}`
	open   = `{"type":"object","properties":{"z":{"type":"string","minLength":1}}}`
	ask    = `Answer with one JSON object that meets this JSON Schema, and with nothing else:\n`
	// What stands first in the SDK's requests.
	head = `{"max_tokens":100,"messages":[{"content":[{"text":"hi","type":"text"}],"role":"user"}],"model":"default-model"`
)

func TestWire(t *testing.T) {
	half := 0.5
	full := pipeline.GenerateRequest{
		System: "be brief", Prompt: "<q>", Model: "m", MaxTokens: 64000, Temperature: &half,
		Turns: []pipeline.Turn{{Role: pipeline.User, Text: "u"}, {Role: pipeline.Assistant, Text: "a"}},
	}
	quote := strings.NewReplacer(`"`, `\"`)
	tests := []struct {
		name   string
		req    pipeline.GenerateRequest
		inText bool
		want   string
	}{
		{"plain", pipeline.GenerateRequest{Prompt: "hi"}, false, head + `}`},
		{"everything", full, false, `{"max_tokens":64000,"messages":[{"content":[{"text":"u","type":"text"}],"role":"user"},` +
			`{"content":[{"text":"a","type":"text"}],"role":"assistant"},{"content":[{"text":"<q>","type":"text"}],"role":"user"}],` +
			`"model":"m","temperature":0.5,"system":[{"text":"be brief","type":"text"}]}`},
		{"schema of the service", pipeline.GenerateRequest{Prompt: "hi", Schema: closed}, false,
			head + `,"output_config":{"format":{"type":"json_schema","schema":` + closed + `}}}`},
		{"schema beyond it", pipeline.GenerateRequest{Prompt: "hi", Schema: open}, false,
			head + `,"system":[{"text":"` + ask + quote.Replace(open) + `","type":"text"}]}`},
		{"schema in text", pipeline.GenerateRequest{System: "s", Prompt: "hi", Schema: closed}, true,
			head + `,"system":[{"text":"s\n\n` + ask + quote.Replace(closed) + `","type":"text"}]}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			server := wiretest.Serve(t, wiretest.Reply(200, rest.JSON, good), wiretest.Reply(200, rest.EventStream, begin+delta(`{"a"`)+delta(`:1}`)+end("end_turn")))
			s := wiretest.Service(t, server.URL+"/base")
			s.Prices = rest.Prices{Input: 2, Output: 10}
			p := claude.New(s, "default-model", 100, tt.inText)
			want := pipeline.GenerateResult{Text: `{"a":1}`, Model: "model-x", Usage: pipeline.Usage{InputTokens: 12, OutputTokens: 5}}
			if tt.req.Model == "" {
				want.CostUSD = (12*2 + 5*10) / 1e6
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
			checkRequest(t, requests[0], tt.want, rest.JSON)
			checkRequest(t, requests[1], strings.TrimSuffix(tt.want, "}")+`,"stream":true}`, rest.EventStream)
		})
	}
}

func checkRequest(t *testing.T, r wiretest.Request, body, accept string) {
	t.Helper()
	if r.Path != "/base/v1/messages" {
		t.Errorf("path %s", r.Path)
	}
	for name, want := range map[string]string{
		"X-Api-Key": wiretest.Key, "Anthropic-Version": "2023-06-01", "Content-Type": rest.JSON, "Accept": accept, "Authorization": "",
	} {
		if got := r.Header.Values(name); strings.Join(got, "|") != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	if unescape.Replace(r.Body) != body {
		t.Errorf("got  %s\nwant %s", r.Body, body)
	}
}

// unescape undoes what encoding/json does to characters of HTML; both forms are
// the same text to who reads the JSON.
var unescape = strings.NewReplacer(`\u003c`, `<`, `\u003e`, `>`, `\u0026`, `&`)

func TestAnswersRefused(t *testing.T) {
	usage := pipeline.Usage{InputTokens: 3, OutputTokens: 100}
	const counted = `"usage":{"input_tokens":3,"output_tokens":100}}`
	tests := []struct {
		name, answer string
		want         error
		usage        pipeline.Usage
	}{
		{"cut off", `{"content":[{"type":"text","text":"{"}],"stop_reason":"max_tokens",` + counted, rest.ErrCutOff, usage},
		{"beyond the context", `{"content":[{"type":"text","text":"{"}],"stop_reason":"model_context_window_exceeded",` + counted, rest.ErrCutOff, usage},
		{"refusal", `{"content":[],"stop_reason":"refusal",` + counted, rest.ErrBlocked, usage},
		{"no text", `{"content":[{"type":"tool_use"}],"stop_reason":"tool_use",` + counted, rest.ErrMalformed, usage},
		{"empty object", `{}`, rest.ErrMalformed, pipeline.Usage{}},
		{"wrong type", `{"content":"text"}`, rest.ErrMalformed, pipeline.Usage{}},
		{"a list", `[]`, rest.ErrMalformed, pipeline.Usage{}},
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
	for reason, want := range map[string]error{"max_tokens": rest.ErrCutOff, "refusal": rest.ErrBlocked} {
		server := wiretest.Serve(t, wiretest.Reply(200, rest.EventStream, begin+delta("{")+end(reason)))
		got, err := provider(wiretest.Service(t, server.URL)).Stream(t.Context(), pipeline.GenerateRequest{Prompt: "x"}, func(string) error { return nil })
		if !errors.Is(err, want) || got.Usage.OutputTokens != 5 || len(server.Requests()) != 1 {
			t.Errorf("%s: got %+v, %v", reason, got, err)
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

// TestNothingAmbient sets all that the SDK would look at by itself.
func TestNothingAmbient(t *testing.T) {
	trap := wiretest.Serve(t, wiretest.Reply(200, rest.JSON, good))
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "configs"), 0o700); err != nil {
		t.Fatal(err)
	}
	profile := `{"base_url":"` + trap.URL + `","authentication":{"type":"user_oauth"},"workspace_id":"ambient"}`
	for _, name := range []string{"default.json", "ambient.json"} {
		if err := os.WriteFile(filepath.Join(dir, "configs", name), []byte(profile), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	// The SDK takes the first of these that is set, so each is set without those before it.
	ambient := [][2]string{
		{"ANTHROPIC_API_KEY", "ambient"}, {"ANTHROPIC_AUTH_TOKEN", "ambient"}, {"ANTHROPIC_PROFILE", "ambient"},
		{"ANTHROPIC_FEDERATION_RULE_ID", "ambient"}, {"ANTHROPIC_CONFIG_DIR", dir}, {"ANTHROPIC_CUSTOM_HEADERS", "X-Ambient: ambient"},
	}
	for name, value := range map[string]string{
		"ANTHROPIC_BASE_URL": trap.URL, "ANTHROPIC_ORGANIZATION_ID": "ambient", "ANTHROPIC_IDENTITY_TOKEN": "ambient", "ANTHROPIC_WORKSPACE_ID": "ambient",
	} {
		t.Setenv(name, value)
	}
	for i := range ambient {
		t.Run(ambient[i][0], func(t *testing.T) {
			for j, v := range ambient {
				t.Setenv(v[0], v[1])
				if j < i {
					os.Unsetenv(v[0]) // Setenv brings it back after the test
				}
			}
			server := wiretest.Serve(t, wiretest.Reply(200, rest.JSON, good))
			_, err := provider(wiretest.Service(t, server.URL)).Generate(t.Context(), pipeline.GenerateRequest{Prompt: "x"})
			if err != nil || len(trap.Requests()) != 0 {
				t.Fatalf("got %v, and %d requests to the address of the environment", err, len(trap.Requests()))
			}
			for name, values := range server.Requests()[0].Header {
				if strings.Contains(strings.ToLower(name+strings.Join(values, " ")), "ambient") {
					t.Errorf("%s: %q came from the environment", name, values)
				}
			}
		})
	}
}

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/plugingen/plugingen/examples/pipeline/internal/workflow"
	"github.com/plugingen/plugingen/runtime"
)

// TestClaudeOnTheWire runs a step of type claude, which names no provider, against a
// server that speaks the format of the service.
func TestClaudeOnTheWire(t *testing.T) {
	var body map[string]any
	var key string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key = r.Header.Get("X-Api-Key")
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			t.Error(err)
		}
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, `{"model":"claude-x","content":[{"type":"text","text":"four"}],"stop_reason":"end_turn","usage":{"input_tokens":9,"output_tokens":1}}`)
	}))
	defer server.Close()
	t.Setenv("ANTHROPIC_API_KEY", "a-key")
	ctx := context.Background()
	c := New(runtime.WithLogger(slog.New(slog.DiscardHandler)), runtime.WithSettings("dspy_plugin", []byte(`{"claude":{"base_url":"`+server.URL+`"}}`)))
	if err := c.Start(ctx); err != nil {
		t.Fatal(err)
	}
	defer c.Stop(ctx)
	e, err := engine(c)
	if err != nil {
		t.Fatal(err)
	}
	w, err := e.Load("f.yaml", []byte(`workflow:
  name: x
  steps:
    - {name: a, type: test_echo, value: 2}
    - {name: b, type: claude, system: Count., prompt: "{{steps.a.value}} + 2?"}
`))
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	err = w.Run(ctx, workflow.Options{Observe: func(e workflow.Event) { got = e.Result.Values }})
	if err != nil {
		t.Fatal(err)
	}
	sent := compact(body["messages"]) + compact(body["system"])
	if sent != `[{"content":[{"text":"2 + 2?","type":"text"}],"role":"user"}][{"text":"Count.","type":"text"}]` || key != "a-key" {
		t.Errorf("sent %s", sent)
	}
	if s := compact(got); s != `{"cost_usd":0,"input_tokens":9,"model":"claude-x","output_tokens":1,"provider_used":"dspy_claude","success":true,"text":"four"}` {
		t.Errorf("got %s", s)
	}
}

// lines hands over what is written, piece by piece.
type lines chan string

func (l lines) Write(p []byte) (int, error) {
	l <- string(p)
	return len(p), nil
}

func TestServe(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	stdout := make(lines, 100)
	var stderr bytes.Buffer
	code := make(chan int)
	go func() {
		code <- execute(ctx, []string{"serve", "testdata/failing_workflow.yaml"}, stdout, &stderr)
	}()
	url, found := strings.CutPrefix(strings.TrimSpace(<-stdout), "serving ")
	if !found {
		t.Fatalf("got %q", url)
	}
	for path, want := range map[string]string{"livez": "ok", "readyz": "ok", "plugins.json": `"core_steps"`, "": "<title>"} {
		resp, err := http.Get(url + path)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || resp.StatusCode != http.StatusOK || !strings.Contains(string(body), want) {
			t.Errorf("%s: %s, %v, %.200s", path, resp.Status, err, body)
		}
	}
	for !strings.Contains(<-stdout, "wrong (validate_schema) failed") {
	}
	// Who watches for events does not keep the program from ending.
	resp, err := http.Get(url + "events")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	cancel()
	if got := <-code; got != exitFailed {
		t.Errorf("exit %d, and the workflow failed", got)
	}
	if !strings.Contains(stderr.String(), "testdata/failing_workflow.yaml:7:7: step wrong: ") {
		t.Errorf("got %s", &stderr)
	}
	if _, err := http.Get(url); err == nil {
		t.Error("it still serves")
	}
}

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
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
		io.WriteString(w, `{"id":"m1","type":"message","role":"assistant","model":"claude-x","content":[{"type":"text","text":"four"}],"stop_reason":"end_turn","usage":{"input_tokens":9,"output_tokens":1}}`)
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
	if !strings.Contains(sent, "2 + 2?") || !strings.Contains(sent, "Count.") || key != "a-key" {
		t.Errorf("sent %s", sent)
	}
	for name, want := range map[string]string{"text": `"four"`, "provider_used": `"dspy_claude"`, "model": `"claude-x"`, "input_tokens": "9"} {
		if s := compact(got[name]); s != want {
			t.Errorf("%s is %s", name, s)
		}
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

// TestDataWithBracesIsData hands a text that looks like a reference to a DSPy step: it was
// filled in by the host, and is not read again.
func TestDataWithBracesIsData(t *testing.T) {
	e, err := engine(started(t))
	if err != nil {
		t.Fatal(err)
	}
	const signature = `dspy_signature: {input_fields: [{name: q, type: string%s}], output_fields: [{name: a, type: string, schema: {enum: [x, y]}}]}`
	for _, spec := range []string{
		fmt.Sprintf(signature, "") + `, inputs: {q: "{{steps.a.value}}"}`,
		fmt.Sprintf(signature, `, template: "{{steps.a.value}}"`),
	} {
		w, err := e.Load("f.yaml", []byte(`workflow:
  name: x
  steps:
    - {name: a, type: test_echo, value: '{{"{{"}}steps.none.x}}'}
    - {name: b, type: dspy_claude, provider: local, `+spec+`, examples: [{input: {q: "steps none x"}, output: {a: y}}]}
`))
		if err != nil {
			t.Fatal(err)
		}
		var got map[string]any
		if err := w.Run(t.Context(), workflow.Options{Observe: func(e workflow.Event) { got = e.Result.Values }}); err != nil || got["a"] != "y" {
			t.Errorf("%s: got %v, %v", spec, got, err)
		}
	}
}

// TestNumbersOfDSPySteps runs a workflow and asks for what its steps did.
func TestNumbersOfDSPySteps(t *testing.T) {
	c := started(t)
	w, err := load(c, "workflows/ticket_triage.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Run(t.Context(), workflow.Options{}); err != nil {
		t.Fatal(err)
	}
	answer := httptest.NewRecorder()
	handler(c).ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/dspy.json", nil))
	var got struct{ Steps []learnedReport }
	if err := json.Unmarshal(answer.Body.Bytes(), &got); err != nil || answer.Code != http.StatusOK {
		t.Fatalf("%d, %v: %s", answer.Code, err, answer.Body)
	}
	calls := map[string]int64{}
	for _, s := range got.Steps {
		calls[s.Step+" "+s.Provider] = s.Calls
	}
	if want := map[string]int64{"triage local": 1, "route local": 1}; !maps.Equal(calls, want) {
		t.Errorf("got %v, want %v", calls, want)
	}
}

package dspy_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/plugingen/plugingen/plugins/dspy"
	"github.com/plugingen/plugingen/plugins/local"
	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// sorting is a step that the data of examplesFile fits.
const sorting = `
dspy_signature:
  description: Sort a ticket
  input_fields: [{name: ticket, type: string}]
  output_fields: [{name: queue, type: string, schema: {enum: [billing, bug]}}]
inputs: {ticket: an error and a crash again}
`

// exampleLines are labelled tickets, from the first to the last number.
func exampleLines(first, last int) string {
	var b strings.Builder
	for i := first; i <= last; i++ {
		text, queue := fmt.Sprintf("a crash with error %d", i), "bug"
		if i%2 == 0 {
			text, queue = fmt.Sprintf("a refund of invoice %d", i), "billing"
		}
		fmt.Fprintf(&b, `{"id":"t%d","input":{"ticket":%q},"expected_output":{"queue":%q}}`+"\n", i, text, queue)
	}
	return b.String()
}

func writeFile(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func examplesFile(t testing.TB, first, last int) string {
	return writeFile(t, "examples.jsonl", exampleLines(first, last))
}

func parseSpec(t testing.TB, text string) map[string]any {
	t.Helper()
	_, b := services(t)
	doc, err := b.Parse("step.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return doc.Value().(map[string]any)
}

func localProvider(t testing.TB) pipeline.Provider {
	t.Helper()
	p, err := local.Init(context.Background(), local.Config{Floor: 0.05})
	if err != nil {
		t.Fatal(err)
	}
	return p.Providers()[0].Value
}

// answering answers every request by a function and counts.
type answering struct {
	calls  atomic.Int64
	answer func(ctx context.Context, req pipeline.GenerateRequest) (string, error)
}

func (a *answering) Generate(ctx context.Context, req pipeline.GenerateRequest) (pipeline.GenerateResult, error) {
	a.calls.Add(1)
	text, err := a.answer(ctx, req)
	return pipeline.GenerateResult{Text: text, Model: "answering-1"}, err
}

// learner is right where it has demonstrations and says bug where it has none.
func learner() *answering {
	return &answering{answer: func(_ context.Context, req pipeline.GenerateRequest) (string, error) {
		if len(req.Turns) > 0 && strings.Contains(req.Prompt, "refund") {
			return `{"queue":"billing"}`, nil
		}
		return `{"queue":"bug"}`, nil
	}}
}

// claudeServer speaks the wire format of Claude and answers by a function of the body.
func claudeServer(t testing.TB, answer func(body string) (status int, text string)) (*httptest.Server, *requests) {
	t.Helper()
	seen := &requests{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		seen.add(string(body))
		status, text := answer(string(body))
		w.Header().Set("Content-Type", "application/json")
		if status != http.StatusOK {
			w.WriteHeader(status)
			return
		}
		quoted, _ := json.Marshal(text)
		fmt.Fprintf(w, `{"model":"cm","stop_reason":"end_turn","content":[{"type":"text","text":%s}]}`, quoted)
	}))
	t.Cleanup(server.Close)
	return server, seen
}

// learned answers a request to Claude as learner does.
func learned(body string) string {
	var req struct {
		Messages []struct {
			Content []struct{ Text string }
		}
	}
	if err := json.Unmarshal([]byte(body), &req); err != nil || len(req.Messages) == 0 {
		return err.Error()
	}
	last := req.Messages[len(req.Messages)-1]
	if len(req.Messages) > 1 && strings.Contains(last.Content[0].Text, "refund") {
		return `{"queue":"billing"}`
	}
	return `{"queue":"bug"}`
}

type requests struct {
	mu     sync.Mutex
	bodies []string
}

func (r *requests) add(body string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.bodies = append(r.bodies, body)
}

func (r *requests) all() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string(nil), r.bodies...)
}

func claudeAt(url string) dspy.ServiceConfig {
	return dspy.ServiceConfig{APIKey: runtime.NewSecret("k"), BaseURL: url, SchemaMode: "text"}
}

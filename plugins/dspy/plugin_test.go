package dspy_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/plugingen/plugingen/plugins/dspy"
	"github.com/plugingen/plugingen/runtime"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

var _ pipeline.Behaviour = (*dspy.Plugin)(nil)

func names[T any](list []runtime.Component[T]) []string {
	var all []string
	for _, c := range list {
		all = append(all, strings.Join(append([]string{c.Name}, c.Capabilities...), " "))
	}
	return all
}

func TestComponents(t *testing.T) {
	on := mustStart(t, dspy.Config{})
	v, b := services(t)
	off, err := dspy.Init(context.Background(), dspy.Config{TrainingDataPath: "/"}, v, b, slog.Default())
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name      string
		got, want []string
	}{
		{"steps on", names(on.StepTypes()), []string{"dspy_claude dspy_optimization", "dspy_gemini dspy_optimization", "dspy_chain dspy_optimization", "dspy_evaluation dspy_evaluation"}},
		{"providers on", names(on.Providers()), []string{"dspy_claude dspy_optimization claude_compatible", "dspy_gemini dspy_optimization gemini_compatible"}},
		{"extension on", names(on.SchemaExtensions()), []string{"dspy step_keys"}},
		{"steps off", names(off.StepTypes()), nil},
		{"providers off", names(off.Providers()), nil},
		{"extension off", names(off.SchemaExtensions()), []string{"dspy step_keys"}},
	}
	for _, tt := range tests {
		if !reflect.DeepEqual(tt.got, tt.want) {
			t.Errorf("%s: got %q, want %q", tt.name, tt.got, tt.want)
		}
	}
}

func TestExtensionComposesWithTheOtherPlugins(t *testing.T) {
	v, b := services(t)
	p := mustStart(t, dspy.Config{})
	all := append(append(v.SchemaExtensions(), b.SchemaExtensions()...), p.SchemaExtensions()...)
	base := pipeline.Schema(`{"type":"object","properties":{"workflow":{"type":"object","properties":{"steps":{"type":"array",
		"items":{"type":"object","properties":{"type":{"type":"string"}},"additionalProperties":false}}},"additionalProperties":false}}}`)
	composed, conflicts := v.Compose(base, all)
	if len(conflicts) > 0 {
		t.Fatal(conflicts)
	}
	schema, err := v.Compile(composed)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := b.Parse("w.yaml", []byte("workflow:\n  dspy_config: {evaluation_mode: copr}\n  steps:\n    - {type: a, dspy_signature: {input_fields: []}, inputs: {}}\n"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range schema.Validate(doc.Value()) {
		got = append(got, f.Path)
	}
	if want := []string{"/workflow/dspy_config/evaluation_mode", "/workflow/steps/0/dspy_signature"}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestConfigIsChecked(t *testing.T) {
	tests := []struct {
		cfg     dspy.Config
		mention string
	}{
		{dspy.Config{EvaluationMode: "simba"}, "evaluation_mode"},
		{dspy.Config{OptimizationFrequency: "hourly"}, "optimization_frequency"},
		{dspy.Config{Claude: dspy.ServiceConfig{BaseURL: "api.anthropic.com"}}, "claude.base_url"},
		{dspy.Config{Claude: dspy.ServiceConfig{BaseURL: "https://user:pw@host"}}, "claude.base_url"},
		{dspy.Config{Gemini: dspy.ServiceConfig{MaxTokens: -1}}, "gemini.max_tokens"},
		{dspy.Config{Gemini: dspy.ServiceConfig{Timeout: -time.Second}}, "gemini.timeout"},
		{dspy.Config{Claude: dspy.ServiceConfig{MaxRetries: 11}}, "claude.max_retries"},
		{dspy.Config{Claude: dspy.ServiceConfig{InputPrice: math.NaN(), OutputPrice: 1}}, "claude.input_price"},
		{dspy.Config{Gemini: dspy.ServiceConfig{InputPrice: 1}}, "gemini.input_price and output_price"},
		{dspy.Config{Gemini: dspy.ServiceConfig{SchemaMode: "none"}}, "gemini.schema_mode"},
	}
	for _, tt := range tests {
		if p, err := start(t, tt.cfg, io.Discard); err == nil || p != nil || !strings.Contains(err.Error(), tt.mention) {
			t.Errorf("%s: got %v", tt.mention, err)
		}
	}
}

func TestMissingTrainingDataFailsWithItsPath(t *testing.T) {
	_, err := start(t, dspy.Config{TrainingDataPath: "/data/training/none"}, io.Discard)
	if !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "training_data_path: ") || !strings.Contains(err.Error(), "/data/training/none") {
		t.Errorf("got %v", err)
	}
}

func TestBrokenTrainingDataFails(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.jsonl")
	if err := os.WriteFile(file, []byte("{}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := start(t, dspy.Config{TrainingDataPath: file}, io.Discard); err == nil || !strings.Contains(err.Error(), "a.jsonl:1:1: ") {
		t.Errorf("got %v", err)
	}
}

func TestWithoutKeys(t *testing.T) {
	t.Setenv("ANTHROPIC_API_KEY", "ambient") // a key comes from its setting and from nowhere else
	t.Setenv("GEMINI_API_KEY", "ambient")
	t.Setenv("GOOGLE_API_KEY", "ambient")
	p := mustStart(t, dspy.Config{Gemini: dspy.ServiceConfig{APIKey: runtime.NewSecret(" \n")}})
	for step, want := range map[string]string{
		"dspy_claude": "claude.api_key is empty; set it to a reference, as ${env:ANTHROPIC_API_KEY:-}",
		"dspy_gemini": "gemini.api_key is empty; set it to a reference, as ${env:GEMINI_API_KEY:-}",
	} {
		_, err := run(t, p, step, triage+ticket, nil)
		var typed *dspy.ProviderError
		if !errors.Is(err, dspy.ErrNoKey) || !errors.As(err, &typed) || typed.Provider != step || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v", step, err)
		}
	}
}

// TestOverTheWire runs the steps with the plugin's own providers against servers
// that speak the services' formats.
func TestOverTheWire(t *testing.T) {
	text, _ := json.Marshal(`{"queue":"bug","weight":0.5}`)
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1)%2 == 1 { // every first time
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		body, _ := io.ReadAll(r.Body)
		if !bytes.Contains(body, []byte(`hello`)) || !bytes.Contains(body, []byte(`"max_tokens":9`)) && !bytes.Contains(body, []byte(`"maxOutputTokens":9`)) {
			t.Errorf("body %s", body)
		}
		w.Header().Set("Content-Type", "application/json")
		switch r.URL.Path + " " + r.Header.Get("x-api-key") + r.Header.Get("x-goog-api-key") {
		case "/base/v1/messages ck":
			io.WriteString(w, `{"model":"cm","stop_reason":"end_turn","content":[{"type":"text","text":`+string(text)+`}]}`)
		case "/base/v1beta/models/gm:generateContent gk":
			io.WriteString(w, `{"candidates":[{"finishReason":"STOP","content":{"parts":[{"text":`+string(text)+`}]}}]}`)
		default:
			w.WriteHeader(http.StatusTeapot)
		}
	}))
	t.Cleanup(server.Close)
	service := func(key string) dspy.ServiceConfig {
		return dspy.ServiceConfig{APIKey: runtime.NewSecret(key), BaseURL: server.URL + "/base/", Model: "gm", MaxTokens: 9, MaxRetries: 1}
	}
	p := mustStart(t, dspy.Config{Claude: service("ck\n"), Gemini: service("gk")})
	for step, model := range map[string]string{"dspy_claude": "cm", "dspy_gemini": "gm"} {
		got, err := run(t, p, step, triage+ticket, nil)
		if err != nil || got["weight"] != json.Number("0.5") || got["model"] != model || got["provider_used"] != step {
			t.Errorf("%s: got %v, %v", step, got, err)
		}
	}
	if n := asked.Load(); n != 4 {
		t.Errorf("%d requests, want 4", n)
	}
}

// TestSchemaMode: the same step asks the service for its schema, or the model.
func TestSchemaMode(t *testing.T) {
	for mode, want := range map[string]string{"": `"output_config"`, "service": `"output_config"`, "text": `JSON Schema, and with nothing else`} {
		var body []byte
		server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { body, _ = io.ReadAll(r.Body) }))
		p := mustStart(t, dspy.Config{Claude: dspy.ServiceConfig{APIKey: runtime.NewSecret("k"), BaseURL: server.URL, SchemaMode: mode}})
		if _, err := run(t, p, "dspy_claude", triage+ticket, nil); !errors.Is(err, dspy.ErrMalformed) {
			t.Errorf("%q: got %v", mode, err)
		}
		server.Close()
		if !bytes.Contains(body, []byte(want)) || bytes.Contains(body, []byte(`"output_config"`)) == (mode == "text") {
			t.Errorf("%q: sent %s", mode, body)
		}
	}
}

func TestProvidersStream(t *testing.T) {
	for _, c := range mustStart(t, dspy.Config{}).Providers() {
		if _, ok := runtime.Unwrap(c.Value).(pipeline.Streamer); !ok {
			t.Errorf("%s does not", c.Name)
		}
	}
}

func TestStepsRunTogether(t *testing.T) {
	p := mustStart(t, dspy.Config{})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			s := &script{answers: []string{"bad", `{"queue":"bug","weight":1}`}}
			if got, err := run(t, p, "dspy_claude", triage+ticket, s); err != nil || got["queue"] != "bug" {
				t.Errorf("got %v, %v", got, err)
			}
		})
	}
	wg.Wait()
}

func BenchmarkStep(b *testing.B) {
	p := mustStart(b, dspy.Config{})
	for b.Loop() {
		if _, err := run(b, p, "dspy_claude", triage+ticket, &script{answers: []string{`{"queue":"bug","weight":1}`}}); err != nil {
			b.Fatal(err)
		}
	}
}

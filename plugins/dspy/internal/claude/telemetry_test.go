package claude_test

import (
	"sync/atomic"
	"testing"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"

	"github.com/plugingen/plugingen/plugins/dspy/internal/rest"
	"github.com/plugingen/plugingen/plugins/dspy/internal/wiretest"
	"github.com/plugingen/plugingen/runtime/pipeline"
)

// counting is a tracer provider that counts who asks for a tracer.
type counting struct {
	noop.TracerProvider
	asked atomic.Int32
}

func (c *counting) Tracer(name string, opts ...trace.TracerOption) trace.Tracer {
	c.asked.Add(1)
	return c.TracerProvider.Tracer(name, opts...)
}

// TestNoTelemetry: a host that traces itself gets no prompts into its traces.
func TestNoTelemetry(t *testing.T) {
	before := otel.GetTracerProvider()
	var host counting
	otel.SetTracerProvider(&host)
	defer otel.SetTracerProvider(before)
	t.Setenv("ANTHROPIC_OPEN_TELEMETRY", "true")
	t.Setenv("ANTHROPIC_OPEN_TELEMETRY_TRACES_CONTENT_MODE", "content")
	server := wiretest.Serve(t, wiretest.Reply(200, rest.JSON, good))
	if _, err := provider(wiretest.Service(t, server.URL)).Generate(t.Context(), pipeline.GenerateRequest{Prompt: "x"}); err != nil {
		t.Fatal(err)
	}
	if n := host.asked.Load(); n != 0 {
		t.Errorf("%d tracers were asked for", n)
	}
}

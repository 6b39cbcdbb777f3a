package otel_test

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"testing"

	sdk "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"github.com/plugingen/plugingen/adapters/otel"
	"github.com/plugingen/plugingen/runtime"
)

func TestRegister(t *testing.T) {
	app := runtime.NewApp([]runtime.Unit{{Name: "a", Init: func(context.Context, *runtime.Instance) error { return nil }}})
	reader := sdk.NewManualReader()
	meter := sdk.NewMeterProvider(sdk.WithReader(reader)).Meter("test")
	registration, err := otel.Register(meter, app)
	if err != nil {
		t.Fatal(err)
	}
	shows(t, reader, "stopped", "a")
	if err := app.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	shows(t, reader, "ready", "a")
	if err := app.Unload(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	shows(t, reader, "unloaded", "a")
	if err := app.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := registration.Unregister(); err != nil {
		t.Fatal(err)
	}
	if got := collect(t, reader); len(got) > 0 {
		t.Errorf("unregistered, it shows %v", got)
	}
}

func shows(t *testing.T, reader sdk.Reader, state, plugin string) {
	t.Helper()
	want := map[string]int64{"plugingen.plugin.restarts " + plugin: 0, "plugingen.plugin.unloaded " + plugin: 0}
	if state == "unloaded" {
		state, want["plugingen.plugin.unloaded "+plugin] = "stopped", 1
	}
	for _, one := range []string{"stopped", "starting", "ready", "degraded", "failed", "stopping"} {
		want["plugingen.plugin.state "+plugin+" "+one] = 0
	}
	want["plugingen.plugin.state "+plugin+" "+state] = 1
	if got := collect(t, reader); !maps.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

// A text that is none, which nothing keeps a plugin from having, is one here: else
// nothing at all may be exported.
func TestTextsThatAreNotUTF8(t *testing.T) {
	app := runtime.NewApp([]runtime.Unit{{Name: "a\xff", Init: func(context.Context, *runtime.Instance) error { return nil }}})
	reader := sdk.NewManualReader()
	if _, err := otel.Register(sdk.NewMeterProvider(sdk.WithReader(reader)).Meter("test"), app); err != nil {
		t.Fatal(err)
	}
	shows(t, reader, "stopped", `"a\xff"`)
}

func TestCallsOfComponents(t *testing.T) {
	reader := sdk.NewManualReader()
	if _, err := otel.Register(sdk.NewMeterProvider(sdk.WithReader(reader)).Meter("test"), called(t)); err != nil {
		t.Fatal(err)
	}
	got := collect(t, reader)
	maps.DeleteFunc(got, func(name string, _ int64) bool { return strings.HasPrefix(name, "plugingen.plugin") })
	want := map[string]int64{
		"plugingen.component.in_flight one Steps a": 0, "plugingen.component.calls one Steps a": 2,
		"plugingen.component.errors one Steps a": 2, "plugingen.component.panics one Steps a": 0,
		"plugingen.component.refused one Steps a": 0, "plugingen.component.timed one Steps a": 0,
		"plugingen.component.timed.duration": 1,
	}
	if !maps.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

// collect returns what is observed, by instrument and attributes: the value of a
// whole sum, and how many there are of another.
func collect(t *testing.T, reader sdk.Reader) map[string]int64 {
	t.Helper()
	var all metricdata.ResourceMetrics
	if err := reader.Collect(t.Context(), &all); err != nil {
		t.Fatal(err)
	}
	got := map[string]int64{}
	for _, scope := range all.ScopeMetrics {
		for _, m := range scope.Metrics {
			sum, ok := m.Data.(metricdata.Sum[int64])
			if !ok {
				got[m.Name] = int64(len(m.Data.(metricdata.Sum[float64]).DataPoints))
			}
			for _, p := range sum.DataPoints {
				name := m.Name
				for _, a := range p.Attributes.ToSlice() {
					name += fmt.Sprintf(" %s", a.Value.AsString())
				}
				got[name] = p.Value
			}
		}
	}
	return got
}

package otel_test

import (
	"context"
	"fmt"
	"maps"
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
	shows(t, reader, "stopped")
	if err := app.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	shows(t, reader, "ready")
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

func shows(t *testing.T, reader sdk.Reader, state string) {
	t.Helper()
	want := map[string]int64{"plugingen.plugin.restarts a": 0}
	for _, one := range []string{"stopped", "starting", "ready", "degraded", "failed", "stopping"} {
		want["plugingen.plugin.state a "+one] = 0
	}
	want["plugingen.plugin.state a "+state] = 1
	if got := collect(t, reader); !maps.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

// collect returns what is observed, by instrument and attributes.
func collect(t *testing.T, reader sdk.Reader) map[string]int64 {
	t.Helper()
	var all metricdata.ResourceMetrics
	if err := reader.Collect(t.Context(), &all); err != nil {
		t.Fatal(err)
	}
	got := map[string]int64{}
	for _, scope := range all.ScopeMetrics {
		for _, m := range scope.Metrics {
			for _, p := range m.Data.(metricdata.Sum[int64]).DataPoints {
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

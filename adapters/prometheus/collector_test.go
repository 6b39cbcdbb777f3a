package prometheus_test

import (
	"context"
	"strings"
	"testing"

	client "github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/plugingen/plugingen/adapters/prometheus"
	"github.com/plugingen/plugingen/runtime"
)

func TestCollector(t *testing.T) {
	does := func(context.Context, *runtime.Instance) error { return nil }
	app := runtime.NewApp([]runtime.Unit{{Name: "a", Package: "example.com/a", Version: "1.2.0", Init: does}})
	c := prometheus.NewCollector(app)
	registry := client.NewPedanticRegistry()
	registry.MustRegister(c)
	shows(t, registry, "stopped")
	if err := app.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	shows(t, registry, "ready")
	for _, want := range []string{"0", "1"} {
		want = "# HELP plugingen_plugin_unloaded 1 where the plugin is stopped because it was unloaded, else 0.\n" +
			"# TYPE plugingen_plugin_unloaded gauge\nplugingen_plugin_unloaded{plugin=\"a\"} " + want + "\n"
		if err := testutil.GatherAndCompare(registry, strings.NewReader(want), "plugingen_plugin_unloaded"); err != nil {
			t.Error(err)
		}
		if err := app.Unload(t.Context(), "a"); err != nil {
			t.Fatal(err)
		}
	}
	if err := app.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	shows(t, registry, "stopped")
	if problems, err := testutil.CollectAndLint(c); err != nil || len(problems) > 0 {
		t.Errorf("%v, %v", problems, err)
	}
}

// A text that is none, which nothing keeps a plugin from having, is no reason to
// panic at the next scrape.
func TestTextsThatAreNotUTF8(t *testing.T) {
	does := func(context.Context, *runtime.Instance) error { return nil }
	app := runtime.NewApp([]runtime.Unit{{Name: "a", Version: "1\xff", Init: does}, {Name: "b", Version: "1\xfe", Init: does}})
	want := `# HELP plugingen_plugin_info What the plugin is; always 1.
# TYPE plugingen_plugin_info gauge
plugingen_plugin_info{package="",plugin="a",version="\"1\\xff\""} 1
plugingen_plugin_info{package="",plugin="b",version="\"1\\xfe\""} 1
`
	if err := testutil.CollectAndCompare(prometheus.NewCollector(app), strings.NewReader(want), "plugingen_plugin_info"); err != nil {
		t.Error(err)
	}
}

func shows(t *testing.T, registry *client.Registry, state string) {
	t.Helper()
	var want strings.Builder
	want.WriteString(`# HELP plugingen_plugin_info What the plugin is; always 1.
# TYPE plugingen_plugin_info gauge
plugingen_plugin_info{package="example.com/a",plugin="a",version="1.2.0"} 1
# HELP plugingen_plugin_restarts_total Restarts of the plugin that nobody asked for.
# TYPE plugingen_plugin_restarts_total counter
plugingen_plugin_restarts_total{plugin="a"} 0
# HELP plugingen_plugin_state 1 for the state that the plugin is in, 0 for the others.
# TYPE plugingen_plugin_state gauge
`)
	for _, one := range []string{"degraded", "failed", "ready", "starting", "stopped", "stopping"} {
		value := "0"
		if one == state {
			value = "1"
		}
		want.WriteString(`plugingen_plugin_state{plugin="a",state="` + one + `"} ` + value + "\n")
	}
	err := testutil.GatherAndCompare(registry, strings.NewReader(want.String()),
		"plugingen_plugin_info", "plugingen_plugin_restarts_total", "plugingen_plugin_state")
	if err != nil {
		t.Error(err)
	}
}

func TestCallsOfComponents(t *testing.T) {
	const labels = `{component="one",kind="Steps",plugin="a"}`
	want := `# HELP plugingen_component_calls_total Calls that reached the component.
# TYPE plugingen_component_calls_total counter
plugingen_component_calls_total` + labels + ` 2
# HELP plugingen_component_errors_total Calls of the component that returned an error.
# TYPE plugingen_component_errors_total counter
plugingen_component_errors_total` + labels + ` 2
# HELP plugingen_component_in_flight Calls of the component under way.
# TYPE plugingen_component_in_flight gauge
plugingen_component_in_flight` + labels + ` 0
# HELP plugingen_component_panics_total Calls of the component that panicked.
# TYPE plugingen_component_panics_total counter
plugingen_component_panics_total` + labels + ` 0
# HELP plugingen_component_refused_total Calls of the component that came when its plugin was taken out.
# TYPE plugingen_component_refused_total counter
plugingen_component_refused_total` + labels + ` 0
`
	c := prometheus.NewCollector(called(t))
	err := testutil.CollectAndCompare(c, strings.NewReader(want), "plugingen_component_calls_total", "plugingen_component_errors_total",
		"plugingen_component_in_flight", "plugingen_component_panics_total", "plugingen_component_refused_total")
	if err != nil {
		t.Error(err)
	}
	if n := testutil.CollectAndCount(c, "plugingen_component_latency_seconds"); n != 1 {
		t.Errorf("%d latencies", n)
	}
}

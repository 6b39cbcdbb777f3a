package prometheus

import (
	"strconv"
	"unicode/utf8"

	client "github.com/prometheus/client_golang/prometheus"

	"github.com/plugingen/plugingen/runtime"
)

var (
	info = client.NewDesc("plugingen_plugin_info", "What the plugin is; always 1.",
		[]string{"plugin", "package", "version"}, nil)
	state = client.NewDesc("plugingen_plugin_state", "1 for the state that the plugin is in, 0 for the others.",
		[]string{"plugin", "state"}, nil)
	unloaded = client.NewDesc("plugingen_plugin_unloaded", "1 where the plugin is stopped because it was unloaded, else 0.",
		[]string{"plugin"}, nil)
	since = client.NewDesc("plugingen_plugin_state_since_seconds", "When the plugin came to its state, in Unix time.",
		[]string{"plugin"}, nil)
	restarts = client.NewDesc("plugingen_plugin_restarts_total", "Restarts of the plugin that nobody asked for.",
		[]string{"plugin"}, nil)

	inFlight = perComponent("in_flight", "Calls of the component under way.")
	calls    = perComponent("calls_total", "Calls that reached the component.")
	failures = perComponent("errors_total", "Calls of the component that returned an error.")
	panics   = perComponent("panics_total", "Calls of the component that panicked.")
	refused  = perComponent("refused_total", "Calls of the component that came when its plugin was taken out.")
	latency  = perComponent("latency_seconds", "Durations of the component's calls, of about one in 64.")
)

func perComponent(name, help string) *client.Desc {
	return client.NewDesc("plugingen_component_"+name, help, []string{"plugin", "kind", "component"}, nil)
}

var states = []runtime.State{
	runtime.Stopped, runtime.Starting, runtime.Ready, runtime.Degraded, runtime.Failed, runtime.Stopping,
}

type collector struct{ app *runtime.App }

// NewCollector returns a collector of an app's plugins, for an app in whatever
// state. Two apps in one registry need a label of their own each: see the client's
// WrapRegistererWith.
func NewCollector(app *runtime.App) client.Collector { return collector{app} }

// Describe implements the client's Collector.
func (c collector) Describe(to chan<- *client.Desc) {
	for _, d := range []*client.Desc{info, state, unloaded, since, restarts, inFlight, calls, failures, panics, refused, latency} {
		to <- d
	}
}

// Collect implements the client's Collector.
func (c collector) Collect(to chan<- client.Metric) {
	for _, e := range c.app.Manifest().Plugins {
		to <- metric(info, client.GaugeValue, 1, e.Entry, e.Package, e.Version)
	}
	for _, s := range c.app.Plugins() {
		for _, one := range states {
			to <- metric(state, client.GaugeValue, oneIf(s.State == one), s.Plugin, one.String())
		}
		to <- metric(unloaded, client.GaugeValue, oneIf(s.Unloaded), s.Plugin)
		to <- metric(since, client.GaugeValue, float64(s.Since.UnixMilli())/1000, s.Plugin)
		to <- metric(restarts, client.CounterValue, float64(s.Restarts), s.Plugin)
	}
	for _, s := range c.app.Components() {
		if s.Guarded {
			collectCalls(to, s)
		}
	}
}

func collectCalls(to chan<- client.Metric, s runtime.ComponentStats) {
	for _, one := range []struct {
		desc  *client.Desc
		kind  client.ValueType
		value float64
	}{
		{inFlight, client.GaugeValue, float64(s.InFlight)},
		{calls, client.CounterValue, float64(s.Calls)},
		{failures, client.CounterValue, float64(s.Errors)},
		{panics, client.CounterValue, float64(s.Panics)},
		{refused, client.CounterValue, float64(s.Refused)},
	} {
		to <- metric(one.desc, one.kind, one.value, s.Plugin, s.Kind, s.Name)
	}
	to <- client.MustNewConstSummary(latency, s.Timed, s.TimedTook.Seconds(), nil, valid(s.Plugin, s.Kind, s.Name)...)
}

func metric(d *client.Desc, kind client.ValueType, value float64, labels ...string) client.Metric {
	return client.MustNewConstMetric(d, kind, value, valid(labels...)...)
}

// valid returns labels in UTF-8, which they have to be and which a text of the
// composition need not be: one that is not is quoted.
func valid(labels ...string) []string {
	for k, label := range labels {
		if !utf8.ValidString(label) {
			labels[k] = strconv.Quote(label)
		}
	}
	return labels
}

func oneIf(is bool) float64 {
	if is {
		return 1
	}
	return 0
}
